using RecruitRetain.Reporting;

namespace RecruitRetain.Tests.Reporting;

public class ReportScheduleTests
{
    private const string Hr = "hr@council.example";

    [Fact]
    public async Task Months_end_on_their_last_day_and_years_on_30_September_with_one_mail_each()
    {
        // The clocks go back on Sunday, the 25th of October.
        await using var council = await Council.OpenAsync("2026-09-30T09:00");
        await council.AdvanceAsync("2026-10-01T06:00");
        await council.RebuildAsync();
        await council.AdvanceAsync("2026-11-02T09:00");

        Assert.Equal(
            [
                "2026-10-01 06:00 Retention report for September 2026",
                "2026-10-01 06:00 Retention report for the year to 30 September 2026",
                "2026-10-05 07:00 Retention report for the week to 4 October 2026",
                "2026-10-12 07:00 Retention report for the week to 11 October 2026",
                "2026-10-19 07:00 Retention report for the week to 18 October 2026",
                "2026-10-26 07:00 Retention report for the week to 25 October 2026",
                "2026-11-01 06:00 Retention report for October 2026",
                "2026-11-02 07:00 Retention report for the week to 1 November 2026",
            ],
            council.MailLines(Hr).Order(StringComparer.Ordinal));
        Assert.Equal(["monthly-2026-10", "monthly-2026-09"], await IdsAsync(council, "/api/reports?kind=monthly"));
        Assert.Equal(["annual-2026"], await IdsAsync(council, "/api/reports?kind=annual"));
        var year = (await council.GetAsync(Staff.Hr, "/api/reports/annual-2026")).Expect(200);
        Assert.Equal(("2025-10-01", "2026-09-30", "annual"), (year["from"].GetString(), year["asAt"].GetString(), year["kind"].GetString()));
        (await council.GetAsync(Staff.Hr, "/api/reports?kind=daily")).Expect(400, "query-malformed");
    }

    [Fact]
    public async Task What_was_missed_while_the_app_was_down_is_made_up_for_as_at_its_own_day_and_marked_late()
    {
        await using var council = await Council.OpenAsync("2026-08-31T06:00");
        await council.AdvanceAsync("2026-09-01T09:00");
        await council.DownUntilAsync("2026-11-05T10:00");

        Assert.Equal(["monthly-2026-10", "monthly-2026-09", "monthly-2026-08"], await IdsAsync(council, "/api/reports?kind=monthly"));
        Assert.Equal(["annual-2026"], await IdsAsync(council, "/api/reports?kind=annual"));
        var weekly = (await council.GetAsync(Staff.Hr, "/api/reports?kind=weekly&size=200")).Expect(200)["items"].EnumerateArray().ToList();
        Assert.Equal(10, weekly.Count);
        Assert.Equal(
            [("weekly-2026-11-02", "2026-11-01", true), ("weekly-2026-10-26", "2026-10-25", true)],
            weekly.Take(2).Select(line => (line.GetProperty("id").GetString(), line.GetProperty("asAt").GetString(), line.GetProperty("late").GetBoolean())));
        Assert.False(weekly[^1].GetProperty("late").GetBoolean());
        Assert.Equal(14, council.MailsTo(Hr).Count);
        Assert.Contains("it was made late", council.MailsTo(Hr)[^1].Text!, StringComparison.Ordinal);

        // Down again, and nothing was missed: nothing is made or mailed twice.
        await council.RebuildAsync();
        await council.AdvanceAsync("2026-11-06T09:00");
        Assert.Equal(14, council.MailsTo(Hr).Count);
    }

    [Fact]
    public void Periods_are_those_that_have_ended()
    {
        Assert.Equal(new(ReportKind.Weekly, new(2026, 2, 23), new(2026, 3, 1)), ReportPeriod.Before(ReportKind.Weekly, new(2026, 3, 2)));
        Assert.Equal(new(ReportKind.Weekly, new(2026, 2, 16), new(2026, 2, 22)), ReportPeriod.Before(ReportKind.Weekly, new(2026, 3, 1)));
        Assert.Equal(new(ReportKind.Monthly, new(2028, 2, 1), new(2028, 2, 29)), ReportPeriod.Before(ReportKind.Monthly, new(2028, 3, 1)));
        Assert.Equal(new(ReportKind.Annual, new(2024, 10, 1), new(2025, 9, 30)), ReportPeriod.Before(ReportKind.Annual, new(2026, 9, 30)));
        Assert.Equal(new(ReportKind.Annual, new(2025, 10, 1), new(2026, 9, 30)), ReportPeriod.Before(ReportKind.Annual, new(2026, 10, 1)));
    }

    [Fact]
    public void The_first_run_makes_one_and_a_later_one_all_since_the_newest_but_at_most_sixty()
    {
        var today = new DateOnly(2026, 3, 2);

        Assert.Equal(["monthly-2026-02"], Ids(ReportPeriod.Due(ReportKind.Monthly, today, null)));
        Assert.Empty(ReportPeriod.Due(ReportKind.Monthly, today, new(2026, 2, 28)));
        Assert.Equal(["monthly-2025-12", "monthly-2026-01", "monthly-2026-02"], Ids(ReportPeriod.Due(ReportKind.Monthly, today, new(2025, 11, 30))));
        Assert.Equal(60, ReportPeriod.Due(ReportKind.Weekly, today, new(2020, 1, 5)).Count);
        Assert.Equal("weekly-2026-03-02", Ids(ReportPeriod.Due(ReportKind.Weekly, today, new(2020, 1, 5)))[^1]);
    }

    private static IReadOnlyList<string> Ids(IReadOnlyList<ReportPeriod> periods) => [.. periods.Select(period => period.ReportId)];

    private static async Task<IReadOnlyList<string?>> IdsAsync(Council council, string path) =>
        [.. (await council.GetAsync(Staff.Hr, path)).Expect(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString())];
}
