namespace RecruitRetain.Tests.Recruitment;

public sealed class VacancyJourneyTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_vacancy_is_public_once_it_is_open_and_survives_a_restart()
    {
        var created = (await _council.PostAsync(Staff.Recruiter, "/api/vacancies", A.Vacancy())).Expect(201);
        Assert.Empty((await _council.GetAsync(null, "/api/open-vacancies")).Expect(200)["items"].EnumerateArray());

        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{created.Id}/opening")).Expect(200);
        await _council.RebuildAsync();

        var open = Assert.Single((await _council.GetAsync(null, "/api/open-vacancies")).Expect(200)["items"].EnumerateArray());
        Assert.Equal(created.Id, open.GetProperty("id").GetString());
    }
}
