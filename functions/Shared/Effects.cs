using Azure.Data.Tables;

namespace RecruitRetain.Shared;

/// <summary>
/// What the system did to the outside world, by stable key (<c>employment/milestone/purpose</c>), so that a repeat is seen and skipped. Its row is
/// written before it is done, so that a store that cannot keep it stops it, and completed with the result after. Between the effect and its result lies a moment
/// in which a crash makes it happen again, under the same key.
/// </summary>
public sealed class Effects(TableServiceClient tables, TimeProvider clock)
{
    internal const string TableName = "effects";

    private const string Result = nameof(Result);

    /// <summary>Does something once: not again where its result stands, and not at all where it cannot be noted.</summary>
    /// <param name="subject">The aggregate it belongs to; its partition.</param>
    /// <param name="key">The effect's stable key within the subject.</param>
    /// <param name="act">Does it; answers what the other side called it (a message id).</param>
    /// <param name="cancellationToken">Stops before it is done.</param>
    public async Task OnceAsync(string subject, string key, Func<Task<string>> act, CancellationToken cancellationToken)
    {
        var table = tables.GetTableClient(TableName);
        var row = key.Replace('/', '|');
        if (await table.GetEntityIfExistsAsync<TableEntity>(subject, row, [Result], cancellationToken) is { HasValue: true, Value: { } known } && IsDone(known))
        {
            return;
        }

        // Without a result yet, beside which one that another attempt came to meanwhile stays.
        await table.UpsertEntityAsync(new TableEntity(subject, row) { ["At"] = clock.GetUtcNow() }, TableUpdateMode.Merge, cancellationToken);
        var result = await act();
        await table.UpsertEntityAsync(
            new TableEntity(subject, row) { [Result] = result, ["At"] = clock.GetUtcNow() }, TableUpdateMode.Replace, CancellationToken.None);
    }

    /// <summary>All that was done for a subject, with its time (UTC).</summary>
    public async Task<IReadOnlyList<(string Key, DateTimeOffset At)>> OfAsync(string subject, CancellationToken cancellationToken = default)
    {
        List<(string, DateTimeOffset)> done = [];
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {subject}"), cancellationToken: cancellationToken).Where(IsDone))
        {
            done.Add((row.RowKey.Replace('|', '/'), row.GetDateTimeOffset("At")!.Value));
        }

        return done;
    }

    /// <summary>The keys of all that was done for a subject.</summary>
    public async Task<IReadOnlySet<string>> DoneAsync(string subject, CancellationToken cancellationToken = default)
    {
        HashSet<string> keys = [];
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {subject}"), select: ["RowKey", Result], cancellationToken: cancellationToken).Where(IsDone))
        {
            keys.Add(row.RowKey.Replace('|', '/'));
        }

        return keys;
    }

    /// <summary>Whether what a row stands for was done, and not only begun.</summary>
    internal static bool IsDone(TableEntity row) => row.GetString(Result) is not null;
}
