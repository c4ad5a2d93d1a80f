using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.DataProtection;

public sealed class SubjectAccessTests
{
    [Fact]
    public async Task A_person_is_given_all_that_is_kept_about_them_and_nobody_else()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var id = (await council.PostAsync(null, "/api/applications", new
        {
            vacancyId = vacancy,
            name = "Jo Bloggs",
            email = Candidates.Jo,
            privacyNotice = "1",
            statement = "I have worked with children for ten years.",
            referees = new[] { new { name = "Rita Referee", email = "rita@work.example", relationship = "Line manager" } },
            referrer = "Fred Friend",
            equality = new { gender = "woman" },
        })).Expect(201).Id;
        await council.ApplyAsync(vacancy, "other@example.org");
        var personId = await PurgeTests.PersonOfAsync(council, id);
        (await council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/notes", new { text = "Rang to ask about parking." })).Expect(200);
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);

        var request = (await council.PostAsync(Staff.Hr, "/api/subject-access-requests", new { personId })).Expect(201);
        var package = (await council.GetAsync(Staff.Hr, $"/api/subject-access-requests/{request.Id}/package")).Expect(200);
        var page = (await council.GetAsync(Staff.Hr, $"/api/subject-access-requests/{request.Id}/page")).Expect(200);

        Assert.Equal(("2026-03-02", "2026-04-02"), (request["receivedOn"].GetString(), request["dueOn"].GetString()));
        Assert.Equal(
            ["Who you are and how we reach you ", "Application 2027-03-02", "Answers for equality monitoring ", "Who saw what is protected, and who decided "],
            package["parts"].EnumerateArray().Select(part => $"{part.GetProperty("title").GetString()} {part.GetProperty("keptUntil").GetString()}"));
        Assert.All([package.Text, page.Text], text =>
        {
            Assert.All(["Jo Bloggs", Candidates.Jo, "I have worked with children for ten years.", "Rang to ask about parking.", "Meets the criteria.", "woman", "a member of staff"], kept =>
                Assert.Contains(kept, text, StringComparison.Ordinal));
            Assert.All(["Rita", "rita@work.example", "Fred", "henry", "rachel", "other@example.org"], other => Assert.DoesNotContain(other, text, StringComparison.Ordinal));
        });
        Assert.Equal(
            ["access-requested hr", "application-not-shortlisted hiring-manager", "note-written recruiter", "show-application hr"],
            package["parts"][3].GetProperty("content").GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("what").GetString()} {entry.GetProperty("as").GetString()}").Order(StringComparer.Ordinal));
        Assert.StartsWith("<!doctype html>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Text.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-30", false, "2026-03-02")] // 28 February is a Saturday
    [InlineData("2026-01-31", true, "2026-04-30")]
    [InlineData("2026-11-25", false, "2026-12-29")] // Christmas Day, Boxing Day and what takes its place
    [InlineData("2026-03-02", false, "2026-04-02")]
    public void It_is_due_after_a_calendar_month_or_on_the_next_working_day(string receivedOn, bool extended, string dueOn) => Assert.Equal(
        DateOnly.Parse(dueOn, null), RecruitRetain.Privacy.SubjectAccessRequest.DueAfter(DateOnly.Parse(receivedOn, null), extended));

    [Fact]
    public async Task It_is_extended_once_with_a_reason_within_the_first_month_and_answered_once()
    {
        await using var council = await Council.OpenAsync();
        var personId = await PurgeTests.PersonOfAsync(council, await council.ApplyAsync(await council.OpenVacancyAsync()));
        var path = $"/api/subject-access-requests/{(await council.PostAsync(Staff.Hr, "/api/subject-access-requests", new { personId, receivedOn = "2026-03-01" })).Expect(201).Id}";

        (await council.PostAsync(Staff.Hr, $"{path}/extension", new { reason = " " })).Expect(422, "reason-required");
        var extended = (await council.PostAsync(Staff.Hr, $"{path}/extension", new { reason = "Many letters." })).Expect(200);
        (await council.PostAsync(Staff.Hr, $"{path}/extension", new { reason = "Many letters." })).Expect(409, "extended-already");
        var answered = (await council.PostAsync(Staff.Hr, $"{path}/answer")).Expect(200);
        (await council.PostAsync(Staff.Hr, $"{path}/answer")).Expect(409, "step-not-allowed");

        Assert.Equal("2026-06-01", extended["dueOn"].GetString());
        Assert.Equal(("answered", "2026-03-02"), (answered["state"].GetString(), answered["answeredOn"].GetString()));
        (await council.PostAsync(Staff.Hr, "/api/subject-access-requests", new { personId, receivedOn = "2026-03-03" })).Expect(422);
        (await council.PostAsync(Staff.Hr, "/api/subject-access-requests", new { personId = "per_0" })).Expect(422);
    }
}
