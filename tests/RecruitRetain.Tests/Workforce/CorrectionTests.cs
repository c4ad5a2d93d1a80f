
namespace RecruitRetain.Tests.Workforce;

public sealed class CorrectionTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync("2026-03-31T09:00");

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_post_is_closed_once_after_a_last_day()
    {
        var post = await PostAsync("SW1", "2020-01-01");

        (await _council.PostAsync(Staff.Hr, $"/api/posts/{post}/closing", new { on = "2019-12-31" })).Expect(422, "invalid-fields");
        var closed = (await _council.PostAsync(Staff.Hr, $"/api/posts/{post}/closing", new { on = "2026-06-30" })).Expect(200);
        (await _council.PostAsync(Staff.Hr, $"/api/posts/{post}/closing", new { on = "2026-07-31" })).Expect(409, "post-closed");
        (await _council.PostAsync(Staff.Auditor, $"/api/posts/{post}/closing", new { on = "2026-07-31" })).Expect(403);

        Assert.Equal(("2020-01-01", "2026-06-30"), (closed["establishedOn"].GetString(), closed["closedOn"].GetString()));
    }

    [Fact]
    public async Task A_stint_changes_its_rate_and_its_post_and_is_corrected_with_a_reason()
    {
        var post = await PostAsync("SW1", "2020-01-01");
        var stint = (await _council.PostAsync(Staff.Hr, "/api/agency-stints", new
        {
            name = "Lo Cum",
            email = "lo@example.org",
            role = "social-worker",
            team = "north",
            fte = 1.0,
            startedOn = "2026-01-05",
            coversVacancy = true,
            hourlyPence = 3_600,
        })).Expect(201).Id;
        var path = $"/api/agency-stints/{stint}";
        Assert.Equal(
            ["coversVacancy", "hourlyPence"],
            (await _council.PostAsync(Staff.Hr, "/api/agency-stints", new { name = "Lo Cum", email = "lo@example.org", role = "social-worker", team = "north", fte = 1.0, startedOn = "2026-01-05" }))
                .Expect(400, "body-malformed").Fields);

        (await _council.PostAsync(Staff.Hr, path + "/rate", new { from = "2026-01-04", hourlyPence = 3_800 })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/rate", new { from = "2026-02-02", hourlyPence = 0 })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/rate", new { from = "2026-02-02", hourlyPence = 3_800 })).Expect(200);
        (await _council.PostAsync(Staff.Hr, path + "/post", new { postId = "post_nowhere" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/post", new { postId = post })).Expect(200);
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "", startedOn = "2026-01-12" })).Expect(422, "reason-required");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "not ended", lastDayOn = "2026-03-01" })).Expect(409, "stint-not-ended");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "typing error", startedOn = "2026-02-02" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "typing error", fte = 1.2 })).Expect(422, "invalid-fields");
        var corrected = (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "typing error", startedOn = "2026-01-12", fte = 0.8, hourlyPence = 3_500 })).Expect(200);

        Assert.Equal(("2026-01-12", 0.8m, 3_800, post), (
            corrected["startedOn"].GetString(), corrected["fte"].GetDecimal(), corrected["hourlyPence"].GetInt64(), corrected["postId"].GetString()));
        Assert.Equal(
            [("2026-01-12", 3_500), ("2026-02-02", 3_800)],
            corrected["rates"].EnumerateArray().Select(rate => (rate.GetProperty("from").GetString(), rate.GetProperty("hourlyPence").GetInt64())));
    }

    [Fact]
    public async Task An_employment_is_corrected_as_a_new_fact_and_what_was_recorded_stays_in_the_journal()
    {
        var id = (await BeginAsync("ann@example.org", "2020-01-06")).Expect(201).Id;
        var path = $"/api/employments/{id}";
        (await _council.PostAsync(Staff.Hr, path + "/position", Position("2022-04-01", 0.6m))).Expect(200);
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "too early", lastDayOn = "2026-03-30" })).Expect(409, "not-left");
        (await _council.PostAsync(Staff.Hr, path + "/leaving", new { lastDayOn = "2026-03-30", reason = "dismissal" })).Expect(200);

        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = " ", leavingReason = "resignation" })).Expect(422, "reason-required");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "nothing" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "impossible", startedOn = "2022-04-01" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "impossible", lastDayOn = "2019-12-31" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "impossible", lastDayOn = "2026-04-01" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path + "/correction", new { reason = "impossible", position = Position("2026-03-31", 0.5m) })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Recruiter, path + "/correction", new { reason = "not mine", startedOn = "2020-01-07" })).Expect(403);
        var corrected = (await _council.PostAsync(Staff.Hr, path + "/correction", new
        {
            reason = "the file of 2020 was read wrongly",
            startedOn = "2020-02-03",
            position = Position("2022-04-01", 0.8m),
            lastDayOn = "2026-03-27",
            leavingReason = "resignation",
        })).Expect(200);

        Assert.Equal(("2020-02-03", 0.8m, "2026-03-27", "resignation"), (
            corrected["startedOn"].GetString(),
            corrected["position"].GetProperty("fte").GetDecimal(),
            corrected["leaving"].GetProperty("lastDayOn").GetString(),
            corrected["leaving"].GetProperty("reason").GetString()));
        var history = (await _council.GetAsync(Staff.Hr, path + "/history"))["items"];
        Assert.Equal(4, history.GetArrayLength());
        Assert.Equal("2026-03-30", history[2].GetProperty("happened").GetProperty("lastDayOn").GetString());
        Assert.Equal("the file of 2020 was read wrongly", history[3].GetProperty("happened").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_newly_qualified_year_is_recorded_and_must_run_in_order()
    {
        var id = (await BeginAsync("ann@example.org", "2025-09-01")).Expect(201).Id;
        var path = $"/api/employments/{id}/assessed-year";

        (await _council.PostAsync(Staff.Hr, path, new { })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path, new { qualifiedOn = "2025-07-01", passedOn = "2025-06-30" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path, new { qualifiedOn = "2025-07-01", passedOn = "2026-04-01" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Hr, path, new { qualifiedOn = "2025-07-01", startedOn = "2025-09-01" })).Expect(200);
    }

    [Fact]
    public async Task One_person_cannot_be_employed_twice_in_one_post_or_for_more_than_there_is_time()
    {
        var post = await PostAsync("SW1", "2020-01-01");
        (await BeginAsync("ann@example.org", "2024-01-08", post, 0.6m, "P1")).Expect(201);

        Assert.Equal(["postId"], (await BeginAsync("ANN@example.org", "2025-01-06", post, 0.4m)).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["fte"], (await BeginAsync("ann@example.org", "2025-01-06", null, 0.5m)).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["postId"], (await BeginAsync("ben@example.org", "2025-01-06", "post_nowhere")).Expect(422, "invalid-fields").Fields);
        (await BeginAsync("ben@example.org", "2025-01-06", null, 1, "P1")).Expect(409, "payroll-reference-taken");
        (await BeginAsync("ann@example.org", "2025-01-06", null, 0.4m)).Expect(201);

        Assert.Equal(2, (await _council.GetAsync(Staff.Hr, "/api/employments"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task A_day_s_caseload_is_counted_once_and_again_only_with_a_reason()
    {
        var ann = (await BeginAsync("ann@example.org", "2024-01-08")).Expect(201).Id;
        var ben = (await BeginAsync("ben@example.org", "2024-01-08")).Expect(201).Id;
        var bad = new object[]
        {
            Caseload("2026-04-01", null, null, (ann, 15)), Caseload("2026-03-30", null, null, (ann, -1)), Caseload("2026-03-30", null, null, (ann, 501)), Caseload("2026-03-30", null, null),
            Caseload("2026-03-30", null, null, (ann, 15), (ann, 16)), Caseload("2026-03-30", null, null, ("emp_nobody", 15)), Caseload("2024-01-07", null, null, (ann, 15)),
        };
        foreach (var body in bad)
        {
            (await _council.PostAsync(Staff.Hr, "/api/caseload-snapshots", body)).Expect(422, "invalid-fields");
        }

        Assert.Empty((await _council.GetAsync(Staff.Hr, "/api/caseload-snapshots"))["items"].EnumerateArray());
        (await _council.PostAsync(Staff.Hr, "/api/caseload-snapshots", Caseload("2026-03-30", "north", null, (ann, 15)))).Expect(201);
        (await _council.PostAsync(Staff.Hr, "/api/caseload-snapshots", Caseload("2026-03-30", "south", null, (ben, 12)))).Expect(201);
        (await _council.PostAsync(Staff.Hr, "/api/caseload-snapshots", Caseload("2026-03-30", "north", null, (ann, 14)))).Expect(422, "reason-required");
        var snapshot = (await _council.PostAsync(Staff.Hr, "/api/caseload-snapshots", Caseload("2026-03-30", "north", "one was closed", (ann, 14)))).Expect(201);
        (await _council.PostAsync(Staff.Auditor, "/api/caseload-snapshots", Caseload("2026-03-29", null, null, (ann, 14)))).Expect(403);

        var listed = (await _council.GetAsync(Staff.Auditor, "/api/caseload-snapshots?on=2026-03-30")).Expect(200)["items"][0];
        Assert.Equal((2, 26), (listed.GetProperty("holders").GetInt32(), listed.GetProperty("cases").GetInt32()));
        Assert.DoesNotContain(ann, listed.GetRawText(), StringComparison.Ordinal);
        (await _council.GetAsync(Staff.Auditor, $"/api/caseload-snapshots/{snapshot.Id}")).Expect(403);
        (await _council.GetAsync(Staff.Hr, $"/api/caseload-snapshots/{snapshot.Id}")).Expect(200);
    }

    [Fact]
    public async Task A_month_s_sickness_is_returned_once_it_is_over_and_again_only_with_a_reason()
    {
        var ann = (await BeginAsync("ann@example.org", "2024-01-08")).Expect(201).Id;
        foreach (var body in new object[]
        {
            Sickness("2026-03", null, (ann, 2)), Sickness("2026-13", null, (ann, 2)), Sickness("2026-02", null, (ann, 0)), Sickness("2026-02", null, (ann, 24)),
            Sickness("2026-02", null, (ann, 2), (ann, 3)), Sickness("2023-12", null, (ann, 2)),
        })
        {
            (await _council.PostAsync(Staff.Hr, "/api/sickness-returns", body)).Expect(422, "invalid-fields");
        }

        var made = (await _council.PostAsync(Staff.Hr, "/api/sickness-returns", Sickness("2026-02", null, (ann, 2.5m)))).Expect(201);
        (await _council.PostAsync(Staff.Hr, "/api/sickness-returns", Sickness("2026-02", null, (ann, 3)))).Expect(422, "reason-required");
        (await _council.PostAsync(Staff.Hr, "/api/sickness-returns", Sickness("2026-02", "a note came late", (ann, 3)))).Expect(201);

        var listed = (await _council.GetAsync(Staff.Auditor, "/api/sickness-returns?month=2026-02")).Expect(200)["items"][0];
        Assert.Equal((1, 3m), (listed.GetProperty("employees").GetInt32(), listed.GetProperty("days").GetDecimal()));
        (await _council.GetAsync(Staff.Auditor, $"/api/sickness-returns/{made.Id}")).Expect(403);
        (await _council.GetAsync(Staff.Hr, $"/api/sickness-returns/{made.Id}")).Expect(200);
    }

    private static object Position(string effectiveOn, decimal fte) => new { effectiveOn, role = "social-worker", team = "north", grade = "PO2", fte };

    private static object Caseload(string on, string? team, string? reason, params (string Id, int Cases)[] holders) =>
        new { on, team, reason, holders = holders.Select(holder => new { holderId = holder.Id, cases = holder.Cases }) };

    private static object Sickness(string month, string? reason, params (string Id, decimal Days)[] days) =>
        new { month, reason, days = days.Select(one => new { employmentId = one.Id, days = one.Days }) };

    private async Task<string> PostAsync(string reference, string establishedOn) => (await _council.PostAsync(
        Staff.Hr, "/api/posts", new { reference, role = "social-worker", team = "north", grade = "PO2", fte = 1.0, establishedOn })).Expect(201).Id;

    private Task<Reply> BeginAsync(string email, string startedOn, string? postId = null, decimal fte = 1, string? payrollReference = null) => _council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = "Some Body",
        email,
        contract = "permanent",
        role = "social-worker",
        team = "north",
        grade = "PO2",
        fte,
        startedOn,
        postId,
        payrollReference,
    });
}
