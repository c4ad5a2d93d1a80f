using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Privacy;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.DataProtection;

public sealed class PrivacyNoticeTests
{
    [Fact]
    public void What_is_shipped_is_fit_to_be_published() => Assert.Empty(PrivacyNotice.Shipped.Validate());

    [Fact]
    public async Task Anybody_reads_which_version_is_in_force()
    {
        await using var council = await Council.OpenAsync();
        (await PublishAsync(council, "2026-04-01")).Expect(201);

        var before = (await council.GetAsync(null, "/api/privacy-notices")).Expect(200)["items"].EnumerateArray().ToList();
        await council.AdvanceAsync("2026-04-01");
        var second = (await council.GetAsync(null, "/api/privacy-notices/2")).Expect(200);

        Assert.Equal([(2, false), (1, true)], before.Select(notice => (notice.GetProperty("version").GetInt32(), notice.GetProperty("inForce").GetBoolean())));
        Assert.Equal(("2026-04-01", true, "For candidates."), (second["effectiveOn"].GetString(), second["inForce"].GetBoolean(), second["candidate"].GetString()));
        Assert.False((await council.GetAsync(null, "/api/privacy-notices/1")).Expect(200)["inForce"].GetBoolean());
        (await council.GetAsync(null, "/api/privacy-notices/3")).Expect(404);
    }

    [Fact]
    public async Task Whoever_applies_names_the_version_in_force_or_yesterdays()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        (await PublishAsync(council, "2026-03-10")).Expect(201);

        await AcceptsAsync("2026-03-09T23:59", ["1"], ["0", "2", "3", "2026-01", ""]);
        await AcceptsAsync("2026-03-10T00:01", ["1", "2"], ["3"]);
        await AcceptsAsync("2026-03-11T09:00", ["2"], ["1", "3"]);

        async Task AcceptsAsync(string at, string[] good, string[] bad)
        {
            await council.AdvanceAsync(at);
            foreach (var version in bad)
            {
                Assert.Equal(["privacyNotice"], (await ApplyAsync(version)).Expect(422, "invalid-fields").Fields);
            }

            foreach (var version in good)
            {
                (await ApplyAsync(version)).Expect(201);
            }
        }

        Task<Reply> ApplyAsync(string version) => council.PostAsync(
            null, "/api/applications", new { vacancyId = vacancy, name = "Jo Bloggs", email = Candidates.Jo, privacyNotice = version });
    }

    [Fact]
    public async Task The_version_and_the_instant_are_kept_with_who_somebody_is()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:30");
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());

        var person = (await council.Services.GetRequiredService<People>().FindAsync(await PurgeTests.PersonOfAsync(council, id), TestContext.Current.CancellationToken))!;

        Assert.Equal(("1", new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero)), (person.PrivacyNotice, person.PrivacyNoticeAt));
    }

    [Fact]
    public async Task A_file_of_applications_may_name_any_version_that_has_been_in_force()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        (await PublishAsync(council, "2026-03-02")).Expect(201);
        (await PublishAsync(council, "2026-03-20")).Expect(201);

        Assert.Equal(["line 4, privacy_notice"], (await ImportAsync("a", 1, 2, 3)).Expect(422, "import-refused").Fields);
        (await ImportAsync("b", 1, 2)).Expect(201);

        Task<Reply> ImportAsync(string key, params int[] versions) => council.PostAsync(
            Staff.Recruiter,
            $"/api/application-imports?vacancyId={vacancy}",
            new StringContent($"name,email,privacy_notice\n{string.Concat(versions.Select(version => $"Lee Moss,lee{version}@example.org,{version}\n"))}", Encoding.UTF8, "text/csv"),
            ("Idempotency-Key", key));
    }

    [Fact]
    public async Task A_version_is_published_by_HR_in_words_for_everybody_and_never_for_the_past()
    {
        await using var council = await Council.OpenAsync();

        Assert.Equal(["effectiveOn"], (await PublishAsync(council, "2026-03-01")).Expect(422).Fields);
        (await PublishAsync(council, "2026-04-01")).Expect(201);
        Assert.Equal(["effectiveOn"], (await PublishAsync(council, "2026-04-01")).Expect(422).Fields);
        Assert.Equal(
            ["candidate", "starter", "housingApplicant"],
            (await council.PostAsync(Staff.Hr, "/api/privacy-notices", new { effectiveOn = "2026-05-01", candidate = " ", starter = "", housingApplicant = new string('x', 5_001) })).Expect(422).Fields);
        (await council.PostAsync(Staff.Recruiter, "/api/privacy-notices", new { })).Expect(403, "role-required");
        Assert.Equal(2, (await council.GetAsync(null, "/api/privacy-notices")).Expect(200)["items"].GetArrayLength());
    }

    private static Task<Reply> PublishAsync(Council council, string effectiveOn) => council.PostAsync(
        Staff.Hr, "/api/privacy-notices", new { effectiveOn, candidate = "For candidates.", starter = "For starters.", housingApplicant = "For applicants for homes." });
}
