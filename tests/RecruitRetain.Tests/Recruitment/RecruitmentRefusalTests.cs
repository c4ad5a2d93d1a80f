using System.Text.Json;
using System.Text.Json.Nodes;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Retention;

namespace RecruitRetain.Tests.Recruitment;

public sealed class RecruitmentRefusalTests : IAsyncLifetime
{
    private const string Nobody = "app_0000000000000000000000000a";

    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Theory]
    [InlineData("""{ "shortlisted": true, """, "")]
    [InlineData("""[]""", "")]
    [InlineData("""null""", "")]
    [InlineData("""{ "shortlisted": true }""", "reason")]
    [InlineData("""{ "shortlisted": "yes", "reason": "Meets the criteria." }""", "shortlisted")]
    [InlineData("""{ "shortlisted": true, "reason": null }""", "reason")]
    [InlineData("""{ "shortlisted": true, "reason": "\ud800" }""", "reason")]
    [InlineData("""{ "shortlisted": true, "reason": "Meets the criteria.", "score": 3 }""", "score")]
    public async Task A_body_of_another_shape_is_400_naming_the_field_and_changes_nothing(string body, string field)
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());

        var refused = (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", body)).Expect(400, "body-malformed");

        Assert.Equal(field, Assert.Single(refused.Fields));
        Assert.Equal("submitted", await StateAsync(id));
    }

    [Theory]
    [InlineData("posts", """["PR-001", null]""", "posts[1]")]
    [InlineData("panel", """[null]""", "panel[0]")]
    [InlineData("criteria", """[null]""", "criteria[0]")]
    [InlineData("closingOn", "\"0001-01-01\"", "closingOn")]
    [InlineData("closingOn", "\"9999-12-31\"", "closingOn")]
    [InlineData("salaryPence", "9000000000000000000", "salaryPence")]
    [InlineData("role", "\"social\\u0000worker\"", "role")]
    [InlineData("role", "LONG", "role")]
    public async Task A_value_that_nothing_can_be_reckoned_with_is_400_naming_its_place(string field, string value, string place)
    {
        var vacancy = A.Vacancy(["PR-001"]);
        vacancy[field] = JsonNode.Parse(value == "LONG" ? $"\"{new string('a', 30_001)}\"" : value);

        var refused = (await _council.PostAsync(Staff.Recruiter, "/api/vacancies", vacancy)).Expect(400, "body-malformed");

        Assert.Equal(place, Assert.Single(refused.Fields));
    }

    [Fact]
    public async Task A_condition_of_a_scheme_that_does_not_say_its_kind_is_400_naming_it()
    {
        var scheme = JsonSerializer.SerializeToNode(Schemes.PaidAtStart(), Json.Options)!;
        scheme["eligibility"]!.AsArray().Add(new JsonObject());

        var refused = (await _council.PostAsync(Staff.Hr, "/api/payment-schemes", scheme)).Expect(400, "body-malformed");

        Assert.StartsWith("eligibility[", Assert.Single(refused.Fields), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_no_page_gave_is_400()
    {
        foreach (var list in (string[])["vacancies", "payment-schemes", "reports", "board"])
        {
            Assert.Equal("cursor", Assert.Single((await _council.GetAsync(Staff.Hr, $"/api/{list}?cursor=AAAA")).Expect(400, "query-malformed").Fields));
        }
    }

    [Fact]
    public async Task A_registration_number_that_can_be_none_is_refused_for_an_agency_worker_too()
    {
        var refused = (await _council.PostAsync(Staff.Hr, "/api/agency-stints", new
        {
            name = "Ann Lund",
            email = "ann@agency.example",
            role = "social-worker",
            team = "court",
            fte = 1.0m,
            startedOn = "2026-01-05",
            coversVacancy = true,
            hourlyPence = 36_00,
            registrationNumber = new string('1', 600),
        })).Expect(422, "invalid-fields");

        Assert.Equal("registrationNumber", Assert.Single(refused.Fields));
        Assert.Equal(0, (await _council.GetAsync(Staff.Hr, "/api/agency-stints")).Expect(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task Every_field_that_cannot_be_meant_is_named_at_once()
    {
        var vacancyId = await _council.OpenVacancyAsync();

        var refused = (await _council.PostAsync(null, "/api/applications", new
        {
            vacancyId = "vac_00000000000000000000000000",
            name = " ",
            email = "jo at example.org",
            privacyNotice = "",
            phone = "call me",
            registrationNumber = "SW 1",
            source = "A friend told me",
            statement = new string('x', 20_001),
            equality = new { gender = new string('x', 101) },
        })).Expect(422, "invalid-fields");

        Assert.Equal(
            ["vacancyId", "name", "email", "phone", "registrationNumber", "source", "statement", "equality.gender", "privacyNotice"], refused.Fields);
        Assert.Empty((await _council.GetAsync(Staff.Recruiter, $"/api/applications?vacancyId={vacancyId}"))["items"].EnumerateArray());
    }

    [Theory]
    [InlineData("jo@example.org", true)]
    [InlineData("jo.o'neill+jobs@sub.example.co.uk", true)]
    [InlineData("jo@localhost", false)]
    [InlineData("Jo <jo@example.org>", false)]
    [InlineData("jo@example.org\r\nBcc: all@example.org", false)]
    [InlineData("jo@@example.org", false)]
    [InlineData("", false)]
    public async Task An_address_must_be_one_that_mail_can_go_to(string email, bool taken)
    {
        var vacancyId = await _council.OpenVacancyAsync();

        var reply = await _council.PostAsync(null, "/api/applications", Candidates.Form(vacancyId, email));

        Assert.Equal(taken ? 201 : 422, reply.Status);
        Assert.Equal(taken ? 1 : 0, email.Length > 0 ? _council.MailsTo(email).Count : 0);
    }

    [Fact]
    public async Task A_name_with_markup_and_any_script_is_text()
    {
        var vacancyId = await _council.OpenVacancyAsync();
        const string Name = "<b>Zoë</b> & Łukasz 🌻 李";

        var id = (await _council.PostAsync(null, "/api/applications", new { vacancyId, name = Name, email = Candidates.Jo, privacyNotice = "1" })).Expect(201).Id;

        var shown = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200);
        Assert.Equal(Name, shown["candidate"].GetProperty("name").GetString());
        var mail = _council.MailsTo(Candidates.Jo).Single();
        Assert.Contains($"Dear {Name},", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Dear &lt;b&gt;Zo&#235;&lt;/b&gt; &amp; ", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_256_KiB_is_413()
    {
        var vacancyId = await _council.OpenVacancyAsync();

        (await _council.PostAsync(null, "/api/applications", new
        {
            vacancyId,
            name = "Jo",
            email = Candidates.Jo,
            privacyNotice = "1",
            statement = new string('x', 256 * 1024),
        })).Expect(413, "body-too-large");
    }

    [Theory]
    [InlineData(Nobody)]
    [InlineData("app_1")]
    [InlineData("vac_0000000000000000000000000a")]
    public async Task An_unknown_id_is_404(string id)
    {
        (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(404, "not-found");
        (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/history")).Expect(404, "not-found");
        (await _council.ShortlistAsync(id)).Expect(404, "not-found");
        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{id.Replace("vac_", "vax_", StringComparison.Ordinal)}/opening")).Expect(404, "not-found");
    }

    [Fact]
    public async Task A_stale_ETag_is_412_and_the_present_one_is_taken()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        var before = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).ETag!;
        var after = (await _council.ShortlistAsync(id)).Expect(200).ETag!;
        object interview = new { at = "2026-03-10T10:00:00Z" };

        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/interview", interview, ("If-Match", before))).Expect(412, "changed-meanwhile");
        Assert.Equal("shortlisted", await StateAsync(id));
        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/interview", interview, ("If-Match", after))).Expect(200);
    }

    [Fact]
    public async Task A_repeated_key_gets_the_same_answer_and_one_application_and_another_body_is_422()
    {
        var vacancyId = await _council.OpenVacancyAsync();
        var key = ("Idempotency-Key", "3f1c");

        var first = (await _council.PostAsync(null, "/api/applications", Candidates.Form(vacancyId), key)).Expect(201);
        await _council.RebuildAsync();
        var again = (await _council.PostAsync(null, "/api/applications", Candidates.Form(vacancyId), key)).Expect(201);
        (await _council.PostAsync(null, "/api/applications", Candidates.Form(vacancyId, "other@example.org"), key)).Expect(422, "idempotency-key-reused");

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(first.Location, again.Location);
        Assert.Single(_council.MailsTo(Candidates.Jo));
        Assert.Single((await _council.GetAsync(Staff.Recruiter, "/api/applications"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task A_repeated_step_under_its_key_happens_once()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        var key = ("Idempotency-Key", "shortlist-1");
        object body = new { shortlisted = true, reason = "Meets the criteria." };

        var first = (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", body, key)).Expect(200);
        var again = (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", body, key)).Expect(200);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(2, (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/history"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task A_step_out_of_order_is_409_and_says_what_is_allowed()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());

        var refused = (await _council.OfferAsync(id)).Expect(409, "step-not-allowed");

        Assert.Equal(
            ["shortlist", "decline-to-shortlist", "score", "moderate", "withdraw", "assign", "write-note", "ask-for-changes", "name-referrer"],
            refused["allowedActions"].EnumerateArray().Select(action => action.GetString()));
        Assert.Equal("submitted", await StateAsync(id));
        Assert.Single(_council.MailsTo(Candidates.Jo));
    }

    [Fact]
    public async Task A_decision_needs_a_reason_and_an_offer_an_appointable_candidate()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());

        (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", new { shortlisted = false, reason = " " })).Expect(422, "reason-required");
        (await _council.ShortlistAsync(id)).Expect(200);
        (await _council.InviteAsync(id, "2026-03-02T08:00:00Z")).Expect(422, "invalid-fields");
        (await _council.InviteAsync(id, "2026-03-10T10:00:00Z")).Expect(200);
        (await _council.ScoreAsync(id)).Expect(409, "interview-not-held");
        await _council.AdvanceAsync("2026-03-10T11:00");
        (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/interview-outcome", new { score = 30, appointable = false })).Expect(200);
        (await _council.OfferAsync(id)).Expect(409, "not-appointable");
        Assert.Equal(["record-safeguarding", "reject", "assign", "write-note", "name-referrer"], (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["allowedActions"].EnumerateArray().Select(action => action.GetString()));
    }

    [Fact]
    public async Task Applications_are_taken_only_while_the_vacancy_is_open()
    {
        var approved = await _council.ApprovedVacancyAsync();
        (await _council.PostAsync(null, "/api/applications", Candidates.Form(approved))).Expect(409, "vacancy-not-open");

        var closed = await _council.OpenVacancyAsync();
        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{closed}/closing")).Expect(200);
        (await _council.PostAsync(null, "/api/applications", Candidates.Form(closed))).Expect(409, "vacancy-not-open");

        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{closed}/cancellation", new { reason = "No budget." })).Expect(200);
        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{closed}/opening")).Expect(409, "step-not-allowed");

        var late = await _council.OpenVacancyAsync();
        await _council.AdvanceAsync("2026-03-27T23:59");
        (await _council.PostAsync(null, "/api/applications", Candidates.Form(late))).Expect(201);
        await _council.AdvanceAsync("2026-03-28");
        (await _council.PostAsync(null, "/api/applications", Candidates.Form(late))).Expect(409, "closing-date-passed");
    }

    [Fact]
    public async Task Without_a_token_it_is_401_and_without_the_role_403()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());

        (await _council.GetAsync(null, $"/api/applications/{id}")).Expect(401, "token-required");
        (await _council.GetAsync(null, $"/api/applications/{id}", ("Authorization", "Bearer nonsense"))).Expect(401, "token-required");
        (await _council.GetAsync(Staff.Provider, $"/api/applications/{id}")).Expect(403, "role-required");
        (await _council.PostAsync(Staff.Auditor, $"/api/applications/{id}/shortlisting", new { shortlisted = true, reason = "Meets the criteria." })).Expect(403, "role-required");
        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/offer", new { })).Expect(403, "role-required");
        Assert.Equal("submitted", await StateAsync(id));
    }

    [Fact]
    public async Task A_link_works_for_its_own_purpose_and_object_only_and_not_for_ever()
    {
        await _council.OfferedAsync("2026-03-10");
        var (own, offer) = (_council.ApplicationLink(), _council.OfferLink());

        (await _council.GetAsync(null, $"{own}/application")).Expect(200);
        (await _council.GetAsync(null, $"{offer}/offer")).Expect(200);
        (await _council.GetAsync(null, $"{own}/offer")).Expect(404, "link-not-valid");
        (await _council.GetAsync(null, $"{offer}/application")).Expect(404, "link-not-valid");
        (await _council.PostAsync(null, $"{own}/offer-acceptance", new { })).Expect(404, "link-not-valid");
        (await _council.GetAsync(null, "/api/links/nothing/application")).Expect(404, "link-not-valid");
        (await _council.GetAsync(null, $"{own[..^1]}{(own[^1] == 'A' ? 'B' : 'A')}/application")).Expect(404, "link-not-valid");
        await _council.AdvanceAsync("2027-03-03");
        (await _council.GetAsync(null, $"{own}/application")).Expect(404, "link-not-valid");
    }

    [Fact]
    public async Task The_same_address_twice_is_two_people_that_a_recruiter_can_compare()
    {
        var vacancyId = await _council.OpenVacancyAsync();
        var first = await _council.ApplyAsync(vacancyId, "jo@example.org");
        var second = await _council.ApplyAsync(vacancyId, "JO@example.org");

        var one = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{first}")).Expect(200);
        var other = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{second}")).Expect(200);

        Assert.NotEqual(one["personId"].GetString(), other["personId"].GetString());
        Assert.Equal(other["personId"].GetString(), Assert.Single(one["possibleDuplicates"].EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Names_stay_with_people_and_equality_answers_with_nobody_who_decides()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());

        string[] answers =
        [
            (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Text,
            (await _council.GetAsync(Staff.HiringManager, "/api/applications")).Text,
            (await _council.GetAsync(Staff.Auditor, $"/api/applications/{id}")).Text,
            (await _council.GetAsync(Staff.Auditor, $"/api/applications/{id}/history")).Text,
        ];

        Assert.Contains("ten years", answers[0], StringComparison.Ordinal);
        Assert.All(answers, text => Assert.DoesNotContain("mixed", text, StringComparison.Ordinal));
        Assert.All(answers[1..], text => Assert.DoesNotContain("Bloggs", text, StringComparison.Ordinal));
        Assert.All(answers[1..], text => Assert.DoesNotContain("ten years", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_filter_by_vacancy_and_state_a_page_at_a_time()
    {
        var (one, other) = (await _council.OpenVacancyAsync(), await _council.OpenVacancyAsync());
        var chosen = await _council.ApplyAsync(one, "a@example.org");
        await _council.ApplyAsync(one, "b@example.org");
        await _council.ApplyAsync(other, "c@example.org");
        (await _council.ShortlistAsync(chosen)).Expect(200);

        async Task<IReadOnlyList<string>> IdsAsync(string query) =>
            [.. (await _council.GetAsync(Staff.Recruiter, $"/api/applications{query}")).Expect(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

        Assert.Equal(3, (await IdsAsync("")).Count);
        Assert.Equal(2, (await IdsAsync($"?vacancyId={one}")).Count);
        Assert.Equal([chosen], await IdsAsync($"?vacancyId={one}&state=shortlisted"));
        Assert.Empty(await IdsAsync($"?vacancyId={Uri.EscapeDataString("x' or VacancyId ne '")}"));
        (await _council.GetAsync(Staff.Recruiter, "/api/applications?state=happy")).Expect(400, "query-malformed");
        var page = (await _council.GetAsync(Staff.Recruiter, "/api/applications?size=2")).Expect(200);
        Assert.Equal(2, page["items"].GetArrayLength());
        var last = (await _council.GetAsync(Staff.Recruiter, page["next"].GetString()!)).Expect(200);
        Assert.Equal(1, last["items"].GetArrayLength());
        Assert.Equal($"<{page["next"].GetString()}>; rel=\"next\"", page.Link);
    }

    private async Task<string?> StateAsync(string id) => (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200)["state"].GetString();
}
