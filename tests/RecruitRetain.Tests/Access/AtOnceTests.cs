using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Access;

/// <summary>The same request many times at once, and two people at the same thing at once.</summary>
public sealed class AtOnceTests : IAsyncLifetime
{
    private const int Times = 100;

    private Council _council = null!;

    public async ValueTask InitializeAsync()
    {
        _council = await Council.OpenAsync(settings: ("RateLimit:PublicPostsPerMinute", "0"));
        foreach (var staff in new[] { Staff.Recruiter, Staff.HiringManager, Staff.Hr, Staff.OtherHr })
        {
            // Their tokens, before many ask for one at once.
            await _council.GetAsync(staff, "/api/vacancies");
        }
    }

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_hundred_requisitions_with_one_key_are_one_requisition_and_one_answer()
    {
        var posts = await _council.EstablishAsync();

        var answer = await SameAsync(Staff.Recruiter, "/api/vacancies", A.Vacancy(posts), 201);

        Assert.Equal(answer.Id, Assert.Single((await _council.GetAsync(Staff.Hr, "/api/vacancies"))["items"].EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(["RequisitionDrafted"], await HistoryAsync(Vacancies.Kind, answer.Id));
    }

    [Fact]
    public async Task A_hundred_openings_with_one_key_open_once()
    {
        var id = await _council.ApprovedVacancyAsync();

        var answer = await SameAsync(Staff.Recruiter, $"/api/vacancies/{id}/opening", null, 200);

        Assert.Equal("open", answer["state"].GetString());
        Assert.Equal(["RequisitionDrafted", "RequisitionApproved", "VacancyOpened"], await HistoryAsync(Vacancies.Kind, id));
    }

    [Fact]
    public async Task A_hundred_applications_with_one_key_are_one_application_and_one_mail()
    {
        var vacancy = await _council.OpenVacancyAsync();

        var answer = await SameAsync(null, "/api/applications", Candidates.Form(vacancy), 201);

        Assert.Equal(answer.Id, Assert.Single((await _council.GetAsync(Staff.Recruiter, "/api/applications"))["items"].EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(["ApplicationSubmitted"], await HistoryAsync(Applications.Kind, answer.Id));
        Assert.Single(_council.MailsTo(Candidates.Jo));
    }

    [Fact]
    public async Task Of_two_who_decide_on_what_they_read_one_wins_and_the_other_is_shown_how_it_stands_now()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        var read = ("If-Match", (await _council.GetAsync(Staff.HiringManager, $"/api/applications/{id}")).ETag!);

        var both = await Task.WhenAll(
            _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", new { shortlisted = true, reason = "Meets the criteria." }, read),
            _council.PostAsync(null, $"{_council.ApplicationLink()}/application-withdrawal", new { reason = "I am staying where I am." }, read));

        var won = Assert.Single(both, reply => reply.Status == 200);
        var lost = Assert.Single(both, reply => reply.Status != 200).Expect(412, "changed-meanwhile");
        Assert.Equal(won.ETag, lost.ETag);
        Assert.Contains(won["state"].GetString(), (string[])["shortlisted", "withdrawn"]);
        Assert.Equal(won["state"].GetString(), lost["current"].GetProperty("state").GetString());
        Assert.Equal(id, lost["current"].GetProperty("id").GetString());
        Assert.Equal(2, (await HistoryAsync(Applications.Kind, id)).Count);
    }

    [Fact]
    public async Task Of_two_who_publish_on_what_they_read_one_wins_and_the_other_is_shown_what_was_published()
    {
        var read = ("If-Match", (await _council.GetAsync(Staff.Hr, "/api/retention-schedules/1")).ETag!);
        var body = new { periods = RetentionSchedule.Shipped };

        var both = await Task.WhenAll(
            _council.PostAsync(Staff.Hr, "/api/retention-schedules", body, read), _council.PostAsync(Staff.OtherHr, "/api/retention-schedules", body, read));

        var won = Assert.Single(both, reply => reply.Status == 201);
        var lost = Assert.Single(both, reply => reply.Status != 201).Expect(412, "changed-meanwhile");
        Assert.Equal(won.ETag, lost.ETag);
        Assert.Equal(2, lost["current"].GetProperty("version").GetInt32());
        Assert.Equal(["RetentionSchedulePublished", "RetentionSchedulePublished"], await HistoryAsync(RetentionSchedules.Kind, RetentionScheduleBook.Id));
        (await _council.PostAsync(Staff.OtherHr, "/api/retention-schedules", body, ("If-Match", won.ETag!))).Expect(201);
        (await _council.PostAsync(Staff.OtherHr, "/api/retention-schedules", body, ("If-Match", "*"))).Expect(201);
    }

    [Fact]
    public async Task Of_several_versions_named_one_must_be_the_present_one()
    {
        var read = (await _council.GetAsync(Staff.Hr, "/api/retention-schedules/1")).ETag!;
        var body = new { periods = RetentionSchedule.Shipped };

        (await _council.PostAsync(Staff.Hr, "/api/retention-schedules", body, ("If-Match", "\"x\""), ("If-Match", "\"y\""))).Expect(412, "changed-meanwhile");
        (await _council.PostAsync(Staff.Hr, "/api/retention-schedules", body, ("If-Match", $"\"x\", {read}"))).Expect(201);
    }

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("*")]
    public async Task What_was_never_published_is_not_what_anybody_read(string version)
    {
        var body = new { role = "court-officer", checks = DefaultCheckSets.All[0].Checks };

        (await _council.PostAsync(Staff.Hr, "/api/check-sets", body, ("If-Match", version))).Expect(412, "changed-meanwhile");
        (await _council.GetAsync(Staff.Hr, "/api/check-sets/court-officer/versions/1")).Expect(404);

        (await _council.PostAsync(Staff.Hr, "/api/check-sets", body)).Expect(201);
    }

    [Fact]
    public async Task What_is_shown_of_a_changed_application_is_what_the_caller_may_see_of_it()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        var read = ("If-Match", "\"none\"");

        var recruiter = (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/interview", new { at = "2026-03-10T10:00:00Z" }, read)).Expect(412);
        var candidate = (await _council.PostAsync(null, $"{_council.ApplicationLink()}/application-withdrawal", new { }, read)).Expect(412);

        Assert.Equal((id, "submitted"), (recruiter["current"].GetProperty("id").GetString(), recruiter["current"].GetProperty("state").GetString()));
        Assert.DoesNotContain(Candidates.Jo, recruiter.Text, StringComparison.Ordinal);
        Assert.Equal((await _council.GetAsync(null, $"{_council.ApplicationLink()}/application")).Text, candidate["current"].GetRawText());
        Assert.Equal("submitted", (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["state"].GetString());
    }

    private async Task<Reply> SameAsync(Staff? who, string path, object? body, int status)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => _council.PostAsync(who, path, body, ("Idempotency-Key", "the-same"))));

        return Assert.Single(answers.Distinct()).Expect(status);
    }

    private async Task<IReadOnlyList<string>> HistoryAsync<TState, TEvent>(AggregateKind<TState, TEvent> kind, string id)
        where TState : class
        where TEvent : class =>
        [.. (await _council.Services.GetRequiredService<Journal>().HistoryAsync(kind, id)).Select(entry => entry.Happened.GetType().Name)];
}
