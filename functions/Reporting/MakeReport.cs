using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Which report is wanted.</summary>
/// <param name="AsAt">The last day of its period, of which it shall tell: today or earlier.</param>
/// <param name="From">The first day of its period; otherwise that of the year up to the last.</param>
public sealed record ReportWanted(DateOnly AsAt, DateOnly? From = null);

/// <summary>What the measures are, as at a day.</summary>
public sealed record MeasuresView(DateOnly AsAt, string Inputs, IReadOnlyList<MeasureView> Measures);

/// <summary>Somebody asks for a report, or for the measures alone.</summary>
public sealed class MakeReport(Commands commands, Reporter reporter, Reports reports, TimeProvider clock)
{
    /// <summary>Makes and keeps a report on demand.</summary>
    [Function(nameof(MakeReport))]
    [Allow(Role.Hr)]
    [Operation("Make a report", Body = typeof(ReportWanted), Answers = typeof(ReportView), Status = 201)]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "reports")] HttpRequest request)
    {
        var wanted = await request.ReadJsonAsync<ReportWanted>();
        return await commands.OnceAsync(request, async identity =>
        {
            var period = YearTo(wanted.AsAt) with { From = wanted.From ?? YearTo(wanted.AsAt).From };
            if (Refusal.Of([
                .. period.To > clock.Today() ? [new FieldError("asAt", "today or earlier")] : Array.Empty<FieldError>(),
                .. period.From > period.To ? [new FieldError("from", "asAt or earlier")] : Array.Empty<FieldError>(),
            ]) is { } refusal)
            {
                return Problems.Of(refusal);
            }

            var id = identity.NewId("rep");
            var report = await reports.FindAsync(id) ?? await reports.KeepAsync(await reporter.MakeAsync(id, period, late: false));
            return Answer.Created($"/api/reports/{id}", ShowReports.View(report, request.Caller()));
        });
    }

    /// <summary>Computes the measures without keeping them: <c>?as-at=2026-03-01</c>, otherwise as at today.</summary>
    [Function(nameof(ShowMeasures))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show the measures and what they mean", Answers = typeof(MeasuresView))]
    [Query("as-at", typeof(DateOnly), "The day they shall tell of, today or earlier; otherwise today.")]
    public async Task<IResult> ShowMeasures([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "measures")] HttpRequest request)
    {
        var asAt = clock.Today();
        if (request.Query["as-at"] is [{ } text] && (!DateOnly.TryParseExact(text, "yyyy-MM-dd", out asAt) || asAt > clock.Today()))
        {
            return Problems.BadRequest("query-malformed", "A query parameter is not what is expected here.", new FieldError("as-at", "a date like 2026-03-01, today or earlier"));
        }

        var report = await reporter.MakeAsync("", YearTo(asAt), late: false);
        return Answer.Ok(new MeasuresView(asAt, report.Inputs, Measures.Of(report.Figures, ShowReports.Suppresses(request.Caller()))));
    }

    private static ReportPeriod YearTo(DateOnly asAt) => new(ReportKind.OnDemand, asAt.AddYears(-1).AddDays(1), asAt);
}
