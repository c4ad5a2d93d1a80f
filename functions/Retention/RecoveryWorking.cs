using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>How what is owed back of one payment was worked out.</summary>
/// <param name="Number">The payment's place in the plan.</param>
/// <param name="PaidOn">The day it was paid.</param>
/// <param name="PaidPence">What was paid, gross, in pence.</param>
/// <param name="TieInFrom">The day from which it binds.</param>
/// <param name="TieInMonths">For how many months.</param>
/// <param name="MonthsServed">Full months of them served, the last day counted as worked.</param>
/// <param name="Exempt">Whether the reason for leaving is one for which the scheme asks nothing back.</param>
/// <param name="OwedPence">What is owed, gross, in pence.</param>
public sealed record RecoveryWorking(
    int Number, DateOnly PaidOn, long PaidPence, DateOnly TieInFrom, int TieInMonths, int MonthsServed, bool Exempt, long OwedPence)
{
    /// <summary>The working of every payment made, for a last day and a reason.</summary>
    public static IReadOnlyList<RecoveryWorking> Of(RetentionLedger ledger, DateOnly lastDayOn, LeavingReason reason) =>
    [
        .. from payment in ledger.Payments
           where payment.PaidOn is not null
           select Of(ledger.EnrolmentOf(payment), payment.Milestone, payment.AmountPence, payment.PaidOn!.Value, lastDayOn, reason),
    ];

    /// <summary>The working of one payment, for a last day and a reason.</summary>
    public static RecoveryWorking Of(
        SchemeEnrolment enrolment, Milestone milestone, long paidPence, DateOnly paidOn, DateOnly lastDayOn, LeavingReason reason)
    {
        var terms = enrolment.Scheme.Recovery;
        var tiedFrom = TieIn.RunsFrom(terms, enrolment.AnchorOn, paidOn);
        var months = milestone.TieInMonths;
        return new(
            milestone.Number,
            paidOn,
            paidPence,
            tiedFrom,
            months,
            Math.Min(months, UkCalendar.FullMonths(tiedFrom, lastDayOn)),
            terms.ExemptReasons.Contains(reason),
            RecoveryRule.OwedPence(terms, paidPence, months, tiedFrom, lastDayOn, reason));
    }
}
