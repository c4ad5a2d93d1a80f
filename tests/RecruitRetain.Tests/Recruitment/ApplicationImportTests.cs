using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Recruitment;

public sealed class ApplicationImportTests : IAsyncLifetime
{
    private const string Header = "name,email,privacy_notice,registration_number,statement,referrer\n";

    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_file_of_applications_comes_in_whole_and_each_candidate_hears_of_it_once()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var file = Header + "Ana Silva,ana@example.org,1,SW1,\"I care, \"\"truly\"\".\",\nBen Ode,ben@example.org,1,,,Nia Rees\n";

        var import = (await ImportAsync($"?vacancyId={vacancy}", file)).Expect(201);
        var again = (await ImportAsync($"?vacancyId={vacancy}", file)).Expect(201);

        Assert.Equal(import.Id, again.Id);
        var shown = (await _council.GetAsync(Staff.Recruiter, $"/api/application-imports/{import.Id}")).Expect(200);
        Assert.Equal(("complete", 2), (shown["state"].GetString(), shown["applications"].GetInt32()));
        var applications = await ApplicationsAsync();
        Assert.Equal(2, applications.Count);
        Assert.Single(_council.MailsTo("ana@example.org"));
        Assert.Single(_council.MailsTo("ben@example.org"));
        Assert.Equal(2, (await _council.GetAsync(Staff.Recruiter, $"/api/board?vacancyId={vacancy}"))["items"].GetArrayLength());
        var candidates = new List<(string?, string?)>();
        foreach (var id in applications)
        {
            var candidate = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["candidate"];
            candidates.Add((candidate.GetProperty("name").GetString(), candidate.GetProperty("statement").GetString()));
        }

        Assert.Equal([("Ana Silva", "I care, \"truly\"."), ("Ben Ode", null)], candidates.Order());
    }

    [Fact]
    public async Task Every_row_at_fault_is_named_by_line_and_column_and_nothing_comes_in()
    {
        var open = await _council.OpenVacancyAsync();
        var closed = await _council.OpenVacancyAsync();
        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{closed}/closing")).Expect(200);
        var file = "vacancy_id,name,email,privacy_notice,phone\n"
            + $"{open},Ana Silva,ana@example.org,1,\n"
            + "vac_unknown,,nobody,1,12\n"
            + $"{closed},Ben Ode,ben@example.org,,\n"
            + $"{open},Ana Silva,ANA@example.org,1,\n"
            + $"{open},too,few\n";

        var refused = (await ImportAsync("", file)).Expect(422, "import-refused");

        Assert.Equal(
            [
                "line 3, vacancy_id", "line 3, name", "line 3, email", "line 3, phone", "line 4, vacancy_id", "line 4, privacy_notice", "line 5, email", "line 6",
            ],
            refused.Fields);
        Assert.Empty(await ApplicationsAsync());
        Assert.Empty((await _council.GetAsync(Staff.Recruiter, "/api/application-imports"))["items"].EnumerateArray());
        Assert.Empty(_council.MailsTo("ana@example.org"));
    }

    [Fact]
    public async Task A_file_that_is_not_one_is_refused()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var latin = Encoding.Latin1.GetBytes(Header + "Zoë Day,zoe@example.org,1,,,\n");

        (await PostAsync($"?vacancyId={vacancy}", latin, "text/csv", "k1")).Expect(400, "body-not-utf8");
        (await PostAsync($"?vacancyId={vacancy}", new byte[10 * 1024 * 1024], "text/csv", "k2")).Expect(413, "body-too-large");
        (await PostAsync($"?vacancyId={vacancy}", [.. "[]"u8], "application/json", "k3")).Expect(415, "csv-expected");
        (await PostAsync($"?vacancyId={vacancy}", [.. "a,b"u8], "text/csv", null)).Expect(400, "idempotency-key-required");
        Assert.Equal(
            ["line 1, nonsense", "line 1, privacy_notice"],
            (await ImportAsync($"?vacancyId={vacancy}", "name,email,nonsense\n")).Expect(422, "import-refused").Fields);
        Assert.Equal(["line 2"], (await PostAsync($"?vacancyId={vacancy}", Encoding.UTF8.GetBytes(Header), "text/csv", "k4")).Expect(422).Fields);
    }

    [Fact]
    public async Task An_import_that_died_half_way_shows_nothing_until_it_has_been_completed_at_the_next_start()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var importId = Id.New("import");
        var people = _council.Services.GetRequiredService<People>();
        for (var i = 0; i < 2; i++)
        {
            NewApplication form = new(vacancy, $"Candidate {i}", $"candidate{i}@example.org", "2026-01");
            await people.SaveBatchAsync(importId, i, Json.Write<ImportedApplication[]>([new(i, "social-worker", form)]), TestContext.Current.CancellationToken);
        }

        await _council.Services.GetRequiredService<Commands>().BeginAsync(
            null, ImportApplications.Kind, importId, "rachel", () => new ImportAccepted(importId, 2, 2, "rachel"));
        await ActivatorUtilities.CreateInstance<ImportActivities>(_council.Services).WriteImportBatch(new(importId, 0));

        Assert.Empty(await ApplicationsAsync());
        Assert.Empty((await _council.GetAsync(Staff.Recruiter, "/api/board"))["items"].EnumerateArray());
        Assert.Equal("writing", (await _council.GetAsync(Staff.Recruiter, $"/api/application-imports/{importId}"))["state"].GetString());
        await _council.RebuildAsync();
        await _council.SettleAsync();

        Assert.Equal("complete", (await _council.GetAsync(Staff.Recruiter, $"/api/application-imports/{importId}"))["state"].GetString());
        Assert.Equal(2, (await ApplicationsAsync()).Count);
        Assert.Single(_council.MailsTo("candidate0@example.org"));
        Assert.Single(_council.MailsTo("candidate1@example.org"));
        Assert.Equal(2, (await _council.GetAsync(Staff.Recruiter, "/api/board"))["items"].GetArrayLength());
    }

    private async Task<List<string>> ApplicationsAsync() =>
        [.. (await _council.GetAsync(Staff.Recruiter, "/api/applications"))["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private Task<Reply> ImportAsync(string query, string file) => PostAsync(query, Encoding.UTF8.GetBytes(file), "text/csv", $"import-{file.GetHashCode(StringComparison.Ordinal)}");

    private async Task<Reply> PostAsync(string query, byte[] file, string type, string? key)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await _council.PostAsync(Staff.Recruiter, $"/api/application-imports{query}", content, key is null ? [] : [("Idempotency-Key", key)]);
    }
}
