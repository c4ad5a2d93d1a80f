using System.Globalization;
using Azure;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>A record that is to be looked at.</summary>
/// <param name="On">From which day, in London.</param>
/// <param name="Table">In which table it is.</param>
/// <param name="Id">Which.</param>
/// <param name="Version">Which version of the entry this is.</param>
public sealed record DueLook(DateOnly On, string Table, string Id, ETag Version);

/// <summary>
/// On which day to look at which record, whether anything of it is to be forgotten: one row a record and day, the days in order, so that a night
/// on which nothing is due costs one query. A row is a hint, written before the event that starts a record's clock; what is due is always
/// reckoned anew, from the record itself and the schedule in force.
/// </summary>
public sealed class PurgeCalendar(TableServiceClient tables)
{
    internal const string TableName = "purgecalendar";

    private const string Partition = "look";

    private const string State = "state";

    // The schedule that a new council's tables begin with; there is nothing in them yet that would have to be planned by it.
    private const int FirstVersion = 1;

    private TableClient Table => tables.GetTableClient(TableName);

    /// <summary>Has a record looked at from a day on.</summary>
    public static Task NoteAsync(TableServiceClient tables, DateOnly on, string table, string id, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).UpsertEntityAsync(new TableEntity(Partition, Key(on, table, id)), TableUpdateMode.Replace, cancellationToken);

    /// <summary>The same of many records at once.</summary>
    public async Task NoteAsync(DateOnly on, string table, IEnumerable<string> ids, CancellationToken cancellationToken = default)
    {
        const int MostActions = 100;
        foreach (var chunk in ids.Distinct().Chunk(MostActions))
        {
            await Table.SubmitTransactionAsync(
                chunk.Select(id => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(Partition, Key(on, table, id)))),
                cancellationToken);
        }
    }

    /// <summary>What is to be looked at by a day, the longest due first; at most so many.</summary>
    public async Task<IReadOnlyList<DueLook>> DueAsync(DateOnly today, int most, CancellationToken cancellationToken = default)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {Day(today.AddDays(1))}");
        List<DueLook> due = [];
        await foreach (var row in Table.QueryAsync<TableEntity>(filter, most, cancellationToken: cancellationToken))
        {
            var parts = row.RowKey.Split('|');
            due.Add(new(DateOnly.ParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), parts[1], parts[2], row.ETag));
            if (due.Count == most)
            {
                break;
            }
        }

        return due;
    }

    /// <summary>Puts a look off to a later day, or takes it out; leaves it alone where it was noted again meanwhile.</summary>
    public async Task MoveAsync(DueLook look, DateOnly? to, CancellationToken cancellationToken = default)
    {
        List<TableTransactionAction> actions =
            [new(TableTransactionActionType.Delete, new TableEntity(Partition, Key(look.On, look.Table, look.Id)), look.Version)];
        if (to is { } day)
        {
            actions.Add(new(TableTransactionActionType.UpsertReplace, new TableEntity(Partition, Key(day, look.Table, look.Id))));
        }

        try
        {
            await Table.SubmitTransactionAsync(actions, cancellationToken);
        }
        catch (TableTransactionFailedException e) when (e.Status is 404 or 412)
        {
            // Noted again: it is looked at once more. Gone: another attempt was faster.
        }
    }

    /// <summary>By which version of the schedule every record has been planned.</summary>
    public async Task<int> PlannedByAsync(CancellationToken cancellationToken = default) =>
        await Table.GetEntityIfExistsAsync<TableEntity>(State, State, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row }
            ? row.GetInt32("PlannedBy") ?? FirstVersion
            : FirstVersion;

    /// <summary>Every record has been planned by a version of the schedule.</summary>
    public Task PlannedAsync(int version, CancellationToken cancellationToken = default) =>
        Table.UpsertEntityAsync(new TableEntity(State, State) { ["PlannedBy"] = version }, TableUpdateMode.Merge, cancellationToken);

    /// <summary>Up to which instant (UTC) it has been looked at, whether any record refers to the people written until then; null for not yet.</summary>
    public async Task<DateTimeOffset?> PeopleSeenAsync(CancellationToken cancellationToken = default) =>
        await Table.GetEntityIfExistsAsync<TableEntity>(State, State, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row }
            ? row.GetDateTimeOffset("PeopleSeen")
            : null;

    /// <summary>The people written until an instant have been looked at.</summary>
    public Task PeopleSeenAsync(DateTimeOffset until, CancellationToken cancellationToken = default) =>
        Table.UpsertEntityAsync(new TableEntity(State, State) { ["PeopleSeen"] = until }, TableUpdateMode.Merge, cancellationToken);

    private static string Key(DateOnly on, string table, string id) => Listings.Key(Day(on), table, id);

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
