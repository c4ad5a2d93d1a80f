namespace RecruitRetain.Shared;

/// <summary>Full-time equivalents: contracted hours over the standard hours of the grade, two decimal places, above 0 and at most 1.</summary>
public static class Fte
{
    /// <summary>Whether the value is one that a single employment can have.</summary>
    public static bool IsValid(decimal fte) => fte is > 0 and <= 1 && decimal.Round(fte, 2) == fte;

    /// <summary>Whether the value is that of weekly hours out of the hours of full time, rounded half up.</summary>
    public static bool IsOf(decimal fte, decimal weekly, decimal fullTime) =>
        weekly > 0 && weekly <= fullTime && fullTime <= 48
        && decimal.Round(weekly, 2) == weekly && decimal.Round(fullTime, 2) == fullTime
        && Math.Round(weekly / fullTime, 2, MidpointRounding.AwayFromZero) == fte;

    /// <summary>What was expected, for a field error.</summary>
    public const string Expected = "more than 0 and at most 1, with two decimal places at most";

    /// <summary>What was expected of hours, for a field error.</summary>
    public const string HoursExpected = "weekly hours out of full-time hours, at most 48, that come to fte";
}
