using System.Text.Json.Serialization;

namespace RecruitRetain.Retention;

/// <summary>When a payment falls due.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AfterMonths), "after-months")]
[JsonDerivedType(typeof(YearlyOn), "yearly-on")]
public abstract record Due;

/// <summary>Once, so many months after the scheme's anchor; the day is clamped to the end of a shorter month.</summary>
/// <param name="Months">0 for the day itself.</param>
public sealed record AfterMonths(int Months) : Due;

/// <summary>Every year on a fixed day, until the schedule's last day.</summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">Clamped to the end of a shorter month.</param>
/// <param name="ServiceMonths">How many months after the anchor the first can be.</param>
public sealed record YearlyOn(int Month, int Day, int ServiceMonths) : Due;
