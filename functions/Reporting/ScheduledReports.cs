using System.Net.Mime;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>
/// Every Monday at 07:00 in London the report of the week that ended on Sunday is made, kept and mailed to HR, on the first of a month at 06:00 that
/// of the month before, and on 1 October that of the year to 30 September. Its id comes from the period, so that a second run changes nothing. What
/// was missed is made up for, each report as at its own day and marked late. Where the mail service does not take a mail, a journey keeps trying.
/// </summary>
public sealed partial class ScheduledReports(
    Reporter reporter, Reports reports, Postbox postbox, PublicUrl url, TimeProvider clock, ILogger<ScheduledReports> log)
{
    /// <summary>Runs by the schedule in the setting <c>WeeklyReportSchedule</c>.</summary>
    [Function(nameof(MakeWeeklyReport))]
    public Task MakeWeeklyReport([TimerTrigger("%WeeklyReportSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client) =>
        MakeDueAsync(ReportKind.Weekly, timer, client);

    /// <summary>Runs by the schedule in the setting <c>MonthlyReportSchedule</c>.</summary>
    [Function(nameof(MakeMonthlyReport))]
    public Task MakeMonthlyReport([TimerTrigger("%MonthlyReportSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client) =>
        MakeDueAsync(ReportKind.Monthly, timer, client);

    /// <summary>Runs by the schedule in the setting <c>AnnualReportSchedule</c>.</summary>
    [Function(nameof(MakeAnnualReport))]
    public Task MakeAnnualReport([TimerTrigger("%AnnualReportSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client) =>
        MakeDueAsync(ReportKind.Annual, timer, client);

    /// <summary>Mails a kept report to HR, once.</summary>
    [Function(nameof(MailReport))]
    public Task MailReport([ActivityTrigger] string reportId) => postbox.ToHrAsync(reportId, "mail", async () =>
    {
        var report = await reports.FindAsync(reportId) ?? throw new InvalidOperationException($"There is no report {reportId}.");
        var measures = Measures.Of(report.Figures).ToDictionary(measure => measure.Name);
        return new Letter(
            $"Retention report for {report.Period.Words}",
            [
                $"Here is the retention report as at {UkCalendar.Words(report.AsAt)}{(report.Late ? "; it was made late" : "")}.",
                string.Join('\n', Headlines.Sentences(report.Figures)),
                string.Join('\n', Headlines.Names.Select(name => $"{measures[name].Title}: {measures[name].Words()}")),
                "The whole report is attached; what each measure means stands at its end.",
            ],
            ("Open the report", url.To($"api/reports/{reportId}/page")),
            [new Enclosure($"retention-report-{report.Id}.html", MediaTypeNames.Text.Html, Encoding.UTF8.GetBytes(ReportPage.Html(report, await reports.SinceLastAsync(report))))]);
    });

    private async Task MakeDueAsync(ReportKind kind, TimerInfo timer, DurableTaskClient client)
    {
        var newest = await reports.NewestAsync(kind);
        if (newest is not null)
        {
            // Perhaps kept by a run that died before it came to the mail.
            await MailAsync(newest.Id, client);
        }

        var last = ReportPeriod.Before(kind, clock.Today());
        foreach (var period in ReportPeriod.Due(kind, clock.Today(), newest?.AsAt))
        {
            var (report, facts) = await reporter.MakeAsync(period.ReportId, period, late: timer.IsPastDue || period != last);
            await reports.KeepAsync(report, facts);
            await MailAsync(period.ReportId, client);
        }
    }

    private async Task MailAsync(string id, DurableTaskClient client)
    {
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The report {ReportId} could not be mailed yet.")]
    private static partial void LogMailLater(ILogger log, Exception e, string reportId);
}
