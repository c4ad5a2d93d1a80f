using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Audit;

namespace RecruitRetain.Shared;

/// <summary>
/// How every command runs: read it, load the aggregate, let the rule decide, commit, bring the lists up to it and nudge the journeys, answer with
/// the resource. A 2xx means that it is on disk; a refusal has changed nothing.
/// </summary>
public sealed class Commands(Journal journal, Committing committing, Listings listings, Idempotency idempotency, AuditTrail trail)
{
    private const int MostConflicts = 20;

    /// <summary>Begins an aggregate.</summary>
    /// <param name="request">The POST.</param>
    /// <param name="client">Nudges journeys.</param>
    /// <param name="kind">What is begun.</param>
    /// <param name="decide">Decides, given the new id.</param>
    /// <param name="location">Where the resource is, given its id: the path below <c>/api/</c>.</param>
    /// <param name="view">The resource as the caller sees it.</param>
    public Task<IResult> CreateAsync<TState, TEvent, TView>(
        HttpRequest request,
        DurableTaskClient client,
        AggregateKind<TState, TEvent> kind,
        Func<CommandIdentity, string, Task<Decision<TEvent>>> decide,
        Func<string, string> location,
        Func<Loaded<TState>, Caller, TView> view)
        where TState : class
        where TEvent : class => OnceAsync(request, async identity =>
    {
        var id = identity.NewId(kind.Prefix);
        if (await journal.FindAsync(kind, id) is not { } created)
        {
            var decision = await decide(identity, id);
            if (decision.IsRefused(out var refusal))
            {
                return Problems.Of(refusal);
            }

            try
            {
                created = await CommitAsync(client, kind, id, null, decision.Events, request.Caller().Id, null);
            }
            catch (JournalConflictException)
            {
                // The same command, which came twice at once: the other one begins it.
                created = await journal.GetAsync(kind, id);
            }
        }
        else
        {
            // Begun before, by an attempt that may have died before it came to the lists.
            await listings.KeepAsync(kind, created);
        }

        return Answer.Created($"/api/{location(id)}", view(created, request.Caller()), created.ETag);
    });

    /// <summary>Takes a step with an aggregate.</summary>
    /// <param name="request">The POST; its <c>If-Match</c> is honoured (412, with the resource as it is now).</param>
    /// <param name="client">Nudges journeys.</param>
    /// <param name="kind">What is changed.</param>
    /// <param name="id">Which.</param>
    /// <param name="decide">Decides on the state as it is; called again if somebody else was faster.</param>
    /// <param name="view">The resource as the caller sees it.</param>
    /// <param name="visible">Whether the caller may know of it; if not, it is a 404. Null for always.</param>
    public Task<IResult> StepAsync<TState, TEvent, TView>(
        HttpRequest request,
        DurableTaskClient client,
        AggregateKind<TState, TEvent> kind,
        string id,
        Func<CommandIdentity, TState, Task<Decision<TEvent>>> decide,
        Func<Loaded<TState>, Caller, TView> view,
        Func<TState, Caller, bool>? visible = null)
        where TState : class
        where TEvent : class => OnceAsync(request, async identity =>
    {
        var caller = request.Caller();
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            if (await journal.FindAsync(kind, id) is not { } loaded || visible?.Invoke(loaded.State, caller) == false)
            {
                return Problems.NotFound;
            }

            if (identity.Marker is { } marker && await journal.HasMarkerAsync(kind, id, marker))
            {
                // Committed before, perhaps after it was read here, by an attempt that may have died before it came to the lists.
                loaded = await journal.GetAsync(kind, id);
                await listings.KeepAsync(kind, loaded);
                await ShownAsync(request, kind, loaded);
                return Answer.Ok(view(loaded, caller), loaded.ETag);
            }

            if (IsOutdated(request, loaded.ETag))
            {
                await ShownAsync(request, kind, loaded);
                return Problems.Changed(view(loaded, caller), loaded.ETag);
            }

            var decision = await decide(identity, loaded.State);
            if (decision.IsRefused(out var refusal))
            {
                return Problems.Of(refusal);
            }

            if (decision.Events.Count == 0)
            {
                await ShownAsync(request, kind, loaded);
                return Answer.Ok(view(loaded, caller), loaded.ETag);
            }

            try
            {
                var committed = await CommitAsync(client, kind, id, loaded, decision.Events, caller.Id, identity.Marker);
                return Answer.Ok(view(committed, caller), committed.ETag);
            }
            catch (JournalConflictException)
            {
                // Read again and decide again: the other change may have made this one impossible.
            }
        }

        return Problems.Of(StatusCodes.Status409Conflict, "busy", "Too many changes at once. Please try again.");
    });

    /// <summary>Publishes into an aggregate whose id comes from what it is about; the first time begins it. No journey waits for it.</summary>
    /// <param name="request">The POST; its <c>If-Match</c> is honoured (412, with what was published last).</param>
    /// <param name="kind">What is published into.</param>
    /// <param name="id">Which.</param>
    /// <param name="decide">Decides on the state as it is, null for before the first; called again if somebody else was faster.</param>
    /// <param name="answer">Answers with what was published.</param>
    public Task<IResult> PublishAsync<TState, TEvent>(
        HttpRequest request,
        AggregateKind<TState, TEvent> kind,
        string id,
        Func<TState?, Decision<TEvent>> decide,
        Func<Loaded<TState>, Answer> answer)
        where TState : class
        where TEvent : class => PublishAsync(request, null, kind, id, state => Task.FromResult(decide(state)), answer);

    /// <summary>The same where journeys wait for it.</summary>
    public Task<IResult> PublishAsync<TState, TEvent>(
        HttpRequest request,
        DurableTaskClient? client,
        AggregateKind<TState, TEvent> kind,
        string id,
        Func<TState?, Task<Decision<TEvent>>> decide,
        Func<Loaded<TState>, Answer> answer)
        where TState : class
        where TEvent : class => OnceAsync(request, async identity =>
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var loaded = await journal.FindAsync(kind, id);
            if (loaded is not null && identity.Marker is { } marker && await journal.HasMarkerAsync(kind, id, marker))
            {
                // Published before, perhaps after it was read here, by an attempt that may have died before it came to the lists.
                loaded = await journal.GetAsync(kind, id);
                await listings.KeepAsync(kind, loaded);
                return answer(loaded);
            }

            if (IsOutdated(request, loaded?.ETag))
            {
                if (loaded is null)
                {
                    return Problems.Changed(null);
                }

                await ShownAsync(request, kind, loaded);
                return Problems.Changed(answer(loaded));
            }

            var decision = await decide(loaded?.State);
            if (decision.IsRefused(out var refusal))
            {
                return Problems.Of(refusal);
            }

            if (decision.Events.Count == 0 && loaded is not null)
            {
                return answer(loaded);
            }

            try
            {
                return answer(await CommitAsync(client, kind, id, loaded, decision.Events, request.Caller().Id, identity.Marker));
            }
            catch (JournalConflictException)
            {
                // Read again and decide again.
            }
        }

        return Problems.Of(StatusCodes.Status409Conflict, "busy", "Too many changes at once. Please try again.");
    });

    /// <summary>Takes a step on the system's own behalf, from an activity or a message.</summary>
    /// <returns>The aggregate after it, and the refusal if the rule did not allow it.</returns>
    public async Task<(Loaded<TState> Aggregate, Refusal? Refusal)> StepAsync<TState, TEvent>(
        DurableTaskClient? client, AggregateKind<TState, TEvent> kind, string id, string actor, Func<TState, Decision<TEvent>> decide)
        where TState : class
        where TEvent : class
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var loaded = await journal.GetAsync(kind, id);
            var decision = decide(loaded.State);
            if (decision.IsRefused(out var refusal) || decision.Events.Count == 0)
            {
                // Perhaps because it was done before, by an attempt that died before it came to the lists.
                await listings.KeepAsync(kind, loaded);
                return (loaded, refusal);
            }

            try
            {
                return (await CommitAsync(client, kind, id, loaded, decision.Events, actor, null), null);
            }
            catch (JournalConflictException) when (conflicts < MostConflicts)
            {
                // Read again and decide again.
            }
        }
    }

    /// <summary>Begins an aggregate on the system's own behalf; leaves it alone where it is there already.</summary>
    public async Task<(Loaded<TState>? Aggregate, Refusal? Refusal)> BeginAsync<TState, TEvent>(
        DurableTaskClient? client, AggregateKind<TState, TEvent> kind, string id, string actor, Func<Decision<TEvent>> decide)
        where TState : class
        where TEvent : class
    {
        if (await journal.FindAsync(kind, id) is { } there)
        {
            await listings.KeepAsync(kind, there);
            return (there, null);
        }

        var decision = decide();
        if (decision.IsRefused(out var refusal))
        {
            return (null, refusal);
        }

        try
        {
            return (await CommitAsync(client, kind, id, null, decision.Events, actor, null), null);
        }
        catch (JournalConflictException)
        {
            return (await journal.GetAsync(kind, id), null);
        }
    }

    /// <summary>Runs any POST under its Idempotency-Key.</summary>
    public async Task<IResult> OnceAsync(HttpRequest request, Func<CommandIdentity, Task<Answer>> command) =>
        await idempotency.OnceAsync(request, request.Caller().Id, command);

    // Whether the request was decided on another version than the present one; null where there is none.
    private static bool IsOutdated(HttpRequest request, string? etag) => request.Headers.IfMatch is { Count: > 0 } named
        && !(etag is not null && named.SelectMany(versions => versions!.Split(',', StringSplitOptions.TrimEntries)).Any(version => version == "*" || version == etag));

    // Nothing is decided, but the answer shows it.
    private Task ShownAsync<TState, TEvent>(HttpRequest request, AggregateKind<TState, TEvent> kind, Loaded<TState> shown)
        where TState : class
        where TEvent : class => kind.About is { } about && request.Caller().Link is null ? trail.ReadAsync(request, about(shown.State)) : Task.CompletedTask;

    private Task<Loaded<TState>> CommitAsync<TState, TEvent>(
        DurableTaskClient? client,
        AggregateKind<TState, TEvent> kind,
        string id,
        Loaded<TState>? before,
        IReadOnlyList<TEvent> events,
        string actor,
        string? marker)
        where TState : class
        where TEvent : class
    {
        var tells = client is not null && (kind.Concerns is not { } concerns || events.Any(concerns));
        return committing.CommitAsync(
            kind, id, before, events, actor, marker, after => tells ? kind.Journeys(after) : [], journeys => tells ? Nudges.SendAsync(client!, journeys) : Task.CompletedTask);
    }
}
