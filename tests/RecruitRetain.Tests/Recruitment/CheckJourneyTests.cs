namespace RecruitRetain.Tests.Recruitment;

public sealed class CheckJourneyTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_role_s_checks_are_data_in_versions_and_an_offer_keeps_those_of_its_day()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        var body = new
        {
            role = "social-worker",
            checks = new[] { new { check = "right-to-work", blocking = true, chaseEveryDays = 7 }, new { check = "health-and-safety", blocking = false, chaseEveryDays = 30 } },
        };

        (await _council.PostAsync(Staff.Recruiter, "/api/check-sets", body)).Expect(403);
        var published = (await _council.PostAsync(Staff.Hr, "/api/check-sets", body, ("Idempotency-Key", "set-2"))).Expect(201);
        var again = (await _council.PostAsync(Staff.Hr, "/api/check-sets", body, ("Idempotency-Key", "set-2"))).Expect(201);

        Assert.Equal((2, "/api/check-sets/social-worker/versions/2"), (again["version"].GetInt32(), published.Location));
        Assert.Equal(9, (await _council.GetAsync(Staff.Auditor, "/api/check-sets/social-worker/versions/1")).Expect(200)["checks"].GetArrayLength());
        (await _council.GetAsync(Staff.Auditor, "/api/check-sets/social-worker/versions/3")).Expect(404);
        Assert.Equal(9, (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["checks"].GetArrayLength());
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-refusal", new { })).Expect(200);
        Assert.Equal(2, (await _council.OfferAsync(id)).Expect(200)["checks"].GetArrayLength());
    }

    [Theory]
    [InlineData("""{ "role": "social-worker", "checks": [] }""", "checks")]
    [InlineData("""{ "role": "social-worker", "checks": [{ "check": "right-to-work", "blocking": true, "chaseEveryDays": 7, "waivable": true }] }""", "checks")]
    [InlineData("""{ "role": "Social Worker", "checks": [{ "check": "right-to-work", "blocking": true, "chaseEveryDays": 7 }] }""", "role")]
    [InlineData(
        """{ "role": "alternatively-qualified-worker", "checks": [{ "check": "right-to-work", "blocking": true, "chaseEveryDays": 7 }, { "check": "social-work-england", "blocking": true, "chaseEveryDays": 7 }] }""",
        "checks[1].check")]
    public async Task A_check_set_that_cannot_be_is_refused_by_field(string body, string field) =>
        Assert.Equal([field], (await _council.PostAsync(Staff.Hr, "/api/check-sets", body)).Expect(422, "invalid-fields").Fields);

    [Fact]
    public async Task An_unsatisfactory_result_waits_for_a_named_decision()
    {
        var id = await AcceptedAsync();
        (await _council.PostAsync(
            Staff.Recruiter, $"/api/applications/{id}/checks/qualifications/result", new { outcome = "unsatisfactory", on = "2026-03-10" })).Expect(200);
        Assert.Equal("2026-03-10 11:00 A check is not in order: social worker", _council.MailLines("recruitment-team@council.example")[^1]);
        object decision = new { decision = "proceed", reason = "A copy from the university was seen." };

        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/checks/qualifications/decision", decision)).Expect(403);
        (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/checks/identity/decision", decision)).Expect(409, "check-not-waivable");
        (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/checks/right-to-work/decision", decision)).Expect(409, "check-not-waivable");
        (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/checks/astrology/decision", decision)).Expect(422, "unknown-check");
        var decided = (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/checks/qualifications/decision", decision)).Expect(200);

        Assert.Equal(["qualifications: accepted-by-decision", "occupational-health: awaited"], decided["warnings"].EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task Somebody_starts_before_the_certificate_on_a_risk_assessment_and_HR_records_it_when_it_comes()
    {
        var id = await AcceptedAsync();
        foreach (var check in Candidates.Checks.Except(["enhanced-dbs"]))
        {
            (await _council.RecordCheckAsync(id, check, "2026-03-10")).Expect(200);
        }

        await _council.AdvanceAsync("2026-05-01T09:00");
        (await StartAsync()).Expect(409, "checks-outstanding");
        object signed = new { signedOn = "2026-05-01", reason = "Works in pairs until the certificate is seen." };
        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/checks/enhanced-dbs/risk-assessment", signed)).Expect(403);
        (await _council.PostAsync(Staff.Hr, $"/api/applications/{id}/checks/right-to-work/risk-assessment", signed)).Expect(409, "risk-not-assessable");
        var cleared = (await _council.PostAsync(Staff.Hr, $"/api/applications/{id}/checks/enhanced-dbs/risk-assessment", signed)).Expect(200);
        Assert.Equal(("cleared", "2026-05-01"), (cleared["state"].GetString(), cleared["earliestStart"].GetProperty("on").GetString()));
        var employmentId = (await StartAsync()).Expect(200)["employmentId"].GetString();

        Assert.Equal(("requested", "hannah"), await DbsAsync());
        Assert.Equal(
            ["reference"],
            (await _council.PostAsync(
                Staff.Hr, $"/api/employments/{employmentId}/checks/enhanced-dbs/result", new { outcome = "satisfactory", on = "2026-05-01" })).Expect(422).Fields);
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{employmentId}/checks/enhanced-dbs/result", Candidates.Seen("enhanced-dbs", "2026-05-01"))).Expect(200);
        Assert.Equal(("satisfactory", null), await DbsAsync());

        Task<Reply> StartAsync() => _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/start", new { startedOn = "2026-05-01" });

        async Task<(string?, string?)> DbsAsync()
        {
            var record = (await _council.GetAsync(Staff.Hr, "/api/single-central-record")).Expect(200)["items"].EnumerateArray().Single();
            var check = record.GetProperty("checks").EnumerateArray().Single(one => one.GetProperty("check").GetString() == "enhanced-dbs");
            return (check.GetProperty("status").GetString(), check.GetProperty("riskSignedBy").GetString());
        }
    }

    [Fact]
    public async Task The_single_central_record_says_what_was_seen_when_and_by_whom_and_names_nobody_to_auditors()
    {
        var id = await AcceptedAsync();
        (await _council.RecordCheckAsync(id, "enhanced-dbs", "2026-03-10")).Expect(200);
        var employed = (await _council.PostAsync(Staff.Hr, "/api/employments", new
        {
            name = "=HYPERLINK(\"http://x\")",
            email = "sam@example.org",
            contract = "permanent",
            role = "social-worker",
            team = "children-in-need",
            grade = "PO2",
            fte = 1.0m,
            startedOn = "2026-03-02",
        })).Expect(201);
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{employed.Id}/checks/right-to-work/result", new { outcome = "satisfactory", on = "2026-03-09", validUntil = "2027-08-31" })).Expect(200);
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{employed.Id}/registration", new { checkedOn = "2026-03-09", registeredUntil = "2026-11-30" })).Expect(200);

        var candidates = (await _council.GetAsync(Staff.Recruiter, "/api/single-central-record?size=1")).Expect(200);
        var employees = (await _council.GetAsync(Staff.Hr, candidates["next"].GetString()!)).Expect(200);
        var csv = (await _council.GetAsync(Staff.Hr, "/api/single-central-record", ("Accept", "text/csv"))).Expect(200).Text.Split("\r\n");
        var audited = (await _council.GetAsync(Staff.Auditor, "/api/single-central-record", ("Accept", "text/csv"))).Expect(200).Text;

        Assert.Equal("Jo Bloggs", candidates["items"][0].GetProperty("name").GetString());
        Assert.Equal(employed.Id, employees["items"][0].GetProperty("employmentId").GetString());
        Assert.Empty((await _council.GetAsync(Staff.Recruiter, candidates["next"].GetString()!)).Expect(200)["items"].EnumerateArray());
        Assert.StartsWith("personId,name,applicationId,employmentId,role,team,startedOn,check,status,seenOn,seenBy,reference,", csv[0], StringComparison.Ordinal);
        Assert.Equal(1 + 9 + 2 + 1, csv.Length);
        Assert.Contains(csv, line => line.Contains($",Jo Bloggs,{id},,social-worker,,,enhanced-dbs,satisfactory,2026-03-10,rachel,001234567890,", StringComparison.Ordinal));
        Assert.Contains(csv, line => line.Contains(
            $",\"'=HYPERLINK(\"\"http://x\"\")\",,{employed.Id},social-worker,children-in-need,2026-03-02,right-to-work,satisfactory,2026-03-09,hannah,,,2027-08-31,", StringComparison.Ordinal));
        Assert.Contains(csv, line => line.Contains(",social-work-england,satisfactory,2026-03-09,hannah,,,2026-11-30,", StringComparison.Ordinal));
        Assert.DoesNotContain("Bloggs", audited, StringComparison.Ordinal);
        Assert.Contains(id, audited, StringComparison.Ordinal);
        (await _council.GetAsync(Staff.HiringManager, "/api/single-central-record")).Expect(403);
        (await _council.GetAsync(Staff.Hr, "/api/single-central-record?cursor=OQ")).Expect(400, "query-malformed");
    }

    [Fact]
    public async Task After_the_renewal_season_HR_is_told_whom_to_look_up_again_until_it_is_done()
    {
        var sam = await EmployAsync("sam@example.org", "social-worker");
        await EmployAsync("alex@example.org", "alternatively-qualified-worker");
        await LookUpAsync("2026-03-02", "2026-11-30");
        await _council.AdvanceAsync("2026-12-01T08:00");
        Assert.Contains($"- {sam}: shown until 30 November 2026", Mail().Text!, StringComparison.Ordinal);

        await _council.AdvanceAsync("2026-12-02T09:00");
        await LookUpAsync("2026-12-02", "2026-11-30");
        await _council.AdvanceAsync("2027-01-15T08:00");
        Assert.Contains($"- {sam}: shown until 30 November 2026 only, and the time that the register has to catch up is over", Mail().Text!, StringComparison.Ordinal);
        await _council.AdvanceAsync("2027-01-15T09:00");
        await LookUpAsync("2027-01-15", "2027-11-30");
        await _council.AdvanceAsync("2027-11-30");

        Assert.Equal(
            ["2026-12-01 08:00", "2026-12-15 08:00", "2027-01-01 08:00", "2027-01-15 08:00"],
            Mails().Select(line => line[..16]));
        Assert.DoesNotContain("Sam", Mail().Text!, StringComparison.Ordinal);

        IEnumerable<string> Mails() =>
            _council.MailLines("hr@council.example").Where(line => line.Contains("Registrations to look up again: 1", StringComparison.Ordinal));

        Local.Mail Mail() => _council.MailsTo("hr@council.example").Last(mail => mail.Subject.StartsWith("Registrations", StringComparison.Ordinal));

        async Task LookUpAsync(string checkedOn, string registeredUntil) =>
            (await _council.PostAsync(Staff.Hr, $"/api/employments/{sam}/registration", new { checkedOn, registeredUntil })).Expect(200);
    }

    [Fact]
    public async Task A_look_at_the_register_says_either_what_it_meant_or_until_when_it_showed_somebody()
    {
        var id = await EmployAsync("sam@example.org", "social-worker");

        foreach (var body in new object[] { new { checkedOn = "2026-03-02" }, new { checkedOn = "2026-03-02", status = "registered", registeredUntil = "2026-11-30" } })
        {
            Assert.Equal(["registeredUntil"], (await _council.PostAsync(Staff.Hr, $"/api/employments/{id}/registration", body)).Expect(422).Fields);
        }

        Assert.Equal(
            ["check"],
            (await _council.PostAsync(
                Staff.Hr,
                $"/api/employments/{id}/checks/social-work-england/result",
                new { outcome = "satisfactory", on = "2026-03-02", validUntil = "2026-11-30" })).Expect(422).Fields);
    }

    private async Task<string> EmployAsync(string email, string role) => (await _council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = "Sam Starter",
        email,
        contract = "permanent",
        role,
        team = "children-in-need",
        grade = "PO2",
        fte = 1.0m,
        startedOn = "2026-03-02",
    })).Expect(201).Id;

    private async Task<string> AcceptedAsync()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        return id;
    }
}
