using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>What the measures are, by what is known now.</summary>
/// <param name="AsAt">The day that they tell of.</param>
/// <param name="From">The first day of the period in which they count what comes and goes.</param>
/// <param name="Filter">Of whom they tell; null for everybody.</param>
/// <param name="Inputs">The fingerprint of what they were made from.</param>
/// <param name="Measures">The measures, each with what it means.</param>
/// <param name="Figures">All the figures behind them, with curves, cohorts, groups, months and teams; for HR.</param>
public sealed record MeasuresView(
    DateOnly AsAt, DateOnly From, WorkforceFilter? Filter, string Inputs, IReadOnlyList<MeasureView> Measures, Figures? Figures);

/// <summary>Shows the measures from current data, by the same code as every report.</summary>
public sealed class ShowMeasures(FactBook book, Reporter reporter, TimeProvider clock)
{
    /// <summary>Computes the measures without keeping them: <c>?as-at=2026-03-01</c>, otherwise as at today; <c>?from=</c>, otherwise for the year up to it.</summary>
    [Function(nameof(ShowMeasures))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show the measures and what they mean", Answers = typeof(MeasuresView))]
    [Query("as-at", typeof(DateOnly), "The day they shall tell of, today or earlier; otherwise today.")]
    [Query("from", typeof(DateOnly), "The first day of the period in which joiners, leavers and the like are counted; otherwise that of the year up to the last. For HR.")]
    [Query("role", typeof(string), "Only this role. For HR.")]
    [Query("team", typeof(string), "Only this team. For HR.")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "measures")] HttpRequest request)
    {
        var today = clock.Today();
        var asAt = Day(request, "as-at", today) ?? today;
        var period = Period.YearTo(asAt) is var year && Day(request, "from", asAt) is { } from ? year with { From = from } : year;
        var filter = new WorkforceFilter(Word(request, "team"), Word(request, "role")) is { Team: null, Role: null } ? null : new WorkforceFilter(Word(request, "team"), Word(request, "role"));
        var hr = request.Caller().Is(Role.Hr);
        if (!hr && (filter is not null || request.Query.ContainsKey("from")))
        {
            // Small numbers that are left out could be worked back from parts and differences.
            return Problems.Of(StatusCodes.Status403Forbidden, "not-allowed", "Measures of a team, a role or a period of your own are for HR.");
        }

        var (facts, fingerprint) = await book.ReadAsync(request.HttpContext.RequestAborted);
        if (filter?.Team is { } team && !facts.KnowsTeam(team))
        {
            return Problems.MalformedQuery("team", "a team of the establishment");
        }

        if (filter?.Role is { } role && !facts.KnowsRole(role))
        {
            return Problems.MalformedQuery("role", "a role of the establishment");
        }

        var figures = reporter.Reckon(facts, period, filter);
        return Answer.Ok(new MeasuresView(
            asAt, period.From, filter, fingerprint, ShowReports.MeasuresFor(request.Caller(), figures), hr ? figures : null));
    }

    private static string? Word(HttpRequest request, string name) => request.Query[name] is [{ } text] ? text : null;

    private static DateOnly? Day(HttpRequest request, string name, DateOnly latest) => request.Query[name] is not [{ } text] ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= UkCalendar.Earliest && day <= latest ? day
        : throw new ProblemException(Problems.MalformedQuery(name, name == "from" ? "a date like 2026-03-01, as-at or earlier" : "a date like 2026-03-01, today or earlier"));
}
