namespace RecruitRetain.Tests.Recruitment;

public sealed class IntakeTests : IAsyncLifetime
{
    private const string Sam = "sam@example.org";

    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_full_application_is_shown_to_those_who_decide_and_stands_in_no_journal()
    {
        var vacancy = await _council.OpenVacancyAsync(others: new { criteria = new[] { new { key = "degree", text = "A degree.", essential = true, weight = 3 } } });

        var id = (await ApplyAsync(Full(vacancy))).Expect(201).Id;

        var candidate = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["candidate"];
        var form = candidate.GetProperty("form");
        Assert.Equal("University of Leeds, BA", form.GetProperty("history")[0].GetProperty("what").GetString());
        Assert.Equal("BA Social Work, 2019.", form.GetProperty("answers")[0].GetProperty("text").GetString());
        Assert.Equal("limited", form.GetProperty("rightToWork").GetString());
        Assert.Equal("Priya Shah", form.GetProperty("referees")[0].GetProperty("name").GetString());
        Assert.Equal("Nia Rees", form.GetProperty("referrer").GetString());
        Assert.False((await _council.GetAsync(Staff.Auditor, $"/api/applications/{id}")).Json.GetProperty("candidate").ValueKind == System.Text.Json.JsonValueKind.Object);

        var history = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/history")).Text;
        Assert.All(
            new[] { "Sam", "sam@", "Priya", "Nia", "Leeds", "limited", "veteran", "disab" },
            word => Assert.DoesNotContain(word, history, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_gap_of_more_than_four_weeks_in_a_history_needs_an_explanation()
    {
        var vacancy = await _council.OpenVacancyAsync();
        object[] history =
        [
            new { from = "2015-09-01", to = "2019-06-30", kind = "study", what = "University of Leeds, BA" },
            new { from = "2019-07-29", to = "2024-12-31", kind = "work", what = "Leeds City Council, social worker" },
            new { from = "2025-03-01", to = (string?)null, kind = "work", what = "Bradford, social worker" },
        ];

        var refused = (await ApplyAsync(new { vacancyId = vacancy, name = "Sam Hill", email = Sam, privacyNotice = "1", history })).Expect(422, "invalid-fields");

        var error = Assert.Single(refused["errors"].EnumerateArray());
        Assert.Equal(("gaps", "what you did from 2025-01-01 to 2025-02-28"), (error.GetProperty("field").GetString(), error.GetProperty("expected").GetString()));
        (await ApplyAsync(new
        {
            vacancyId = vacancy,
            name = "Sam Hill",
            email = Sam,
            privacyNotice = "1",
            history,
            gaps = new[] { new { from = "2025-01-01", to = "2025-02-28", explanation = "Looked after my mother." } },
        })).Expect(201);
    }

    [Fact]
    public async Task Every_field_of_the_form_that_cannot_be_meant_is_named_and_nothing_is_kept()
    {
        var vacancy = await _council.OpenVacancyAsync();

        var refused = await ApplyAsync(new
        {
            vacancyId = vacancy,
            name = "Sam Hill",
            email = Sam,
            privacyNotice = "1",
            history = new[] { new { from = "2026-03-05", to = "2026-03-01", kind = "work", what = " " } },
            answers = new[] { new { criterion = "degree", text = "" } },
            referees = new[] { new { name = "", email = "nobody", relationship = "friend" } },
            referrer = " ",
        });

        refused.Expect(422, "invalid-fields");
        Assert.Equal(
            ["history[0].to", "history[0].what", "answers[0].criterion", "answers[0].text", "referees[0].name", "referees[0].email", "referrer"],
            refused.Fields);
        Assert.Empty((await _council.GetAsync(Staff.Recruiter, "/api/applications"))["items"].EnumerateArray());
        Assert.Empty(_council.MailsTo(Sam));
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_not_read()
    {
        var vacancy = await _council.OpenVacancyAsync();
        (await ApplyAsync(new { vacancyId = vacancy, name = "Sam Hill", email = Sam, privacyNotice = "1", statement = new string('x', 10 * 1024 * 1024) }))
            .Expect(413, "body-too-large");
    }

    [Fact]
    public async Task A_candidate_asks_for_changes_through_the_link_and_the_recruiters_are_told()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        var link = _council.ApplicationLink();
        Assert.Equal(
            ["ask-for-changes", "withdraw"],
            (await _council.GetAsync(null, $"{link}/application"))["allowedActions"].EnumerateArray().Select(action => action.GetString()));

        (await _council.PostAsync(null, $"{link}/application-changes", new { message = " " })).Expect(422, "invalid-fields");
        (await _council.PostAsync(null, $"{link}/application-changes", new { message = "My number is now 0113 496 0000." })).Expect(200);

        Assert.Contains(_council.MailsTo("recruitment-team@council.example"), mail => mail.Subject == "A candidate asks for changes: social worker");
        var message = Assert.Single((await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/messages"))["items"].EnumerateArray());
        Assert.Equal("My number is now 0113 496 0000.", message.GetProperty("message").GetString());
        Assert.DoesNotContain("0113", (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/history")).Text, StringComparison.Ordinal);

        (await _council.PostAsync(null, $"{link}/application-withdrawal", new { })).Expect(200);
        (await _council.PostAsync(null, $"{link}/application-changes", new { message = "Wait!" })).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task The_employee_who_referred_a_candidate_is_found_by_a_person()
    {
        var id = (await ApplyAsync(new { vacancyId = await _council.OpenVacancyAsync(), name = "Sam Hill", email = Sam, privacyNotice = "1", referrer = "Nia Rees" }))
            .Expect(201).Id;
        var nia = await EmployAsync("nia@example.org");

        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/referrer", new { employmentId = "emp_unknown" })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/referrer", new { employmentId = nia })).Expect(200);

        Assert.Contains(nia, (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/history")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_person_twice_is_found_by_address_and_by_registration_number_and_merged_only_by_a_person()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var first = await PersonAsync(await ApplyWithAsync(vacancy, Sam, "SW111"));
        var sameAddress = await PersonAsync(await ApplyWithAsync(vacancy, "SAM@example.org", "SW222"));
        var application = await ApplyWithAsync(vacancy, "samuel@example.org", "sw111");
        var sameNumber = await PersonAsync(application);

        Assert.Equal([first], await DuplicatesAsync(application));
        (await _council.PostAsync(Staff.HiringManager, "/api/person-merges", new { keptId = first, mergedId = sameNumber, reason = "Same number." })).Expect(403);
        (await _council.PostAsync(Staff.Recruiter, "/api/person-merges", new { keptId = first, mergedId = sameNumber, reason = " " })).Expect(422, "reason-required");
        (await _council.PostAsync(Staff.Recruiter, "/api/person-merges", new { keptId = first, mergedId = first, reason = "Same." })).Expect(422, "invalid-fields");
        (await _council.PostAsync(Staff.Recruiter, "/api/person-merges", new { keptId = first, mergedId = "per_x", reason = "Same." })).Expect(422, "invalid-fields");
        var merge = (await _council.PostAsync(Staff.Recruiter, "/api/person-merges", new { keptId = first, mergedId = sameNumber, reason = "Same number." })).Expect(201);
        (await _council.PostAsync(Staff.Recruiter, "/api/person-merges", new { keptId = sameAddress, mergedId = sameNumber, reason = "Same." })).Expect(409, "already-merged");

        Assert.Empty(await DuplicatesAsync(application));
        Assert.Equal(2, (await _council.GetAsync(Staff.Recruiter, $"/api/applications?personId={first}"))["items"].GetArrayLength());
        var candidate = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{application}"))["candidate"];
        Assert.Equal([first, sameNumber], candidate.GetProperty("personIds").EnumerateArray().Select(id => id.GetString()));

        (await _council.PostAsync(Staff.Hr, $"/api/person-merges/{merge.Id}/reversal", new { reason = "Twins." })).Expect(200);
        (await _council.PostAsync(Staff.Hr, $"/api/person-merges/{merge.Id}/reversal", new { reason = "Twins." })).Expect(409, "step-not-allowed");
        Assert.Equal([first], await DuplicatesAsync(application));
        var history = (await _council.GetAsync(Staff.Auditor, $"/api/person-merges/{merge.Id}/history"))["items"];
        Assert.Equal(["rachel", "hannah"], history.EnumerateArray().Select(entry => entry.GetProperty("actor").GetString()));
    }

    [Fact]
    public async Task A_locum_who_applies_is_recognised_and_the_saving_shown()
    {
        var vacancy = await _council.OpenVacancyAsync(others: new { salaryPence = 36_000_00L });
        (await _council.PostAsync(Staff.Hr, "/api/agency-stints", new
        {
            name = "Sam Hill",
            email = Sam,
            role = "social-worker",
            team = "children-in-need",
            fte = 1.0m,
            startedOn = "2025-09-01",
            coversVacancy = true,
            hourlyPence = 36_00,
            registrationNumber = "SW111",
        })).Expect(201);

        var locum = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{await ApplyWithAsync(vacancy, "other@example.org", "sw111")}"))["candidate"].GetProperty("locum");
        var other = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{await ApplyWithAsync(vacancy, "else@example.org", "SW999")}"))["candidate"];

        var saving = locum.GetProperty("saving");
        Assert.Equal(
            (60_480_00, 45_000_00, 15_480_00),
            (saving.GetProperty("locumPence").GetInt64(), saving.GetProperty("permanentPence").GetInt64(), saving.GetProperty("savedPence").GetInt64()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, other.GetProperty("locum").ValueKind);
    }

    [Fact]
    public async Task Somebody_who_left_a_post_does_not_come_back_through_an_agency_for_three_months()
    {
        var nia = await EmployAsync("nia@example.org");
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{nia}/leaving", new { lastDayOn = "2026-01-31", reason = "resignation" })).Expect(200);

        (await StintAsync("nia@example.org", "2026-04-29")).Expect(409, "agency-cool-off");
        Assert.Empty((await _council.GetAsync(Staff.Hr, "/api/agency-stints"))["items"].EnumerateArray());
        (await StintAsync("nia@example.org", "2026-04-30")).Expect(201);

        var redundant = await EmployAsync("ada@example.org");
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{redundant}/leaving", new { lastDayOn = "2026-01-31", reason = "redundancy" })).Expect(200);
        (await StintAsync("ada@example.org", "2026-02-02")).Expect(201);
    }

    private static object Full(string vacancyId) => new
    {
        vacancyId,
        name = "Sam Hill",
        email = Sam,
        privacyNotice = "1",
        statement = "I have worked with children for ten years.",
        history = new object[]
        {
            new { from = "2015-09-01", to = "2019-06-30", kind = "study", what = "University of Leeds, BA" },
            new { from = "2019-07-15", to = (string?)null, kind = "work", what = "Bradford, social worker" },
        },
        answers = new[] { new { criterion = "degree", text = "BA Social Work, 2019." } },
        rightToWork = "limited",
        referees = new[] { new { name = "Priya Shah", email = "priya@bradford.example.org", relationship = "manager", mostRecentEmployer = true } },
        referrer = "Nia Rees",
        guaranteedInterview = new { disability = true, veteran = false },
        equality = new { disability = "yes" },
    };

    private Task<Reply> ApplyAsync(object form) => _council.PostAsync(null, "/api/applications", form);

    private async Task<string> ApplyWithAsync(string vacancyId, string email, string registrationNumber) =>
        (await ApplyAsync(new { vacancyId, name = "Sam Hill", email, privacyNotice = "1", registrationNumber })).Expect(201).Id;

    private async Task<string> PersonAsync(string applicationId) =>
        (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{applicationId}"))["personId"].GetString()!;

    private async Task<IEnumerable<string?>> DuplicatesAsync(string applicationId) =>
        (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{applicationId}"))["possibleDuplicates"].EnumerateArray().Select(id => id.GetString());

    private async Task<string> EmployAsync(string email) => (await _council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = "Nia Rees",
        email,
        contract = "permanent",
        role = "social-worker",
        team = "children-in-need",
        grade = "PO2",
        fte = 1.0m,
        startedOn = "2020-01-06",
    })).Expect(201).Id;

    private Task<Reply> StintAsync(string email, string startedOn) => _council.PostAsync(Staff.Hr, "/api/agency-stints", new
    {
        name = "Nia Rees",
        email,
        role = "social-worker",
        team = "children-in-need",
        fte = 1.0m,
        startedOn,
        coversVacancy = true,
        hourlyPence = 36_00,
    });
}
