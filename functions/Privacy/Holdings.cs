using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>Something that is kept.</summary>
/// <param name="Kind">Of which kind it is in the retention schedule.</param>
/// <param name="Table">In which table.</param>
/// <param name="Id">Which record, or part of a record.</param>
/// <param name="PersonId">About whom; null where it is about many.</param>
/// <param name="Since">The day from which its time counts; null while that has not come.</param>
public sealed record Holding(RecordKind Kind, string Table, string Id, string? PersonId, DateOnly? Since);

/// <summary>
/// Says of a table what it holds on whom, and removes it. Access, erasure and the nightly purge go by the same list of these, so that nothing is
/// told that cannot be removed, nor removed that was not told.
/// </summary>
public interface IHoldings
{
    /// <summary>The table.</summary>
    string Table { get; }

    /// <summary>All that a record holds; nothing where it is gone or tells of nobody any more.</summary>
    Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken);

    /// <summary>The ids of all records.</summary>
    IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken);

    /// <summary>Other records whose time follows from this one, by table and id.</summary>
    Task<IReadOnlyList<(string Table, string Id)>> FollowersAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string, string)>>([]);

    /// <summary>Does what there is to do for something while it is kept; again does no harm.</summary>
    /// <returns>The day on which there is something to do before the end; null for none.</returns>
    Task<DateOnly?> TendAsync(Holding holding, DateOnly keptUntil, CancellationToken cancellationToken) => Task.FromResult<DateOnly?>(null);

    /// <summary>Removes it from every copy; again does no harm.</summary>
    Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken);
}

/// <summary>The same of a table whose records are about one person each, or can be told apart by person.</summary>
public interface IPersonalHoldings : IHoldings
{
    /// <summary>All that it holds on a person.</summary>
    Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken);

    /// <summary>What stands in a holding on a person and where it came from, for that person to read.</summary>
    Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken);
}

/// <summary>What stands in a holding.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Content">All of it, others left out.</param>
/// <param name="StaffWords">Whether members of staff wrote something freely in it: somebody must read it for what it may tell of others.</param>
public sealed record HeldContent(string Title, string Source, JsonNode Content, bool StaffWords = false);

/// <summary>The list of all that is kept about people.</summary>
public sealed class Holdings(IEnumerable<IHoldings> all)
{
    /// <summary>Every table's.</summary>
    public IReadOnlyList<IHoldings> All { get; } = [.. all];

    /// <summary>A table's.</summary>
    public IHoldings In(string table) => All.Single(holdings => holdings.Table == table);

    /// <summary>What stands in something that is kept about a person.</summary>
    public Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken) =>
        ((IPersonalHoldings)In(holding.Table)).DescribeAsync(holding, cancellationToken);

    /// <summary>All that is kept about a person, but for who they are.</summary>
    public async Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken)
    {
        List<Holding> found = [];
        foreach (var holdings in All.OfType<IPersonalHoldings>())
        {
            found.AddRange(await holdings.OfPersonAsync(personId, cancellationToken));
        }

        return found;
    }
}

/// <summary>Records that go as a whole, and tell of people by nothing but their ids.</summary>
/// <param name="journal">Where they are.</param>
/// <param name="kind">Which aggregates.</param>
/// <param name="record">Of which kind they are in the retention schedule.</param>
/// <param name="since">The day from which the time of one counts; null while that has not come.</param>
public sealed class WholeRecords<TState, TEvent>(Journal journal, AggregateKind<TState, TEvent> kind, RecordKind record, Func<TState, DateOnly?> since) : IHoldings
    where TState : class
    where TEvent : class
{
    /// <inheritdoc/>
    public string Table => kind.Table;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(kind, id, cancellationToken) is { State: var state } ? [new(record, Table, id, null, since(state))] : [];

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(kind, cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (var journey in await journal.FindAsync(kind, holding.Id, cancellationToken) is { State: var state } ? kind.Journeys(state) : [])
        {
            await client.PurgeInstanceAsync(journey, cancellation: cancellationToken);
        }

        await journal.RemoveAsync(kind, holding.Id, cancellationToken);
    }
}
