using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>All versions of one payment scheme. A version never changes, but the days on which people can be enrolled in it may come to an end.</summary>
/// <param name="SchemeId">The scheme's key.</param>
/// <param name="Versions">In order, from 1.</param>
public sealed record SchemeBook(string SchemeId, IReadOnlyList<PaymentScheme> Versions)
{
    /// <summary>The aggregate's id, derived from the scheme's key.</summary>
    public static string IdOf(string schemeId) => Id.From("scheme", SHA256.HashData(Encoding.UTF8.GetBytes(schemeId)));

    /// <summary>The version of that number; null when there is none.</summary>
    public PaymentScheme? Find(int version) => Versions.FirstOrDefault(scheme => scheme.Version == version);

    /// <summary>The book after an event; null stands for before the first.</summary>
    public static SchemeBook Apply(SchemeBook? book, SchemeEvent happened) => happened switch
    {
        SchemePublished e => new(e.Scheme.Id, [.. book?.Versions ?? [], e.Scheme]),
        SchemeClosed e => book! with
        {
            Versions = [.. book.Versions.Select(scheme => scheme.Version == e.Version ? scheme with { EffectiveTo = e.EffectiveTo } : scheme)],
        },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Publishes a valid scheme as the next version. Its days must not overlap those of another version.</summary>
    public static Decision<SchemeEvent> Publish(SchemeBook? book, PaymentScheme scheme)
    {
        var versioned = scheme with { Version = (book?.Versions.Count ?? 0) + 1 };
        return Refusal.Of(PaymentSchemeValidation.Validate(versioned)) is { } refusal ? refusal
            : book?.Versions.FirstOrDefault(other => Overlap(other, versioned)) is { } other
                ? Refusal.Rule(
                    "versions-overlap",
                    $"Version {other.Version} takes people from {other.EffectiveFrom:yyyy-MM-dd} on. Close it first, or choose other days.")
            : new SchemePublished(versioned);
    }

    /// <summary>Ends the days on which people can be enrolled in a version. Whoever is enrolled keeps its terms.</summary>
    public static Decision<SchemeEvent> Close(SchemeBook book, int version, DateOnly effectiveTo) =>
        book.Find(version) is not { } scheme ? Refusal.NotFound($"There is no version {version}.")
        : scheme.EffectiveTo is not null ? Refusal.Rule("version-closed", $"The version already ends on {scheme.EffectiveTo:yyyy-MM-dd}.")
        : effectiveTo < scheme.EffectiveFrom ? Refusal.Of([new("effectiveTo", $"{scheme.EffectiveFrom:yyyy-MM-dd} or later")])!
        : new SchemeClosed(version, effectiveTo);

    private static bool Overlap(PaymentScheme one, PaymentScheme other) =>
        one.EffectiveFrom <= (other.EffectiveTo ?? DateOnly.MaxValue) && other.EffectiveFrom <= (one.EffectiveTo ?? DateOnly.MaxValue);
}

/// <summary>Something that happened to a scheme.</summary>
[JsonDerivedType(typeof(SchemePublished), nameof(SchemePublished))]
[JsonDerivedType(typeof(SchemeClosed), nameof(SchemeClosed))]
public abstract record SchemeEvent;

/// <summary>A version was published.</summary>
public sealed record SchemePublished(PaymentScheme Scheme) : SchemeEvent;

/// <summary>A version takes nobody after that day.</summary>
public sealed record SchemeClosed(int Version, DateOnly EffectiveTo) : SchemeEvent;
