using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A person at risk of leaving.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Name">The name, looked up just now; null for somebody erased.</param>
/// <param name="Team">The team.</param>
/// <param name="Count">Their own warnings and their team's together.</param>
/// <param name="Many">Whether that is many by the rules.</param>
/// <param name="Warnings">Their own.</param>
public sealed record PersonWarningsView(string PersonId, string? Name, string Team, int Count, bool Many, IReadOnlyList<Warning> Warnings);

/// <summary>A rule in words.</summary>
/// <param name="Rule">Its key.</param>
/// <param name="Says">What it says, with the thresholds in force.</param>
public sealed record WarningRuleView(string Rule, string Says);

/// <summary>Early warnings as HR reads them.</summary>
/// <param name="AsAt">The day.</param>
/// <param name="Note">What they are for, and what not.</param>
/// <param name="Rules">The rules in force.</param>
/// <param name="People">People at risk.</param>
/// <param name="Teams">Teams at risk.</param>
public sealed record EarlyWarningsView(
    DateOnly AsAt, string Note, IReadOnlyList<WarningRuleView> Rules, IReadOnlyList<PersonWarningsView> People, IReadOnlyList<TeamWarnings> Teams);

/// <summary>Early warnings for HR. They are reckoned when somebody asks, and kept nowhere.</summary>
public sealed class ShowEarlyWarnings(Reporter reporter, People people, AuditTrail trail, IConfiguration settings, TimeProvider clock)
{
    private const string Note =
        "These are reasons to look and to talk, by the stated rules and the facts on record. Nothing follows from them by itself: no decision about anybody is made by a machine. Somebody under notice is not listed.";

    private readonly WarningRules _rules = settings["Reporting:EarlyWarnings"] is { } text ? Json.Read<WarningRules>(text) : new();

    /// <summary>Shows which people and teams meet a rule today, and since when.</summary>
    [Function(nameof(ShowEarlyWarnings))]
    [Allow(Role.Hr)]
    [Protected]
    [Operation("Show early warnings", Answers = typeof(EarlyWarningsView))]
    [Query("team", typeof(string), "Only this team and the people in it.")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "early-warnings")] HttpRequest request)
    {
        var facts = await reporter.FactsAsync();
        var team = request.Query["team"] is [{ } text] ? text : null;
        if (team is not null && !facts.KnowsTeam(team))
        {
            return Problems.MalformedQuery("team", "a team of the establishment");
        }

        var warnings = EarlyWarnings.Of(facts, clock.Today(), _rules, team);
        var names = await Task.WhenAll(warnings.People.Select(one => people.FindAsync(one.PersonId, request.HttpContext.RequestAborted)));
        await trail.ReadAsync(request, warnings.People.Select(one => one.PersonId));
        return Answer.Ok(new EarlyWarningsView(
            clock.Today(),
            Note,
            Words(_rules),
            [.. warnings.People.Zip(names, (one, person) => new PersonWarningsView(one.PersonId, person?.Name, one.Team, one.Count, one.Many, one.Warnings))],
            warnings.Teams));
    }

    private static IReadOnlyList<WarningRuleView> Words(WarningRules rules) =>
    [
        new(EarlyWarnings.PaymentsEnd, $"The last retention payment is made or decided and the last tie-in ends within {rules.PaymentsEndDays} days, with nothing after it."),
        new(EarlyWarnings.NewlyQualifiedYearEnds, $"The newly qualified year ends within {rules.NewlyQualifiedDays} days."),
        new(EarlyWarnings.Caseload, FormattableString.Invariant($"At the last snapshot more than {rules.CaseloadTarget:0.##} cases for full time, or more than {rules.CaseloadAboveTeamPercent:0.##}% above the median of the team; part time in proportion.")),
        new(EarlyWarnings.AgencyShare, FormattableString.Invariant($"More than {rules.AgencySharePercent:0.##}% of those at work in the team are agency workers.")),
        new(EarlyWarnings.Vacancies, FormattableString.Invariant($"More than {rules.VacancyPercent:0.##}% of the team's posts, in full-time equivalents, is vacant, whether agency workers cover it or not.")),
        new(EarlyWarnings.ManagerChanged, $"The team's manager changed within the last {rules.ManagerMonths} months, or there is none now and was one before."),
        new(EarlyWarnings.SeveralLeft, $"{rules.Leavers} or more left the council out of the team within {rules.LeaversMonths} months."),
    ];
}
