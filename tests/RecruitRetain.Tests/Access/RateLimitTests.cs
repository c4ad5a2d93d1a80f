using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Access;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Whoever_posts_too_often_without_a_token_waits_and_nothing_is_kept_of_it()
    {
        await using var council = await Council.OpenAsync(settings: ("RateLimit:PublicPostsPerMinute", "3"));
        var vacancy = await council.OpenVacancyAsync();
        for (var i = 0; i < 3; i++)
        {
            (await council.PostAsync(null, "/api/applications", Candidates.Form(vacancy, $"jo{i}@example.org"))).Expect(201);
        }

        var refused = (await council.PostAsync(null, "/api/applications", Candidates.Form(vacancy, "jo3@example.org"))).Expect(429, "too-many-requests");

        Assert.Equal("20", refused.RetryAfter);
        Assert.Empty(council.MailsTo("jo3@example.org"));
        Assert.Equal(3, (await council.GetAsync(Staff.Recruiter, "/api/applications"))["items"].GetArrayLength());
        (await council.GetAsync(null, "/api/open-vacancies")).Expect(200);
        (await council.PostAsync(null, "/api/applications", Candidates.Form(vacancy, "jo4@example.org"), ("X-Forwarded-For", "10.0.0.1, 192.0.2.7:4711"))).Expect(201);

        await council.AdvanceAsync("2026-03-02T09:00:20");
        (await council.PostAsync(null, "/api/applications", Candidates.Form(vacancy, "jo3@example.org"))).Expect(201);
        (await council.PostAsync(null, "/api/applications", Candidates.Form(vacancy, "jo5@example.org"))).Expect(429);
    }
}
