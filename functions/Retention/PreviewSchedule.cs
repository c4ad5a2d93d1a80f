using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>A payment as it stands, or would stand.</summary>
/// <param name="Id">Its id, <c>pay_…</c>.</param>
/// <param name="SchemeId">Under which scheme.</param>
/// <param name="DueOn">The day it falls or fell due.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AmountPence">Gross, in pence, for the hours known.</param>
/// <param name="Reasons">What stands in its way, as codes.</param>
public sealed record PreviewedPayment(string Id, string SchemeId, DateOnly DueOn, PaymentState State, long AmountPence, IReadOnlyList<string> Reasons);

/// <summary>What recording something about an employment would do to its payments. Nothing has been recorded.</summary>
/// <param name="Before">The payments as they stand.</param>
/// <param name="After">The payments as they would stand at once.</param>
/// <param name="BeforePence">What is paid or still to come, gross, in pence.</param>
/// <param name="AfterPence">The same after it, without what would not be paid.</param>
/// <param name="LastDayOn">For notice and leaving: the last day.</param>
/// <param name="Repayments">For notice and leaving: what would be owed back of each payment made, with that last day.</param>
/// <param name="RepayPence">What that adds up to.</param>
public sealed record SchedulePreview(
    IReadOnlyList<PreviewedPayment> Before,
    IReadOnlyList<PreviewedPayment> After,
    long BeforePence,
    long AfterPence,
    DateOnly? LastDayOn,
    IReadOnlyList<RecoveryWorking> Repayments,
    long RepayPence)
{
    private static readonly string[] Final = ["notice-given", "no-service"];

    /// <summary>Works it out.</summary>
    /// <param name="ledger">The plan; null where there is none.</param>
    /// <param name="before">The employment as it is.</param>
    /// <param name="after">The employment as it would be.</param>
    /// <param name="friends">For referrals: the employments of the friends, by id.</param>
    /// <param name="today">Today in London.</param>
    public static SchedulePreview Of(
        RetentionLedger? ledger, Employment before, Employment after, IReadOnlyDictionary<string, Employment> friends, DateOnly today)
    {
        if (ledger is null)
        {
            return new([], [], 0, 0, null, [], 0);
        }

        var (now, then) = (UpToDate(before), UpToDate(after));
        Leaving? leaving = after.Leaving
            ?? (after.Notices is [.., { WithdrawnOn: null } notice] ? new(notice.LastDayOn, LeavingReason.Resignation) : null);
        var repayments = leaving is null ? [] : RecoveryWorking.Of(then, leaving.LastDayOn, leaving.Reason);
        return new(
            Lines(now), Lines(then), Pence(now), Pence(then), leaving?.LastDayOn, repayments, repayments.Sum(repayment => repayment.OwedPence));

        RetentionLedger UpToDate(Employment employment) =>
            RetentionReview.BringUpToDate(ledger, employment, friends, today).Events.Aggregate(ledger, RetentionLedger.Apply);
    }

    private static IReadOnlyList<PreviewedPayment> Lines(RetentionLedger ledger) =>
    [
        .. ledger.Payments.Select(payment => new PreviewedPayment(
            PaymentIds.Of(PaymentIds.Payment, ledger.EmploymentId, payment.Milestone.Number),
            ledger.EnrolmentOf(payment).Scheme.Id,
            payment.Milestone.DueOn,
            payment.State,
            payment.AmountPence,
            payment.Reasons)),
    ];

    private static long Pence(RetentionLedger ledger) => ledger.Payments
        .Where(payment => payment.State is not (PaymentState.NotPayable or PaymentState.Voided) && !payment.Reasons.Any(Final.Contains))
        .Sum(payment => payment.AmountPence);
}

/// <summary>
/// Shows what a step of an employment would do to its payments, before it is taken: the step's own path with <c>/preview</c>, and the same body.
/// What the step would refuse is refused here. Nothing is recorded.
/// </summary>
public sealed class PreviewSchedule(Journal journal, Commands commands, TimeProvider clock)
{
    /// <summary>Previews a change of role, team, grade or hours.</summary>
    [Function(nameof(PreviewPosition))]
    [Allow(Role.Hr)]
    [Operation("Preview what a change of position does to the payments", Body = typeof(Position), Answers = typeof(SchedulePreview))]
    public async Task<IResult> PreviewPosition(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/position/preview")] HttpRequest request, string id)
    {
        var body = await request.ReadJsonAsync<Position>();
        return await PreviewAsync(request, id, employment => EmploymentDecisions.ChangePosition(employment, body));
    }

    /// <summary>Previews leave of months.</summary>
    [Function(nameof(PreviewAbsence))]
    [Allow(Role.Hr)]
    [Operation("Preview what leave of months does to the payments", Body = typeof(Absence), Answers = typeof(SchedulePreview))]
    public async Task<IResult> PreviewAbsence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/absence/preview")] HttpRequest request, string id)
    {
        var body = await request.ReadJsonAsync<Absence>();
        return await PreviewAsync(request, id, employment => EmploymentDecisions.RecordAbsence(employment, body));
    }

    /// <summary>Previews an extension of probation.</summary>
    [Function(nameof(PreviewProbationExtension))]
    [Allow(Role.Hr)]
    [Operation("Preview what an extension of probation does to the payments", Body = typeof(ExtendedProbation), Answers = typeof(SchedulePreview))]
    public async Task<IResult> PreviewProbationExtension(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/probation-extension/preview")] HttpRequest request, string id)
    {
        var body = await request.ReadJsonAsync<ExtendedProbation>();
        return await PreviewAsync(request, id, employment => EmploymentDecisions.ExtendProbation(employment, body.EndsOn));
    }

    /// <summary>Previews notice: what will not be paid, and what will be owed back with that last day.</summary>
    [Function(nameof(PreviewNotice))]
    [Allow(Role.Hr)]
    [Operation("Preview what notice does to the payments", Body = typeof(NoticeToLeave), Answers = typeof(SchedulePreview))]
    public async Task<IResult> PreviewNotice(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/notice/preview")] HttpRequest request, string id)
    {
        var body = await request.ReadJsonAsync<NoticeToLeave>();
        return await PreviewAsync(request, id, employment => EmploymentDecisions.GiveNotice(employment, body.GivenOn, body.LastDayOn, clock.Today()));
    }

    /// <summary>Previews the withdrawal of notice.</summary>
    [Function(nameof(PreviewNoticeWithdrawal))]
    [Allow(Role.Hr)]
    [Operation("Preview what the withdrawal of notice does to the payments", Body = typeof(WithdrawnNotice), Answers = typeof(SchedulePreview))]
    public async Task<IResult> PreviewNoticeWithdrawal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/notice-withdrawal/preview")] HttpRequest request, string id)
    {
        var body = await request.ReadJsonAsync<WithdrawnNotice>();
        return await PreviewAsync(request, id, employment => EmploymentDecisions.WithdrawNotice(employment, body.On, clock.Today()));
    }

    /// <summary>Previews the end of an employment, for whatever reason: what is void, and what is owed back, payment by payment.</summary>
    [Function(nameof(PreviewLeaving))]
    [Allow(Role.Hr)]
    [Operation("Preview what leaving does to the payments", Body = typeof(Leaving), Answers = typeof(SchedulePreview))]
    public async Task<IResult> PreviewLeaving(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/leaving/preview")] HttpRequest request, string id)
    {
        var body = await request.ReadJsonAsync<Leaving>();
        return await PreviewAsync(request, id, employment => EmploymentDecisions.Leave(employment, body.LastDayOn, body.Reason, clock.Today()));
    }

    private Task<IResult> PreviewAsync(HttpRequest request, string id, Func<Employment, Decision<EmploymentEvent>> decide) =>
        commands.OnceAsync(request, async _ =>
        {
            if (await journal.FindAsync(Employments.Kind, id) is not { State: var employment })
            {
                return Problems.NotFound;
            }

            var decision = decide(employment);
            if (decision.IsRefused(out var refusal))
            {
                return Problems.Of(refusal);
            }

            var ledger = (await journal.FindAsync(RetentionPlans.Kind, id))?.State;
            var friends = await RetentionPlans.FriendsAsync(journal, ledger);
            return Answer.Ok(SchedulePreview.Of(
                ledger, employment, decision.Events.Aggregate(employment, Employment.Apply), friends, clock.Today()));
        });
}
