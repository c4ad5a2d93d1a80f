using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace RecruitRetain.Shared;

/// <summary>
/// Tells journeys that something was journalled. A nudge is a hint without content: the journey reads the journal. So that a crash between
/// commit and nudge loses nothing, the intent to nudge is written first and removed last; <see cref="SweepIntents"/> repeats what is left.
/// </summary>
public sealed class Nudges(TableServiceClient tables, TimeProvider clock)
{
    /// <summary>The one event that every stage waits for.</summary>
    public const string Event = "Nudge";

    internal const string TableName = "intents";

    private const int Shards = 16;

    /// <summary>Says what will have to be nudged; to be called before the commit.</summary>
    /// <returns>The intent's key, for <see cref="SendAsync"/>.</returns>
    public async Task<(string Shard, string Key)> IntendAsync(IReadOnlyCollection<string> journeys, CancellationToken cancellationToken)
    {
        var key = Id.New("int");
        var shard = ShardName(key[^1] % Shards);
        await tables.GetTableClient(TableName).AddEntityAsync(
            new TableEntity(shard, key) { ["Journeys"] = string.Join('\n', journeys), ["At"] = clock.GetUtcNow() }, cancellationToken);
        return (shard, key);
    }

    /// <summary>Nudges the journeys and forgets the intent.</summary>
    public async Task SendAsync(DurableTaskClient client, IEnumerable<string> journeys, (string Shard, string Key) intent)
    {
        foreach (var journey in journeys)
        {
            await client.RaiseEventAsync(journey, Event);
        }

        await tables.GetTableClient(TableName).DeleteEntityAsync(intent.Shard, intent.Key);
    }

    private static string ShardName(int shard) => $"shard-{shard:D2}";
}
