using System.Text.Json;

namespace RecruitRetain.Tests.Recruitment;

public sealed class ShortlistingTests : IAsyncLifetime
{
    private static readonly Staff Zoe = new("zoe", "hiring-manager") { Email = "zoe@council.example" };
    private static readonly Staff Yusuf = new("yusuf", "hiring-manager") { Email = "yusuf@council.example" };

    private static readonly object WithCriteria = new
    {
        Criteria = new object[]
        {
            new { Key = "child-protection", Text = "Child protection work", Essential = true, Weight = 3 },
            new { Key = "court-work", Text = "Court work", Essential = false, Weight = 1 },
        },
        Panel = new[] { new { StaffId = "zoe", TrainedInSaferRecruitment = true }, new { StaffId = "yusuf", TrainedInSaferRecruitment = false } },
    };

    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task Two_assessors_score_without_a_name_and_a_person_decides()
    {
        var vacancy = await _council.OpenVacancyAsync(others: WithCriteria);
        var id = await ApplyAsync(vacancy, statement: "I am Jo Bloggs (jo@example.org). Jo has led child protection conferences.");

        var seen = (await _council.GetAsync(Zoe, $"/api/applications/{id}/assessment")).Expect(200);
        Assert.Equal("I am […] ([…]). […] has led child protection conferences.", seen["statement"].GetString());
        Assert.DoesNotContain("Bloggs", seen.Text, StringComparison.OrdinalIgnoreCase);
        (await _council.GetAsync(Zoe, $"/api/applications/{id}")).Expect(403, "score-first");

        (await _council.ShortlistAsync(id)).Expect(409, "scores-missing");
        (await ScoreAsync(Zoe, id, 3, 2)).Expect(200);
        (await ScoreAsync(Zoe, id, 4, 4)).Expect(409, "already-assessed");
        Assert.DoesNotContain("candidate", (await _council.GetAsync(Zoe, $"/api/applications/{id}")).Expect(200).Json.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null).Select(property => property.Name));
        Assert.Empty((await _council.GetAsync(Yusuf, $"/api/applications/{id}/assessment"))["others"].EnumerateArray());
        foreach (var path in (string[])["history", "timeline"])
        {
            (await _council.GetAsync(Yusuf, $"/api/applications/{id}/{path}")).Expect(403, "score-first");
            Assert.DoesNotContain(
                "As the statement shows.", (await _council.GetAsync(Staff.HiringManager, $"/api/applications/{id}/{path}")).Expect(200).Text, StringComparison.Ordinal);
            Assert.Contains("As the statement shows.", (await _council.GetAsync(Zoe, $"/api/applications/{id}/{path}")).Text, StringComparison.Ordinal);
        }

        (await ScoreAsync(Yusuf, id, 4, 1)).Expect(200);
        Assert.Equal("zoe", (await _council.GetAsync(Yusuf, $"/api/applications/{id}/assessment"))["others"][0].GetProperty("by").GetString());

        // (3 x 3.5 + 1 x 1.5) of (3 + 1) x 4.
        var item = (await _council.GetAsync(Zoe, $"/api/vacancies/{vacancy}/shortlist")).Expect(200)["items"][0];
        Assert.Equal((75.0m, true, false), (item.GetProperty("percent").GetDecimal(), item.GetProperty("meetsEssentials").GetBoolean(), item.GetProperty("interviewGuaranteed").GetBoolean()));
        Assert.Equal("shortlisted", (await _council.ShortlistAsync(id)).Expect(200)["state"].GetString());
        Assert.Equal("Jo Bloggs", (await _council.GetAsync(Zoe, $"/api/applications/{id}"))["candidate"].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Assessors_who_differ_by_too_much_agree_first()
    {
        var id = await ApplyAsync(await _council.OpenVacancyAsync(others: WithCriteria));
        (await ScoreAsync(Zoe, id, 4, 2)).Expect(200);
        (await ModerateAsync(id, "child-protection", 2)).Expect(409, "scores-missing");
        (await ScoreAsync(Yusuf, id, 1, 2)).Expect(200);

        (await _council.ShortlistAsync(id)).Expect(409, "moderation-needed");
        Assert.Equal(["scores"], (await ModerateAsync(id, "court-work", 2)).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["scores[0].score"], (await ModerateAsync(id, "child-protection", 5)).Expect(422, "invalid-fields").Fields);
        (await ModerateAsync(id, "child-protection", 3)).Expect(200);
        (await ModerateAsync(id, "child-protection", 3)).Expect(409, "nothing-to-moderate");
        (await ScoreAsync(Staff.Recruiter, id, 3, 2)).Expect(409, "already-moderated");
        (await _council.ShortlistAsync(id)).Expect(200);
    }

    [Fact]
    public async Task Scores_that_make_no_sense_or_come_from_somebody_named_are_refused_and_nothing_has_changed()
    {
        var id = await ApplyAsync(await _council.OpenVacancyAsync(others: WithCriteria), email: "yusuf@council.example", refereeEmail: "Zoe@Council.Example");

        Assert.Equal(["scores[0].score"], (await ScoreAsync(Staff.HiringManager, id, 5, 2)).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["scores[1].score"], (await ScoreAsync(Staff.HiringManager, id, 4, -1)).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["scores[0].reason"], (await ScoreAsync(Staff.HiringManager, id, 4, 1, " ")).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["scores"], (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/assessments", new { scores = Array.Empty<object>() })).Expect(422).Fields);
        (await ScoreAsync(Zoe, id, 4, 2)).Expect(403, "assessor-is-referee");
        (await ScoreAsync(Yusuf, id, 4, 2)).Expect(403, "own-application");
        Assert.Equal(1, (await _council.GetAsync(Staff.Auditor, $"/api/applications/{id}/history"))["items"].GetArrayLength());

        var plain = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        (await ScoreAsync(Staff.HiringManager, plain, 4, 2)).Expect(409, "no-criteria");
    }

    [Theory]
    [InlineData(true, false, 2, 409)]
    [InlineData(false, true, 2, 409)]
    [InlineData(true, false, 1, 200)]
    [InlineData(false, false, 2, 200)]
    public async Task A_guaranteed_interview_is_for_those_who_meet_the_essentials_and_nobody_learns_why(bool disability, bool veteran, int essential, int status)
    {
        var vacancy = await _council.OpenVacancyAsync(others: WithCriteria);
        var id = await ApplyAsync(vacancy, guaranteed: new { disability, veteran });
        (await ScoreAsync(Zoe, id, essential, 0)).Expect(200);
        (await ScoreAsync(Yusuf, id, essential, 0)).Expect(200);

        var refused = (await _council.ShortlistAsync(id, shortlisted: false)).Expect(status);

        if (status == 409)
        {
            Assert.Equal("interview-guaranteed", refused.Code);
        }

        var shown = (await _council.GetAsync(Zoe, $"/api/vacancies/{vacancy}/shortlist")).Text + (await _council.GetAsync(Zoe, $"/api/applications/{id}/assessment")).Text + refused.Text;
        Assert.DoesNotContain("disab", shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("veteran", shown, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Many_are_rejected_at_once_each_by_the_rules_and_each_with_a_letter_of_their_own()
    {
        var vacancy = await _council.OpenVacancyAsync();
        string[] ids = [await _council.ApplyAsync(vacancy, "a@example.org"), await _council.ApplyAsync(vacancy, "b@example.org"), await _council.ApplyAsync(vacancy, "c@example.org")];
        (await _council.ShortlistAsync(ids[1])).Expect(200);
        (await _council.PostAsync(null, $"{_council.LinkOf("We have your application", "c@example.org")}/application-withdrawal", new { })).Expect(200);
        Task<Reply> RejectAsync(string[] which, string reason = "The posts are filled.") =>
            _council.PostAsync(Staff.HiringManager, $"/api/vacancies/{vacancy}/rejections", new { applicationIds = which, reason });

        Assert.Equal(["applicationIds[1]"], (await RejectAsync([ids[0], "app_0000000000000000000000000a"])).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["applicationIds"], (await RejectAsync([])).Expect(422, "invalid-fields").Fields);
        (await RejectAsync(ids, " ")).Expect(422, "reason-required");
        Assert.Equal(2, _council.MailsTo("b@example.org").Count);

        Assert.Equal(["not-shortlisted ", "rejected ", "withdrawn step-not-allowed"], Lines((await RejectAsync(ids)).Expect(200)));
        Assert.Equal(["not-shortlisted ", "rejected "], Lines((await RejectAsync(ids[..2])).Expect(200)));

        foreach (var address in new[] { "a@example.org", "b@example.org" })
        {
            Assert.Single(_council.MailsTo(address), mail => mail.Subject == "Your application: social worker" && mail.Text!.StartsWith("Dear Jo Bloggs,", StringComparison.Ordinal));
        }

        static IEnumerable<string> Lines(Reply reply) =>
            reply["items"].EnumerateArray().Select(item => $"{item.GetProperty("state").GetString()} {item.GetProperty("code").GetString()}");
    }

    private async Task<string> ApplyAsync(
        string vacancy, string? statement = null, string email = Candidates.Jo, string? refereeEmail = null, object? guaranteed = null) =>
        (await _council.PostAsync(null, "/api/applications", new
        {
            vacancyId = vacancy,
            name = "Jo Bloggs",
            email,
            privacyNotice = "1",
            statement,
            guaranteedInterview = guaranteed,
            referees = refereeEmail is null ? [] : new object[] { new { name = "Z", email = refereeEmail, relationship = "manager" } },
        })).Expect(201).Id;

    private Task<Reply> ScoreAsync(Staff who, string id, int childProtection, int courtWork, string reason = "As the statement shows.") =>
        _council.PostAsync(who, $"/api/applications/{id}/assessments", new
        {
            scores = new[]
            {
                new { criterion = "child-protection", score = childProtection, reason },
                new { criterion = "court-work", score = courtWork, reason = "Some." },
            },
        });

    private Task<Reply> ModerateAsync(string id, string criterion, int score) =>
        _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/moderation", new { scores = new[] { new { criterion, score, reason = "Agreed in a talk." } } });
}
