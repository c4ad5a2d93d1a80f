namespace RecruitRetain.Retention;

/// <summary>The United Kingdom's tax year: 6 April to 5 April.</summary>
public static class TaxYear
{
    /// <summary>The year in which a day falls, as payroll writes it: 2026-27.</summary>
    public static string Of(DateOnly date)
    {
        var first = date >= new DateOnly(date.Year, 4, 6) ? date.Year : date.Year - 1;
        return $"{first}-{(first + 1) % 100:D2}";
    }

    /// <summary>The last day of the year in which a day falls.</summary>
    public static DateOnly EndOf(DateOnly date) => new DateOnly(date.Year, 4, 5) is var end && date <= end ? end : end.AddYears(1);
}
