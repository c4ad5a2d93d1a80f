using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>How far an erasure has come.</summary>
public enum ErasureState
{
    /// <summary>What may go is being removed.</summary>
    UnderWay,

    /// <summary>It is gone.</summary>
    Complete,
}

/// <summary>What an erasure comes to.</summary>
public enum ErasureStep
{
    /// <summary>All that may go is gone.</summary>
    Complete,
}

/// <summary>Why something stays although its erasure was asked for.</summary>
public enum StaysFor
{
    /// <summary>The law or a claim asks for it until a day.</summary>
    LegalReason,

    /// <summary>A legal hold stands.</summary>
    LegalHold,

    /// <summary>It goes on: an application that is not withdrawn, somebody who works here.</summary>
    GoesOn,
}

/// <summary>Something that stays.</summary>
/// <param name="Kind">Of which kind.</param>
/// <param name="RecordId">Which record.</param>
/// <param name="For">Why, in a word.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Until">The last day on which it is kept; null where that depends on what happens.</param>
public sealed record StayingRecord(RecordKind Kind, string RecordId, StaysFor For, string Reason, DateOnly? Until);

/// <summary>A person's request that what is kept about them be erased, and what came of it.</summary>
/// <param name="Id">Its id, <c>ers_…</c>.</param>
/// <param name="PersonId">Who asked.</param>
/// <param name="State">How far it has come.</param>
/// <param name="RequestedOn">When it was recorded.</param>
/// <param name="CompletedOn">When it was complete; null while it is not.</param>
/// <param name="Went">What went, by kind.</param>
/// <param name="Stays">What stays, why, and until when.</param>
/// <param name="Forgotten">Whether nothing is left, so that who they were went too.</param>
public sealed record Erasure(
    string Id,
    string PersonId,
    ErasureState State,
    DateOnly RequestedOn,
    DateOnly? CompletedOn,
    IReadOnlyList<RecordCount> Went,
    IReadOnlyList<StayingRecord> Stays,
    bool Forgotten)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<ErasureState, ErasureStep> Machine = new(
        ErasureState.UnderWay, (ErasureState.UnderWay, ErasureStep.Complete, ErasureState.Complete));

    /// <summary>The erasure after an event; null stands for before the first.</summary>
    public static Erasure Apply(Erasure? erasure, ErasureEvent happened) => happened switch
    {
        ErasureRequested e => new(e.ErasureId, e.PersonId, Machine.Initial, e.On, null, [], [], false),
        _ when erasure is null => throw new InvalidOperationException($"{happened.GetType().Name} before the request."),
        ErasureCompleted e => erasure with
        {
            State = Machine.Next(erasure.State, ErasureStep.Complete),
            CompletedOn = e.On,
            Went = e.Went,
            Stays = e.Stays,
            Forgotten = e.Forgotten,
        },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}

/// <summary>Something that happened to an erasure.</summary>
[JsonDerivedType(typeof(ErasureRequested), nameof(ErasureRequested))]
[JsonDerivedType(typeof(ErasureCompleted), nameof(ErasureCompleted))]
public abstract record ErasureEvent;

/// <summary>Somebody asked for it.</summary>
public sealed record ErasureRequested(string ErasureId, string PersonId, DateOnly On) : ErasureEvent;

/// <summary>What may go is gone.</summary>
public sealed record ErasureCompleted(DateOnly On, IReadOnlyList<RecordCount> Went, IReadOnlyList<StayingRecord> Stays, bool Forgotten) : ErasureEvent;

/// <summary>An erasure as staff see it. See <see cref="Erasure"/>.</summary>
/// <param name="Id">Its id, <c>ers_…</c>.</param>
/// <param name="PersonId">Who asked.</param>
/// <param name="State">How far it has come.</param>
/// <param name="RequestedOn">When it was recorded.</param>
/// <param name="CompletedOn">When it was complete; null while it is not.</param>
/// <param name="Went">What went, by kind.</param>
/// <param name="Stays">What stays, why, and until when.</param>
/// <param name="Forgotten">Whether nothing is left, so that who they were went too.</param>
public sealed record ErasureView(
    string Id,
    string PersonId,
    ErasureState State,
    DateOnly RequestedOn,
    DateOnly? CompletedOn,
    IReadOnlyList<RecordCount> Went,
    IReadOnlyList<StayingRecord> Stays,
    bool Forgotten);

/// <summary>Where erasures are asked for, shown and carried out.</summary>
public sealed class Erasures(Journal journal, Lists lists, Commands commands, People people, Erasing erasing, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<Erasure, ErasureEvent> Kind = new(
        "erasures", "ers", Erasure.Apply, erasure => [("Status", erasure.State.ToString())], erasure => [StageOf(erasure.Id)])
    {
        About = erasure => [erasure.PersonId],
        StartsClockOf = (erasure, happened) => happened is ErasureCompleted ? [("erasures", erasure.Id)] : [],
    };

    /// <summary>Erases what may go of all that is kept about a person, under every id that they have; what must stay is listed with the reason and the date.</summary>
    [Function(nameof(ErasePerson))]
    [Allow(Role.Hr)]
    [Operation("Erase what may go of all that is kept about a person", Answers = typeof(ErasureView), Status = 201)]
    public async Task<IResult> ErasePerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "people/{id}/erasure")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        return await commands.OnceAsync(request, async identity =>
        {
            var erasureId = identity.NewId(Kind.Prefix);
            if (await journal.FindAsync(Kind, erasureId) is not { } erasure)
            {
                if (!Id.IsValid("per", id) || await people.FindAsync(id) is null)
                {
                    return Problems.NotFound;
                }

                var begun = await commands.BeginAsync(null, Kind, erasureId, request.Caller().Id, () => new ErasureRequested(erasureId, id, clock.Today()));
                erasure = begun.Aggregate!;
            }

            await client.EnsureStartedAsync(nameof(ErasureStage), StageOf(erasureId), erasureId);
            return Answer.Created($"/api/erasures/{erasureId}", View(erasure, request.Caller()), erasure.ETag);
        });
    }

    /// <summary>Lists erasures.</summary>
    [Function(nameof(ListErasures))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List erasures", Answers = typeof(ListPage<ErasureView>))]
    [Query("state", typeof(ErasureState), "Only those in this state.")]
    public Task<IResult> ListErasures([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<ErasureState>("state", "Status"), View);

    /// <summary>Shows what went and what stays.</summary>
    [Function(nameof(ShowErasure))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show an erasure", Answers = typeof(ErasureView))]
    public async Task<IResult> ShowErasure([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } erasure ? Answer.Ok(View(erasure, request.Caller()), erasure.ETag) : Problems.NotFound;

    /// <summary>Takes up again what a crash left behind.</summary>
    [Function(nameof(ResumeErasures))]
    public async Task ResumeErasures([TimerTrigger("%SweepSchedule%", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        await foreach (var erasure in journal.AllAsync(Kind, $"Status ne '{ErasureState.Complete}'"))
        {
            await client.EnsureStartedAsync(nameof(ErasureStage), StageOf(erasure.Id), erasure.Id);
        }
    }

    /// <summary>Erases, and records what came of it.</summary>
    [Function(nameof(CarryOutErasure))]
    public async Task CarryOutErasure([ActivityTrigger] string erasureId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var erasure = await journal.GetAsync(Kind, erasureId, cancellationToken);
        if (erasure.State.State == ErasureState.UnderWay)
        {
            var completed = await erasing.EraseAsync(erasureId, erasure.State.PersonId, client, cancellationToken);
            await commands.StepAsync(null, Kind, erasureId, Actor.Journey, state => state.State == ErasureState.Complete ? Array.Empty<ErasureEvent>() : completed);
        }
    }

    private static string StageOf(string id) => $"erasure-{id}";

    private static ErasureView View(Loaded<Erasure> erasure, Caller caller) => new(
        erasure.Id,
        erasure.State.PersonId,
        erasure.State.State,
        erasure.State.RequestedOn,
        erasure.State.CompletedOn,
        erasure.State.Went,
        erasure.State.Stays,
        erasure.State.Forgotten);
}

/// <summary>Carries out an erasure. The work can be repeated: what is gone is not found again.</summary>
public static class ErasureStage
{
    /// <summary>Erases, however often it takes.</summary>
    [Function(nameof(ErasureStage))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string erasureId)
    {
        Standing.AtWork(context);
        return context.CallActivityAsync(nameof(Erasures.CarryOutErasure), erasureId, Retry.World);
    }
}
