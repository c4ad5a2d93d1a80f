namespace RecruitRetain.Shared;

/// <summary>A kind of aggregate: where its journal lies, how its events make its state, and which journeys wait on it.</summary>
/// <typeparam name="TState">The state that the events fold to.</typeparam>
/// <typeparam name="TEvent">The base of its events.</typeparam>
/// <param name="Table">Its table: one partition an aggregate, a <c>state</c> row beside the event rows.</param>
/// <param name="Prefix">The prefix of its ids, without the underscore.</param>
/// <param name="Apply">Folds an event into the state; null stands for before the first.</param>
/// <param name="Index">What lists filter by: a few columns of the state row. Never personal data.</param>
/// <param name="Journeys">The orchestrations to nudge when something happened to it, by instance id.</param>
/// <param name="Concerns">Whether an event gives those journeys anything to do; null for every event.</param>
public sealed record AggregateKind<TState, TEvent>(
    string Table,
    string Prefix,
    Func<TState?, TEvent, TState> Apply,
    Func<TState, IEnumerable<(string Column, object Value)>> Index,
    Func<TState, IEnumerable<string>> Journeys,
    Func<TEvent, bool>? Concerns = null) : IListedKind
    where TState : class
    where TEvent : class
{
    /// <summary>The stage that an aggregate stands in, whose changes the journal keeps with the state; null for none.</summary>
    public Func<TState, string>? Stage { get; init; }

    /// <summary>The people whom an aggregate is about, by id; null for nobody.</summary>
    public Func<TState, IEnumerable<string>>? About { get; init; }

    /// <summary>Whether its aggregates stand in the <see cref="Listings"/>, as the service <see cref="ILister{TState}"/> says.</summary>
    public bool IsListed { get; init; }

    /// <summary>What the council's other systems are told of it; null for nothing.</summary>
    public Tells? Tells { get; init; }

    /// <summary>
    /// The records, by table and id, for which an event starts or moves the time until they are to be forgotten; the retention schedule says how
    /// long that is. Null for none.
    /// </summary>
    public Func<TState, TEvent, IEnumerable<(string Table, string Id)>>? StartsClockOf { get; init; }

    async Task IListedKind.ListAsync(Journal journal, Listings listings, string id)
    {
        if (await journal.FindAsync(this, id) is { } aggregate)
        {
            await listings.KeepAsync(this, aggregate);
        }
    }

    async Task IListedKind.ListAllAsync(Journal journal, Listings listings, CancellationToken cancellationToken)
    {
        await foreach (var id in journal.IdsAsync(this, cancellationToken))
        {
            await listings.KeepAsync(this, await journal.ReplayAsync(this, id, cancellationToken));
        }
    }
}

/// <summary>A kind of aggregate as far as its place in the listings goes.</summary>
public interface IListedKind
{
    /// <summary>Its table.</summary>
    string Table { get; }

    /// <summary>Brings the rows of one aggregate up to its state; does nothing where there is none of that id.</summary>
    Task ListAsync(Journal journal, Listings listings, string id);

    /// <summary>Lists every aggregate, from what its journal tells.</summary>
    Task ListAllAsync(Journal journal, Listings listings, CancellationToken cancellationToken);
}

/// <summary>An aggregate as it was read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Its state.</param>
/// <param name="Number">How many events made it.</param>
/// <param name="ETag">Which version of it this is.</param>
/// <param name="Course">The stages it has come to, in order, the present one last; empty for a kind without stages.</param>
public sealed record Loaded<TState>(string Id, TState State, long Number, string ETag, IReadOnlyList<StageReached> Course);

/// <summary>A line of a journal.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Happened">The event.</param>
/// <param name="Actor">Who did it: a subject id, or <c>system:…</c>.</param>
/// <param name="At">When (UTC).</param>
public sealed record JournalEntry<TEvent>(long Number, TEvent Happened, string Actor, DateTimeOffset At);
