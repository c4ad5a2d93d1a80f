using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>The time for which a payment binds: a number of months from the payment or from the first day, as the scheme says.</summary>
public static class TieIn
{
    /// <summary>The day from which the tie-in of a payment runs.</summary>
    public static DateOnly RunsFrom(PaymentScheme scheme, DateOnly startedOn, DateOnly paidOn) =>
        scheme.TieInMeasuredFrom == TieInStart.Start ? startedOn : paidOn;

    /// <summary>The first day on which the payment no longer binds.</summary>
    public static DateOnly FreeFrom(PaymentScheme scheme, int tieInMonths, DateOnly startedOn, DateOnly paidOn) =>
        UkCalendar.AddMonths(RunsFrom(scheme, startedOn, paidOn), tieInMonths);
}
