using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Audit;

/// <summary>What is about to be decided, as the intent keeps it until it stands in the trail.</summary>
/// <param name="Table">The journal's table.</param>
/// <param name="Id">The aggregate.</param>
/// <param name="First">The first line of its journal that tells of it.</param>
/// <param name="Events">What happens, one for each line.</param>
/// <param name="Actor">Who decides.</param>
/// <param name="Roles">As which.</param>
/// <param name="Request">What ties together all that comes of one request.</param>
/// <param name="People">Whom it is about, by id.</param>
public sealed record Decided(
    string Table, string Id, long First, IReadOnlyList<string> Events, string Actor, string? Roles, string? Request, IReadOnlyList<string> People)
{
    /// <summary>
    /// What events decide. Null for a step that follows from another by itself, and for what arrives from whoever is not known here, like an application: nobody
    /// decides anything by that.
    /// </summary>
    public static Decided? Of<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, long before, TState after, IReadOnlyList<TEvent> events, string actor)
        where TState : class
        where TEvent : class => actor == Shared.Actor.Journey || actor == Caller.Anonymous.Id
        ? null
        : new(
            kind.Table,
            id,
            before + 1,
            [.. events.Select(happened => happened.GetType().Name)],
            actor,
            Acting.Now?.RolesOf(actor),
            Acting.Now?.Request,
            [.. kind.About?.Invoke(after).Distinct().Take(AuditNote.MostPeople) ?? []]);

    /// <summary>The entries for it.</summary>
    /// <param name="at">When it was journalled (UTC).</param>
    public IEnumerable<AuditNote> Notes(DateTimeOffset at) => Events.Select((happened, i) => NoteOf(happened, First + i, at));

    /// <summary>The entry for one of its lines.</summary>
    public AuditNote NoteOf(string happened, long line, DateTimeOffset at) =>
        new(at, Actor, Roles, Json.Word(happened), Table, Id, line, null, Request, People);
}
