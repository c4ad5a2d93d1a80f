using System.Net.Mime;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>
/// Every Monday at 07:00 in London the retention report of the week that ended on Sunday is made, kept and mailed to HR. Its id comes from that
/// Monday, so that a second run changes nothing. Where the mail service does not take it, a journey keeps trying.
/// </summary>
public sealed partial class WeeklyRetentionReport(
    Reporter reporter, Reports reports, Postbox postbox, PublicUrl url, TimeProvider clock, ILogger<WeeklyRetentionReport> log)
{
    private static readonly string[] Headlines =
        ["headcount", "vacancies", "vacancy-rate", "agency-worker-rate", "turnover-dfe", "stability-index", "survival-12", "year-two-retention"];

    /// <summary>Runs by the schedule in the setting <c>WeeklyReportSchedule</c>.</summary>
    [Function(nameof(WeeklyRetentionReport))]
    public async Task RunAsync([TimerTrigger("%WeeklyReportSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        var today = clock.Today();
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var id = Reports.WeeklyId(monday);
        if (await reports.FindAsync(id) is null)
        {
            await reports.KeepAsync(await reporter.MakeAsync(id, ReportKind.Weekly, monday.AddDays(-1), timer.IsPastDue));
        }

        try
        {
            await MailReport(id);
        }
#pragma warning disable CA1031 // Whatever stopped the mail, the journey tries again, for two days.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogMailLater(log, e, id);
            await client.EnsureStartedAsync(nameof(MailReportLater), $"mail-{id}", id);
        }
    }

    /// <summary>Mails a kept report to HR, once.</summary>
    [Function(nameof(MailReport))]
    public Task MailReport([ActivityTrigger] string reportId) => postbox.ToHrAsync(reportId, "mail", async () =>
    {
        var report = await reports.FindAsync(reportId) ?? throw new InvalidOperationException($"There is no report {reportId}.");
        var measures = Measures.Of(report.Figures, suppress: false).ToDictionary(measure => measure.Name);
        return new Letter(
            $"Retention report for the week to {UkCalendar.Words(report.AsAt)}",
            [
                $"Here is the retention report as at {UkCalendar.Words(report.AsAt)}{(report.Late ? "; it was made late" : "")}.",
                string.Join('\n', Headlines.Select(name => $"{measures[name].Title}: {measures[name].Words()}")),
                "The whole report is attached; what each measure means stands at its end.",
            ],
            ("Open the report", url.To($"api/reports/{reportId}/page")),
            [new Enclosure($"retention-report-{report.AsAt:yyyy-MM-dd}.html", MediaTypeNames.Text.Html, Encoding.UTF8.GetBytes(ReportPage.Html(report, suppress: false)))]);
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "The report {ReportId} could not be mailed yet.")]
    private static partial void LogMailLater(ILogger log, Exception e, string reportId);
}
