using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The terms on which somebody is in a scheme, pinned on enrolment.</summary>
/// <param name="Scheme">The terms as they stood.</param>
/// <param name="AnchorOn">The day from which its months count.</param>
/// <param name="EnrolledOn">The day of the enrolment.</param>
/// <param name="Background">What was known then.</param>
/// <param name="FriendEmploymentId">Where a colleague is paid for referring somebody: the employment of the friend, whose days and gates count.</param>
/// <param name="EnrolledBy">Who enrolled them.</param>
/// <param name="AgreementSignedOn">The day the agreement to repay was signed; null while it is not.</param>
public sealed record SchemeEnrolment(
    PaymentScheme Scheme,
    DateOnly AnchorOn,
    DateOnly EnrolledOn,
    Background Background,
    string? FriendEmploymentId,
    string EnrolledBy,
    DateOnly? AgreementSignedOn = null)
{
    /// <summary>The terms for a worker on a day, with the anchor that the scheme asks for.</summary>
    public static SchemeEnrolment Of(
        PaymentScheme scheme, Employment worker, DateOnly enrolledOn, Background background, string? friendEmploymentId, string enrolledBy) =>
        new(scheme, AnchorOf(scheme, worker, enrolledOn), enrolledOn, background, friendEmploymentId, enrolledBy);

    /// <summary>The payments that are promised, numbered from 1.</summary>
    public IReadOnlyList<Milestone> Milestones() => MilestoneSchedule.Of(Scheme.Schedule, AnchorOn, EnrolledOn, Background);

    private static DateOnly AnchorOf(PaymentScheme scheme, Employment worker, DateOnly on) => scheme.Schedule.Anchor switch
    {
        Anchor.Start => worker.StartedOn,
        Anchor.Enrolment => on,
        _ => worker.Positions.Where(position => position.EffectiveOn <= on).OrderByDescending(position => position.EffectiveOn)
            .TakeWhile(position => scheme.IsFor(position, worker.Contract)).Select(position => position.EffectiveOn).DefaultIfEmpty(on).Min(),
    };
}

/// <summary>
/// All payments of one employment under the scheme versions in which somebody was enrolled. Each payment runs on two machines: its own, and,
/// once paid, that of its recovery. What is paid is never edited.
/// </summary>
/// <param name="EmploymentId">The employment; the ledger has no id of its own.</param>
/// <param name="PersonId">Whom the payments are for.</param>
/// <param name="Enrolments">The schemes, in the order of joining.</param>
/// <param name="Payments">Those of the first scheme in order, then those of the next.</param>
/// <param name="Leaving">How the employment ended; null while it goes on.</param>
public sealed record RetentionLedger(
    string EmploymentId,
    string PersonId,
    IReadOnlyList<SchemeEnrolment> Enrolments,
    IReadOnlyList<Payment> Payments,
    Leaving? Leaving)
{
    /// <summary>The payment with that number; null when there is none.</summary>
    public Payment? Find(int number) => Payments.FirstOrDefault(payment => payment.Milestone.Number == number);

    /// <summary>The terms under which a payment is made.</summary>
    public SchemeEnrolment EnrolmentOf(Payment payment) => Enrolments[payment.Enrolment - 1];

    /// <summary>The first day on which a payment no longer binds, if it was paid on a day.</summary>
    public DateOnly FreeFrom(Payment payment, DateOnly paidOn)
    {
        var enrolment = EnrolmentOf(payment);
        return TieIn.FreeFrom(enrolment.Scheme.Recovery, payment.Milestone.TieInMonths, enrolment.AnchorOn, paidOn);
    }

    /// <summary>
    /// The first day on which nothing binds any more: every payment decided, every tie-in run out. While payments are open it is reckoned as if
    /// each were paid on its due date.
    /// </summary>
    public DateOnly FreeFrom() => Payments
        .Where(payment => payment.State is not (PaymentState.NotPayable or PaymentState.Voided))
        .Select(payment => FreeFrom(payment, payment.PaidOn ?? payment.Milestone.DueOn))
        .Concat(Enrolments.Select(enrolment => enrolment.AnchorOn))
        .Max();

    /// <summary>The ledger after an event; null stands for before the first.</summary>
    public static RetentionLedger Apply(RetentionLedger? ledger, RetentionEvent happened) => happened switch
    {
        EnrolledInScheme e => (ledger ?? new(e.EmploymentId, e.PersonId, [], [], null)).Enrol(e),
        _ when ledger is null => throw new InvalidOperationException($"{happened.GetType().Name} before the enrolment."),
        AgreementSigned e => ledger with
        {
            Enrolments = [.. ledger.Enrolments.Select(enrolment => enrolment with { AgreementSignedOn = enrolment.AgreementSignedOn ?? e.On })],
        },
        ScheduleRevised e => ledger with
        {
            Payments =
            [
                .. ledger.Payments.Select(payment =>
                    e.Payments.FirstOrDefault(revised => revised.Number == payment.Milestone.Number) is { } revised ? payment.Revise(revised) : payment),
            ],
        },
        LeaverRecorded e => ledger with { Leaving = new(e.LastDayOn, e.Reason) },
        PaymentEvent e => ledger with
        {
            Payments = [.. ledger.Payments.Select(payment => payment.Milestone.Number == e.Number ? payment.Apply(e) : payment)],
        },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private RetentionLedger Enrol(EnrolledInScheme joined) => this with
    {
        Enrolments = [.. Enrolments, joined.Enrolment],
        Payments = [.. Payments, .. joined.Milestones.Select(milestone => Payment.Scheduled(Enrolments.Count + 1, milestone))],
    };
}
