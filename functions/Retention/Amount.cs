using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>How much a payment is, gross in pence, for full time.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FixedAmount), "fixed")]
[JsonDerivedType(typeof(SalaryPercentage), "percentage-of-salary")]
[JsonDerivedType(typeof(ByExperience), "by-experience")]
[JsonDerivedType(typeof(AwardShare), "share-of-award")]
public abstract record Amount
{
    /// <summary>The amount for somebody enrolled on a day. What is not known counts as nothing; see <see cref="WhyUnknown"/>.</summary>
    public abstract long PenceFor(Background background, DateOnly enrolledOn);

    /// <summary>The most that it can be; null where the scheme alone does not tell.</summary>
    public abstract long? MostPence { get; }

    /// <summary>The fact that is missing to tell the amount; null when nothing is.</summary>
    public virtual Ineligibility? WhyUnknown(Background background) => null;
}

/// <summary>The same for everybody.</summary>
/// <param name="Pence">How much, in pence.</param>
public sealed record FixedAmount(long Pence) : Amount
{
    /// <inheritdoc/>
    public override long? MostPence => Pence;

    /// <inheritdoc/>
    public override long PenceFor(Background background, DateOnly enrolledOn) => Pence;
}

/// <summary>A percentage of the full-time yearly salary as it was on enrolment.</summary>
/// <param name="Percent">More than 0, at most 100.</param>
public sealed record SalaryPercentage(decimal Percent) : Amount
{
    /// <inheritdoc/>
    public override long? MostPence => null;

    /// <inheritdoc/>
    public override long PenceFor(Background background, DateOnly enrolledOn) => Money.ProRata(background.SalaryPence ?? 0, Percent, 100);

    /// <inheritdoc/>
    public override Ineligibility? WhyUnknown(Background background) =>
        background.SalaryPence is null ? new("salary-unknown", "The salary is not known, and the scheme pays a percentage of it.") : null;
}

/// <summary>From so many full years since qualifying on, so much.</summary>
/// <param name="FromYears">Full years since qualifying.</param>
/// <param name="Pence">The amount from then on, gross in pence.</param>
public sealed record ExperienceBand(int FromYears, long Pence);

/// <summary>More for those with more experience; nothing below the lowest band.</summary>
/// <param name="Bands">Ascending years.</param>
public sealed record ByExperience(IReadOnlyList<ExperienceBand> Bands) : Amount
{
    /// <inheritdoc/>
    public override long? MostPence => Bands.Select(band => band.Pence).DefaultIfEmpty().Max();

    /// <inheritdoc/>
    public override long PenceFor(Background background, DateOnly enrolledOn) => background.QualifiedOn is { } qualifiedOn
        ? Bands.LastOrDefault(band => UkCalendar.AddMonths(qualifiedOn, 12 * band.FromYears) <= enrolledOn)?.Pence ?? 0
        : 0;

    /// <inheritdoc/>
    public override Ineligibility? WhyUnknown(Background background) =>
        background.QualifiedOn is null ? new("experience-unknown", "The day of qualifying is not known, and the scheme pays by experience.") : null;
}

/// <summary>A percentage of the scheme's <see cref="Schedule.Award"/>; the shares of a scheme add up to 100.</summary>
/// <param name="Percent">More than 0, at most 100.</param>
public sealed record AwardShare(decimal Percent) : Amount
{
    /// <inheritdoc/>
    public override long? MostPence => null;

    /// <inheritdoc/>
    public override long PenceFor(Background background, DateOnly enrolledOn) =>
        throw new InvalidOperationException("A share is worked out of the scheme's award.");
}
