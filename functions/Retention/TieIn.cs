using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>The time for which a payment binds: a number of months from the payment or from the anchor, as the scheme says.</summary>
public static class TieIn
{
    /// <summary>The day from which the tie-in of a payment runs.</summary>
    public static DateOnly RunsFrom(RecoveryTerms terms, DateOnly anchorOn, DateOnly paidOn) =>
        terms.TieInMeasuredFrom == TieInStart.Start ? anchorOn : paidOn;

    /// <summary>The first day on which the payment no longer binds.</summary>
    public static DateOnly FreeFrom(RecoveryTerms terms, int tieInMonths, DateOnly anchorOn, DateOnly paidOn) =>
        UkCalendar.AddMonths(RunsFrom(terms, anchorOn, paidOn), tieInMonths);
}
