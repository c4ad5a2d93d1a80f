using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Which report is wanted.</summary>
/// <param name="AsAt">The last day of its period, of which it shall tell: today or earlier.</param>
/// <param name="From">The first day of its period; otherwise that of the year up to the last.</param>
public sealed record ReportWanted(DateOnly AsAt, DateOnly? From = null);

/// <summary>Somebody asks for a report.</summary>
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
            if (Refusal.Of([
                .. wanted.AsAt > clock.Today() ? [new FieldError("asAt", "today or earlier")] : Array.Empty<FieldError>(),
                .. wanted.From > wanted.AsAt ? [new FieldError("from", "asAt or earlier")] : Array.Empty<FieldError>(),
            ]) is { } refusal)
            {
                return Problems.Of(refusal);
            }

            var period = new ReportPeriod(ReportKind.OnDemand, wanted.From ?? Period.YearTo(wanted.AsAt).From, wanted.AsAt);
            var id = identity.NewId("rep");
            if (await reports.FindAsync(id) is not { } report)
            {
                var (made, facts) = await reporter.MakeAsync(id, period, late: false);
                report = await reports.KeepAsync(made, facts);
            }

            return Answer.Created($"/api/reports/{id}", ShowReports.View(report, request.Caller()));
        });
    }
}
