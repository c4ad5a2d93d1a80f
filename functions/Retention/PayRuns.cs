using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>The body of <c>POST /api/pay-runs</c>.</summary>
/// <param name="CutOffOn">Payments that fell due by this day are in it; today at most.</param>
public sealed record NewPayRun(DateOnly CutOffOn);

/// <summary>What a pay run comes to for a scheme.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="TotalPence">What they come to, gross, in pence.</param>
/// <param name="BudgetLeftPence">What is left of the scheme's budget with everything promised taken off; null where it has none.</param>
public sealed record PayRunSchemeTotal(string SchemeId, int Payments, long TotalPence, long? BudgetLeftPence);

/// <summary>What a pay run comes to for a team.</summary>
/// <param name="Team">The team on the due dates.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="TotalPence">What they come to, gross, in pence.</param>
public sealed record PayRunTeamTotal(string Team, int Payments, long TotalPence);

/// <summary>A pay run as staff see it.</summary>
/// <param name="Id">Its id, <c>run_…</c>.</param>
/// <param name="CutOffOn">Payments that fell due by this day are in it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Payments">How many payments; 0 until it is prepared.</param>
/// <param name="TotalPence">What they come to, gross, in pence.</param>
/// <param name="Schemes">The same by scheme.</param>
/// <param name="Teams">The same by team.</param>
/// <param name="PreparedBy">Who fixed what is in it.</param>
/// <param name="ApprovedBy">Who approved.</param>
/// <param name="InstructedOn">The day payroll was told.</param>
/// <param name="LeftOut">What did not go out with it, and why.</param>
/// <param name="Reason">Why it was cancelled, or its approval taken back.</param>
/// <param name="AllowedActions">What the caller may do.</param>
public sealed record PayRunView(
    string Id,
    DateOnly CutOffOn,
    PayRunState State,
    int Payments,
    long TotalPence,
    IReadOnlyList<PayRunSchemeTotal> Schemes,
    IReadOnlyList<PayRunTeamTotal> Teams,
    string? PreparedBy,
    string? ApprovedBy,
    DateOnly? InstructedOn,
    IReadOnlyList<LeftOutOfRun> LeftOut,
    string? Reason,
    IReadOnlyList<string> AllowedActions)
{
    internal static PayRunView Of(Loaded<PayRun> loaded, Caller caller)
    {
        var run = loaded.State;
        return new(
            run.Id,
            run.CutOffOn,
            run.State,
            run.Lines.Count(),
            run.TotalPence,
            [
                .. run.Budgets.Select(budget => run.Groups.Where(group => group.SchemeId == budget.SchemeId).SelectMany(group => group.Lines).ToList() is var lines
                    ? new PayRunSchemeTotal(budget.SchemeId, lines.Count, lines.Sum(line => line.Pence), budget.LeftPence)
                    : null!),
            ],
            [
                .. run.Groups.GroupBy(group => group.Team).OrderBy(team => team.Key, StringComparer.Ordinal)
                    .Select(team => new PayRunTeamTotal(team.Key, team.Sum(group => group.Lines.Count), team.Sum(group => group.Lines.Sum(line => line.Pence)))),
            ],
            run.PreparedBy,
            run.ApprovedBy,
            run.InstructedOn,
            run.LeftOut,
            run.Reason,
            caller.Permitted(PayRun.Machine, run.State));
    }
}

/// <summary>
/// Pay runs: drafted with a cut-off, prepared by one person, approved by another, let out to payroll. The approval of a run becomes that of its
/// payments when it goes out; what was done with a payment in between leaves it out of the run.
/// </summary>
public sealed class PayRuns(Journal journal, Commands commands, Lists lists, PayRunContents contents, People people, TimeProvider clock)
{
    /// <summary>The aggregate. Its stage runs once the run is let out.</summary>
    public static readonly AggregateKind<PayRun, PayRunEvent> Kind = new(
        "payruns",
        "run",
        PayRun.Apply,
        run => [("Status", run.State.ToString())],
        run => [StageOf(run.Id)],
        happened => happened is PayRunInstructed or PayRunCancelled)
    {
        Tells = new(
            "pay-run",
            typeof(PayRunApproved), typeof(PayRunInstructed), typeof(PayRunCompleted), typeof(PayRunCancelled)),
        StartsClockOf = (run, happened) => happened is PayRunInstructed or PayRunCancelled ? [("payruns", run.Id)] : [],
    };

    /// <summary>Drafts a run.</summary>
    [Function(nameof(DraftPayRun))]
    [Allow(Role.Hr)]
    [Operation("Draft a pay run", Body = typeof(NewPayRun), Answers = typeof(PayRunView), Status = 201)]
    public async Task<IResult> DraftPayRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pay-runs")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewPayRun>();
        return await commands.CreateAsync(
            request,
            client,
            Kind,
            (_, id) => Task.FromResult(PayRunDecisions.Draft(id, body.CutOffOn, clock.Today())),
            id => $"pay-runs/{id}",
            PayRunView.Of);
    }

    /// <summary>Fixes what is in a run: every payment that may be paid, fell due by the cut-off and is in no other run. Once more to bring it up to date.</summary>
    [Function(nameof(PreparePayRun))]
    [Allow(Role.Hr)]
    [Operation("Prepare a pay run", Step = "prepare", Answers = typeof(PayRunView))]
    public Task<IResult> PreparePayRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pay-runs/{id}/preparation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => StepAsync(request, client, id, async run =>
    {
        if (PayRun.Machine.Refuse(run.State, PayRunStep.Prepare) is { } refusal)
        {
            return refusal;
        }

        var (groups, budgets, preparers) = await contents.GatherAsync(run, request.HttpContext.RequestAborted);
        return PayRunDecisions.Prepare(run, groups, budgets, preparers, request.Caller().Id);
    });

    /// <summary>A second person approves: nobody who prepared any of it, nobody who is paid by it.</summary>
    [Function(nameof(ApprovePayRun))]
    [Allow(Role.Hr)]
    [Operation("Approve a pay run", Step = "approve", Answers = typeof(PayRunView))]
    public Task<IResult> ApprovePayRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pay-runs/{id}/approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => StepAsync(request, client, id, async run =>
        PayRunDecisions.Approve(run, request.Caller().Id, await EmploymentsBehindAsync(request.Caller(), request.HttpContext.RequestAborted)));

    /// <summary>A named person takes the approval back before payroll is told.</summary>
    [Function(nameof(WithdrawPayRunApproval))]
    [Allow(Role.Hr)]
    [Operation("Take the approval of a pay run back", Step = "withdraw-approval", Body = typeof(Because), Answers = typeof(PayRunView))]
    public async Task<IResult> WithdrawPayRunApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pay-runs/{id}/approval-withdrawal")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Because>();
        return await StepAsync(request, client, id, run => Task.FromResult(PayRunDecisions.WithdrawApproval(run, body.Reason, request.Caller().Id)));
    }

    /// <summary>A named person lets an approved run out: payroll is told of every payment in it.</summary>
    [Function(nameof(InstructPayRun))]
    [Allow(Role.Hr, Role.Payroll)]
    [Operation("Let a pay run out to payroll", Step = "instruct", Answers = typeof(PayRunView))]
    public Task<IResult> InstructPayRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pay-runs/{id}/instruction")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => StepAsync(request, client, id, async run =>
    {
        var decision = PayRunDecisions.Instruct(run, clock.Today(), request.Caller().Id);
        if (decision.Refusal is null)
        {
            // Before the commit: the stage waits until it is told, and being told cannot be lost.
            await client.EnsureStartedAsync(nameof(PayRunStage), StageOf(id), id);
        }

        return decision;
    });

    /// <summary>A named person gives a run up that payroll has not been told of.</summary>
    [Function(nameof(CancelPayRun))]
    [Allow(Role.Hr)]
    [Operation("Cancel a pay run", Step = "cancel", Body = typeof(Because), Answers = typeof(PayRunView))]
    public async Task<IResult> CancelPayRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pay-runs/{id}/cancellation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Because>();
        return await StepAsync(request, client, id, run => Task.FromResult(PayRunDecisions.Cancel(run, body.Reason, request.Caller().Id)));
    }

    /// <summary>Lists pay runs by <c>?state=</c>.</summary>
    [Function(nameof(ListPayRuns))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("List pay runs", Answers = typeof(ListPage<PayRunView>))]
    [Query("state", typeof(PayRunState), "Only those in this state.")]
    public Task<IResult> ListPayRuns([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pay-runs")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<PayRunState>("state", "Status"), PayRunView.Of);

    /// <summary>Shows a pay run with its totals.</summary>
    [Function(nameof(ShowPayRun))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("Show a pay run", Answers = typeof(PayRunView))]
    public async Task<IResult> ShowPayRun([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pay-runs/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } run
            ? Answer.Ok(PayRunView.Of(run, request.Caller()), run.ETag)
            : Problems.NotFound;

    /// <summary>Shows the payments of a pay run, by scheme and team.</summary>
    [Function(nameof(ShowPayRunPayments))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("Show the payments of a pay run", Answers = typeof(ListPage<PayRunGroup>), Paged = false)]
    public async Task<IResult> ShowPayRunPayments(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pay-runs/{id}/payments")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } run
            ? Answer.Ok(new ListPage<PayRunGroup>(run.State.Groups, null), run.ETag)
            : Problems.NotFound;

    /// <summary>The payments of a run as a CSV file: ids, payroll's numbers and gross amounts; no names and no bank details.</summary>
    [Function(nameof(ExportPayRun))]
    [Allow(Role.Hr, Role.Payroll)]
    [Operation("Export a pay run as CSV", Answers = typeof(string), Produces = ["text/csv"])]
    public async Task<IResult> ExportPayRun([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pay-runs/{id}/export")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } run
            ? new Answer(StatusCodes.Status200OK, await contents.ExportAsync(run.State, request.HttpContext.RequestAborted), "text/csv; charset=utf-8", run.ETag)
            : Problems.NotFound;

    /// <summary>The stage of a run.</summary>
    internal static string StageOf(string id) => $"pay-run-{id}";

    private async Task<HashSet<string>> EmploymentsBehindAsync(Caller caller, CancellationToken cancellationToken)
    {
        HashSet<string> employments = [];
        foreach (var person in await people.BehindAsync(caller.Id, caller.Email, cancellationToken))
        {
            await foreach (var plan in journal.AllAsync(RetentionPlans.Kind, $"Person eq '{person}'").WithCancellation(cancellationToken))
            {
                employments.Add(plan.Id);
            }
        }

        return employments;
    }

    private Task<IResult> StepAsync(HttpRequest request, DurableTaskClient client, string id, Func<PayRun, Task<Decision<PayRunEvent>>> decide) =>
        commands.StepAsync(request, client, Kind, id, (_, run) => decide(run), PayRunView.Of);
}
