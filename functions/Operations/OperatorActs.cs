using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Operations;

/// <summary>What operators do.</summary>
public enum OperatorVerb
{
    /// <summary>Send a dead letter again.</summary>
    ReplayDeadLetter,

    /// <summary>Throw a dead letter away.</summary>
    DiscardDeadLetter,

    /// <summary>Start an instance of an orchestration again.</summary>
    RestartInstance,

    /// <summary>Hold an instance.</summary>
    SuspendInstance,

    /// <summary>Let an instance go on.</summary>
    ResumeInstance,

    /// <summary>End an instance.</summary>
    TerminateInstance,

    /// <summary>Start the journeys that should be alive and have no instance.</summary>
    RestartJourneys,

    /// <summary>Copy everything out of the system.</summary>
    Export,
}

/// <summary>Why an operator does something. The reason is kept for good: no names and nothing personal in it.</summary>
/// <param name="Reason">Why.</param>
public sealed record OperatorReason(string Reason);

/// <summary>Something that an operator did.</summary>
/// <param name="Id">Its id, <c>act_…</c>.</param>
/// <param name="What">What it was.</param>
/// <param name="Subject">To what: a dead letter, an instance, a table.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="By">Who.</param>
/// <param name="At">When it began (UTC).</param>
/// <param name="Outcome">What came of it: <c>done</c>, or why it was not; null where that was never recorded, so that somebody should look.</param>
/// <param name="EndedAt">When it ended (UTC).</param>
public sealed record OperatorAct(
    string Id, OperatorVerb What, string Subject, string Reason, string By, DateTimeOffset At, string? Outcome = null, DateTimeOffset? EndedAt = null)
{
    /// <summary>Of an export, the tables that were fetched, in order.</summary>
    public IReadOnlyList<string> Fetched { get; init; } = [];

    /// <summary>The act after an event; null stands for before the first.</summary>
    public static OperatorAct Apply(OperatorAct? act, OperatorEvent happened) => happened switch
    {
        OperatorActBegun e => new(e.ActId, e.What, e.Subject, e.Reason, e.By, e.At),
        OperatorActEnded e => act! with { Outcome = e.Outcome, EndedAt = e.At },
        ExportedTableFetched e => act! with { Fetched = [.. act.Fetched, e.Table] },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}

/// <summary>Something that happened to an operator's act.</summary>
[JsonDerivedType(typeof(OperatorActBegun), nameof(OperatorActBegun))]
[JsonDerivedType(typeof(OperatorActEnded), nameof(OperatorActEnded))]
[JsonDerivedType(typeof(ExportedTableFetched), nameof(ExportedTableFetched))]
public abstract record OperatorEvent;

/// <summary>Somebody is about to do it.</summary>
public sealed record OperatorActBegun(string ActId, OperatorVerb What, string Subject, string Reason, string By, DateTimeOffset At) : OperatorEvent;

/// <summary>It was done, or could not be.</summary>
public sealed record OperatorActEnded(string Outcome, DateTimeOffset At) : OperatorEvent;

/// <summary>A table of an export was fetched.</summary>
public sealed record ExportedTableFetched(string Table) : OperatorEvent;

/// <summary>What an act came to.</summary>
/// <param name="Outcome">In a few words, for the record.</param>
/// <param name="Answer">What the caller is answered, given the record's id.</param>
/// <param name="Refusal">Why it could not be done after all; null where it was.</param>
internal sealed record ActResult<TAnswer>(string Outcome, Func<string, TAnswer>? Answer, Refusal? Refusal = null)
{
    /// <summary>Where what was made is, given the record's id; null where nothing was made.</summary>
    public Func<string, string>? Location { get; init; }
}

/// <summary>
/// Who did what to the running system, when and why: recorded before it is done, so that nothing is done without a record, and again with what
/// came of it.
/// </summary>
public sealed class OperatorActs(Journal journal, Lists lists, Commands commands, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<OperatorAct, OperatorEvent> Kind = new(
        "operatoracts",
        "act",
        OperatorAct.Apply,
        act => [("What", act.What.ToString()), ("Subject", act.Subject), ("By", act.By)],
        _ => []);

    private const string Done = "done";

    private const int LongestReason = 1_000;

    /// <summary>Lists what operators did.</summary>
    [Function(nameof(ListOperatorActs))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("List what operators did to the running system", Answers = typeof(ListPage<OperatorAct>))]
    [Query("what", typeof(OperatorVerb), "Only acts of this kind.")]
    [Query("by", typeof(string), "Only by this operator.")]
    [Query("subject", typeof(string), "Only to this dead letter, instance or table.")]
    public Task<IResult> ListOperatorActs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "operator-acts")] HttpRequest request)
    {
        string?[] filters =
        [
            request.Filter<OperatorVerb>("what", "What"),
            request.Query["by"] is [{ } by] ? TableClient.CreateQueryFilter($"By eq {by}") : null,
            request.Query["subject"] is [{ } subject] ? TableClient.CreateQueryFilter($"Subject eq {subject}") : null,
        ];
        return lists.PageAsync(
            request, Kind, string.Join(" and ", filters.OfType<string>()) is { Length: > 0 } filter ? filter : null, (act, _) => act.State);
    }

    /// <summary>Shows one.</summary>
    [Function(nameof(ShowOperatorAct))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("Show what an operator did", Answers = typeof(OperatorAct))]
    public async Task<IResult> ShowOperatorAct([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "operator-acts/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } act ? Answer.Ok(act.State, act.ETag) : Problems.NotFound;

    /// <summary>One act; null where there is none of that id.</summary>
    internal async Task<OperatorAct?> FindAsync(string id, CancellationToken cancellationToken) => (await journal.FindAsync(Kind, id, cancellationToken))?.State;

    /// <summary>Records that a table of an export is fetched.</summary>
    internal Task NoteAsync(string id, string by, string table) => commands.StepAsync(null, Kind, id, by, _ => new ExportedTableFetched(table));

    /// <summary>Does something under a record, and answers with the record.</summary>
    /// <param name="request">The POST, with an <see cref="OperatorReason"/> as its body.</param>
    /// <param name="what">What is done.</param>
    /// <param name="subject">To what.</param>
    /// <param name="allowed">Looks first whether it can be done; what is refused here is not recorded.</param>
    /// <param name="act">Does it; answers why it could not be done after all, or null. It can be called again after a crash.</param>
    internal async Task<IResult> DoAsync(HttpRequest request, OperatorVerb what, string subject, Func<Task<Refusal?>> allowed, Func<Task<Refusal?>> act)
    {
        var reason = (await request.ReadJsonAsync<OperatorReason>()).Reason;
        return await DoAsync<OperatorAct>(request, what, subject, reason, allowed, async () =>
        {
            var refusal = await act();
            return new(refusal?.Code ?? Done, null, refusal) { Location = id => $"/api/operator-acts/{id}" };
        });
    }

    /// <summary>The same with an answer of its own. An act that was interrupted, or whose answer is lost, is done again: it must do no harm.</summary>
    internal Task<IResult> DoAsync<TAnswer>(
        HttpRequest request, OperatorVerb what, string subject, string reason, Func<Task<Refusal?>> allowed, Func<Task<ActResult<TAnswer>>> act) =>
        commands.OnceAsync(request, async identity =>
        {
            var (id, by) = (identity.NewId(Kind.Prefix), request.Caller().Id);
            if (await journal.FindAsync(Kind, id) is not { } recorded)
            {
                if ((RefuseReason(reason) ?? await allowed()) is { } refusal)
                {
                    return Problems.Of(refusal);
                }

                recorded = (await commands.BeginAsync(null, Kind, id, by, () => new OperatorActBegun(id, what, subject, reason.Trim(), by, clock.GetUtcNow()))).Aggregate!;
            }

            if (recorded.State.Outcome is not null && typeof(TAnswer) == typeof(OperatorAct))
            {
                return Answer.Created($"/api/operator-acts/{id}", recorded.State, recorded.ETag);
            }

            var result = await act();
            recorded = (await commands.StepAsync(
                null,
                Kind,
                id,
                by,
                state => state.Outcome is null ? [new OperatorActEnded(result.Outcome, clock.GetUtcNow())] : Array.Empty<OperatorEvent>())).Aggregate;
            return result.Refusal is { } late ? Problems.Of(late)
                : result.Answer is null ? Answer.Created(result.Location!(id), recorded.State, recorded.ETag)
                : result.Location is { } location ? Answer.Created(location(id), result.Answer(id))
                : Answer.Ok(result.Answer(id));
        });

    private static Refusal? RefuseReason(string reason) => Actor.RequireReason(reason)
        ?? (reason.Length > LongestReason ? Refusal.Of([new("reason", $"at most {LongestReason} characters")]) : null);
}
