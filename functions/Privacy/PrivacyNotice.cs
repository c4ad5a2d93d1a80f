using System.Globalization;
using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>A version of the privacy notice: what people are told about the use of their data. It never changes.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="EffectiveOn">The day, in London, from which it is the one that people are shown; null for the first, which always was.</param>
/// <param name="Candidate">What candidates are told.</param>
/// <param name="Starter">What people who are employed are told.</param>
/// <param name="HousingApplicant">What those are told who ask for a key-worker home.</param>
public sealed record PrivacyNotice(int Version, DateOnly? EffectiveOn, string Candidate, string Starter, string HousingApplicant)
{
    private const int LongestText = 5_000;

    /// <summary>What a council begins with.</summary>
    public static PrivacyNotice Shipped { get; } = new(
        1,
        null,
        "We use what you tell us to decide on your application, because you asked us to (UK GDPR Art. 6(1)(b)). If we offer you the post we check your identity, your right to work, criminal records, references and registration, because the law asks us to "
        + "(Art. 6(1)(c)). Your answers for equality monitoring are kept apart: nobody who decides sees them, and only totals stay. People decide, not the system. Without an employment we keep your application for twelve months. We tell you of other jobs only if you want it. "
        + "You may ask to see what we have, to have it corrected or erased, and complain to the Information Commissioner, ico.org.uk.",
        "We keep your employment, your checks, leave and payments to employ and pay you (UK GDPR Art. 6(1)(b) and (c)) and to see whether people stay (Art. 6(1)(e)). Reports about teams hold no names. Payroll is told amounts and your number. We keep your file for six years after "
        + "you leave, longer where the law asks for it. Every look at your checks and absences is recorded. You may ask to see what we have, to have it corrected, and complain to the Information Commissioner, ico.org.uk.",
        "We use what you tell us about your household and income to find out whether you can have a key-worker home, as a public task (UK GDPR Art. 6(1)(e)). A housing association to which we nominate you is told what our agreement with it names. People decide, not the system. Without a tenancy "
        + "we keep your request for twelve months, with one for six years after it ends. You may ask to see what we have, to have it corrected or erased, and complain to the Information Commissioner, ico.org.uk.");

    /// <summary>The fields at fault.</summary>
    public IEnumerable<FieldError> Validate() =>
        from text in new[] { ("candidate", Candidate), ("starter", Starter), ("housingApplicant", HousingApplicant) }
        where string.IsNullOrWhiteSpace(text.Item2) || text.Item2.Length > LongestText
        select new FieldError(text.Item1, $"plain words, 1 to {LongestText} characters");
}

/// <summary>All versions of the notice.</summary>
/// <param name="Versions">Every version, in the order of their numbers.</param>
public sealed record PrivacyNoticeBook(IReadOnlyList<PrivacyNotice> Versions)
{
    /// <summary>There is one book.</summary>
    public const string Id = "notices_00000000000000000000000000";

    /// <summary>What was published last.</summary>
    [JsonIgnore]
    public PrivacyNotice Newest => Versions[^1];

    /// <summary>What people are shown on a day.</summary>
    public PrivacyNotice InForceOn(DateOnly day) => Versions.Last(notice => notice.EffectiveOn is not { } from || from <= day);

    /// <summary>Whether somebody who sends something in today can have been shown a version: that of today, or of yesterday for who began before midnight.</summary>
    public bool MayBeShownOn(DateOnly today, string version) => Number(InForceOn(today)) == version || Number(InForceOn(today.AddDays(-1))) == version;

    /// <summary>Whether somebody can have been shown a version up to a day.</summary>
    public bool WasShownBy(DateOnly day, string version) => Versions.Any(notice => Number(notice) == version && !(notice.EffectiveOn > day));

    /// <summary>The book after an event; null stands for before the first.</summary>
    public static PrivacyNoticeBook Apply(PrivacyNoticeBook? book, PrivacyNoticeEvent happened) => happened switch
    {
        PrivacyNoticePublished e => new([.. book?.Versions ?? [], e.Notice]),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Publishes the next version, for today or a later day, after that of the version before.</summary>
    public static Decision<PrivacyNoticeEvent> Publish(PrivacyNoticeBook book, NewPrivacyNotice published, DateOnly today)
    {
        var notice = new PrivacyNotice(book.Versions.Count + 1, published.EffectiveOn, published.Candidate, published.Starter, published.HousingApplicant);
        var earliest = book.Newest.EffectiveOn?.AddDays(1) is { } after && after > today ? after : today;
        FieldError[] errors =
        [
            .. published.EffectiveOn < earliest ? [new FieldError("effectiveOn", $"{earliest:yyyy-MM-dd} or later")] : Array.Empty<FieldError>(), .. notice.Validate(),
        ];
        return Refusal.Of(errors) is { } refusal ? refusal : new PrivacyNoticePublished(notice);
    }

    private static string Number(PrivacyNotice notice) => notice.Version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Something that happened to the notice.</summary>
[JsonDerivedType(typeof(PrivacyNoticePublished), nameof(PrivacyNoticePublished))]
public abstract record PrivacyNoticeEvent;

/// <summary>A version was published.</summary>
public sealed record PrivacyNoticePublished(PrivacyNotice Notice) : PrivacyNoticeEvent;
