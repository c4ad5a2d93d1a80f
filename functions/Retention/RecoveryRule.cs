using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>
/// What a leaver owes back of one payment, gross in pence. Full months of the tie-in are counted with the last day as worked. Who leaves for one
/// of the scheme's exempt reasons owes nothing, nor does who has served the whole tie-in.
/// </summary>
public static class RecoveryRule
{
    /// <summary>The amount owed: never more than was paid, and never more for having stayed longer.</summary>
    /// <param name="terms">The pinned terms.</param>
    /// <param name="paidPence">What was paid, gross.</param>
    /// <param name="tieInMonths">The payment's tie-in.</param>
    /// <param name="tieInFrom">The day from which it runs (<see cref="TieIn.RunsFrom"/>).</param>
    /// <param name="lastDayOn">The last day of the employment.</param>
    /// <param name="reason">Why it ended.</param>
    public static long OwedPence(
        RecoveryTerms terms, long paidPence, int tieInMonths, DateOnly tieInFrom, DateOnly lastDayOn, LeavingReason reason)
    {
        var served = UkCalendar.FullMonths(tieInFrom, lastDayOn);
        return served >= tieInMonths || terms.ExemptReasons.Contains(reason) ? 0 : terms.Mode.OwedPence(paidPence, tieInMonths, served);
    }
}
