namespace RecruitRetain.Reporting;

/// <summary>Measures of a year's start and end beside the Department's: each has a name of its own, never just "turnover".</summary>
public static class Stability
{
    /// <summary>Of those employed a year ago, how many still are, in per cent; whoever joined since counts in neither.</summary>
    public static decimal? Index(int employedYearAgo, int ofThoseStillEmployed) => Percentage.Of(ofThoseStillEmployed, employedYearAgo);

    /// <summary>Leavers in the year over the mean of those employed at its start and its end, in per cent.</summary>
    public static decimal? TurnoverAverage(decimal leavers, decimal employedAtStart, decimal employedAtEnd) =>
        Percentage.Of(leavers, (employedAtStart + employedAtEnd) / 2);
}
