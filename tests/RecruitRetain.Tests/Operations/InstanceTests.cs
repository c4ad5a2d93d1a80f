using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Operations;

public sealed class InstanceTests
{
    private static readonly Staff Operator = DeadLetterTests.Operator;

    [Fact]
    public async Task An_operator_sees_what_waits_for_what_under_which_version_and_nothing_that_it_was_told()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var application = await council.ApplyAsync(await council.OpenVacancyAsync());

        var journey = (await council.GetAsync(Operator, $"/api/instances/journey-{application}")).Expect(200);
        Assert.Equal(
            ("CandidateJourney", "1.0", "running", true, false),
            (journey["name"].GetString(), journey["version"].GetString(), journey["status"].GetString(), journey["waits"].GetBoolean(), journey["idle"].GetBoolean()));
        Assert.Equal(
            ["id", "name", "version", "status", "startedAt", "updatedAt", "waits", "until", "idle"], journey.Json.EnumerateObject().Select(property => property.Name));

        var stage = Assert.Single(await ListAsync(council, "?name=RecruitmentStage&status=running&version=1.0"));
        Assert.Equal($"recruitment-{application}", stage.GetProperty("id").GetString());
        Assert.True(stage.GetProperty("waits").GetBoolean());
        Assert.Empty(await ListAsync(council, "?version=2.0"));
        Assert.Empty(await ListAsync(council, "?idle=true"));
        Assert.Equal(["status"], (await council.GetAsync(Operator, "/api/instances?status=canceled")).Expect(400).Fields);
        (await council.GetAsync(Operator, "/api/instances/journey-none")).Expect(404);
        (await council.GetAsync(Staff.Hr, "/api/instances")).Expect(403, "role-required");
        Assert.Equal(
            ["CandidateJourney 1.0 running 1", "RecruitmentStage 1.0 running 1"], await CountsAsync(council));
    }

    [Fact]
    public async Task A_list_goes_on_where_the_page_before_ended()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        foreach (var number in Enumerable.Range(0, 4))
        {
            await council.ApplyAsync(vacancy, $"candidate{number}@example.org");
        }

        List<string> seen = [];
        for (var next = "/api/instances?size=3&name=CandidateJourney"; next is not null;)
        {
            var page = (await council.GetAsync(Operator, next)).Expect(200);
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page["next"].GetString();
        }

        Assert.Equal(4, seen.Distinct().Count());
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public async Task A_journey_that_failed_is_started_again_once_its_cause_is_mended_and_nobody_is_written_to_twice()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var vacancy = await council.OpenVacancyAsync();
        await council.Services.GetRequiredService<TableServiceClient>().DeleteTableAsync("links", TestContext.Current.CancellationToken);
        var application = await council.ApplyAsync(vacancy);
        await council.AdvanceAsync("2026-03-06T09:00");

        Assert.Equal(["CandidateJourney 1.0 failed 1", "RecruitmentStage 1.0 failed 1"], await CountsAsync(council));
        Assert.Empty(council.MailsTo(Candidates.Jo));
        (await council.PostAsync(Operator, $"/api/instances/recruitment-{application}/restart", Because())).Expect(409, "part-of-a-journey");
        (await council.PostAsync(Staff.Auditor, $"/api/instances/journey-{application}/restart", Because())).Expect(403);
        (await council.PostAsync(Operator, $"/api/instances/journey-{application}/restart", new { reason = "" })).Expect(422, "reason-required");

        // A start makes the tables that are missing.
        await council.RebuildAsync();
        (string, string) once = ("Idempotency-Key", "again");
        var act = (await council.PostAsync(Operator, $"/api/instances/journey-{application}/restart", Because(), once)).Expect(201);
        Assert.Equal("done", act["outcome"].GetString());
        (await council.PostAsync(Operator, $"/api/instances/journey-{application}/restart", Because(), once)).Expect(201);
        (await council.PostAsync(Operator, $"/api/instances/journey-{application}/restart", Because())).Expect(409, "instance-not-so-far");

        Assert.Equal(["CandidateJourney 1.0 running 1", "RecruitmentStage 1.0 running 1"], await CountsAsync(council));
        Assert.Single(council.MailsTo(Candidates.Jo));
        (await council.ShortlistAsync(application)).Expect(200);
        Assert.Equal(2, council.MailsTo(Candidates.Jo).Count);
        Assert.Single((await council.GetAsync(Staff.Auditor, $"/api/operator-acts?subject=journey-{application}")).Expect(200)["items"].EnumerateArray());
    }

    [Fact]
    public async Task An_instance_that_is_held_does_nothing_until_it_is_let_go()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var application = await council.ApplyAsync(await council.OpenVacancyAsync());
        var stage = $"/api/instances/recruitment-{application}";

        (await council.PostAsync(Operator, $"{stage}/resumption", Because())).Expect(409, "instance-not-so-far");
        (await council.PostAsync(Operator, $"{stage}/suspension", Because())).Expect(201);
        Assert.Equal("suspended", (await council.GetAsync(Operator, stage)).Expect(200)["status"].GetString());
        (await council.ShortlistAsync(application)).Expect(200);
        Assert.Single(council.MailsTo(Candidates.Jo));

        (await council.PostAsync(Operator, $"{stage}/resumption", Because())).Expect(201);
        Assert.Equal(2, council.MailsTo(Candidates.Jo).Count);
    }

    [Fact]
    public async Task An_instance_that_is_ended_takes_its_stages_with_it_and_can_be_started_again()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var application = await council.ApplyAsync(await council.OpenVacancyAsync());

        (await council.PostAsync(Operator, $"/api/instances/journey-{application}/termination", Because())).Expect(201);
        Assert.Empty(await CountsAsync(council));
        Assert.Equal(2, (await ListAsync(council, "?status=terminated")).Count);
        (await council.PostAsync(Operator, $"/api/instances/journey-{application}/termination", Because())).Expect(409, "instance-not-so-far");
        (await council.PostAsync(Operator, $"/api/instances/journey-{application}/suspension", Because())).Expect(409, "instance-not-so-far");

        (await council.PostAsync(Operator, $"/api/instances/journey-{application}/restart", Because())).Expect(201);
        Assert.Equal(["CandidateJourney 1.0 running 1", "RecruitmentStage 1.0 running 1"], await CountsAsync(council));
        Assert.Single(council.MailsTo(Candidates.Jo));
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("suspension")]
    [InlineData("resumption")]
    [InlineData("termination")]
    public async Task What_is_no_instance_is_not_found(string step)
    {
        await using var council = await Council.OpenAsync();

        (await council.PostAsync(Operator, $"/api/instances/journey-app_00000000000000000000000000/{step}", Because())).Expect(404);
        Assert.Empty((await council.GetAsync(Operator, "/api/operator-acts")).Expect(200)["items"].EnumerateArray());
    }

    private static object Because() => new { reason = "ticket 4711" };

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Council council, string query) =>
        [.. (await council.GetAsync(Operator, $"/api/instances{query}")).Expect(200)["items"].EnumerateArray()];

    private static async Task<IReadOnlyList<string>> CountsAsync(Council council) =>
    [
        .. (await council.GetAsync(Operator, "/api/instances/counts")).Expect(200)["items"].EnumerateArray()
            .Select(count => $"{count.GetProperty("name")} {count.GetProperty("version")} {count.GetProperty("status")} {count.GetProperty("count")}"),
    ];
}
