using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>Whether a hold stands.</summary>
public enum LegalHoldState
{
    /// <summary>Nothing about the person is deleted.</summary>
    Placed,

    /// <summary>The schedule counts again.</summary>
    Lifted,
}

/// <summary>What can be done with a hold.</summary>
public enum LegalHoldStep
{
    /// <summary>Let the schedule count again.</summary>
    LiftHold,
}

/// <summary>A named person says that nothing about somebody may be deleted: a claim, an inquiry, a request that is not answered yet. It overrides every period and every request.</summary>
/// <param name="Id">Its id, <c>hold_…</c>.</param>
/// <param name="PersonId">About whom.</param>
/// <param name="State">Whether it stands.</param>
/// <param name="Reason">Why; without a name in it.</param>
/// <param name="PlacedOn">Since when.</param>
/// <param name="PlacedBy">Who placed it.</param>
/// <param name="LiftedOn">The day on which it was lifted.</param>
public sealed record LegalHold(string Id, string PersonId, LegalHoldState State, string Reason, DateOnly PlacedOn, string PlacedBy, DateOnly? LiftedOn = null)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<LegalHoldState, LegalHoldStep> Machine = new(
        LegalHoldState.Placed, (LegalHoldState.Placed, LegalHoldStep.LiftHold, LegalHoldState.Lifted));

    /// <summary>The hold after an event; null stands for before the first.</summary>
    public static LegalHold Apply(LegalHold? hold, LegalHoldEvent happened) => happened switch
    {
        LegalHoldPlaced e => new(e.HoldId, e.PersonId, Machine.Initial, e.Reason, e.On, e.PlacedBy),
        _ when hold is null => throw new InvalidOperationException($"{happened.GetType().Name} before the hold."),
        LegalHoldLifted e => hold with { State = Machine.Next(hold.State, LegalHoldStep.LiftHold), LiftedOn = e.On },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>A named person lifts it, and says why.</summary>
    public static Decision<LegalHoldEvent> Lift(LegalHold hold, string? reason, string by, DateOnly today) =>
        (Machine.Refuse(hold.State, LegalHoldStep.LiftHold) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new LegalHoldLifted(reason!, today);
}

/// <summary>Something that happened to a hold.</summary>
[JsonDerivedType(typeof(LegalHoldPlaced), nameof(LegalHoldPlaced))]
[JsonDerivedType(typeof(LegalHoldLifted), nameof(LegalHoldLifted))]
public abstract record LegalHoldEvent;

/// <summary>Nothing about a person is deleted from now on.</summary>
public sealed record LegalHoldPlaced(string HoldId, string PersonId, string Reason, DateOnly On, string PlacedBy) : LegalHoldEvent;

/// <summary>The schedule counts again.</summary>
public sealed record LegalHoldLifted(string Reason, DateOnly On) : LegalHoldEvent;

/// <summary>The body of <c>POST /api/legal-holds</c>.</summary>
/// <param name="PersonId">About whom nothing may be deleted, under whichever id they are on record.</param>
/// <param name="Reason">Why. It is kept: please name nobody in it.</param>
public sealed record NewLegalHold(string PersonId, string? Reason);

/// <summary>The body of <c>POST /api/legal-holds/{id}/lifting</c>.</summary>
/// <param name="Reason">Why it is over. It is kept: please name nobody in it.</param>
public sealed record HoldLifting(string? Reason);

/// <summary>A hold as staff see it.</summary>
/// <param name="Id">Its id, <c>hold_…</c>.</param>
/// <param name="PersonId">About whom.</param>
/// <param name="State">Whether it stands.</param>
/// <param name="Reason">Why; without a name in it.</param>
/// <param name="PlacedOn">Since when.</param>
/// <param name="PlacedBy">Who placed it.</param>
/// <param name="LiftedOn">The day on which it was lifted.</param>
/// <param name="AllowedActions">What can be done with it now.</param>
public sealed record LegalHoldView(
    string Id, string PersonId, LegalHoldState State, string Reason, DateOnly PlacedOn, string PlacedBy, DateOnly? LiftedOn, IReadOnlyList<string> AllowedActions);

/// <summary>About whom nothing may be deleted, whatever the schedule says.</summary>
public sealed class LegalHolds(Journal journal, Lists lists, Commands commands, People people, Holdings holdings, PurgeCalendar calendar, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<LegalHold, LegalHoldEvent> Kind = new(
        "legalholds", "hold", LegalHold.Apply, hold => [("Status", hold.State.ToString())], _ => [])
    {
        About = hold => [hold.PersonId],
        StartsClockOf = (hold, happened) => happened is LegalHoldLifted ? [("legalholds", hold.Id)] : [],
    };

    /// <summary>The people about whom nothing may be deleted, under every id that they have.</summary>
    public static async Task<IReadOnlySet<string>> HeldAsync(Journal journal)
    {
        var same = await PersonMerges.ReadAsync(journal);
        HashSet<string> held = [];
        await foreach (var hold in journal.AllAsync(Kind, $"Status eq '{LegalHoldState.Placed}'"))
        {
            held.UnionWith(same.AllOf(hold.State.PersonId));
        }

        return held;
    }

    /// <summary>Lists holds.</summary>
    [Function(nameof(ListLegalHolds))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List legal holds", Answers = typeof(ListPage<LegalHoldView>))]
    [Query("state", typeof(LegalHoldState), "Only those in this state.")]
    public Task<IResult> ListLegalHolds([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "legal-holds")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<LegalHoldState>("state", "Status"), View);

    /// <summary>Nothing about somebody is deleted from now on.</summary>
    [Function(nameof(PlaceLegalHold))]
    [Allow(Role.Hr)]
    [Operation("Have nothing about somebody deleted", Body = typeof(NewLegalHold), Answers = typeof(LegalHoldView), Status = 201)]
    public async Task<IResult> PlaceLegalHold(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "legal-holds")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewLegalHold>();
        var by = request.Caller().Id;
        return await commands.CreateAsync(
            request,
            client,
            Kind,
            async (_, id) =>
                (Actor.RequirePerson(by) ?? Actor.RequireReason(body.Reason)) is { } refusal ? refusal
                : !Id.IsValid("per", body.PersonId) || await people.FindAsync(body.PersonId) is null ? Refusal.Of([new("personId", "the id of a person on record")])!
                : new LegalHoldPlaced(id, body.PersonId, body.Reason!, clock.Today(), by),
            id => $"legal-holds/{id}",
            View);
    }

    /// <summary>Shows a hold.</summary>
    [Function(nameof(ShowLegalHold))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a legal hold", Answers = typeof(LegalHoldView))]
    public async Task<IResult> ShowLegalHold([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "legal-holds/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } hold ? Answer.Ok(View(hold, request.Caller()), hold.ETag) : Problems.NotFound;

    /// <summary>The schedule counts again; what is overdue goes the next night.</summary>
    [Function(nameof(LiftLegalHold))]
    [Allow(Role.Hr)]
    [Operation("Lift a legal hold", Step = "lift-hold", Body = typeof(HoldLifting), Answers = typeof(LegalHoldView))]
    public async Task<IResult> LiftLegalHold(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "legal-holds/{id}/lifting")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<HoldLifting>();
        return await commands.StepAsync(
            request,
            client,
            Kind,
            id,
            async (_, hold) =>
            {
                var decision = LegalHold.Lift(hold, body.Reason, request.Caller().Id, clock.Today());
                if (decision.Refusal is null)
                {
                    await LookAgainAsync(hold.PersonId, request.HttpContext.RequestAborted);
                }

                return decision;
            },
            View);
    }

    // Before the hold is lifted, for a night after it is: what was held is looked at again, whatever dies in between.
    private async Task LookAgainAsync(string personId, CancellationToken cancellationToken)
    {
        var same = await PersonMerges.ReadAsync(journal);
        foreach (var one in same.AllOf(personId))
        {
            foreach (var table in (await holdings.OfPersonAsync(one, cancellationToken)).GroupBy(holding => holding.Table))
            {
                await calendar.NoteAsync(clock.Today().AddDays(1), table.Key, table.Select(holding => holding.Id), cancellationToken);
            }
        }
    }

    private static LegalHoldView View(Loaded<LegalHold> hold, Caller caller) => new(
        hold.Id,
        hold.State.PersonId,
        hold.State.State,
        hold.State.Reason,
        hold.State.PlacedOn,
        hold.State.PlacedBy,
        hold.State.LiftedOn,
        caller.Permitted(LegalHold.Machine, hold.State.State));
}
