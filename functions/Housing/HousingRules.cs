using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>How a home comes to be let.</summary>
public enum LettingKind
{
    /// <summary>A new home.</summary>
    FirstLet,

    /// <summary>A home whose tenant has left.</summary>
    Relet,
}

/// <summary>The agreement with the providers: data with a version.</summary>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Bands">The bands in order of priority.</param>
/// <param name="FirstLettingWorkingDays">Working days for an answer about a new home.</param>
/// <param name="ReletWorkingDays">Working days for an answer about a relet.</param>
/// <param name="IncomeCapPence">The most a household may earn a year, gross, in pence; that much is still eligible.</param>
/// <param name="FixedTermMonthsLeft">Full months that a fixed term must still run.</param>
/// <param name="ProspectiveEligible">Whether somebody with a confirmed start date is eligible before it.</param>
public sealed record HousingRules(
    int Version,
    IReadOnlyList<string> Bands,
    int FirstLettingWorkingDays,
    int ReletWorkingDays,
    long IncomeCapPence,
    int FixedTermMonthsLeft,
    bool ProspectiveEligible)
{
    /// <summary>The council's own, shipped: 10 and 3 working days, £60,000, six months left, prospective key workers included.</summary>
    public static HousingRules Default { get; } = new(1, ["A", "B", "C"], 10, 3, 6_000_000, 6, true);

    /// <summary>What is wrong, field by field; empty when it can be saved.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        if (Bands.Count == 0 || Bands.Distinct().Count() != Bands.Count || Bands.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add(new("bands", "at least one, none empty, none twice"));
        }

        foreach (var (field, value) in new[]
        {
            ("version", Version), ("firstLettingWorkingDays", FirstLettingWorkingDays), ("reletWorkingDays", ReletWorkingDays),
        })
        {
            if (value < 1)
            {
                errors.Add(new(field, "at least 1"));
            }
        }

        if (IncomeCapPence <= 0)
        {
            errors.Add(new("incomeCapPence", "more than 0"));
        }

        if (FixedTermMonthsLeft < 0)
        {
            errors.Add(new("fixedTermMonthsLeft", "0 or more"));
        }

        return errors;
    }
}
