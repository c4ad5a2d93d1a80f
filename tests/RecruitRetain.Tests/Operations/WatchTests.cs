using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Tests.Retention;

namespace RecruitRetain.Tests.Operations;

public sealed class WatchTests
{
    private static readonly Staff Operator = DeadLetterTests.Operator;

    [Fact]
    public async Task Where_nothing_is_left_lying_every_figure_is_nought()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        await council.ApplyAsync(await council.OpenVacancyAsync());
        await council.AdvanceAsync("2026-03-16T09:00");

        Assert.Equal(
            ["dead-letters 0", "journeys.idle 0", "mail.undelivered.oldest 0", "payments.held.overdue 0", "reports.late 0"], await FiguresAsync(council));
        (await council.GetAsync(Staff.Auditor, "/api/watched-figures")).Expect(200);
        (await council.GetAsync(Staff.Hr, "/api/watched-figures")).Expect(403);
    }

    [Fact]
    public async Task A_mail_that_cannot_go_out_is_as_old_as_its_first_try()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var vacancy = await council.OpenVacancyAsync();
        await council.Services.GetRequiredService<TableServiceClient>().DeleteTableAsync("links", TestContext.Current.CancellationToken);
        await council.ApplyAsync(vacancy);

        await council.AdvanceAsync("2026-03-02T22:30");
        Assert.Contains("mail.undelivered.oldest 13", await FiguresAsync(council));

        await council.RebuildAsync();
        await council.AdvanceAsync("2026-03-03T00:30");
        Assert.Contains("mail.undelivered.oldest 0", await FiguresAsync(council));
        Assert.Single(council.MailsTo(Candidates.Jo));
    }

    [Fact]
    public async Task A_journey_is_idle_once_the_day_it_waited_for_is_an_hour_past()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var application = await council.ApplyAsync(await council.OpenVacancyAsync());
        await SayAsync(council, $"recruitment-{application}", new Standing("1.0", true, At("2026-03-02T09:00"), At("2026-03-02T10:00")));

        await council.AdvanceAsync("2026-03-02T11:00");
        Assert.Contains("journeys.idle 0", await FiguresAsync(council));
        await council.AdvanceAsync("2026-03-02T11:01");
        Assert.Contains("journeys.idle 1", await FiguresAsync(council));
        var idle = (await council.GetAsync(Operator, "/api/instances?idle=true")).Expect(200)["items"];
        Assert.Equal($"recruitment-{application}", Assert.Single(idle.EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(null, "2026-10-02T12:00", 0)]
    [InlineData(null, "2026-10-03T12:00", 1)]
    [InlineData("7", "2026-09-09T12:00", 0)]
    [InlineData("7", "2026-09-10T12:00", 1)]
    public async Task A_payment_is_held_too_long_from_the_day_after_so_many_days(string? days, string at, int held)
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00", settings: days is null ? [] : [("Retention:HeldDays", days)]);
        var starter = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-08-20T09:00");
        await starter.RecordAsync("formal-process", new { kind = "capability", on = "2026-08-20" });
        await council.AdvanceAsync(at);

        Assert.Equal("held", await starter.StateAsync(1));
        Assert.Contains($"payments.held.overdue {held}", await FiguresAsync(council));
    }

    [Fact]
    public async Task A_report_is_late_from_the_day_after_it_was_due()
    {
        // The schedule stops after the first Monday.
        await using var council = await Council.OpenAsync("2026-03-08T09:00", settings: ("WeeklyReportSchedule", "0 0 7 9 3 *"));
        await council.AdvanceAsync("2026-03-16T12:00");
        Assert.Contains("reports.late 0", await FiguresAsync(council));

        await council.AdvanceAsync("2026-03-17T12:00");
        Assert.Contains("reports.late 1", await FiguresAsync(council));
    }

    [Fact]
    public async Task Every_day_the_figures_go_to_the_metrics()
    {
        ConcurrentBag<(string, long)> recorded = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => recorded.Add((instrument.Name, value)));
        listener.Start();
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        foreach (var number in Enumerable.Range(1, 17))
        {
            await council.SendMessageAsync(Queues.PayrollConfirmations, "no", $"c-{number}");
        }

        Assert.DoesNotContain(("dead-letters", 17), recorded);
        await council.AdvanceAsync("2026-03-03T05:00");

        // Other councils of this process record too.
        Assert.Contains(("dead-letters", 17), recorded);
    }

    private static async Task<IReadOnlyList<string>> FiguresAsync(Council council) =>
    [
        .. (await council.GetAsync(Operator, "/api/watched-figures")).Expect(200)["items"].EnumerateArray()
            .Select(figure => $"{figure.GetProperty("name").GetString()} {figure.GetProperty("value").GetInt64()}"),
    ];

    private static Task<int> SayAsync(Council council, string id, Standing standing) => council.Azure.Store.WriteAsync(session => session.Execute(
        "UPDATE instances SET custom_status = ?2 WHERE id = ?1", id, JsonSerializer.Serialize(standing)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
