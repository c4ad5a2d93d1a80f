using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>A payment as staff see it.</summary>
/// <param name="Id">Its id, <c>pay_…</c>.</param>
/// <param name="EmploymentId">Whose.</param>
/// <param name="SchemeId">Under which scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="MilestoneMonths">For which milestone, in months after the anchor; null for a yearly payment.</param>
/// <param name="DueOn">The day it falls or fell due.</param>
/// <param name="PromisedFor">The day promised on enrolment, where a career break has moved it; otherwise null.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AmountPence">Gross, in pence; until it is prepared for the hours known.</param>
/// <param name="FullTimePence">The same for full time.</param>
/// <param name="Reasons">Why it is held, not payable, rejected or voided; while scheduled, what stands in its way. HR's words: the starter reads others.</param>
/// <param name="ToldStarter">What the starter reads instead, where HR chose the words.</param>
/// <param name="WithheldBy">Who holds it back, if a person does.</param>
/// <param name="PreparedBy">Who prepared it.</param>
/// <param name="ApprovedBy">Who approved it.</param>
/// <param name="PayRunId">The pay run in which it went out, if it did.</param>
/// <param name="InstructedOn">The day payroll was told of the present attempt.</param>
/// <param name="PaidOn">The day payroll paid it.</param>
/// <param name="ClaimEnded">Whether it is held because the claim has ended by the terms after its day: a named person declines it, or it waits until that is put right.</param>
/// <param name="LapsedUnder">The published terms by which the claim lapsed without anybody's decision; null where it did not.</param>
/// <param name="AllowedActions">What the caller may do.</param>
public sealed record PaymentView(
    string Id,
    string EmploymentId,
    string SchemeId,
    int Version,
    int? MilestoneMonths,
    DateOnly DueOn,
    DateOnly? PromisedFor,
    PaymentState State,
    long AmountPence,
    long FullTimePence,
    IReadOnlyList<string> Reasons,
    string? ToldStarter,
    string? WithheldBy,
    string? PreparedBy,
    string? ApprovedBy,
    string? PayRunId,
    DateOnly? InstructedOn,
    DateOnly? PaidOn,
    bool ClaimEnded,
    PublishedTerms? LapsedUnder,
    IReadOnlyList<string> AllowedActions);

/// <summary>Why a named person does something. The reason is kept for good: no names and nothing personal in it.</summary>
/// <param name="Reason">Why.</param>
public sealed record Because(string Reason);

/// <summary>Why a named person holds a payment back or declines it, and what the starter is told.</summary>
/// <param name="Reason">HR's reason, which the starter does not see. It is kept for good: no names and nothing personal in it.</param>
/// <param name="ToldStarter">What the starter reads; null for the usual words.</param>
public sealed record BecauseAndTold(string Reason, string? ToldStarter = null);

/// <summary>Payments across all plans: listed, shown and decided on.</summary>
public sealed class Payments(Journal journal, Lists lists, Commands commands, People people)
{
    /// <summary>Lists payments by <c>?state=</c>; <c>?size=</c> counts plans.</summary>
    [Function(nameof(ListPayments))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("List payments", Answers = typeof(ListPage<PaymentView>))]
    [Query("state", typeof(PaymentState), "Only those in this state.")]
    public Task<IResult> ListPayments([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "payments")] HttpRequest request)
    {
        var wanted = request.Choice<PaymentState>("state");
        return lists.PageOfManyAsync(
            request,
            RetentionPlans.Kind,
            wanted is { } state ? $"{RetentionPlans.PaymentColumn(state)} eq true" : null,
            (plan, caller) => plan.State.Payments.Where(payment => wanted is null || payment.State == wanted).Select(payment => View(plan.State, payment, caller)));
    }

    /// <summary>Shows one payment.</summary>
    [Function(nameof(ShowPayment))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("Show a payment", Answers = typeof(PaymentView))]
    public async Task<IResult> ShowPayment([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "payments/{id}")] HttpRequest request, string id) =>
        PaymentIds.Read(PaymentIds.Payment, id) is { } key
        && await journal.FindAsync(RetentionPlans.Kind, key.EmploymentId, request.HttpContext.RequestAborted) is { } plan
        && plan.State.Find(key.Number) is { } payment
            ? Answer.Ok(View(plan.State, payment, request.Caller()), plan.ETag)
            : Problems.NotFound;

    /// <summary>A second person approves: neither whoever prepared it nor whoever gets it. Payroll is then told.</summary>
    [Function(nameof(ApprovePayment))]
    [Allow(Role.Hr)]
    [Operation("Approve a payment", Step = "approve", Answers = typeof(PaymentView))]
    public Task<IResult> ApprovePayment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payments/{id}/approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        StepAsync(request, client, id, (ledger, number, by, person) => RetentionDecisions.Approve(ledger, number, by, person));

    /// <summary>A named person takes an approval back that payroll has not been told of; the payment can then be approved, held back or declined.</summary>
    [Function(nameof(WithdrawPaymentApproval))]
    [Allow(Role.Hr)]
    [Operation("Take the approval of a payment back", Step = "withdraw-approval", Body = typeof(Because), Answers = typeof(PaymentView))]
    public async Task<IResult> WithdrawPaymentApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payments/{id}/approval-withdrawal")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Because>();
        return await StepAsync(request, client, id, (ledger, number, by, _) => RetentionDecisions.WithdrawApproval(ledger, number, body.Reason, by));
    }

    /// <summary>A named person holds a payment back that awaits approval, until somebody releases it.</summary>
    [Function(nameof(WithholdPayment))]
    [Allow(Role.Hr)]
    [Operation("Hold a payment back", Step = "withhold", Body = typeof(BecauseAndTold), Answers = typeof(PaymentView))]
    public async Task<IResult> WithholdPayment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payments/{id}/hold")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<BecauseAndTold>();
        return await StepAsync(
            request, client, id, (ledger, number, by, _) => RetentionDecisions.Withhold(ledger, number, body.Reason, by, body.ToldStarter));
    }

    /// <summary>A named person ends the holding back; the payment's gates are looked at again at once.</summary>
    [Function(nameof(ReleasePayment))]
    [Allow(Role.Hr)]
    [Operation("Release a payment held back", Step = "release", Answers = typeof(PaymentView))]
    public Task<IResult> ReleasePayment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payments/{id}/release")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        StepAsync(request, client, id, (ledger, number, by, _) => RetentionDecisions.Release(ledger, number, by));

    /// <summary>A named person declines a payment that payroll has not been told of, for good.</summary>
    [Function(nameof(DeclinePayment))]
    [Allow(Role.Hr)]
    [Operation("Decline a payment", Step = "void", Body = typeof(BecauseAndTold), Answers = typeof(PaymentView))]
    public async Task<IResult> DeclinePayment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payments/{id}/decline")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<BecauseAndTold>();
        return await StepAsync(
            request, client, id, (ledger, number, by, _) => RetentionDecisions.Void(ledger, number, body.Reason, by, body.ToldStarter));
    }

    /// <summary>A named person prepares again what payroll could not pay; somebody else must then approve it.</summary>
    [Function(nameof(PreparePayment))]
    [Allow(Role.Hr)]
    [Operation("Prepare a rejected payment again", Step = "prepare", Answers = typeof(PaymentView))]
    public Task<IResult> PreparePayment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payments/{id}/preparation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        StepAsync(request, client, id, (ledger, number, by, _) => RetentionDecisions.PrepareAgain(ledger, number, by));

    /// <summary>How staff see a payment.</summary>
    internal static PaymentView View(RetentionLedger ledger, Payment payment, Caller caller) => new(
        PaymentIds.Of(PaymentIds.Payment, ledger.EmploymentId, payment.Milestone.Number),
        ledger.EmploymentId,
        ledger.EnrolmentOf(payment).Scheme.Id,
        ledger.EnrolmentOf(payment).Scheme.Version,
        payment.Milestone.Months,
        payment.Milestone.DueOn,
        payment.PromisedFor,
        payment.State,
        payment.AmountPence,
        payment.Milestone.AmountPence,
        payment.Reasons,
        payment.ToldStarter,
        payment.WithheldBy,
        payment.PreparedBy,
        payment.ApprovedBy,
        payment.PayRunId,
        payment.InstructedOn,
        payment.PaidOn,
        payment.ClaimEnded,
        payment.LapsedUnder,
        [
            .. caller.Permitted(Payment.Machine, payment.State).Where(step => step switch
            {
                "prepare" => payment.State == PaymentState.Rejected,
                "release" => payment.WithheldBy is not null,
                _ => true,
            }),
        ]);

    /// <summary>The plan's person, when the caller's address or staff id is theirs; null when the caller is somebody else, as far as is known.</summary>
    internal static async Task<string?> PersonBehindAsync(People people, Caller caller, RetentionLedger ledger) =>
        (await people.BehindAsync(caller.Id, caller.Email)).Contains(ledger.PersonId) ? ledger.PersonId : null;

    private async Task<IResult> StepAsync(
        HttpRequest request,
        DurableTaskClient client,
        string id,
        Func<RetentionLedger, int, string, string?, Decision<RetentionEvent>> decide)
    {
        if (PaymentIds.Read(PaymentIds.Payment, id) is not { } key)
        {
            return Problems.NotFound;
        }

        return await commands.StepAsync(
            request,
            client,
            RetentionPlans.Kind,
            key.EmploymentId,
            async (_, ledger) => decide(ledger, key.Number, request.Caller().Id, await PersonBehindAsync(people, request.Caller(), ledger)),
            (plan, caller) => View(plan.State, plan.State.Find(key.Number)!, caller),
            (ledger, _) => ledger.Find(key.Number) is not null);
    }
}
