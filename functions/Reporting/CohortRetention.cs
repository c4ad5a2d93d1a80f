namespace RecruitRetain.Reporting;

/// <summary>How much of a cohort, all hired in one year, is left after each year.</summary>
public static class CohortRetention
{
    /// <summary>Per cent left after year 1, 2, …; null throughout for a cohort in which nobody was hired.</summary>
    public static IReadOnlyList<decimal?> ByYear(int hired, IReadOnlyList<int> leaversByYear)
    {
        List<decimal?> rates = [];
        var left = hired;
        foreach (var leavers in leaversByYear)
        {
            left -= leavers;
            rates.Add(Percentage.Of(left, hired));
        }

        return rates;
    }
}
