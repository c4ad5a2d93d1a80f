using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>
/// All payments of one employment under one scheme version, pinned when somebody was enrolled. Each payment runs on two machines: its own, and,
/// once paid, that of its recovery. What is paid is never edited.
/// </summary>
/// <param name="EmploymentId">The employment; the ledger has no id of its own.</param>
/// <param name="PersonId">Whom the payments are for.</param>
/// <param name="Scheme">The terms as signed.</param>
/// <param name="StartedOn">The day from which milestones count.</param>
/// <param name="EnrolledBy">Who enrolled the person.</param>
/// <param name="AgreementSignedOn">The day the agreement to repay was signed; null while it is not.</param>
/// <param name="Payments">One for each milestone, in order.</param>
/// <param name="Leaving">How the employment ended; null while it goes on.</param>
public sealed record RetentionLedger(
    string EmploymentId,
    string PersonId,
    PaymentScheme Scheme,
    DateOnly StartedOn,
    string EnrolledBy,
    DateOnly? AgreementSignedOn,
    IReadOnlyList<Payment> Payments,
    Leaving? Leaving)
{
    /// <summary>The payment with that number; null when there is none.</summary>
    public Payment? Find(int number) => Payments.FirstOrDefault(payment => payment.Milestone.Number == number);

    /// <summary>
    /// The first day on which nothing binds any more: every payment decided, every tie-in run out. While payments are open it is reckoned as if
    /// each were paid on its due date.
    /// </summary>
    public DateOnly FreeFrom() => Payments
        .Where(payment => payment.State is not (PaymentState.NotPayable or PaymentState.Voided))
        .Select(payment => TieIn.FreeFrom(Scheme, payment.Milestone.TieInMonths, StartedOn, payment.PaidOn ?? payment.Milestone.DueOn))
        .Append(StartedOn)
        .Max();

    /// <summary>The ledger after an event; null stands for before the first.</summary>
    public static RetentionLedger Apply(RetentionLedger? ledger, RetentionEvent happened) => happened switch
    {
        EnrolledInScheme e => new(
            e.EmploymentId,
            e.PersonId,
            e.Scheme,
            e.StartedOn,
            e.EnrolledBy,
            null,
            [.. MilestoneSchedule.Of(e.Scheme, e.StartedOn).Select(Payment.Scheduled)],
            null),
        _ when ledger is null => throw new InvalidOperationException($"{happened.GetType().Name} before the enrolment."),
        AgreementSigned e => ledger with { AgreementSignedOn = e.On },
        LeaverRecorded e => ledger with { Leaving = new(e.LastDayOn, e.Reason) },
        PaymentEvent e => ledger with
        {
            Payments = [.. ledger.Payments.Select(payment => payment.Milestone.Number == e.Number ? payment.Apply(e) : payment)],
        },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}
