namespace RecruitRetain.Reporting;

/// <summary>Rates as the Department for Education publishes them: per cent, half up to one decimal place, null where the whole is zero.</summary>
public static class Percentage
{
    /// <summary>The part as a percentage of the whole; null (published as <c>z</c>) when the whole is zero.</summary>
    public static decimal? Of(decimal part, decimal whole) => OneDecimal(part * 100, whole);

    /// <summary>A share from 0 to 1 as a percentage; null stays null.</summary>
    public static decimal? OfShare(double? share) => share is { } known ? Of((decimal)known, 1) : null;

    /// <summary>A ratio to one decimal place, half up; null when the divisor is zero.</summary>
    public static decimal? OneDecimal(decimal dividend, decimal divisor) =>
        divisor == 0 ? null : Math.Round(dividend / divisor, 1, MidpointRounding.AwayFromZero);
}
