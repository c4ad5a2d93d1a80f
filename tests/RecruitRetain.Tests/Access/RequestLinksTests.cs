using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Access;

public sealed class RequestLinksTests
{
    private const string Fresh = "A fresh link to";

    [Fact]
    public async Task A_fresh_link_goes_to_the_address_on_record_and_the_older_ones_end()
    {
        await using var council = await Council.OpenAsync();
        await council.OfferedAsync("2026-03-10");
        var old = council.OfferLink();

        (await AskAsync(council, "JO@example.org", "offer")).Expect(202);

        Assert.Equal("A fresh link to our offer to you", council.MailsTo(Candidates.Jo)[^1].Subject);
        (await council.GetAsync(null, $"{old}/offer")).Expect(404, "link-not-valid");
        (await council.PostAsync(null, $"{old}/offer-acceptance", new { })).Expect(404, "link-not-valid");
        (await council.GetAsync(null, $"{council.ApplicationLink()}/application")).Expect(200);
        var fresh = council.LinkOf(Fresh);
        (await council.GetAsync(null, $"{fresh}/offer")).Expect(200);
        (await council.PostAsync(null, $"{fresh}/offer-acceptance", new { })).Expect(200);
        (await council.PostAsync(null, $"{fresh}/offer-acceptance", new { })).Expect(409);
        (await council.PostAsync(null, $"{fresh}/offer-refusal", new { })).Expect(409);
    }

    [Fact]
    public async Task Nobody_learns_from_the_answer_whether_an_address_is_known()
    {
        await using var council = await Council.OpenAsync();
        await council.ApplyAsync(await council.OpenVacancyAsync());

        var known = (await AskAsync(council, Candidates.Jo, "application")).Expect(202);
        var other = (await AskAsync(council, Candidates.Jo, "schedule")).Expect(202);
        var unknown = (await AskAsync(council, "nobody@example.org", "application")).Expect(202);

        Assert.Equal((known.Text, known.ETag, known.Location), (unknown.Text, unknown.ETag, unknown.Location));
        Assert.Equal(known.Text, other.Text);
        Assert.Empty(council.MailsTo("nobody@example.org"));
        Assert.Single(council.MailsTo(Candidates.Jo), mail => mail.Subject.StartsWith(Fresh, StringComparison.Ordinal));
        Assert.Equal(["email"], (await AskAsync(council, "no address", "application")).Expect(422).Fields);
        (await AskAsync(council, Candidates.Jo, "everything")).Expect(400);
    }

    [Fact]
    public async Task Nobody_is_flooded_however_often_somebody_asks()
    {
        await using var council = await Council.OpenAsync();
        await council.ApplyAsync(await council.OpenVacancyAsync());
        for (var i = 0; i < 5; i++)
        {
            (await AskAsync(council, Candidates.Jo, "application")).Expect(202);
        }

        Assert.Single(council.MailsTo(Candidates.Jo), mail => mail.Subject.StartsWith(Fresh, StringComparison.Ordinal));
        var link = council.LinkOf(Fresh);
        (await council.GetAsync(null, $"{link}/application")).Expect(200);

        await council.AdvanceAsync("2026-03-02T10:01");
        (await AskAsync(council, Candidates.Jo, "application")).Expect(202);
        Assert.Equal(2, council.MailsTo(Candidates.Jo).Count(mail => mail.Subject.StartsWith(Fresh, StringComparison.Ordinal)));
        (await council.GetAsync(null, $"{link}/application")).Expect(404, "link-not-valid");
    }

    [Fact]
    public async Task What_has_ended_or_become_meaningless_gets_no_fresh_link()
    {
        await using var council = await Council.OpenAsync();
        await council.OfferedAsync("2026-03-10");
        var offer = council.OfferLink();

        (await council.PostAsync(null, $"{council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);

        (await council.GetAsync(null, $"{offer}/offer")).Expect(404, "link-not-valid");
        (await council.PostAsync(null, $"{council.ApplicationLink()}/application-withdrawal", new { })).Expect(409);
        (await AskAsync(council, Candidates.Jo, "offer")).Expect(202);
        Assert.DoesNotContain(council.MailsTo(Candidates.Jo), mail => mail.Subject.StartsWith(Fresh, StringComparison.Ordinal));
        (await council.GetAsync(null, $"{council.ApplicationLink()}/application")).Expect(200);
    }

    [Fact]
    public async Task A_fresh_link_comes_though_it_could_not_be_made_at_first()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var old = council.ApplicationLink();
        await council.Azure.Store.WriteAsync(session => session.Execute(
            $"CREATE TRIGGER failing BEFORE INSERT ON entities WHEN NEW.pk = '{id}' AND NEW.tbl = (SELECT id FROM tables WHERE name = 'links') BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"));

        (await AskAsync(council, Candidates.Jo, "application")).Expect(202);
        (await council.GetAsync(null, $"{old}/application")).Expect(200);
        await council.Azure.Store.WriteAsync(session => session.Execute("DROP TRIGGER failing"));
        await council.AdvanceAsync("2026-03-02T09:05");

        (await council.GetAsync(null, $"{council.LinkOf(Fresh)}/application")).Expect(200);
        (await council.GetAsync(null, $"{old}/application")).Expect(404, "link-not-valid");
    }

    [Fact]
    public async Task Guessing_links_is_slowed_down_and_locks_nobody_out_who_holds_one()
    {
        await using var council = await Council.OpenAsync(settings: ("RateLimit:WrongLinksPerMinute", "3"));
        await council.ApplyAsync(await council.OpenVacancyAsync());
        for (var i = 0; i < 3; i++)
        {
            (await council.GetAsync(null, "/api/links/app_00000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/application")).Expect(404, "link-not-valid");
        }

        var refused = (await council.GetAsync(null, "/api/links/app_00000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/application")).Expect(429, "too-many-requests");

        Assert.Equal("20", refused.RetryAfter);
        (await council.GetAsync(null, $"{council.ApplicationLink()}/application")).Expect(200);
    }

    [Fact]
    public async Task Public_pages_and_wrong_tokens_have_limits_of_their_own_by_address()
    {
        await using var council = await Council.OpenAsync(settings: [("RateLimit:PublicReadsPerMinute", "2"), ("RateLimit:WrongTokensPerMinute", "2")]);
        for (var i = 0; i < 2; i++)
        {
            (await council.GetAsync(null, "/api/open-vacancies")).Expect(200);
            (await council.GetAsync(null, "/api/vacancies", ("Authorization", "Bearer x"))).Expect(401, "token-required");
        }

        Assert.Equal("30", (await council.GetAsync(null, "/api/open-vacancies")).Expect(429, "too-many-requests").RetryAfter);
        (await council.GetAsync(null, "/api/vacancies", ("Authorization", "Bearer x"))).Expect(429, "too-many-requests");
        (await council.GetAsync(null, "/api/vacancies")).Expect(401, "token-required");
        (await council.GetAsync(Staff.Recruiter, "/api/vacancies")).Expect(200);
        (await council.GetAsync(null, "/api/open-vacancies", ("X-Forwarded-For", "2001:db8:0:1::5"))).Expect(200);
        (await council.GetAsync(null, "/api/open-vacancies", ("X-Forwarded-For", "2001:db8:0:1::6"))).Expect(200);
        (await council.GetAsync(null, "/api/open-vacancies", ("X-Forwarded-For", "2001:db8:0:1::7"))).Expect(429);
        (await council.GetAsync(null, "/api/open-vacancies", ("X-Forwarded-For", "2001:db8:0:2::7"))).Expect(200);
    }

    private static Task<Reply> AskAsync(Council council, string email, string purpose) => council.PostAsync(null, "/api/link-requests", new { email, purpose });
}
