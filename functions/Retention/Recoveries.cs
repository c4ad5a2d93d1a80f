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
    string? ProposedBy,
    string? ApprovedBy,
    string? Reason,
    IReadOnlyList<string> AllowedActions);

/// <summary>Recoveries across all plans: listed, shown and decided on.</summary>
public sealed class Recoveries(Journal journal, Lists lists, Commands commands, People people)
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

    /// <summary>A second person approves: not whoever owes it. Payroll is then told.</summary>
    [Function(nameof(ApproveRecovery))]
    [Allow(Role.Hr)]
    [Operation("Approve a recovery", Step = "approve", Answers = typeof(RecoveryView))]
    public Task<IResult> ApproveRecovery(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recoveries/{id}/approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        StepAsync(request, client, id, (ledger, number, by, person) => RetentionDecisions.ApproveRecovery(ledger, number, by, person));

    /// <summary>A named person other than the leaver gives a recovery up, and says why.</summary>
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
            request, client, id, (ledger, number, by, person) => RetentionDecisions.WaiveRecovery(ledger, number, body.Reason, by, person));
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
            payment.Recovery.ProposedBy,
            payment.Recovery.ApprovedBy,
            payment.Recovery.Reason,
            caller.Permitted(PaymentRecovery.Machine, payment.Recovery.State));
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
