namespace RecruitRetain.Reporting;

/// <summary>From when on something counts as a warning. The setting <c>Reporting:EarlyWarnings</c> holds them as JSON, where the shipped ones do not fit.</summary>
/// <param name="PaymentsEndDays">A person's last payment and tie-in end within so many days.</param>
/// <param name="NewlyQualifiedDays">The newly qualified year ends within so many days.</param>
/// <param name="CaseloadTarget">Cases of somebody who works full time; of others in proportion. More is a warning.</param>
/// <param name="CaseloadAboveTeamPercent">So far above the median of the team is a warning too, in per cent of it.</param>
/// <param name="AgencySharePercent">Agency workers as a share of all at work in a team, in per cent; more is a warning.</param>
/// <param name="VacancyPercent">Vacant full-time equivalents as a share of a team's posts, in per cent; more is a warning.</param>
/// <param name="ManagerMonths">The team's manager changed within so many months.</param>
/// <param name="ManagerRole">The role of a team's manager.</param>
/// <param name="Leavers">So many left a team, or more,</param>
/// <param name="LeaversMonths">within so many months.</param>
/// <param name="Many">Whom so many warnings concern, their own and their team's, or more, stands at the top.</param>
public sealed record WarningRules(
    int PaymentsEndDays = 90,
    int NewlyQualifiedDays = 90,
    decimal CaseloadTarget = 15,
    decimal CaseloadAboveTeamPercent = 20,
    decimal AgencySharePercent = 25,
    decimal VacancyPercent = 25,
    int ManagerMonths = 6,
    string ManagerRole = "team-manager",
    int Leavers = 3,
    int LeaversMonths = 6,
    int Many = 3);

/// <summary>A number that a warning rests on.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">How much.</param>
public sealed record WarningNumber(string Name, decimal Value);

/// <summary>A rule that somebody or a team meets.</summary>
/// <param name="Rule">The rule's key.</param>
/// <param name="Since">Since which day.</param>
/// <param name="Numbers">What it rests on.</param>
public sealed record Warning(string Rule, DateOnly Since, IReadOnlyList<WarningNumber> Numbers);

/// <summary>A team's warnings.</summary>
/// <param name="Team">The team.</param>
/// <param name="Warnings">Its warnings, those of longest standing first.</param>
public sealed record TeamWarnings(string Team, IReadOnlyList<Warning> Warnings);

/// <summary>A person's warnings.</summary>
/// <param name="PersonId">The person; an employment each counts once.</param>
/// <param name="Team">The team.</param>
/// <param name="Count">Their own warnings and their team's together.</param>
/// <param name="Many">Whether that is many by the rules.</param>
/// <param name="Warnings">Their own, those of longest standing first.</param>
public sealed record PersonWarnings(string PersonId, string Team, int Count, bool Many, IReadOnlyList<Warning> Warnings);

/// <summary>
/// Who and which teams may soon be lost, by stated rules, for people to look at. Somebody under notice is left out: that is no warning but a fact.
/// </summary>
/// <param name="People">Those with a warning of their own; who has most warnings, their team's included, first, then of longest standing.</param>
/// <param name="Teams">Those with a warning, in the same order.</param>
public sealed record EarlyWarnings(IReadOnlyList<PersonWarnings> People, IReadOnlyList<TeamWarnings> Teams)
{
    /// <summary>A person's last retention payment and the last tie-in end soon, with nothing after them.</summary>
    public const string PaymentsEnd = "payments-end";

    /// <summary>A person's newly qualified year ends soon.</summary>
    public const string NewlyQualifiedYearEnds = "newly-qualified-year-ends";

    /// <summary>A person held too many cases at the last snapshot.</summary>
    public const string Caseload = "caseload";

    /// <summary>Too much of a team is agency workers.</summary>
    public const string AgencyShare = "agency-share";

    /// <summary>Too much of a team's posts is vacant, covered or not.</summary>
    public const string Vacancies = "vacancies";

    /// <summary>A team's manager changed a short time ago, or there is none.</summary>
    public const string ManagerChanged = "manager-changed";

    /// <summary>Several left a team in a short time.</summary>
    public const string SeveralLeft = "several-left";

    /// <summary>The warnings as at the end of a day.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="today">The day.</param>
    /// <param name="rules">From when on something counts.</param>
    /// <param name="team">One team and the people in it, or null for all.</param>
    public static EarlyWarnings Of(Facts facts, DateOnly today, WarningRules rules, string? team = null)
    {
        var teams = TeamsAtRisk.Of(facts, today, rules).Where(one => team is null || one.Team == team).ToList();
        var ofTeam = teams.ToDictionary(one => one.Team, one => one.Warnings.Count);
        var people = PeopleAtRisk.Of(facts, today, rules).Where(one => team is null || one.Team == team)
            .Select(one => one.Warnings.Count + ofTeam.GetValueOrDefault(one.Team) is var count
                ? new PersonWarnings(one.PersonId, one.Team, count, count >= rules.Many, one.Warnings)
                : throw new InvalidOperationException());
        return new(
            [.. people.OrderByDescending(one => one.Count).ThenBy(one => one.Warnings[0].Since).ThenBy(one => one.PersonId, StringComparer.Ordinal)],
            [.. teams.OrderByDescending(one => one.Warnings.Count).ThenBy(one => one.Warnings[0].Since).ThenBy(one => one.Team, StringComparer.Ordinal)]);
    }
}
