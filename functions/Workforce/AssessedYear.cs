using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The assessed and supported year in employment of a newly qualified social worker.</summary>
/// <param name="QualifiedOn">The day they qualified, where known.</param>
/// <param name="StartedOn">The first day of the year, where known.</param>
/// <param name="PassedOn">The day they passed it; null until then.</param>
public sealed record AssessedYear(DateOnly? QualifiedOn, DateOnly? StartedOn = null, DateOnly? PassedOn = null)
{
    /// <summary>How long somebody counts as newly qualified at most, from the day of qualifying, in months.</summary>
    public const int MostMonths = 36;

    /// <summary>The first day on which they are not newly qualified any more, as far as it is known.</summary>
    public DateOnly? NewlyQualifiedUntil =>
        QualifiedOn is not { } qualifiedOn ? PassedOn
        : UkCalendar.AddMonths(qualifiedOn, MostMonths) is var latest && PassedOn < latest ? PassedOn
        : latest;

    /// <summary>
    /// Newly qualified until the assessed and supported year is passed, at most for three years after qualifying; null when the day of qualifying
    /// is not known either.
    /// </summary>
    public bool? IsNewlyQualifiedOn(DateOnly date) =>
        PassedOn <= date ? false
        : QualifiedOn is null ? null
        : date < NewlyQualifiedUntil;
}
