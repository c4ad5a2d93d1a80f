namespace RecruitRetain.Tests.Recruitment;

public sealed class RecruitmentNumbersJourneyTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task Numbers_are_those_of_the_vacancy_the_team_and_the_period_asked_for()
    {
        var offered = await _council.OfferedAsync("2026-03-10");
        var vacancy = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{offered}"))["vacancyId"].GetString();
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { noticeEndsOn = (string?)null })).Expect(200);
        await _council.ApplyAsync(await _council.OpenVacancyAsync(), "other@example.org");

        var numbers = await NumbersAsync("");
        Assert.Equal(2, numbers["applications"].GetInt32());
        Assert.Equal(8m, numbers["timeToFill"].GetProperty("medianDays").GetDecimal());
        Assert.Equal("Days from the application to the acceptance of an offer.", numbers["timeToHire"].GetProperty("definition").GetString());
        Assert.Equal(100.0m, numbers["offers"].GetProperty("acceptedOfDecided").GetDecimal());

        Assert.Equal(1, (await NumbersAsync($"?vacancyId={vacancy}"))["applications"].GetInt32());
        Assert.Equal(2, (await NumbersAsync("?team=children-in-need"))["applications"].GetInt32());
        Assert.Equal(0, (await NumbersAsync("?team=fostering"))["applications"].GetInt32());
        Assert.Equal(1, (await NumbersAsync("?to=2026-03-02"))["applications"].GetInt32());
        Assert.Equal(1, (await NumbersAsync("?from=2026-03-03&to=2026-03-10"))["applications"].GetInt32());
        Assert.Equal(0, (await NumbersAsync("?from=2026-03-11"))["applications"].GetInt32());
    }

    [Fact]
    public async Task A_period_that_is_none_is_refused()
    {
        foreach (var query in (string[])["from=yesterday", "to=2026-02-30", "from=2026-03-02&to=2026-03-01", "from="])
        {
            (await _council.GetAsync(Staff.Recruiter, $"/api/recruitment-numbers?{query}")).Expect(400, "query-malformed");
        }
    }

    private async Task<Reply> NumbersAsync(string query) => (await _council.GetAsync(Staff.Auditor, $"/api/recruitment-numbers{query}")).Expect(200);
}
