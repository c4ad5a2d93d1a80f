using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>What a leaver owes of one payment, as staff see it.</summary>
/// <param name="Id">Its id, <c>rec_…</c>.</param>
/// <param name="EmploymentId">Whose.</param>
/// <param name="PaymentId">Of which payment.</param>
/// <param name="State">Where it stands.</param>
/// <param name="LastDayOn">The last day of the employment.</param>
/// <param name="LeavingReason">Why it ended.</param>
/// <param name="Working">How the amount was worked out.</param>
/// <param name="OwedPence">Gross, in pence.</param>
/// <param name="LeftPence">What of it is still to be repaid.</param>
/// <param name="Receipts">What came back, in order.</param>
/// <param name="NetOff">What payroll may set off against payments not made yet.</param>
/// <param name="RepaymentPlan">How the rest is repaid; null while there is no plan.</param>
/// <param name="ProposedBy">Who worked it out.</param>
/// <param name="ApprovedBy">Who approved it, or gave it up.</param>
/// <param name="Reason">Why it was given up, or why payroll could not recover it.</param>
/// <param name="AllowedActions">What the caller may do.</param>
public sealed record RecoveryView(
    string Id,
    string EmploymentId,
    string PaymentId,
    RecoveryState State,
    DateOnly LastDayOn,
    LeavingReason LeavingReason,
    RecoveryWorking Working,
    long OwedPence,
    long LeftPence,
    IReadOnlyList<Receipt> Receipts,
    IReadOnlyList<NetOffInstruction> NetOff,
    RepaymentPlan? RepaymentPlan,
    string? ProposedBy,
    string? ApprovedBy,
    string? Reason,
    IReadOnlyList<string> AllowedActions);

/// <summary>The body of <c>POST /api/recoveries/{id}/repayment-plan</c>.</summary>
/// <param name="Instalments">1 to 60, by ascending days from today on, together what is left to repay.</param>
public sealed record AgreedInstalments(IReadOnlyList<Instalment> Instalments);

/// <summary>The body of <c>POST /api/recoveries/{id}/repayments</c>.</summary>
/// <param name="On">The day it came in: after the last day of the employment, today at most.</param>
/// <param name="Pence">How much, in pence: what is left at most.</param>
public sealed record Repayment(DateOnly On, long Pence);

/// <summary>Recoveries across all plans: listed, shown and decided on.</summary>
public sealed class Recoveries(Journal journal, Lists lists, Commands commands, People people, TimeProvider clock)
{
    /// <summary>Lists recoveries by <c>?state=</c>; <c>?size=</c> counts plans.</summary>
    [Function(nameof(ListRecoveries))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("List recoveries", Answers = typeof(ListPage<RecoveryView>))]
    [Query("state", typeof(RecoveryState), "Only those in this state.")]
    public Task<IResult> ListRecoveries([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "recoveries")] HttpRequest request)
    {
        var wanted = request.Choice<RecoveryState>("state");
        var states = wanted is { } one ? [one] : Enum.GetValues<RecoveryState>().Where(state => state != RecoveryState.None).ToArray();
        return lists.PageOfManyAsync(
            request,
            RetentionPlans.Kind,
            string.Join(" or ", states.Select(state => $"{RetentionPlans.RecoveryColumn(state)} eq true")),
            (plan, caller) => plan.State.Payments
                .Where(payment => Exists(payment) && states.Contains(payment.Recovery.State)).Select(payment => View(plan.State, payment, caller)));
    }

    /// <summary>Shows one recovery.</summary>
    [Function(nameof(ShowRecovery))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("Show a recovery", Answers = typeof(RecoveryView))]
    public async Task<IResult> ShowRecovery([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "recoveries/{id}")] HttpRequest request, string id) =>
        PaymentIds.Read(PaymentIds.Recovery, id) is { } key
        && await journal.FindAsync(RetentionPlans.Kind, key.EmploymentId, request.HttpContext.RequestAborted) is { } plan
        && plan.State.Find(key.Number) is { } payment && Exists(payment)
            ? Answer.Ok(View(plan.State, payment, request.Caller()), plan.ETag)
            : Problems.NotFound;

    /// <summary>
    /// A second person approves: not whoever owes it. Payroll is then told. 409 <c>agreement-not-signed</c> where nothing may be taken from pay.
    /// </summary>
    [Function(nameof(ApproveRecovery))]
    [Allow(Role.Hr)]
    [Operation("Approve a recovery", Step = "approve", Answers = typeof(RecoveryView))]
    public Task<IResult> ApproveRecovery(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recoveries/{id}/approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        StepAsync(request, client, id, (ledger, number, by, person) => RecoveryDecisions.Approve(ledger, number, by, person));

    /// <summary>A named person other than the leaver writes down the instalments agreed on, for what the final pay could not cover.</summary>
    [Function(nameof(PlanRepayment))]
    [Allow(Role.Hr)]
    [Operation("Write a repayment plan", Step = "plan", Body = typeof(AgreedInstalments), Answers = typeof(RecoveryView))]
    public async Task<IResult> PlanRepayment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recoveries/{id}/repayment-plan")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<AgreedInstalments>();
        return await StepAsync(
            request, client, id, (ledger, number, by, person) => RecoveryDecisions.Plan(ledger, number, body.Instalments, clock.Today(), by, person));
    }

    /// <summary>A named person other than the leaver records what came in under the plan.</summary>
    [Function(nameof(RecordRepayment))]
    [Allow(Role.Hr, Role.Payroll)]
    [Operation("Record a repayment", Step = "repay", Body = typeof(Repayment), Answers = typeof(RecoveryView))]
    public async Task<IResult> RecordRepayment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recoveries/{id}/repayments")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Repayment>();
        return await StepAsync(
            request, client, id, (ledger, number, by, person) => RecoveryDecisions.Repay(ledger, number, body.On, body.Pence, clock.Today(), by, person));
    }

    /// <summary>A named person other than the leaver gives up what is left of a recovery, and says why.</summary>
    [Function(nameof(WaiveRecovery))]
    [Allow(Role.Hr)]
    [Operation("Waive a recovery", Step = "waive", Body = typeof(Because), Answers = typeof(RecoveryView))]
    public async Task<IResult> WaiveRecovery(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recoveries/{id}/waiver")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Because>();
        return await StepAsync(
            request, client, id, (ledger, number, by, person) => RecoveryDecisions.Waive(ledger, number, body.Reason, by, person));
    }

    private static bool Exists(Payment payment) => payment.Recovery.State != RecoveryState.None;

    private static RecoveryView View(RetentionLedger ledger, Payment payment, Caller caller)
    {
        var leaving = ledger.Leaving!;
        var number = payment.Milestone.Number;
        return new(
            PaymentIds.Of(PaymentIds.Recovery, ledger.EmploymentId, number),
            ledger.EmploymentId,
            PaymentIds.Of(PaymentIds.Payment, ledger.EmploymentId, number),
            payment.Recovery.State,
            leaving.LastDayOn,
            leaving.Reason,
            RecoveryWorking.Of(ledger, leaving.LastDayOn, leaving.Reason).First(line => line.Number == number),
            payment.Recovery.OwedPence,
            payment.Recovery.LeftPence,
            payment.Recovery.Receipts,
            RecoveryDecisions.NetOffOf(ledger, payment),
            payment.Recovery.Plan,
            payment.Recovery.ProposedBy,
            payment.Recovery.ApprovedBy,
            payment.Recovery.Reason,
            [.. caller.Permitted(PaymentRecovery.Machine, payment.Recovery.State).Where(step => step != "approve" || RecoveryDecisions.MayBeTakenFromPay(ledger, payment))]);
    }

    private async Task<IResult> StepAsync(
        HttpRequest request,
        DurableTaskClient client,
        string id,
        Func<RetentionLedger, int, string, string?, Decision<RetentionEvent>> decide)
    {
        if (PaymentIds.Read(PaymentIds.Recovery, id) is not { } key)
        {
            return Problems.NotFound;
        }

        return await commands.StepAsync(
            request,
            client,
            RetentionPlans.Kind,
            key.EmploymentId,
            async (_, ledger) => decide(ledger, key.Number, request.Caller().Id, await Payments.PersonBehindAsync(people, request.Caller(), ledger)),
            (plan, caller) => View(plan.State, plan.State.Find(key.Number)!, caller),
            (ledger, _) => ledger.Find(key.Number) is { } payment && Exists(payment));
    }
}
