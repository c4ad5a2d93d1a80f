using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Operations;

/// <summary>How far an instance of an orchestration has come.</summary>
public enum InstanceStatus
{
    /// <summary>It has not begun.</summary>
    Pending,

    /// <summary>It works or waits.</summary>
    Running,

    /// <summary>An operator holds it.</summary>
    Suspended,

    /// <summary>It has come to its end.</summary>
    Completed,

    /// <summary>It gave up after all its retries.</summary>
    Failed,

    /// <summary>It was ended from outside.</summary>
    Terminated,
}

/// <summary>An instance of an orchestration, without anything that it was told.</summary>
/// <param name="Id">Its id, which says what it is about: <c>journey-app_…</c>.</param>
/// <param name="Name">The orchestration.</param>
/// <param name="Version">The version of the journeys under which its present generation runs; null where it has not begun.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="StartedAt">When it, or its present generation, was started (UTC).</param>
/// <param name="UpdatedAt">When it last did something (UTC).</param>
/// <param name="Waits">Whether it waits, for a nudge or a day.</param>
/// <param name="Until">Until when it waits without a nudge (UTC); null for as long as it takes.</param>
/// <param name="Idle">Whether it should have gone on and has not: see <see cref="Standing.IsIdle"/>.</param>
public sealed record InstanceView(
    string Id, string Name, string? Version, InstanceStatus Status, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, bool Waits, DateTimeOffset? Until, bool Idle);

/// <summary>How many instances there are of a kind.</summary>
/// <param name="Name">The orchestration.</param>
/// <param name="Version">The version of the journeys under which they run; null where they have not begun.</param>
/// <param name="Status">How far they have come.</param>
/// <param name="Count">How many.</param>
public sealed record InstanceCount(string Name, string? Version, InstanceStatus Status, int Count);

/// <summary>The instances of orchestrations: listed, counted by version, held, let go, ended and started again.</summary>
public sealed class Instances(OperatorActs acts, TimeProvider clock)
{
    // Where a page has nothing that was asked for, so many are passed over before an empty one is answered.
    private const int MostPagesSkipped = 10;

    private const int CountedAtOnce = 1_000;

    /// <summary>Lists instances in the backend's order.</summary>
    [Function(nameof(ListInstances))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("List the instances of orchestrations", Answers = typeof(ListPage<InstanceView>))]
    [Query("name", typeof(string), "Only of this orchestration.")]
    [Query("version", typeof(string), "Only those whose present generation runs under this version of the journeys.")]
    [Query("status", typeof(InstanceStatus), "Only those that have come so far.")]
    [Query("idle", typeof(bool), "Only those that should have gone on and have not.")]
    public Task<IResult> ListInstances(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var (name, version, idle) = (request.Query["name"].ToString(), request.Query["version"].ToString(), request.ReadFlag("idle"));
        OrchestrationRuntimeStatus[]? statuses = request.Choice<InstanceStatus>("status") is { } status ? [Runtime(status)] : null;
        return Lists.OnePageAsync(request, PageAsync);

        async Task<(IReadOnlyList<InstanceView>, string?)> PageAsync(string? cursor, int size)
        {
            var skipped = 0;
            var pages = client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: statuses, PageSize: size, FetchInputsAndOutputs: true, ContinuationToken: cursor))
                .AsPages(cursor, size);
            await foreach (var page in pages.WithCancellation(request.HttpContext.RequestAborted))
            {
                IReadOnlyList<InstanceView> found = [.. page.Values.Select(View).Where(IsWanted)];
                if (found.Count > 0 || page.ContinuationToken is null || ++skipped == MostPagesSkipped)
                {
                    return (found, page.ContinuationToken);
                }
            }

            return ([], null);
        }

        bool IsWanted(InstanceView instance) => (name.Length == 0 || instance.Name == name) && (version.Length == 0 || instance.Version == version) && (!idle || instance.Idle);
    }

    /// <summary>
    /// Counts those that have not come to a good end, by orchestration, version and status: when none of a version is left, what was kept for it can go.
    /// </summary>
    [Function(nameof(CountInstances))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("Count the instances that have not ended well, by orchestration, version and status", Answers = typeof(ListPage<InstanceCount>), Paged = false)]
    public async Task<IResult> CountInstances(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/counts")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        Dictionary<(string, string?, InstanceStatus), int> counts = [];
        await foreach (var known in Unfinished(client, OrchestrationRuntimeStatus.Failed).WithCancellation(request.HttpContext.RequestAborted))
        {
            var instance = View(known);
            var key = (instance.Name, instance.Version, instance.Status);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return Answer.Ok(new ListPage<InstanceCount>(
            [
                .. counts.Select(count => new InstanceCount(count.Key.Item1, count.Key.Item2, count.Key.Item3, count.Value))
                    .OrderBy(count => count.Name, StringComparer.Ordinal).ThenBy(count => count.Version, StringComparer.Ordinal).ThenBy(count => count.Status),
            ],
            null));
    }

    /// <summary>Shows one.</summary>
    [Function(nameof(ShowInstance))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("Show an instance of an orchestration", Answers = typeof(InstanceView))]
    public async Task<IResult> ShowInstance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id) =>
        await client.GetInstanceAsync(id, true, request.HttpContext.RequestAborted) is { } known ? Answer.Ok(View(known)) : Problems.NotFound;

    /// <summary>
    /// Starts one again that failed or was ended, under its id and with what its last generation was told: it reads the journal, and skips what was
    /// done.
    /// </summary>
    [Function(nameof(RestartInstance))]
    [Allow(Role.Operator)]
    [Operation("Start an instance again that failed or was ended", Body = typeof(OperatorReason), Answers = typeof(OperatorAct), Status = 201)]
    public Task<IResult> RestartInstance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{id}/restart")] HttpRequest request, [DurableClient] DurableTaskClient client, string id) =>
        DoAsync(request, client, OperatorVerb.RestartInstance, id, _ => PartOf(id) is { } whole ? PartOnly(whole) : null, [InstanceStatus.Failed, InstanceStatus.Terminated], async known =>
        {
            object? input = known.SerializedInput is { } text ? JsonSerializer.Deserialize<JsonElement>(text) : null;
            await client.EnsureRunningAgainAsync(known.Name, id, input, CancellationToken.None);
            return await client.GetInstanceAsync(id, CancellationToken.None) is { } now && now.CreatedAt == known.CreatedAt && now.RuntimeStatus == known.RuntimeStatus
                ? Refusal.Rule("instance-not-started", "The backend did not start it again. The log says why.")
                : null;
        });

    /// <summary>Holds one: it takes in what happens, and goes on with it when it is let go.</summary>
    [Function(nameof(SuspendInstance))]
    [Allow(Role.Operator)]
    [Operation("Hold an instance", Body = typeof(OperatorReason), Answers = typeof(OperatorAct), Status = 201)]
    public Task<IResult> SuspendInstance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{id}/suspension")] HttpRequest request, [DurableClient] DurableTaskClient client, string id) =>
        DoAsync(
            request, client, OperatorVerb.SuspendInstance, id, [InstanceStatus.Pending, InstanceStatus.Running],
            () => client.SuspendInstanceAsync(id, nameof(OperatorVerb.SuspendInstance), CancellationToken.None));

    /// <summary>Lets one go on that is held.</summary>
    [Function(nameof(ResumeInstance))]
    [Allow(Role.Operator)]
    [Operation("Let an instance go on", Body = typeof(OperatorReason), Answers = typeof(OperatorAct), Status = 201)]
    public Task<IResult> ResumeInstance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{id}/resumption")] HttpRequest request, [DurableClient] DurableTaskClient client, string id) =>
        DoAsync(
            request, client, OperatorVerb.ResumeInstance, id, [InstanceStatus.Suspended],
            () => client.ResumeInstanceAsync(id, nameof(OperatorVerb.ResumeInstance), CancellationToken.None));

    /// <summary>Ends one with its stages. The journal takes decisions all the same, and nobody is written to until it is started again.</summary>
    [Function(nameof(TerminateInstance))]
    [Allow(Role.Operator)]
    [Operation("End an instance", Body = typeof(OperatorReason), Answers = typeof(OperatorAct), Status = 201)]
    public Task<IResult> TerminateInstance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{id}/termination")] HttpRequest request, [DurableClient] DurableTaskClient client, string id) =>
        DoAsync(
            request, client, OperatorVerb.TerminateInstance, id, [InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended],
            () => client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: true), CancellationToken.None));

    /// <summary>The instances that have not come to an end, and those of further statuses.</summary>
    internal static AsyncPageable<OrchestrationMetadata> Unfinished(DurableTaskClient client, params OrchestrationRuntimeStatus[] besides) =>
        client.GetAllInstancesAsync(new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended, .. besides],
            PageSize: CountedAtOnce,
            FetchInputsAndOutputs: true));

    private Task<IResult> DoAsync(HttpRequest request, DurableTaskClient client, OperatorVerb what, string id, InstanceStatus[] possible, Func<Task> act) =>
        DoAsync(request, client, what, id, _ => null, possible, async _ =>
        {
            await act();
            return null;
        });

    private async Task<IResult> DoAsync(
        HttpRequest request,
        DurableTaskClient client,
        OperatorVerb what,
        string id,
        Func<OrchestrationMetadata, Refusal?> refuse,
        InstanceStatus[] possible,
        Func<OrchestrationMetadata, Task<Refusal?>> act)
    {
        return await acts.DoAsync(
            request,
            what,
            id,
            async () => await FindAsync() is not { } known ? Missing()
                : possible.Contains(Status(known)) ? refuse(known)
                : Refusal.Rule("instance-not-so-far", $"It is {Json.Word(Status(known))}; this takes one that is {string.Join(" or ", possible.Select(status => Json.Word(status)))}."),
            async () => await FindAsync() is { } known ? await act(known) : Missing());

        Task<OrchestrationMetadata?> FindAsync() => client.GetInstanceAsync(id, true, request.HttpContext.RequestAborted);
    }

    private static Refusal Missing() => Refusal.NotFound("There is no such instance.");

    private static Refusal PartOnly(string whole) => Refusal.Rule("part-of-a-journey", $"What it comes to would reach nobody. Start {whole} again, which begins it anew.");

    // The two stages on whose answer the journey goes on; those that come last stand by themselves.
    private static string? PartOf(string id)
    {
        foreach (var stage in new[] { "recruitment-", "pre-employment-" })
        {
            if (id.StartsWith(stage, StringComparison.Ordinal))
            {
                return $"journey-{id[stage.Length..]}";
            }
        }

        return null;
    }

    private static InstanceStatus Status(OrchestrationMetadata known) => known.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Pending => InstanceStatus.Pending,
        OrchestrationRuntimeStatus.Suspended => InstanceStatus.Suspended,
        OrchestrationRuntimeStatus.Completed => InstanceStatus.Completed,
        OrchestrationRuntimeStatus.Failed => InstanceStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => InstanceStatus.Terminated,
        _ => InstanceStatus.Running,
    };

    private static OrchestrationRuntimeStatus Runtime(InstanceStatus status) => status switch
    {
        InstanceStatus.Pending => OrchestrationRuntimeStatus.Pending,
        InstanceStatus.Suspended => OrchestrationRuntimeStatus.Suspended,
        InstanceStatus.Completed => OrchestrationRuntimeStatus.Completed,
        InstanceStatus.Failed => OrchestrationRuntimeStatus.Failed,
        InstanceStatus.Terminated => OrchestrationRuntimeStatus.Terminated,
        _ => OrchestrationRuntimeStatus.Running,
    };

    private InstanceView View(OrchestrationMetadata known)
    {
        var standing = Standing.Of(known);
        var waits = !known.IsCompleted && standing?.Waits == true;
        return new(
            known.InstanceId, known.Name, standing?.Version, Status(known), known.CreatedAt, known.LastUpdatedAt, waits, waits ? standing?.Until : null, Standing.IsIdle(known, clock.GetUtcNow()));
    }
}
