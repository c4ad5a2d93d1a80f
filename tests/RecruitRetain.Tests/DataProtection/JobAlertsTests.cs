using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.DataProtection;

public sealed class JobAlertsTests
{
    [Fact]
    public async Task Consent_is_asked_for_once_more_before_it_ends_and_lapses_without_an_answer()
    {
        await using var council = await Council.OpenAsync();
        var personId = await WantingAsync(council);

        await council.AdvanceAsync("2027-03-02T09:00");
        Assert.Equal(1, (await council.GetAsync(Staff.Recruiter, "/api/job-alerts")).Expect(200)["items"].GetArrayLength());
        await council.AdvanceAsync("2027-03-03T02:01");

        Assert.Equal(0, (await council.GetAsync(Staff.Recruiter, "/api/job-alerts")).Expect(200)["items"].GetArrayLength());
        Assert.Equal(["audit"], StoreWalk.Through(council).PlacesOf(personId));
        Assert.Empty(StoreWalk.Through(council).PlacesOf(["Jo Bloggs", Candidates.Jo]));
        Assert.Equal(["purge-2027-03-03 unsuccessful-application 1", "purge-2027-03-03 job-alerts 1"], await PurgeTests.PurgesAsync(council));
    }

    [Fact]
    public async Task Consent_is_given_again_by_the_link_in_the_mail_and_taken_back_as_easily()
    {
        await using var council = await Council.OpenAsync();
        await WantingAsync(council);
        await council.AdvanceAsync("2027-01-31T02:01");
        Assert.Equal(
            ["2026-03-03 02:00 We will tell you of other jobs", "2027-01-31 02:00 Do you still want to hear of other jobs?"],
            council.MailLines(Candidates.Jo).Where(line => line.Contains("jobs", StringComparison.Ordinal)));
        var link = Council.LinkIn(council.MailsTo(Candidates.Jo)[^1]);

        var again = (await council.PostAsync(null, link, new { wanted = true })).Expect(200);
        await council.AdvanceAsync("2027-03-04T09:00");
        var kept = await council.GetAsync(Staff.Hr, "/api/job-alerts");
        await council.AdvanceAsync("2028-01-01T02:01");
        var takenBack = (await council.PostAsync(null, Council.LinkIn(council.MailsTo(Candidates.Jo)[^1]), new { wanted = false })).Expect(200);

        Assert.Equal("2028-01-31", again["until"].GetString());
        Assert.Equal("2028-01-31", kept["items"][0].GetProperty("until").GetString());
        Assert.False(takenBack["wanted"].GetBoolean());
        Assert.Equal(0, (await council.GetAsync(Staff.Hr, "/api/job-alerts")).Expect(200)["items"].GetArrayLength());
    }

    // Rejected on 2 March 2026, and wants to hear of other jobs.
    private static async Task<string> WantingAsync(Council council)
    {
        var id = (await council.PostAsync(null, "/api/applications", new
        {
            vacancyId = await council.OpenVacancyAsync(),
            name = "Jo Bloggs",
            email = Candidates.Jo,
            privacyNotice = "1",
            jobAlerts = true,
        })).Expect(201).Id;
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        return await PurgeTests.PersonOfAsync(council, id);
    }
}
