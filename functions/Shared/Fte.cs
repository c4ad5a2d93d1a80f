namespace RecruitRetain.Shared;

/// <summary>Full-time equivalents: contracted hours over the standard hours of the grade, two decimal places, above 0 and at most 1.</summary>
public static class Fte
{
    /// <summary>Whether the value is one that a single employment can have.</summary>
    public static bool IsValid(decimal fte) => fte is > 0 and <= 1 && decimal.Round(fte, 2) == fte;

    /// <summary>What was expected, for a field error.</summary>
    public const string Expected = "more than 0 and at most 1, with two decimal places at most";
}
