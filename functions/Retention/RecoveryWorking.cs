using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>How what is owed back of one payment was worked out.</summary>
/// <param name="Number">The payment's place in the scheme.</param>
/// <param name="PaidOn">The day it was paid.</param>
/// <param name="PaidPence">What was paid, gross, in pence.</param>
/// <param name="TieInFrom">The day from which it binds.</param>
/// <param name="TieInMonths">For how many months.</param>
/// <param name="MonthsServed">Full months of them served, the last day counted as worked.</param>
/// <param name="OwedPence">What is owed, gross, in pence.</param>
public sealed record RecoveryWorking(int Number, DateOnly PaidOn, long PaidPence, DateOnly TieInFrom, int TieInMonths, int MonthsServed, long OwedPence)
{
    /// <summary>The working of every payment made, for a last day and a reason.</summary>
    public static IReadOnlyList<RecoveryWorking> Of(RetentionLedger ledger, DateOnly lastDayOn, LeavingReason reason) =>
    [
        .. from payment in ledger.Payments
           where payment.PaidOn is not null
           let paidOn = payment.PaidOn!.Value
           let tiedFrom = TieIn.RunsFrom(ledger.Scheme, ledger.StartedOn, paidOn)
           let months = payment.Milestone.TieInMonths
           select new RecoveryWorking(
               payment.Milestone.Number,
               paidOn,
               payment.AmountPence,
               tiedFrom,
               months,
               Math.Min(months, UkCalendar.FullMonths(tiedFrom, lastDayOn)),
               RecoveryRule.OwedPence(ledger.Scheme, payment.AmountPence, months, tiedFrom, lastDayOn, reason)),
    ];
}
