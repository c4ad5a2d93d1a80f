using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace RecruitRetain.Local;

/// <summary>The client of the engine in this process.</summary>
internal sealed class LocalDurableTaskClient(DurableEngine engine, Store store) : DurableTaskClient("local")
{
    private readonly JsonDataConverter _json = JsonDataConverter.Default;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
        engine.ScheduleAsync(orchestratorName.Name, _json.Serialize(input), options);

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        engine.TellAsync(instanceId, HistoryEventKind.EventRaised, eventName, _json.Serialize(eventPayload));

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, known => known.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, known => known.IsCompleted, cancellation);

    public override async Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var family = options is { Recursive: true } ? store.Read(session => DurableEngine.Family(session, instanceId)) : [instanceId];
        foreach (var id in family)
        {
            await engine.TellAsync(id, HistoryEventKind.ExecutionTerminated, null, _json.Serialize(options?.Output));
        }
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        engine.TellAsync(instanceId, HistoryEventKind.ExecutionSuspended, null, _json.Serialize(reason));

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        engine.TellAsync(instanceId, HistoryEventKind.ExecutionResumed, null, _json.Serialize(reason));

    public override Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(store.Read(session => session.Instance(instanceId)) is { } row ? Describe(row, getInputsAndOutputs) : null);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(store, filter ?? new OrchestrationQuery());

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        new(await engine.PurgeAsync([instanceId], options is { Recursive: true }));

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        List<string> ids = [];
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses, PageSize: 1_000);
        await foreach (var known in GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            ids.Add(known.InstanceId);
        }

        var count = 0;
        foreach (var batch in ids.Chunk(100))
        {
            count += await engine.PurgeAsync(batch, options is { Recursive: true });
        }

        return new PurgeResult(count);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<OrchestrationMetadata> WaitAsync(
        string id, bool withData, Func<OrchestrationMetadata, bool> reached, CancellationToken cancellation)
    {
        while (true)
        {
            var change = engine.Watch(id);
            if (await GetInstanceAsync(id, withData, cancellation) is { } known && reached(known))
            {
                return known;
            }

            await change.WaitAsync(cancellation);
        }
    }

    private static OrchestrationMetadata Describe(InstanceRow row, bool withData) => new(row.Name, row.Id)
    {
        RuntimeStatus = row.Status,
        CreatedAt = row.CreatedAt,
        LastUpdatedAt = row.UpdatedAt,
        SerializedInput = withData ? row.Input : null,
        SerializedOutput = withData ? row.Output : null,
        SerializedCustomStatus = withData ? row.CustomStatus : null,
        FailureDetails = withData ? DurableTables.ReadFailure(row.Failure) : null,
        Tags = row.Tags is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Tags)!,
    };

    /// <summary>Instances in id order, a page at a time; the continuation token is the last id of the page.</summary>
    private sealed class InstancePages(Store store, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await Task.CompletedTask;
            var size = pageSizeHint ?? query.PageSize;
            var after = continuationToken ?? query.ContinuationToken ?? "";
            while (true)
            {
                var rows = store.Read(session => session.Instances(after, query.InstanceIdPrefix ?? "", size, query.Statuses));
                var more = rows.Count == size;
                after = rows.Count > 0 ? rows[^1].Id : after;
                yield return new Page<OrchestrationMetadata>(
                    [.. rows.Where(Wanted).Select(row => Describe(row, query.FetchInputsAndOutputs))], more ? after : null);
                if (!more)
                {
                    yield break;
                }
            }

            bool Wanted(InstanceRow row) => (query.CreatedFrom is null || row.CreatedAt >= query.CreatedFrom)
                && (query.CreatedTo is null || row.CreatedAt <= query.CreatedTo);
        }
    }
}
