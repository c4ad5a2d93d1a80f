using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Of whom a check is asked.</summary>
public enum CheckCondition
{
    /// <summary>Of everybody.</summary>
    Always,

    /// <summary>Of whoever lived in one other country for more than six months of the last five years; of whoever does not say so too.</summary>
    LivedAbroad,
}

/// <summary>One pre-employment check that a role needs.</summary>
/// <param name="Check">The check's key: <c>enhanced-dbs</c>.</param>
/// <param name="Blocking">Whether nobody may start before it is satisfactory; otherwise it only warns.</param>
/// <param name="ChaseEveryDays">After how many calendar days without a result it is chased, and again after as many, up to <see cref="CheckSet.MostChasers"/> times.</param>
/// <param name="When">Of whom it is asked.</param>
/// <param name="Waivable">Whether a named person may go on in spite of an unsatisfactory result.</param>
/// <param name="RiskAssessable">Whether somebody may start before the result, on a signed risk assessment.</param>
/// <param name="CoversYears">For a reference: how many years all references together must reach back; otherwise 0.</param>
public sealed record CheckRequirement(
    string Check,
    bool Blocking,
    int ChaseEveryDays,
    CheckCondition When = CheckCondition.Always,
    bool Waivable = false,
    bool RiskAssessable = false,
    int CoversYears = 0);

/// <summary>The checks that a role needs: data with a version, pinned when an offer is made.</summary>
/// <param name="Role">The role's key.</param>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Checks">What is to be checked, in order.</param>
public sealed record CheckSet(string Role, int Version, IReadOnlyList<CheckRequirement> Checks)
{
    /// <summary>How many chasers go out for a check; an interval after the last, the recruiters are told.</summary>
    public const int MostChasers = 8;

    /// <summary>What is wrong with the set, field by field; empty when it can be saved.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        if (!IsKey(Role))
        {
            errors.Add(new("role", Key));
        }

        if (Version < 1)
        {
            errors.Add(new("version", "at least 1"));
        }

        foreach (var (i, check) in Checks.Index())
        {
            if (!IsKey(check.Check) || Checks.Take(i).Any(earlier => earlier.Check == check.Check))
            {
                errors.Add(new($"checks[{i}].check", $"{Key}, not named twice"));
            }

            if (check.ChaseEveryDays is < 1 or > 365)
            {
                errors.Add(new($"checks[{i}].chaseEveryDays", "1 to 365"));
            }

            if (check.CoversYears is < 0 or > 20)
            {
                errors.Add(new($"checks[{i}].coversYears", "0 to 20"));
            }

            if (check.Check == CheckNames.SocialWorkEngland && CheckNames.RolesWithoutRegistration.Contains(Role))
            {
                errors.Add(new($"checks[{i}].check", $"nothing about a register: '{Role}' needs none"));
            }
        }

        if (!Checks.Any(check => check is
            { Check: CheckNames.RightToWork, Blocking: true, When: CheckCondition.Always, Waivable: false, RiskAssessable: false }))
        {
            errors.Add(new("checks", $"a blocking '{CheckNames.RightToWork}' for everybody that nobody can waive: the law asks for it before the first day"));
        }

        return errors;
    }

    private const int LongestKey = 60;

    /// <summary>What the key of a role or check looks like.</summary>
    internal static readonly string Key = $"lower-case letters, digits and hyphens, at most {LongestKey}";

    /// <summary>Whether the text can be the key of a role or check.</summary>
    internal static bool IsKey(string text) =>
        text.Length is > 0 and <= LongestKey && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
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

    /// <summary>The roles without a protected title: of them nobody asks for registration.</summary>
    public static readonly IReadOnlyList<string> RolesWithoutRegistration =
        ["alternatively-qualified-worker", "family-support-worker", "youth-worker"];
}

/// <summary>The council's own sets, shipped; a council saves later versions as data.</summary>
public static class DefaultCheckSets
{
    private static readonly CheckRequirement[] Everyone =
    [
        new(CheckNames.Identity, true, 7),
        new(CheckNames.RightToWork, true, 7),
        new(CheckNames.EnhancedDbs, true, 14, Waivable: true, RiskAssessable: true),
        new(CheckNames.FirstReference, true, 7, Waivable: true, CoversYears: 5),
        new(CheckNames.SecondReference, true, 7, Waivable: true, CoversYears: 5),
        new(CheckNames.OverseasRecord, true, 14, CheckCondition.LivedAbroad, Waivable: true),
        new(CheckNames.Qualifications, true, 7, Waivable: true),
        new(CheckNames.OccupationalHealth, false, 14, Waivable: true),
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
}
