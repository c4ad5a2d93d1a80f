using RecruitRetain.Audit;

namespace RecruitRetain.Shared;

/// <summary>
/// Commits what was decided, with all that follows: the lists, the trail of who decided, what others are told, and whatever else. The intent comes first, so that
/// <see cref="SweepIntents"/> makes good what a death swallows.
/// </summary>
public sealed class Committing(Journal journal, Intents intents, Listings listings, AuditTrail trail, TimeProvider clock)
{
    /// <summary>Writes events and the state they make, and sees to what follows.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="id">Which aggregate.</param>
    /// <param name="before">The aggregate as it was read; null to begin it.</param>
    /// <param name="events">What happened; at least one.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="marker">A row key that may be written once only; null for none.</param>
    /// <param name="journeys">The journeys that wait for it, by instance id, given the state after it.</param>
    /// <param name="nudge">Nudges them.</param>
    /// <exception cref="JournalConflictException">Somebody else was faster, or the marker is there already.</exception>
    public async Task<Loaded<TState>> CommitAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind,
        string id,
        Loaded<TState>? before,
        IReadOnlyList<TEvent> events,
        string actor,
        string? marker,
        Func<TState, IEnumerable<string>> journeys,
        Func<IReadOnlyList<string>, Task> nudge)
        where TState : class
        where TEvent : class
    {
        var at = clock.GetUtcNow();
        var after = events.Aggregate(before?.State, (state, happened) => kind.Apply(state, happened))!;
        var decided = Decided.Of(kind, id, before?.Number ?? 0, after, events, actor);
        var told = Telling.Of(kind, id, before?.Number ?? 0, events);
        var intent = new Intent([.. journeys(after)], kind.IsListed ? (kind.Table, id) : null, decided, told);
        if (intent.IsEmpty)
        {
            return await journal.CommitAsync(kind, id, before, events, actor, marker, at: at);
        }

        var key = await intents.KeepAsync(intent);
        Loaded<TState> committed;
        try
        {
            committed = await journal.CommitAsync(kind, id, before, events, actor, marker, at: at);
        }
        catch (JournalConflictException)
        {
            await intents.ForgetAsync(key);
            throw;
        }

        await Task.WhenAll(
            listings.KeepAsync(kind, committed), nudge(intent.Journeys), decided is null ? Task.CompletedTask : trail.EnterAsync(decided, at));
        await intents.CompleteAsync(key, told);
        return committed;
    }
}
