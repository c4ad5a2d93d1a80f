using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>The terms on which somebody is in a scheme, as staff see them.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="AnchorOn">The day from which its months count.</param>
/// <param name="EnrolledOn">The day of the enrolment.</param>
/// <param name="AgreementSignedOn">The day the agreement to repay was signed; null while it is not.</param>
/// <param name="FriendEmploymentId">For a referral: whose days and gates count.</param>
/// <param name="EnrolledBy">Who enrolled them.</param>
public sealed record EnrolmentView(
    string SchemeId, int Version, DateOnly AnchorOn, DateOnly EnrolledOn, DateOnly? AgreementSignedOn, string? FriendEmploymentId, string EnrolledBy);

/// <summary>A retention plan as staff see it.</summary>
/// <param name="EmploymentId">Whose.</param>
/// <param name="Enrolments">In which schemes.</param>
/// <param name="FreeFrom">The first day on which nothing binds any more.</param>
/// <param name="Payments">All payments, scheme by scheme, in order.</param>
public sealed record RetentionPlanView(
    string EmploymentId, IReadOnlyList<EnrolmentView> Enrolments, DateOnly FreeFrom, IReadOnlyList<PaymentView> Payments);

/// <summary>One line of a starter's schedule.</summary>
/// <param name="DueOn">The day it falls or fell due.</param>
/// <param name="PromisedFor">The day promised at first, where a career break has moved it; otherwise null.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AmountPence">Gross, in pence, for the hours known.</param>
/// <param name="FullTimePence">The same for full time.</param>
/// <param name="Reasons">What is in its way, in words.</param>
/// <param name="PaidOn">The day it was paid.</param>
/// <param name="FreeFrom">Once paid: the first day on which nothing of it would have to be repaid.</param>
public sealed record ScheduleLine(
    DateOnly DueOn,
    DateOnly? PromisedFor,
    PaymentState State,
    long AmountPence,
    long FullTimePence,
    IReadOnlyList<string> Reasons,
    DateOnly? PaidOn,
    DateOnly? FreeFrom);

/// <summary>What a starter sees of their own plan.</summary>
/// <param name="Schemes">The schemes' names.</param>
/// <param name="AgreementSigned">Whether the agreement about repaying was signed for all of them.</param>
/// <param name="Payments">All payments, in order.</param>
/// <param name="Next">The next that falls due; null when none does.</param>
/// <param name="Held">Those that are held, and why.</param>
/// <param name="RepayPence">What would have to be repaid, gross in pence, if today were the last day and they resigned; for leavers what is owed.</param>
/// <param name="Repayments">The same, payment by payment.</param>
public sealed record ScheduleView(
    IReadOnlyList<string> Schemes,
    bool AgreementSigned,
    IReadOnlyList<ScheduleLine> Payments,
    ScheduleLine? Next,
    IReadOnlyList<ScheduleLine> Held,
    long RepayPence,
    IReadOnlyList<RecoveryWorking> Repayments);

/// <summary>Shows plans: to staff, and to the starter by signed link.</summary>
public sealed class RetentionPlanViews(Journal journal, TimeProvider clock)
{
    /// <summary>Shows the plan of an employment to staff.</summary>
    [Function(nameof(ShowRetentionPlan))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("Show an employment's retention plan", Answers = typeof(RetentionPlanView))]
    public async Task<IResult> ShowRetentionPlan(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "employments/{id}/retention-plan")] HttpRequest request, string id) =>
        await journal.FindAsync(RetentionPlans.Kind, id, request.HttpContext.RequestAborted) is { } plan
            ? Answer.Ok(View(plan, request.Caller()), plan.ETag)
            : Problems.NotFound;

    /// <summary>Shows what was done with a plan, in order: who, when and what.</summary>
    [Function(nameof(ShowRetentionPlanHistory))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show what was done with a retention plan", Answers = typeof(ListPage<JournalEntry<RetentionEvent>>), Paged = false)]
    public async Task<IResult> ShowRetentionPlanHistory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "employments/{id}/retention-plan/history")] HttpRequest request, string id) =>
        await journal.FindAsync(RetentionPlans.Kind, id, request.HttpContext.RequestAborted) is null
            ? Problems.NotFound
            : Answer.Ok(new ListPage<JournalEntry<RetentionEvent>>(await journal.HistoryAsync(RetentionPlans.Kind, id, request.HttpContext.RequestAborted), null));

    /// <summary>Shows starters their own schedule: what comes next, what is held and why, what leaving today would cost.</summary>
    [Function(nameof(ShowSchedule))]
    [ByLink(LinkPurpose.Schedule)]
    [Operation("Show one's own schedule of payments", Answers = typeof(ScheduleView))]
    public async Task<IResult> ShowSchedule([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{token}/schedule")] HttpRequest request)
    {
        if (await journal.FindAsync(RetentionPlans.Kind, request.Caller().Link!.ObjectId, request.HttpContext.RequestAborted) is not { State: var ledger })
        {
            return Problems.NotFound;
        }

        var today = clock.Today();
        List<ScheduleLine> lines = [.. ledger.Payments.OrderBy(payment => payment.Milestone.DueOn).Select(payment => Line(ledger, payment))];
        var leaving = ledger.Leaving ?? new(today, Workforce.LeavingReason.Resignation);
        var repayments = RecoveryWorking.Of(ledger, leaving.LastDayOn, leaving.Reason);
        return Answer.Ok(new ScheduleView(
            [.. ledger.Enrolments.Select(enrolment => enrolment.Scheme.Name)],
            ledger.Enrolments.All(enrolment => enrolment.AgreementSignedOn is not null),
            lines,
            lines.FirstOrDefault(line => line.State == PaymentState.Scheduled),
            [.. lines.Where(line => line.State == PaymentState.Held)],
            repayments.Sum(repayment => repayment.OwedPence),
            repayments));
    }

    /// <summary>How staff see a plan.</summary>
    internal static RetentionPlanView View(Loaded<RetentionLedger> plan, Caller caller) => new(
        plan.Id,
        [
            .. plan.State.Enrolments.Select(enrolment => new EnrolmentView(
                enrolment.Scheme.Id,
                enrolment.Scheme.Version,
                enrolment.AnchorOn,
                enrolment.EnrolledOn,
                enrolment.AgreementSignedOn,
                enrolment.FriendEmploymentId,
                enrolment.EnrolledBy)),
        ],
        plan.State.FreeFrom(),
        [.. plan.State.Payments.Select(payment => Payments.View(plan.State, payment, caller))]);

    private static ScheduleLine Line(RetentionLedger ledger, Payment payment) => new(
        payment.Milestone.DueOn,
        payment.PromisedFor,
        payment.State,
        payment.AmountPence,
        payment.Milestone.AmountPence,
        ReasonWords.ForStarter(payment),
        payment.PaidOn,
        payment.PaidOn is { } paidOn ? ledger.FreeFrom(payment, paidOn) : null);
}
