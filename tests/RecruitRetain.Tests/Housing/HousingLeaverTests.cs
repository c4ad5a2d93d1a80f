using RecruitRetain.Shared;
using static RecruitRetain.Tests.Housing.HousingJourneyTests;

namespace RecruitRetain.Tests.Housing;

public class HousingLeaverTests
{
    [Fact]
    public async Task When_a_tenant_leaves_the_job_the_provider_is_told_the_fact_and_the_date_once()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var employmentId = await EmployAsync(council);
        var requestId = await RequestAsync(council, employmentId);
        var nominationId = await NominateAsync(council, requestId);
        await HouseAsync(council, requestId, nominationId, "2026-03-30");

        await council.AdvanceAsync("2026-09-15T09:00");
        await LeaveAsync(council, employmentId, "2026-09-14");
        await council.RebuildAsync();
        await council.AdvanceAsync("2026-10-15T09:00");

        var told = council.Messages(Queues.HousingNominations);
        Assert.Equal(["NominationMade", "HomeOfferAnswered", "TenantEmploymentEnded"], told.Select(message => message.Subject));
        Assert.Equal($$"""{"nominationId":"{{nominationId}}","homeReference":"RV-17","endedOn":"2026-09-14"}""", told[2].Body.ToString());
        Assert.Equal("employment-end-notified", (await ShowAsync(council, requestId))["state"].GetString());
        Assert.Equal("2026-09-15 09:00 We have told your housing association that you are leaving", council.MailLines(Applicant)[^1]);
    }

    [Fact]
    public async Task Leaving_the_job_takes_back_a_nomination_under_way()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var employmentId = await EmployAsync(council);
        var requestId = await RequestAsync(council, employmentId);
        var nominationId = await NominateAsync(council, requestId);

        await council.AdvanceAsync("2026-04-01T09:00");
        await LeaveAsync(council, employmentId, "2026-03-31");

        var request = await ShowAsync(council, requestId);
        Assert.Equal(("withdrawn", "withdrawn"), (request["state"].GetString(), request["nominations"][0].GetProperty("outcome").GetString()));
        Assert.Equal(["NominationMade", "NominationEnded"], council.Messages(Queues.HousingNominations).Select(message => message.Subject));
        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "accepted" })).Expect(409, "step-not-allowed");
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", Wanted(employmentId))).Expect(409, "employment-ended");
        Assert.Equal("2026-04-01 09:00 Your request for a key-worker home has ended", council.MailLines(Applicant)[^1]);
    }

    private static async Task LeaveAsync(Council council, string employmentId, string lastDayOn) =>
        (await council.PostAsync(Staff.Hr, $"/api/employments/{employmentId}/leaving", new { lastDayOn, reason = "resignation" })).Expect(200);
}
