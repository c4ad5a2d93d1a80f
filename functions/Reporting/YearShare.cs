namespace RecruitRetain.Reporting;

/// <summary>Stretches of time as shares of a year: a calendar month is a twelfth of it, a part of a month counts by its days. Exact, so that twelve months cost what a year costs.</summary>
internal static class YearShare
{
    /// <summary>What a year is counted in.</summary>
    public const long UnitsInYear = 12 * UnitsInMonth;

    // The least number that a day of a month of 28, 29, 30 or 31 days divides without a rest.
    private const long UnitsInMonth = 377_580;

    /// <summary>From one day to another, both included; 0 where they are the wrong way round.</summary>
    public static long Units(DateOnly from, DateOnly to) => to < from ? 0 : Position(to.AddDays(1)) - Position(from);

    private static long Position(DateOnly day) =>
        (((day.Year * 12L) + day.Month) * UnitsInMonth) + ((day.Day - 1) * (UnitsInMonth / DateTime.DaysInMonth(day.Year, day.Month)));
}
