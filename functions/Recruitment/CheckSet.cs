using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>One pre-employment check that a role needs.</summary>
/// <param name="Check">The check's key: <c>enhanced-dbs</c>.</param>
/// <param name="Blocking">Whether nobody may start before it is satisfactory.</param>
/// <param name="ChaseEveryDays">After how many calendar days without a result it is chased, and again after as many, up to <see cref="CheckSet.MostChasers"/> times.</param>
public sealed record CheckRequirement(string Check, bool Blocking, int ChaseEveryDays);

/// <summary>The checks that a role needs: data with a version, pinned when an offer is made.</summary>
public sealed record CheckSet(string Role, int Version, IReadOnlyList<CheckRequirement> Checks)
{
    /// <summary>How many chasers go out for a check; an interval after the last, the recruiters are told.</summary>
    public const int MostChasers = 8;

    /// <summary>What is wrong with the set, field by field; empty when it can be saved.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        if (string.IsNullOrWhiteSpace(Role))
        {
            errors.Add(new("role", "not empty"));
        }

        if (Version < 1)
        {
            errors.Add(new("version", "at least 1"));
        }

        for (var i = 0; i < Checks.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(Checks[i].Check) || Checks.Take(i).Any(earlier => earlier.Check == Checks[i].Check))
            {
                errors.Add(new($"checks[{i}].check", "not empty and not named twice"));
            }

            if (Checks[i].ChaseEveryDays < 1)
            {
                errors.Add(new($"checks[{i}].chaseEveryDays", "at least 1"));
            }
        }

        if (Checks.All(check => check.Check != CheckNames.RightToWork || !check.Blocking))
        {
            errors.Add(new("checks", $"a blocking '{CheckNames.RightToWork}': the law asks for it before the first day"));
        }

        return errors;
    }
}

/// <summary>The keys of the checks that the shipped sets use, and of those that a rule knows by name.</summary>
public static class CheckNames
{
    /// <summary>Right to work in the UK, before day one.</summary>
    public const string RightToWork = "right-to-work";

    /// <summary>Enhanced DBS with barred lists: only the certificate's number and date are kept.</summary>
    public const string EnhancedDbs = "enhanced-dbs";

    /// <summary>Registration with Social Work England, for protected-title posts only.</summary>
    public const string SocialWorkEngland = "social-work-england";

    /// <summary>Identity, originals seen.</summary>
    public const string Identity = "identity";

    /// <summary>Reference from the current or most recent employer.</summary>
    public const string FirstReference = "first-reference";

    /// <summary>A second reference.</summary>
    public const string SecondReference = "second-reference";

    /// <summary>Criminal record of countries lived in.</summary>
    public const string OverseasRecord = "overseas-record";

    /// <summary>Qualifications, originals seen.</summary>
    public const string Qualifications = "qualifications";

    /// <summary>Occupational health; adjustments do not block a start.</summary>
    public const string OccupationalHealth = "occupational-health";
}

/// <summary>The council's own sets, shipped; a council saves later versions as data.</summary>
public static class DefaultCheckSets
{
    private static readonly CheckRequirement[] Everyone =
    [
        new(CheckNames.Identity, true, 7),
        new(CheckNames.RightToWork, true, 7),
        new(CheckNames.EnhancedDbs, true, 14),
        new(CheckNames.FirstReference, true, 7),
        new(CheckNames.SecondReference, true, 7),
        new(CheckNames.OverseasRecord, true, 14),
        new(CheckNames.Qualifications, true, 7),
        new(CheckNames.OccupationalHealth, false, 14),
    ];

    private static readonly CheckRequirement Registration = new(CheckNames.SocialWorkEngland, true, 7);

    /// <summary>One for each role that the council recruits to.</summary>
    public static IReadOnlyList<CheckSet> All { get; } =
    [
        new("social-worker", 1, [.. Everyone, Registration]),
        new("senior-social-worker", 1, [.. Everyone, Registration]),
        new("team-manager", 1, [.. Everyone, Registration]),
        new("conference-chair", 1, [.. Everyone, Registration]),
        new("independent-reviewing-officer", 1, [.. Everyone, Registration]),
        new("alternatively-qualified-worker", 1, Everyone),
    ];

    /// <summary>The shipped set of a role; null for a role that has none.</summary>
    public static CheckSet? For(string role) => All.FirstOrDefault(set => set.Role == role);
}
