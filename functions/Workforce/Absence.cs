using System.Text.Json.Serialization;

namespace RecruitRetain.Workforce;

/// <summary>What kind of leave of months it is. Sickness and annual leave are not recorded here: they change nothing that this system decides.</summary>
public enum AbsenceKind
{
    /// <summary>Maternity leave. It counts as service like work.</summary>
    Maternity,

    /// <summary>Adoption leave. It counts as service like work.</summary>
    Adoption,

    /// <summary>An unpaid career break. It does not count as service: what depends on service comes later by its days.</summary>
    CareerBreak,
}

/// <summary>Leave of months.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="StartsOn">The first day of it.</param>
/// <param name="EndsOn">The last day of it, as far as it is known; needed for a career break.</param>
public sealed record Absence(AbsenceKind Kind, DateOnly StartsOn, DateOnly? EndsOn = null)
{
    /// <summary>How many days it lasts, both included; only where the last is known.</summary>
    [JsonIgnore]
    public int Days => EndsOn!.Value.DayNumber - StartsOn.DayNumber + 1;

    /// <summary>Whether the day lies in it.</summary>
    public bool Covers(DateOnly date) => StartsOn <= date && (EndsOn is null || date <= EndsOn);
}
