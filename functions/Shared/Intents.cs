using Azure.Data.Tables;
using RecruitRetain.Audit;

namespace RecruitRetain.Shared;

/// <summary>What follows a commit: journeys to be nudged, an aggregate whose listings are to be kept, what the trail has to say of it, and what others are told.</summary>
/// <param name="Journeys">The journeys, by instance id.</param>
/// <param name="Listed">The aggregate's table and id; null where it is not listed.</param>
/// <param name="Decided">What was decided; null where nobody decided anything.</param>
/// <param name="Told">The events that are told; null for none.</param>
public sealed record Intent(IReadOnlyList<string> Journeys, (string Table, string Id)? Listed, Decided? Decided = null, Telling? Told = null)
{
    /// <summary>Whether nothing follows.</summary>
    public bool IsEmpty => Journeys.Count == 0 && Listed is null && Decided is null && Told is null;
}

/// <summary>Events that are told once they are committed.</summary>
/// <param name="Table">In which kind's table their journal lies.</param>
/// <param name="Events">The events; at least one, all of one aggregate.</param>
public sealed record Telling(string Table, IReadOnlyList<ToldEvent> Events)
{
    /// <summary>What is told of a commit; null for nothing.</summary>
    public static Telling? Of<TState, TEvent>(AggregateKind<TState, TEvent> kind, string id, long before, IReadOnlyList<TEvent> events)
        where TState : class
        where TEvent : class => kind.Tells?.Of(id, before, events) is { Count: > 0 } told ? new(kind.Table, told) : null;
}

/// <summary>
/// What is going to follow a commit. So that a crash in between loses nothing, the intent is written before the commit and removed after what
/// followed; <see cref="SweepIntents"/> repeats what is left. It lies beside the <see cref="EventFeed"/>, whose entries take its place.
/// </summary>
public sealed class Intents(TableServiceClient tables, EventFeed feed, TimeProvider clock)
{
    /// <summary>Keeps what will follow; to be called before the commit.</summary>
    /// <returns>The intent's key.</returns>
    public async Task<string> KeepAsync(Intent intent)
    {
        var key = Id.New("int");
        await Table.AddEntityAsync(new TableEntity(EventFeed.Partition, key)
        {
            ["Journeys"] = string.Join('\n', intent.Journeys),
            ["Table"] = intent.Listed?.Table,
            ["Id"] = intent.Listed?.Id,
            ["Decided"] = intent.Decided is { } decided ? Json.Write(decided) : null,
            ["Told"] = intent.Told is { } told ? Json.Write(told) : null,
            ["At"] = clock.GetUtcNow(),
        });
        return key;
    }

    /// <summary>Tells what was committed, once everything else in the intent was done, and forgets the intent with it.</summary>
    public Task CompleteAsync(string key, Telling? told) => told is null ? ForgetAsync(key) : feed.AppendAsync(told.Events, key);

    /// <summary>Forgets an intent that came to nothing, or of which nothing is told.</summary>
    public Task ForgetAsync(string key) => Table.DeleteEntityAsync(EventFeed.Partition, key);

    /// <summary>The intents older than an instant: nobody is at work on them any more.</summary>
    public async IAsyncEnumerable<(string Key, Intent Intent)> OlderThanAsync(DateTimeOffset instant)
    {
        await foreach (var row in Table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {EventFeed.Partition} and RowKey gt {"int_"} and RowKey lt {"int`"} and At lt {instant}")))
        {
            yield return (
                row.RowKey,
                new(
                    row.GetString("Journeys")!.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                    row.GetString("Table") is { } table ? (table, row.GetString("Id")!) : null,
                    row.GetString("Decided") is { } decided ? Json.Read<Decided>(decided) : null,
                    row.GetString("Told") is { } told ? Json.Read<Telling>(told) : null));
        }
    }

    private TableClient Table => tables.GetTableClient(EventFeed.TableName);
}
