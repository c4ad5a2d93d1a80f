using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Tests.Housing;
using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Tests.Retention;

namespace RecruitRetain.Tests.Operations;

public sealed class RestoreTests
{
    private static readonly Staff Operator = DeadLetterTests.Operator;

    private static readonly string[] Subjects = ["applications", "retention-plans", "housing-requests", "homes", "pay-runs"];

    [Fact]
    public async Task Journeys_that_are_lost_begin_again_from_their_journals_and_nobody_is_written_to_twice()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var vacancy = await council.OpenVacancyAsync();
        var application = await council.ApplyAsync(vacancy);
        var starter = await Starter.BeginAsync(council);
        await HousingJourneyTests.NominateAsync(council, await HousingJourneyTests.RequestAsync(council, starter.Id), "RV-1");
        var mails = council.Azure.Mailbox.List(10_000).Count;

        await LoseJourneysAsync(council);
        Assert.Equal(["1 1", "1 1", "1 1", "1 1", "0 0"], await RestartAsync(council));
        Assert.Equal(["1 0", "1 0", "1 0", "1 0", "0 0"], await RestartAsync(council));

        Assert.Equal(mails, council.Azure.Mailbox.List(10_000).Count);
        (await council.ShortlistAsync(application)).Expect(200);
        Assert.Equal(2, council.MailsTo(Candidates.Jo).Count);
        await council.AdvanceAsync("2026-09-02T12:00");
        Assert.Equal("eligible", await starter.StateAsync(1));
        var acts = (await council.GetAsync(Staff.Auditor, "/api/operator-acts?what=restart-journeys&subject=applications")).Expect(200)["items"];
        Assert.Equal(
            ["1 looked at, 0 started", "1 looked at, 1 started"],
            acts.EnumerateArray().Select(act => act.GetProperty("outcome").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_came_by_an_application_gets_their_stages_back_from_its_journey()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var application = await council.ApplyAsync(await council.OpenVacancyAsync());
        var lost = await council.ApplyAsync(await council.OpenVacancyAsync(), "kim@example.org");
        (await council.ShortlistAsync(lost, shortlisted: false)).Expect(200);
        await council.AdvanceAsync("2026-05-01T09:00");
        await LoseJourneysAsync(council);

        // One goes on; the other ended two months ago.
        Assert.Equal("2 1", (await RestartAsync(council))[0]);
        Assert.NotNull(council.Instance($"journey-{application}"));
        Assert.Null(council.Instance($"journey-{lost}"));
    }

    [Fact]
    public async Task Many_are_started_step_by_step_and_a_step_that_comes_again_does_no_harm()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var vacancy = await council.OpenVacancyAsync();
        foreach (var number in Enumerable.Range(0, 205))
        {
            await council.ApplyAsync(vacancy, $"candidate{number}@example.org");
        }

        await LoseJourneysAsync(council);
        var first = await StepAsync(council, "applications", null, ("Idempotency-Key", "one"));
        Assert.Equal((200, 200), (first["lookedAt"].GetInt32(), first["started"].GetInt32()));
        Assert.Equal(first.Text, (await StepAsync(council, "applications", null, ("Idempotency-Key", "one"))).Text);
        var second = await StepAsync(council, "applications", first["next"].GetString());
        Assert.Equal((5, 5, JsonValueKind.Null), (second["lookedAt"].GetInt32(), second["started"].GetInt32(), second["next"].ValueKind));
    }

    [Fact]
    public async Task Only_an_operator_with_a_reason_restarts_journeys_or_exports()
    {
        await using var council = await Council.OpenAsync();

        (await council.PostAsync(Staff.Hr, "/api/journey-restarts", new { reason = "drill", subject = "homes" })).Expect(403, "role-required");
        (await council.PostAsync(Operator, "/api/journey-restarts", new { reason = " ", subject = "homes" })).Expect(422, "reason-required");
        (await council.PostAsync(Operator, "/api/journey-restarts", new { reason = "drill", subject = "people" })).Expect(400, "body-malformed");
        (await council.PostAsync(Staff.Hr, "/api/exports", new { reason = "drill" })).Expect(403, "role-required");
        (await council.PostAsync(Staff.Auditor, "/api/exports", new { reason = "drill" })).Expect(403, "role-required");
        (await council.PostAsync(Operator, "/api/exports", new { reason = "" })).Expect(422, "reason-required");
        Assert.Empty((await council.GetAsync(Operator, "/api/operator-acts")).Expect(200)["items"].EnumerateArray());
    }

    [Fact]
    public async Task An_export_is_fetched_by_whoever_began_it_within_a_day_and_every_table_fetched_is_recorded()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var begun = (await council.PostAsync(Operator, "/api/exports", new { reason = "we leave" })).Expect(201);
        Assert.Equal(Composition.Tables.Order(StringComparer.Ordinal), begun["tables"].EnumerateArray().Select(table => table.GetString()));

        var path = $"/api/exports/{begun.Id}/tables";
        (await council.GetAsync(Operator, $"{path}/checksets")).Expect(200);
        (await council.GetAsync(new Staff("olive", "operator"), $"{path}/checksets")).Expect(404);
        (await council.GetAsync(Staff.Hr, $"{path}/checksets")).Expect(403);
        (await council.GetAsync(Operator, $"{path}/nothing")).Expect(404);
        (await council.GetAsync(Operator, "/api/exports/act_00000000000000000000000000/tables/checksets")).Expect(404);
        await council.AdvanceAsync("2026-03-03T09:00");
        (await council.GetAsync(Operator, $"{path}/people")).Expect(200);
        await council.AdvanceAsync("2026-03-03T09:01");
        (await council.GetAsync(Operator, $"{path}/people")).Expect(404);

        var act = (await council.GetAsync(Staff.Auditor, begun.Location!)).Expect(200);
        Assert.Equal(("export", "we leave", "otto"), (act["what"].GetString(), act["reason"].GetString(), act["by"].GetString()));
        Assert.Equal(["checksets", "people"], act["fetched"].EnumerateArray().Select(table => table.GetString()));
        Assert.Equal(2, (await council.GetAsync(Staff.Auditor, "/api/audit?action=fetch-exported-table")).Expect(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task The_drill_what_is_exported_from_one_council_goes_on_in_another()
    {
        Dictionary<string, string> copy = [];
        string application;
        Starter starter;
        await using (var old = await Council.OpenAsync("2026-03-02T09:00"))
        {
            application = await old.ApplyAsync(await old.OpenVacancyAsync());
            starter = await Starter.BeginAsync(old);
            var export = (await old.PostAsync(Operator, "/api/exports", new { reason = "drill" })).Expect(201);
            foreach (var table in export["tables"].EnumerateArray().Select(table => table.GetString()!))
            {
                copy[table] = (await old.GetAsync(Operator, $"/api/exports/{export.Id}/tables/{table}")).Expect(200).Text;
            }
        }

        await using var council = await Council.OpenAsync("2026-03-04T09:00");
        await RestoreAsync(council, copy);
        await council.RebuildAsync();
        Assert.Equal(["1 1", "1 1", "0 0", "0 0", "0 0"], await RestartAsync(council));

        Assert.Equal("submitted", (await council.GetAsync(Staff.Hr, $"/api/applications/{application}")).Expect(200)["state"].GetString());
        Assert.Empty(council.MailsTo(Candidates.Jo));
        (await council.ShortlistAsync(application)).Expect(200);
        Assert.Single(council.MailsTo(Candidates.Jo));
        await council.AdvanceAsync("2026-09-02T12:00");
        Assert.Equal("eligible", await new Starter(council, starter.Id).StateAsync(1));

        // To the byte, but for what has happened since and the rows that a start makes.
        var again = (await council.PostAsync(Operator, "/api/exports", new { reason = "compare" })).Expect(201);
        Assert.Equal(copy["employments"], (await council.GetAsync(Operator, $"/api/exports/{again.Id}/tables/employments")).Expect(200).Text);
        Assert.Equal(copy["people"], (await council.GetAsync(Operator, $"/api/exports/{again.Id}/tables/people")).Expect(200).Text);
    }

    // What a restore into an empty task hub finds.
    private static async Task LoseJourneysAsync(Council council)
    {
        await council.Azure.Store.WriteAsync(session =>
        {
            session.Execute("DELETE FROM instances");
            session.Execute("DELETE FROM history");
            session.Execute("DELETE FROM inbox");
            session.Execute("DELETE FROM activities");
            session.Execute("DELETE FROM timers");
        });
        await council.RebuildAsync();
    }

    private static async Task<IReadOnlyList<string>> RestartAsync(Council council)
    {
        List<string> steps = [];
        foreach (var subject in Subjects)
        {
            var step = await StepAsync(council, subject, null);
            Assert.Equal(JsonValueKind.Null, step["next"].ValueKind);
            steps.Add($"{step["lookedAt"].GetInt32()} {step["started"].GetInt32()}");
        }

        return steps;
    }

    private static async Task<Reply> StepAsync(Council council, string subject, string? cursor, params (string, string)[] headers) =>
        (await council.PostAsync(Operator, "/api/journey-restarts", new { reason = "restored from the copy of Monday", subject, cursor }, headers)).Expect(200);

    private static async Task RestoreAsync(Council council, IReadOnlyDictionary<string, string> copy)
    {
        var tables = council.Services.GetRequiredService<TableServiceClient>();
        foreach (var (table, lines) in copy)
        {
            foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                await tables.GetTableClient(table).UpsertEntityAsync(Read(line), TableUpdateMode.Replace);
            }
        }
    }

    // As infra/scripts/tables.cs reads it.
    private static TableEntity Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        TableEntity row = [];
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String)
            {
                row[property.Name] = property.Value.GetString();
                continue;
            }

            var (type, text) = (property.Value[0].GetString(), property.Value[1].GetString()!);
            row[property.Name] = type switch
            {
                nameof(String) => text,
                nameof(Boolean) => bool.Parse(text),
                nameof(Int32) => int.Parse(text, CultureInfo.InvariantCulture),
                nameof(Int64) => long.Parse(text, CultureInfo.InvariantCulture),
                nameof(Double) => double.Parse(text, CultureInfo.InvariantCulture),
                nameof(DateTime) or nameof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                "Byte[]" or nameof(BinaryData) => Convert.FromBase64String(text),
                _ => throw new FormatException(type),
            };
        }

        return row;
    }
}
