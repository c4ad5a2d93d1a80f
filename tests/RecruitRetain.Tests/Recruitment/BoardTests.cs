using System.Globalization;

namespace RecruitRetain.Tests.Recruitment;

public sealed class BoardTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task The_board_shows_the_longest_waiting_first_and_follows_each_step()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var first = await _council.ApplyAsync(vacancy, "a@example.org");
        await _council.AdvanceAsync("2026-03-03T09:00");
        var second = await _council.ApplyAsync(vacancy, "b@example.org");
        await _council.AdvanceAsync("2026-03-05T09:00");

        Assert.Equal([first, second], await IdsAsync("?state=submitted"));
        (await _council.ShortlistAsync(first)).Expect(200);
        Assert.Equal([second], await IdsAsync("?state=submitted"));

        var item = Assert.Single((await BoardAsync("?state=shortlisted"))["items"].EnumerateArray());
        Assert.Equal(first, item.GetProperty("id").GetString());
        Assert.Equal("2026-03-05T09:00:00+00:00", item.GetProperty("since").GetString());
        Assert.Equal("2026-03-02T09:00:00+00:00", item.GetProperty("receivedAt").GetString());
        Assert.Equal(0, item.GetProperty("daysInState").GetInt32());
        Assert.Equal("council-website", item.GetProperty("source").GetString());
        Assert.Equal("2026-03-12", item.GetProperty("dueOn").GetString());
        Assert.DoesNotContain("Bloggs", item.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("per_", item.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_filter_and_their_combinations_leave_what_they_say()
    {
        var (one, other) = (await _council.OpenVacancyAsync(), await _council.OpenVacancyAsync());
        var a = await _council.ApplyAsync(one, "a@example.org");
        var b = await _council.ApplyAsync(one, "b@example.org");
        var c = await _council.ApplyAsync(other, "c@example.org");
        await _council.AdvanceAsync("2026-03-10T09:00");
        var late = await _council.ApplyAsync(other, "d@example.org");
        (await _council.ShortlistAsync(a)).Expect(200);

        await ExpectAsync("", a, b, c, late);
        await ExpectAsync($"?vacancyId={one}", a, b);
        await ExpectAsync($"?vacancyId={one}&state=shortlisted", a);
        await ExpectAsync("?source=council-website", a, b, c, late);
        await ExpectAsync("?source=council-website&state=submitted", b, c, late);
        await ExpectAsync("?source=a-friend");
        await ExpectAsync("?daysInState=8", b, c);
        await ExpectAsync("?daysInState=9");
        await ExpectAsync("?state=submitted&daysInState=8", b, c);
        await ExpectAsync("?state=submitted&daysInState=0", b, c, late);

        // The target of a new application is ten working days: Monday 16 March is the last day in time.
        await _council.AdvanceAsync("2026-03-16T23:00");
        await ExpectAsync("?overdue=true&state=submitted");
        await _council.AdvanceAsync("2026-03-17");
        await ExpectAsync("?overdue=true&state=submitted", b, c);
        await ExpectAsync($"?overdue=true&vacancyId={other}", c);
        await ExpectAsync("?overdue=false&state=submitted", b, c, late);
    }

    [Fact]
    public async Task Pages_of_the_board_end_where_the_filter_does()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await _council.ApplyAsync(vacancy, $"c{i}@example.org"));
            await _council.AdvanceAsync(string.Create(CultureInfo.InvariantCulture, $"2026-03-02T{i + 10}:00"));
        }

        List<string> seen = [];
        for (var next = $"/api/board?vacancyId={vacancy}&size=2"; next is not null;)
        {
            var page = (await _council.GetAsync(Staff.Recruiter, next)).Expect(200);
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page["next"].GetString();
        }

        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task Counts_follow_each_step_for_all_vacancies_and_for_one()
    {
        var (one, other) = (await _council.OpenVacancyAsync(), await _council.OpenVacancyAsync());
        Assert.Equal("""{"total":0,"states":{}}""", await CountsAsync());
        var a = await _council.ApplyAsync(one, "a@example.org");
        await _council.ApplyAsync(one, "b@example.org");
        await _council.ApplyAsync(other, "c@example.org");

        Assert.Equal("""{"total":3,"states":{"submitted":3}}""", await CountsAsync());
        Assert.Equal("""{"total":3,"states":{"submitted":3}}""", await CountsAsync());
        (await _council.ShortlistAsync(a)).Expect(200);
        Assert.Equal("""{"total":3,"states":{"submitted":2,"shortlisted":1}}""", await CountsAsync());
        Assert.Equal("""{"total":2,"states":{"submitted":1,"shortlisted":1}}""", await CountsAsync($"?vacancyId={one}"));
        Assert.Equal("""{"total":0,"states":{}}""", await CountsAsync("?vacancyId=vac_00000000000000000000000000"));
    }

    [Fact]
    public async Task A_question_that_cannot_be_meant_is_refused()
    {
        foreach (var query in (string[])["state=happy", "overdue=maybe", "daysInState=-1", "daysInState=x", "vacancyId=a|b", "assignee=", "source=a|b", "size=0", "cursor=!"])
        {
            (await _council.GetAsync(Staff.Recruiter, $"/api/board?{query}")).Expect(400, "query-malformed");
        }

        await ExpectAsync($"?vacancyId={Uri.EscapeDataString("x' or VacancyId ne '")}");
    }

    private async Task<Reply> BoardAsync(string query) => (await _council.GetAsync(Staff.Recruiter, $"/api/board{query}")).Expect(200);

    private async Task<IReadOnlyList<string>> IdsAsync(string query) =>
        [.. (await BoardAsync(query))["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private async Task ExpectAsync(string query, params string[] ids) => Assert.Equal(ids.Order(), (await IdsAsync(query)).Order());

    private async Task<string> CountsAsync(string query = "") => (await _council.GetAsync(Staff.Auditor, $"/api/board/counts{query}")).Expect(200).Text;
}
