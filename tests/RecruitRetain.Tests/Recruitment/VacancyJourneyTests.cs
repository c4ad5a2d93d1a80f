namespace RecruitRetain.Tests.Recruitment;

public sealed class VacancyJourneyTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_vacancy_is_public_once_it_is_open_and_survives_a_restart()
    {
        var id = await _council.ApprovedVacancyAsync(others: new
        {
            criteria = new[] { new { key = "degree", text = "A social work degree.", essential = true, weight = 3 } },
            panel = new[] { new { staffId = "henry", trainedInSaferRecruitment = true } },
        });
        Assert.Empty((await _council.GetAsync(null, "/api/open-vacancies")).Expect(200)["items"].EnumerateArray());
        (await _council.GetAsync(null, $"/api/open-vacancies/{id}")).Expect(404, "not-found");

        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{id}/opening")).Expect(200);
        await _council.RebuildAsync();

        var open = Assert.Single((await _council.GetAsync(null, "/api/open-vacancies")).Expect(200)["items"].EnumerateArray());
        Assert.Equal(id, open.GetProperty("id").GetString());
        var shown = (await _council.GetAsync(null, $"/api/open-vacancies/{id}")).Expect(200);
        Assert.Equal("A social work degree.", shown["criteria"][0].GetProperty("text").GetString());
        Assert.Contains("children and young people safe", shown["safeguardingStatement"].GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("henry", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vacancy_is_not_public_after_its_closing_date()
    {
        var id = await _council.OpenVacancyAsync();

        await _council.AdvanceAsync("2026-03-27T23:00");
        (await _council.GetAsync(null, $"/api/open-vacancies/{id}")).Expect(200);
        await _council.AdvanceAsync("2026-03-28T00:30");

        (await _council.GetAsync(null, $"/api/open-vacancies/{id}")).Expect(404);
        Assert.Empty((await _council.GetAsync(null, "/api/open-vacancies"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task A_requisition_waits_for_somebody_else_to_approve_it()
    {
        var both = new Staff("rachel", "recruiter", "hiring-manager");
        var draft = (await _council.PostAsync(both, "/api/vacancies", A.Vacancy(await _council.EstablishAsync()))).Expect(201);
        Assert.Equal("draft", draft["state"].GetString());

        (await _council.PostAsync(both, $"/api/vacancies/{draft.Id}/approval")).Expect(409, "approver-is-preparer");
        (await _council.PostAsync(both, $"/api/vacancies/{draft.Id}/opening")).Expect(409, "step-not-allowed");
        var approved = (await _council.PostAsync(Staff.Hr, $"/api/vacancies/{draft.Id}/approval")).Expect(200);

        Assert.Equal(("approved", "2026-03-02"), (approved["state"].GetString(), approved["approvedOn"].GetString()));
    }

    [Fact]
    public async Task A_requisition_names_what_does_not_agree_with_the_post_and_its_grade()
    {
        var posts = await _council.EstablishAsync();

        var refused = await DraftAsync(A.Vacancy(
            [posts[0], "NO-SUCH-POST", posts[0]],
            new { role = "team-manager", team = "assessment", grade = "PO9", salaryPence = 42_000_00 }));

        refused.Expect(422, "invalid-fields");
        Assert.Equal(["role", "team", "grade", "posts[1]", "posts[2]", "grade"], refused.Fields);
        Assert.Equal(["salaryPence"], (await DraftAsync(A.Vacancy(posts, new { salaryPence = 45_000_01 }))).Expect(422).Fields);
        Assert.Equal(["closingOn"], (await DraftAsync(A.Vacancy(posts, new { closingOn = "2026-03-01" }))).Expect(422).Fields);
        Assert.Empty((await _council.GetAsync(Staff.Recruiter, "/api/vacancies"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task A_post_is_recruited_to_once_at_a_time()
    {
        var posts = await _council.EstablishAsync();
        var first = (await DraftAsync(A.Vacancy(posts))).Expect(201).Id;

        (await DraftAsync(A.Vacancy(posts))).Expect(409, "post-recruited-already");
        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{first}/cancellation", new { reason = "Later." })).Expect(200);
        (await DraftAsync(A.Vacancy(posts))).Expect(201);
    }

    [Fact]
    public async Task A_filled_post_is_recruited_to_only_once_its_holder_is_under_notice()
    {
        var posts = await _council.EstablishAsync();
        var postId = (await _council.GetAsync(Staff.Hr, $"/api/posts?reference={posts[0]}"))["items"][0].GetProperty("id").GetString();
        var holder = (await _council.PostAsync(Staff.Hr, "/api/employments", new
        {
            name = "Nia Rees",
            email = "nia@example.org",
            contract = "permanent",
            role = "social-worker",
            team = "children-in-need",
            grade = "PO2",
            fte = 1.0m,
            startedOn = "2020-01-06",
            postId,
        })).Expect(201).Id;

        (await DraftAsync(A.Vacancy(posts))).Expect(409, "over-establishment");
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{holder}/notice", new { givenOn = "2026-03-02", lastDayOn = "2026-05-31" })).Expect(200);
        (await DraftAsync(A.Vacancy(posts))).Expect(201);
    }

    [Fact]
    public async Task Only_roles_marked_so_are_hired_above_the_establishment()
    {
        (await DraftAsync(A.Vacancy(await _council.EstablishAsync(), new { hiresWanted = 2 }))).Expect(409, "over-establishment");
        var managers = await _council.EstablishAsync(role: "team-manager");
        (await DraftAsync(A.Vacancy(managers, new { hiresWanted = 2, role = "team-manager" }))).Expect(201);
    }

    [Fact]
    public async Task What_a_grade_pays_is_data_with_a_day_from_which_it_counts()
    {
        var posts = await _council.EstablishAsync();
        (await _council.PostAsync(Staff.Hr, "/api/pay-scale", new { grade = "PO2", effectiveOn = "2026-04-01", leastPence = 36_000_00, mostPence = 47_000_00 }))
            .Expect(200);
        (await _council.PostAsync(Staff.Hr, "/api/pay-scale", new { grade = "PO2", effectiveOn = "2026-04-01", leastPence = 2, mostPence = 1 }))
            .Expect(422, "invalid-fields");

        (await DraftAsync(A.Vacancy(posts, new { salaryPence = 46_000_00, closingOn = "2026-04-24" }))).Expect(422, "invalid-fields");
        await _council.AdvanceAsync("2026-04-01T09:00");
        (await DraftAsync(A.Vacancy(posts, new { salaryPence = 46_000_00, closingOn = "2026-04-24" }))).Expect(201);
    }

    [Fact]
    public async Task A_post_has_a_reference_of_its_own()
    {
        (await _council.PostAsync(Staff.Hr, "/api/posts", A.Post())).Expect(201);
        (await _council.PostAsync(Staff.Hr, "/api/posts", A.Post())).Expect(409, "post-established");
        (await _council.PostAsync(Staff.Hr, "/api/posts", A.Post(reference: " "))).Expect(422, "invalid-fields");
    }

    private Task<Reply> DraftAsync(object vacancy) => _council.PostAsync(Staff.Recruiter, "/api/vacancies", vacancy);
}
