using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Access;

public sealed class OwnObjectTests
{
    private static readonly Staff Olga = new("olga", "recruiter");

    private static readonly Staff Omar = new("omar", "hiring-manager");

    [Fact]
    public async Task A_vacancy_is_its_drafters_approvers_and_panels_until_it_is_handed_over()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var id = await council.ApplyAsync(vacancy);
        foreach (var path in (string[])[$"vacancies/{vacancy}", $"vacancies/{vacancy}/shortlist", $"applications/{id}", $"applications/{id}/timeline"])
        {
            (await council.GetAsync(Olga, $"/api/{path}")).Expect(404, "not-found");
        }

        (await council.PostAsync(Olga, $"/api/vacancies/{vacancy}/closing")).Expect(404, "not-found");
        (await council.PostAsync(Olga, $"/api/vacancies/{vacancy}/staff", new { staff = new[] { "olga" } })).Expect(404, "not-found");
        Assert.Equal((0, 0, 0), await SeenAsync(council, Olga));
        Assert.Equal((1, 1, 1), await SeenAsync(council, Staff.Recruiter));
        Assert.Equal((1, 1, 1), await SeenAsync(council, Staff.HiringManager));

        Assert.Equal(["olga"], (await council.PostAsync(Staff.Hr, $"/api/vacancies/{vacancy}/staff", new { staff = new[] { "olga" } })).Expect(200)["staff"].EnumerateArray().Select(name => name.GetString()));
        (await council.GetAsync(Olga, $"/api/applications/{id}")).Expect(200);
        Assert.Equal((1, 1, 1), await SeenAsync(council, Olga));
        Assert.Single((await council.PostAsync(Olga, "/api/candidate-searches", new { text = Candidates.Jo })).Expect(200)["items"].EnumerateArray());

        (await council.PostAsync(Olga, $"/api/vacancies/{vacancy}/staff", new { staff = Array.Empty<string>() })).Expect(200);
        (await council.GetAsync(Olga, $"/api/applications/{id}")).Expect(404, "not-found");
        Assert.Equal((0, 0, 0), await SeenAsync(council, Olga));
        Assert.Empty((await council.PostAsync(Olga, "/api/candidate-searches", new { text = Candidates.Jo })).Expect(200)["items"].EnumerateArray());
        Assert.Equal(["staff"], (await council.PostAsync(Staff.Hr, $"/api/vacancies/{vacancy}/staff", new { staff = new[] { "olga", "olga" } })).Expect(422).Fields);
    }

    [Fact]
    public async Task A_draft_waits_for_any_second_person_and_then_belongs_to_the_one_who_came()
    {
        await using var council = await Council.OpenAsync();
        var draft = (await council.PostAsync(Staff.Recruiter, "/api/vacancies", A.Vacancy(await council.EstablishAsync()))).Expect(201).Id;
        Assert.Single((await council.GetAsync(Omar, "/api/vacancies"))["items"].EnumerateArray());
        Assert.Single((await council.GetAsync(Staff.Recruiter, "/api/vacancies?state=draft"))["items"].EnumerateArray());

        (await council.PostAsync(Omar, $"/api/vacancies/{draft}/approval")).Expect(200);

        (await council.GetAsync(Omar, $"/api/vacancies/{draft}")).Expect(200);
        (await council.GetAsync(Staff.HiringManager, $"/api/vacancies/{draft}")).Expect(404, "not-found");
    }

    [Fact]
    public async Task Whoever_looks_after_an_application_reaches_that_one_only()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var (one, other) = (await council.ApplyAsync(vacancy), await council.ApplyAsync(vacancy, "kim@example.org"));

        (await council.PostAsync(Staff.Recruiter, $"/api/applications/{one}/assignment", new { assignee = "olga" })).Expect(200);

        (await council.GetAsync(Olga, $"/api/applications/{one}")).Expect(200);
        (await council.GetAsync(Olga, $"/api/applications/{other}")).Expect(404, "not-found");
        Assert.Equal(one, Assert.Single((await council.GetAsync(Olga, "/api/board"))["items"].EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_council_whose_recruiters_stand_in_for_one_another_lets_them_reach_every_vacancy()
    {
        await using var council = await Council.OpenAsync(settings: ("Access:RecruitersReach", "council"));
        var vacancy = await council.OpenVacancyAsync();
        var id = await council.ApplyAsync(vacancy);

        (await council.GetAsync(Olga, $"/api/applications/{id}")).Expect(200);
        Assert.Equal((1, 1, 1), await SeenAsync(council, Olga));
        (await council.GetAsync(Omar, $"/api/applications/{id}")).Expect(404, "not-found");
    }

    [Fact]
    public async Task A_recruiter_on_the_panel_scores_before_they_learn_a_name_in_any_way()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync(others: new
        {
            Criteria = new[] { new { Key = "court-work", Text = "Court work", Essential = true, Weight = 1 } },
            Panel = new[] { new { StaffId = "rachel", TrainedInSaferRecruitment = true } },
        });
        var id = await council.ApplyAsync(vacancy);
        foreach (var path in (string[])["", "/history", "/timeline", "/messages"])
        {
            (await council.GetAsync(Staff.Recruiter, $"/api/applications/{id}{path}")).Expect(403, "score-first");
        }

        Assert.Empty((await council.PostAsync(Staff.Recruiter, "/api/candidate-searches", new { text = Candidates.Jo })).Expect(200)["items"].EnumerateArray());
        Assert.DoesNotContain("Bloggs", (await council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/assessment")).Expect(200).Text, StringComparison.Ordinal);

        (await council.PostAsync(
            Staff.Recruiter, $"/api/applications/{id}/assessments", new { scores = new[] { new { criterion = "court-work", score = 3, reason = "As the statement shows." } } })).Expect(200);
        Assert.Equal("Jo Bloggs", (await council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200)["candidate"].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_hiring_manager_sees_the_employments_and_agency_workers_of_their_own_teams()
    {
        await using var council = await Council.OpenAsync();
        var manager = Omar with { Teams = ["court"] };
        var own = await EmployAsync(council, "court");
        var foreign = await EmployAsync(council, "children-in-need");

        (await council.GetAsync(manager, $"/api/employments/{own}")).Expect(200);
        (await council.GetAsync(manager, $"/api/employments/{foreign}")).Expect(404, "not-found");
        Assert.Equal(own, Assert.Single((await council.GetAsync(manager, "/api/employments"))["items"].EnumerateArray()).GetProperty("id").GetString());
        (await council.GetAsync(manager, "/api/payments")).Expect(403, "role-required");
    }

    private static async Task<string> EmployAsync(Council council, string team) => (await council.PostAsync(
        Staff.Hr,
        "/api/employments",
        new { name = "Sam Reed", email = $"{team}@example.org", contract = "permanent", role = "social-worker", team, grade = "PO2", fte = 1.0m, startedOn = "2026-01-05" })).Expect(201).Id;

    private static async Task<(int Vacancies, int Applications, int Counted)> SeenAsync(Council council, Staff who) => (
        (await council.GetAsync(who, "/api/vacancies")).Expect(200)["items"].GetArrayLength(),
        (await council.GetAsync(who, "/api/applications")).Expect(200)["items"].GetArrayLength(),
        (await council.GetAsync(who, "/api/board/counts")).Expect(200)["total"].GetInt32());
}
