using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>What a locum costs a year, what that is above a permanent worker, and how soon a payment has paid for itself.</summary>
public static class LocumCost
{
    /// <summary>A year's cost in pence: rate an hour, hours a week, weeks a year.</summary>
    public static long AnnualPence(long hourlyPence, decimal hoursPerWeek, decimal weeks) =>
        Money.ProRata(hourlyPence, hoursPerWeek * weeks, 1);

    /// <summary>How much more a locum costs a year than a permanent worker with on-costs, in pence.</summary>
    public static long PremiumPence(long locumPence, long permanentPence) => locumPence - permanentPence;

    /// <summary>Months until the premium saved has paid for a payment, to one decimal place; null when nothing is saved.</summary>
    public static decimal? BreakEvenMonths(long paymentPence, long premiumPence) =>
        premiumPence <= 0 ? null : Percentage.OneDecimal(paymentPence * 12m, premiumPence);
}
