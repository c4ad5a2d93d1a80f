namespace RecruitRetain.Tests.Reporting;

public class WeeklyReportTests
{
    private const string Hr = "hr@council.example";

    [Fact]
    public async Task The_report_is_made_on_Mondays_at_seven_in_London_in_both_seasons_once_each()
    {
        // The clocks go forward on Sunday, the 29th of March.
        await using var council = await Council.OpenAsync("2026-03-20T09:00");
        await council.AdvanceAsync("2026-03-23T08:00");
        await council.RebuildAsync();
        await council.AdvanceAsync("2026-03-30T07:00");
        await council.RebuildAsync();
        await council.AdvanceAsync("2026-03-31T09:00");

        Assert.Equal(
            [new(2026, 3, 23, 7, 0, 0, TimeSpan.Zero), new(2026, 3, 30, 6, 0, 0, TimeSpan.Zero)],
            council.MailsTo(Hr).Select(mail => mail.At));
        Assert.Equal(
            ["2026-03-23 07:00 Retention report for the week to 22 March 2026", "2026-03-30 07:00 Retention report for the week to 29 March 2026"],
            council.MailLines(Hr));
        var items = (await council.GetAsync(Staff.Hr, "/api/reports")).Expect(200)["items"].EnumerateArray().ToList();
        Assert.Equal(["weekly-2026-03-30", "weekly-2026-03-23"], items.Select(item => item.GetProperty("id").GetString()));
        Assert.All(items, item => Assert.False(item.GetProperty("late").GetBoolean()));
    }

    [Fact]
    public async Task Its_numbers_can_be_reckoned_by_hand_and_its_mail_has_them()
    {
        await using var council = await Council.OpenAsync("2026-03-01T09:00");
        for (var i = 1; i <= 7; i++)
        {
            await EmployAsync(council, i, startedOn: "2024-01-08");
        }

        for (var i = 1; i <= 3; i++)
        {
            (await council.PostAsync(Staff.Hr, "/api/agency-stints", new
            {
                name = $"Locum {i}",
                email = $"locum{i}@example.org",
                role = "social-worker",
                team = "assessment-1",
                fte = 1,
                startedOn = "2025-11-03",
                coversVacancy = true,
                hourlyPence = 3_600,
            })).Expect(201);
        }

        await council.AdvanceAsync("2026-03-02T07:00");

        var report = (await council.GetAsync(Staff.Hr, "/api/reports/weekly-2026-03-02")).Expect(200);
        Assert.Equal(("2026-03-01", "weekly"), (report["asAt"].GetString(), report["kind"].GetString()));
        Assert.Equal(7, Value(report, "headcount"));
        Assert.Equal(5.6m, Value(report, "fte"));
        Assert.Equal(3, Value(report, "agency-workers"));
        Assert.Equal(30.0m, Value(report, "agency-worker-rate")); // 3 of 10
        Assert.Equal(0.0m, Value(report, "turnover-dfe"));
        Assert.Equal(100.0m, Value(report, "survival-24"));
        var mail = Assert.Single(council.MailsTo(Hr));
        Assert.Contains("People in post: 7\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Agency worker rate: 30.0%\n", mail.Text, StringComparison.Ordinal);
        Assert.Equal("retention-report-weekly-2026-03-02.html", Assert.Single(mail.Attachments).FileName);

        // An auditor gets the members' version, from which nothing small can be worked back.
        var audited = (await council.GetAsync(Staff.Auditor, "/api/reports/weekly-2026-03-02")).Expect(200);
        Assert.Equal((7m, false), (Value(audited, "headcount"), Suppressed(audited, "headcount")));
        Assert.Equal((null, true), (Value(audited, "agency-workers"), Suppressed(audited, "agency-workers")));
        Assert.Equal((null, true), (Value(audited, "agency-worker-rate"), Suppressed(audited, "agency-worker-rate")));
        Assert.DoesNotContain("30.0%", (await council.GetAsync(Staff.Auditor, "/api/reports/weekly-2026-03-02/page")).Expect(200).Text, StringComparison.Ordinal);
        (await council.GetAsync(Staff.Recruiter, "/api/reports")).Expect(403);
    }

    [Fact]
    public async Task A_kept_report_does_not_change_and_a_new_one_on_demand_tells_of_now()
    {
        await using var council = await Council.OpenAsync("2026-03-02T06:00");
        await council.AdvanceAsync("2026-03-02T07:30");
        await EmployAsync(council, 1, startedOn: "2026-02-02");

        Assert.Equal(0, Value((await council.GetAsync(Staff.Hr, "/api/reports/weekly-2026-03-02")).Expect(200), "headcount"));
        var made = await council.PostAsync(Staff.Hr, "/api/reports", new { asAt = "2026-03-02" }, ("Idempotency-Key", "one"));
        Assert.Equal(1, Value(made.Expect(201), "headcount"));
        Assert.Equal(made.Id, (await council.PostAsync(Staff.Hr, "/api/reports", new { asAt = "2026-03-02" }, ("Idempotency-Key", "one"))).Expect(201).Id);
        Assert.Equal(2, (await council.GetAsync(Staff.Hr, "/api/reports")).Expect(200)["items"].GetArrayLength());
        (await council.PostAsync(Staff.Hr, "/api/reports", new { asAt = "2026-03-03" })).Expect(422, "invalid-fields");
        var wrong = (await council.PostAsync(Staff.Hr, "/api/reports", new { from = "2026-03-04", asAt = "2026-03-03" })).Expect(422, "invalid-fields");
        Assert.Equal(["asAt", "from"], wrong.Fields);
        (await council.PostAsync(Staff.Auditor, "/api/reports", new { asAt = "2026-03-02" })).Expect(403);

        var live = (await council.GetAsync(Staff.Hr, "/api/measures?as-at=2026-02-01")).Expect(200);
        Assert.Equal(0, Value(live, "headcount"));
        Assert.All(live["measures"].EnumerateArray(), measure => Assert.NotEmpty(measure.GetProperty("definition").GetString()!));
        (await council.GetAsync(Staff.Hr, "/api/measures?as-at=yesterday")).Expect(400, "query-malformed");
        (await council.GetAsync(Staff.Hr, "/api/measures?as-at=0001-01-01")).Expect(400, "query-malformed");
        (await council.GetAsync(Staff.Hr, "/api/measures?from=0001-01-01")).Expect(400, "query-malformed");
        Assert.Equal(["asAt"], (await council.PostAsync(Staff.Hr, "/api/reports", new { asAt = "0001-01-01" })).Expect(400, "body-malformed").Fields);
        Assert.Equal(["from"], (await council.PostAsync(Staff.Hr, "/api/reports", new { asAt = "2026-03-02", from = "0001-01-01" })).Expect(400, "body-malformed").Fields);

        var first = (await council.GetAsync(Staff.Hr, "/api/reports?size=1")).Expect(200);
        var second = (await council.GetAsync(Staff.Hr, first["next"].GetString()!)).Expect(200);
        Assert.Equal([made.Id, "weekly-2026-03-02"], new[] { first, second }.Select(page => page["items"][0].GetProperty("id").GetString()));
    }

    private static decimal? Value(Reply reply, string name) =>
        Find(reply, name).GetProperty("value") is { ValueKind: System.Text.Json.JsonValueKind.Number } value ? value.GetDecimal() : null;

    private static bool Suppressed(Reply reply, string name) => Find(reply, name).GetProperty("suppressed").GetBoolean();

    private static System.Text.Json.JsonElement Find(Reply reply, string name) =>
        reply["measures"].EnumerateArray().Single(measure => measure.GetProperty("name").GetString() == name);

    private static async Task EmployAsync(Council council, int number, string startedOn) => (await council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = $"Worker {number}",
        email = $"worker{number}@example.org",
        contract = "permanent",
        role = "social-worker",
        team = "assessment-1",
        grade = "G10",
        fte = 0.8,
        startedOn,
    })).Expect(201);
}
