using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Access;

public sealed class BreakGlassTests
{
    private const string Hr = "hr@council.example";

    private static readonly Staff Olga = new("olga", "recruiter");

    [Fact]
    public async Task Somebody_sees_what_is_not_theirs_for_some_hours_and_HR_is_told_first_and_lists_every_read()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var other = await council.ApplyAsync(await council.OpenVacancyAsync(), "kim@example.org");
        (await council.GetAsync(Olga, $"/api/applications/{id}")).Expect(404, "not-found");

        var glass = (await OpenAsync(council, Olga, id, hours: 2)).Expect(201);

        Assert.Equal($"olga opens {id} in an emergency", council.MailsTo(Hr)[^1].Subject);
        Assert.Contains("until 11:00 on 2 March 2026", council.MailsTo(Hr)[^1].Text, StringComparison.Ordinal);
        (await council.GetAsync(Olga, $"/api/applications/{id}")).Expect(200);
        (await council.GetAsync(Olga, $"/api/applications/{id}/timeline")).Expect(200);
        (await council.GetAsync(Olga, $"/api/applications/{other}")).Expect(404, "not-found");
        (await council.GetAsync(Staff.HiringManager with { Name = "omar" }, $"/api/applications/{id}")).Expect(404, "not-found");
        (await council.PostAsync(Olga, $"/api/applications/{id}/notes", new { text = "I was here." })).Expect(404, "not-found");
        Assert.Empty((await council.GetAsync(Olga, "/api/applications"))["items"].EnumerateArray());

        await council.AdvanceAsync("2026-03-02T11:00");
        (await council.GetAsync(Olga, $"/api/applications/{id}")).Expect(404, "not-found");

        var used = Assert.Single((await council.GetAsync(Staff.Hr, "/api/break-glass?by=olga")).Expect(200)["items"].EnumerateArray());
        Assert.Equal((id, 2, "The family is at the door."), (used.GetProperty("objectId").GetString(), used.GetProperty("reads").GetInt32(), used.GetProperty("reason").GetString()));
        var lines = (await council.GetAsync(Staff.Auditor, glass.Location!)).Expect(200)["items"].EnumerateArray().ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.Equal("olga", line.GetProperty("actor").GetString()));
        (await council.GetAsync(Olga, "/api/break-glass")).Expect(403, "role-required");
    }

    [Fact]
    public async Task It_takes_a_reason_an_object_and_a_few_hours_and_tells_nothing_of_what_there_is()
    {
        await using var council = await Council.OpenAsync();

        Assert.Equal(
            ["resource", "id", "reason", "hours"],
            (await council.PostAsync(Olga, "/api/break-glass", new { resource = "payments", id = "../x", reason = " ", hours = 9 })).Expect(422, "invalid-fields").Fields);
        (await council.PostAsync(Staff.Payroll, "/api/break-glass", new { resource = "applications", id = "app_1", reason = "Because." })).Expect(403, "role-required");
        (await council.PostAsync(null, "/api/break-glass", new { })).Expect(401, "token-required");
        Assert.Empty(council.MailsTo(Hr));
        (await OpenAsync(council, Olga, "app_00000000000000000000000000")).Expect(201);
        (await council.GetAsync(Olga, "/api/applications/app_00000000000000000000000000")).Expect(404, "not-found");
    }

    private static Task<Reply> OpenAsync(Council council, Staff who, string id, int hours = 1) =>
        council.PostAsync(who, "/api/break-glass", new { resource = "applications", id, reason = "The family is at the door.", hours });
}
