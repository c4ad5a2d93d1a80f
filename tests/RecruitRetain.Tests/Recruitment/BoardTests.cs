using System.Globalization;
using System.Text.Json;

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
        var (one, other) = (await _council.OpenVacancyAsync(others: new { closingOn = "2026-03-13" }), await _council.OpenVacancyAsync());
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

        // The target of a new application is ten working days after the vacancy closes: Friday 27 March is the last day in time for the first.
        await _council.AdvanceAsync("2026-03-27T23:00");
        await ExpectAsync("?overdue=true&state=submitted");
        await _council.AdvanceAsync("2026-03-28");
        await ExpectAsync("?overdue=true&state=submitted", b);
        await ExpectAsync($"?overdue=true&vacancyId={other}");
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

    [Fact]
    public async Task Whoever_looks_after_an_application_finds_it()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var (a, b) = (await _council.ApplyAsync(vacancy, "a@example.org"), await _council.ApplyAsync(vacancy, "b@example.org"));

        (await AssignAsync(a, "rachel")).Expect(200);
        await ExpectAsync("?assignee=rachel", a);
        await ExpectAsync($"?assignee=rachel&vacancyId={vacancy}&state=submitted", a);
        (await AssignAsync(a, "rob")).Expect(200);
        (await AssignAsync(b, "rob")).Expect(200);
        await ExpectAsync("?assignee=rachel");
        await ExpectAsync("?assignee=rob", a, b);
        (await AssignAsync(b, null)).Expect(200);
        await ExpectAsync("?assignee=rob", a);

        var etag = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{a}")).ETag;
        foreach (var wrong in (string[])["", "a|b", "a/b", new('x', 101)])
        {
            Assert.Equal(["assignee"], (await AssignAsync(a, wrong)).Expect(422).Fields);
        }

        Assert.Equal(etag, (await AssignAsync(a, "rob")).Expect(200).ETag);
        (await _council.ShortlistAsync(a, shortlisted: false)).Expect(200);
        (await AssignAsync(a, "rachel")).Expect(409, "step-not-allowed");
        await ExpectAsync("?assignee=rob", a);
    }

    [Fact]
    public async Task The_timeline_tells_what_was_decided_sent_and_noted_in_order()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        await _council.AdvanceAsync("2026-03-03T09:00");
        (await NoteAsync(id, "Asked for a ramp at the interview.")).Expect(200);
        await _council.AdvanceAsync("2026-03-04T09:00");
        (await _council.ShortlistAsync(id)).Expect(200);

        Assert.Equal(
            [
                "2026-03-02T09:00:00 event public ApplicationSubmitted ",
                "2026-03-02T09:00:00 sent   acknowledgement-1",
                "2026-03-03T09:00:00 note rachel NoteWritten Asked for a ramp at the interview.",
                "2026-03-04T09:00:00 event henry ApplicationShortlisted ",
                "2026-03-04T09:00:00 sent   shortlisted-3",
            ],
            await TimelineAsync(Staff.Recruiter, id));
        Assert.Contains("2026-03-03T09:00:00 note rachel NoteWritten ", await TimelineAsync(Staff.Auditor, id));
        (await _council.GetAsync(Staff.Recruiter, "/api/applications/app_00000000000000000000000000/timeline")).Expect(404);
    }

    [Fact]
    public async Task A_note_stays_out_of_the_journal_and_is_written_once_for_one_key()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        (await NoteAsync(id, "Rang: is on leave until Monday.", ("Idempotency-Key", "note-1"))).Expect(200);
        (await NoteAsync(id, "Rang: is on leave until Monday.", ("Idempotency-Key", "note-1"))).Expect(200);

        Assert.Single(await TimelineAsync(Staff.Hr, id), line => line.Contains("on leave", StringComparison.Ordinal));
        Assert.DoesNotContain("on leave", (await _council.GetAsync(Staff.Hr, $"/api/applications/{id}/history")).Text, StringComparison.Ordinal);
        Assert.Equal(["text"], (await NoteAsync(id, " ")).Expect(422).Fields);
        Assert.Equal(["text"], (await NoteAsync(id, new('x', 4_001))).Expect(422).Fields);
        Assert.Single(await TimelineAsync(Staff.Hr, id), line => line.Contains("note", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Candidates_are_found_by_the_beginnings_of_their_names_and_by_address()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var jo = await _council.ApplyAsync(vacancy, "jo@example.org");
        (await _council.PostAsync(null, "/api/applications", new { vacancyId = vacancy, name = "Zoë O'Brien-Ng", email = "zoe@example.org", privacyNotice = "1" })).Expect(201);
        (await _council.PostAsync(null, "/api/applications", new { vacancyId = vacancy, name = "Wilhelmina Featherstone", email = "w@example.org", privacyNotice = "1" })).Expect(201);

        foreach (var text in (string[])["feat", "feathe", "feather", "Featherstone", "wilhelm feathers", "wilhelmina f"])
        {
            Assert.Equal("Wilhelmina Featherstone", Assert.Single((await SearchAsync(text)).Expect(200)["items"].EnumerateArray()).GetProperty("name").GetString());
        }

        foreach (var text in (string[])["Bloggs", "blog", "jo bloggs", "BLOGGS jo", "jo@example.org", " JO@EXAMPLE.ORG "])
        {
            var found = Assert.Single((await SearchAsync(text)).Expect(200)["items"].EnumerateArray());
            Assert.Equal("Jo Bloggs", found.GetProperty("name").GetString());
            Assert.Equal(jo, Assert.Single(found.GetProperty("applications").EnumerateArray()).GetProperty("id").GetString());
        }

        foreach (var text in (string[])["zoe", "ZOË bri", "brien", "ng"])
        {
            Assert.Equal("Zoë O'Brien-Ng", Assert.Single((await SearchAsync(text)).Expect(200)["items"].EnumerateArray()).GetProperty("name").GetString());
        }

        foreach (var text in (string[])["Smith", "jo smith", "loggs", "example.org", "other@example.org"])
        {
            Assert.Empty((await SearchAsync(text)).Expect(200)["items"].EnumerateArray());
        }

        foreach (var text in (string[])["", "  ", "!?", new('x', 255)])
        {
            Assert.Equal(["text"], (await SearchAsync(text)).Expect(422).Fields);
        }

        (await _council.PostAsync(Staff.HiringManager, "/api/candidate-searches", new { text = "Bloggs" })).Expect(403);
    }

    private Task<Reply> AssignAsync(string id, string? assignee) => _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/assignment", new { assignee });

    private Task<Reply> NoteAsync(string id, string text, params (string, string)[] headers) =>
        _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/notes", new { text }, headers);

    private Task<Reply> SearchAsync(string text) => _council.PostAsync(Staff.Recruiter, "/api/candidate-searches", new { text });

    private async Task<List<string>> TimelineAsync(Staff who, string id) =>
    [
        .. (await _council.GetAsync(who, $"/api/applications/{id}/timeline")).Expect(200)["items"].EnumerateArray().Select(line =>
            $"{line.GetProperty("at").GetString()![..19]} {line.GetProperty("kind").GetString()} {line.GetProperty("actor").GetString()} "
            + (line.GetProperty("event") is { ValueKind: JsonValueKind.Object } happened ? happened.GetProperty("$type").GetString() : "")
            + $" {line.GetProperty("sent").GetString() ?? line.GetProperty("text").GetString()}"),
    ];

    private async Task<Reply> BoardAsync(string query) => (await _council.GetAsync(Staff.Recruiter, $"/api/board{query}")).Expect(200);

    private async Task<IReadOnlyList<string>> IdsAsync(string query) =>
        [.. (await BoardAsync(query))["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private async Task ExpectAsync(string query, params string[] ids) => Assert.Equal(ids.Order(), (await IdsAsync(query)).Order());

    private async Task<string> CountsAsync(string query = "") => (await _council.GetAsync(Staff.Auditor, $"/api/board/counts{query}")).Expect(200).Text;
}
