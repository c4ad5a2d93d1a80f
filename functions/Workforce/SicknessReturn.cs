using System.Text.Json.Serialization;

namespace RecruitRetain.Workforce;

/// <summary>Working days that somebody lost to sickness.</summary>
/// <param name="EmploymentId">Who.</param>
/// <param name="Days">Working days, halves too.</param>
public sealed record DaysLost(string EmploymentId, decimal Days);

/// <summary>Working days lost to sickness in a month.</summary>
/// <param name="Id">Its id, <c>sickness_…</c>, which follows from the month.</param>
/// <param name="MonthStartsOn">The first day of the month.</param>
/// <param name="Days">Who lost how many; whoever is missing lost none.</param>
public sealed record SicknessReturn(string Id, DateOnly MonthStartsOn, IReadOnlyList<DaysLost> Days)
{
    /// <summary>The return after an event; null stands for before the first. A return made again replaces the one before.</summary>
    public static SicknessReturn Apply(SicknessReturn? sickness, SicknessEvent happened) => happened switch
    {
        SicknessReturned e => new(e.ReturnId, e.MonthStartsOn, e.Days),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}

/// <summary>Something that happened to a month's return.</summary>
[JsonDerivedType(typeof(SicknessReturned), nameof(SicknessReturned))]
public abstract record SicknessEvent;

/// <summary>The return was made, or made again.</summary>
/// <param name="ReturnId">Which return.</param>
/// <param name="MonthStartsOn">The first day of the month.</param>
/// <param name="Days">Who lost how many.</param>
/// <param name="Reason">Why it was made again; null the first time.</param>
public sealed record SicknessReturned(string ReturnId, DateOnly MonthStartsOn, IReadOnlyList<DaysLost> Days, string? Reason = null) : SicknessEvent;
