using Azure.Data.Tables;
using RecruitRetain.Audit;

namespace RecruitRetain.Shared;

/// <summary>What follows a commit: journeys to be nudged, an aggregate whose listings are to be kept, and what the trail has to say of it.</summary>
/// <param name="Journeys">The journeys, by instance id.</param>
/// <param name="Listed">The aggregate's table and id; null where it is not listed.</param>
/// <param name="Decided">What was decided; null where nobody decided anything.</param>
public sealed record Intent(IReadOnlyList<string> Journeys, (string Table, string Id)? Listed, Decided? Decided = null)
{
    /// <summary>Whether nothing follows.</summary>
    public bool IsEmpty => Journeys.Count == 0 && Listed is null && Decided is null;
}

/// <summary>
/// What is going to follow a commit. So that a crash in between loses nothing, the intent is written before the commit and removed after what
/// followed; <see cref="SweepIntents"/> repeats what is left.
/// </summary>
public sealed class Intents(TableServiceClient tables, TimeProvider clock)
{
    internal const string TableName = "intents";

    private const int Shards = 16;

    /// <summary>Keeps what will follow; to be called before the commit.</summary>
    /// <returns>The intent's key, for <see cref="ForgetAsync"/>.</returns>
    public async Task<(string Shard, string Key)> KeepAsync(Intent intent)
    {
        var key = Id.New("int");
        var shard = $"shard-{key[^1] % Shards:D2}";
        await tables.GetTableClient(TableName).AddEntityAsync(new TableEntity(shard, key)
        {
            ["Journeys"] = string.Join('\n', intent.Journeys),
            ["Table"] = intent.Listed?.Table,
            ["Id"] = intent.Listed?.Id,
            ["Decided"] = intent.Decided is { } decided ? Json.Write(decided) : null,
            ["At"] = clock.GetUtcNow(),
        });
        return (shard, key);
    }

    /// <summary>Forgets an intent once everything in it was done.</summary>
    public Task ForgetAsync((string Shard, string Key) intent) => tables.GetTableClient(TableName).DeleteEntityAsync(intent.Shard, intent.Key);

    /// <summary>The intents older than an instant: nobody is at work on them any more.</summary>
    public async IAsyncEnumerable<((string Shard, string Key) Key, Intent Intent)> OlderThanAsync(DateTimeOffset instant)
    {
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"At lt {instant}")))
        {
            yield return (
                (row.PartitionKey, row.RowKey),
                new(
                    row.GetString("Journeys")!.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                    row.GetString("Table") is { } table ? (table, row.GetString("Id")!) : null,
                    row.GetString("Decided") is { } decided ? Json.Read<Decided>(decided) : null));
        }
    }
}
