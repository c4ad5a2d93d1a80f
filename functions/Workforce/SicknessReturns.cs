using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Where sickness returns are kept.</summary>
public sealed class SicknessReturns
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<SicknessReturn, SicknessEvent> Kind = new(
        "sicknessreturns", "sickness", SicknessReturn.Apply, sickness => [("Month", $"{sickness.MonthStartsOn:yyyy-MM}")], _ => []);
}
