using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What a grade pays from a day on.</summary>
/// <param name="Grade">The pay grade.</param>
/// <param name="EffectiveOn">The first day of it.</param>
/// <param name="LeastPence">The lowest point: gross a year for full time, in pence.</param>
/// <param name="MostPence">The highest point, likewise.</param>
public sealed record GradeRange(string Grade, DateOnly EffectiveOn, long LeastPence, long MostPence)
{
    /// <summary>Whether a full-time salary, gross a year in pence, lies within.</summary>
    public bool Holds(long salaryPence) => salaryPence >= LeastPence && salaryPence <= MostPence;

    /// <summary>The range as people read it.</summary>
    public string Words => $"{Money.Format(LeastPence)} to {Money.Format(MostPence)}";
}

/// <summary>The council's pay scale: what every grade has paid since when.</summary>
/// <param name="Ranges">By grade, then by day.</param>
public sealed record PayScale(IReadOnlyList<GradeRange> Ranges)
{
    private const int LongestGrade = 20;

    /// <summary>The one there is.</summary>
    public static string Id { get; } = Shared.Id.From("scale", SHA256.HashData(Encoding.ASCII.GetBytes("pay-scale")));

    /// <summary>What is shipped; a council sets its own as data.</summary>
    public static IReadOnlyList<GradeRange> Default { get; } =
    [
        new("PO1", new(2015, 4, 1), 32_000_00, 42_000_00),
        new("PO2", new(2015, 4, 1), 34_000_00, 45_000_00),
        new("PO3", new(2015, 4, 1), 38_000_00, 50_000_00),
        new("PO4", new(2015, 4, 1), 42_000_00, 54_000_00),
        new("PO5", new(2015, 4, 1), 45_000_00, 58_000_00),
        new("PO6", new(2015, 4, 1), 50_000_00, 65_000_00),
    ];

    /// <summary>What a grade pays on a day; null for a grade that is not known then.</summary>
    public GradeRange? RangeOf(string grade, DateOnly on) =>
        Ranges.Where(range => range.Grade == grade && range.EffectiveOn <= on).MaxBy(range => range.EffectiveOn);

    /// <summary>The scale after an event; null stands for before the first.</summary>
    public static PayScale Apply(PayScale? scale, PayScaleEvent happened) => happened switch
    {
        GradeRangeSet e => new(
        [
            .. (scale?.Ranges ?? [])
                .Where(range => (range.Grade, range.EffectiveOn) != (e.Range.Grade, e.Range.EffectiveOn))
                .Append(e.Range)
                .OrderBy(range => range.Grade, StringComparer.Ordinal)
                .ThenBy(range => range.EffectiveOn),
        ]),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Sets what a grade pays from a day on; the same day again replaces it.</summary>
    public static Decision<PayScaleEvent> Set(GradeRange range)
    {
        List<FieldError> errors = [];
        if (string.IsNullOrWhiteSpace(range.Grade) || range.Grade.Length > LongestGrade)
        {
            errors.Add(new("grade", $"1 to {LongestGrade} characters"));
        }

        if (range.LeastPence <= 0)
        {
            errors.Add(new("leastPence", "more than 0"));
        }

        if (range.MostPence < range.LeastPence)
        {
            errors.Add(new("mostPence", "leastPence or more"));
        }

        return Refusal.Of(errors) is { } refusal ? refusal : new GradeRangeSet(range);
    }
}

/// <summary>Something that happened to the pay scale.</summary>
[JsonDerivedType(typeof(GradeRangeSet), nameof(GradeRangeSet))]
public abstract record PayScaleEvent;

/// <summary>What a grade pays from a day on was set.</summary>
public sealed record GradeRangeSet(GradeRange Range) : PayScaleEvent;
