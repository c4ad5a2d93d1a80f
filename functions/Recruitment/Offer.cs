using System.Text.Json.Serialization;

namespace RecruitRetain.Recruitment;

/// <summary>What became of an offer.</summary>
public enum OfferStatus
{
    /// <summary>It waits for the candidate's answer.</summary>
    Open,

    /// <summary>The candidate accepted.</summary>
    Accepted,

    /// <summary>The candidate said no.</summary>
    Declined,

    /// <summary>The candidate did not answer in time.</summary>
    Lapsed,

    /// <summary>Other terms took its place.</summary>
    Revised,

    /// <summary>The application ended before it was answered.</summary>
    Ended,
}

/// <summary>What a candidate would like an offer to say instead; null for what can stay.</summary>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="NotBefore">The earliest start.</param>
public sealed record OfferChanges(long? SalaryPence, decimal? Fte, DateOnly? NotBefore);

/// <summary>An offer, always conditional until the checks are satisfactory.</summary>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="NotBefore">The council wants no earlier start than this.</param>
/// <param name="ExpiresOn">The last day, in London, on which it can be accepted.</param>
/// <param name="SchemeId">The retention scheme offered, if any.</param>
/// <param name="SchemeVersion">Its version, pinned.</param>
public sealed record Offer(
    long SalaryPence,
    decimal Fte,
    DateOnly NotBefore,
    DateOnly ExpiresOn,
    string? SchemeId,
    int? SchemeVersion)
{
    /// <summary>Which of the application's offers it is, from 1; a revision counts as a further one.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The day, in London, on which it was made.</summary>
    public DateOnly? MadeOn { get; init; }

    /// <summary>What became of it.</summary>
    public OfferStatus Status { get; init; }

    /// <summary>What the candidate would like it to say instead, if they asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OfferChanges? ChangesWanted { get; init; }
}

/// <summary>HR agrees to a salary above what the grade pays.</summary>
/// <param name="UpToPence">The most that may be offered: gross a year for full time, in pence.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The person who agreed.</param>
public sealed record SalaryApproval(long UpToPence, string Reason, string By);

/// <summary>The offers of one application, oldest first: only the last can be open.</summary>
public static class OfferHistory
{
    /// <summary>The offers with one more; one still open is replaced by it.</summary>
    public static IReadOnlyList<Offer> With(this IReadOnlyList<Offer> offers, Offer next) => [.. offers.Ended(OfferStatus.Revised), next];

    /// <summary>The offers after the open one came to an end; unchanged where none is open.</summary>
    public static IReadOnlyList<Offer> Ended(this IReadOnlyList<Offer> offers, OfferStatus how) =>
        offers.Change(offer => offer.Status == OfferStatus.Open ? offer with { Status = how } : offer);

    /// <summary>The offers after the last was changed.</summary>
    public static IReadOnlyList<Offer> Change(this IReadOnlyList<Offer> offers, Func<Offer, Offer> change) =>
        offers.Count == 0 ? offers : [.. offers.SkipLast(1), change(offers[^1])];
}
