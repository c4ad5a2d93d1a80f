using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Correspondence;
using RecruitRetain.Local;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.DataProtection;

public sealed class PurgeTests
{
    private static readonly string[] OfJo = ["Jo Bloggs", Candidates.Jo, "SW12345", "I have worked with children for ten years."];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unsuccessful_application_tells_of_nobody_from_the_night_after_its_last_day(bool rebuilds)
    {
        await using var council = await Council.OpenAsync(rebuilds: rebuilds);
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var personId = await PersonOfAsync(council, id);
        (await council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/notes", new { text = "Jo Bloggs rang." })).Expect(200);
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        var numbers = (await council.GetAsync(Staff.Auditor, "/api/recruitment-numbers")).Expect(200).Text;

        await council.AdvanceAsync("2027-03-03T01:59");
        Assert.Equal(["mail service", "people"], StoreWalk.Through(council).PlacesOf(OfJo));
        await council.AdvanceAsync("2027-03-03T02:01");

        Assert.Empty(StoreWalk.Through(council).PlacesOf(OfJo));
        Assert.Equal(["audit"], StoreWalk.Through(council).PlacesOf(personId));
        Assert.Equal(numbers, (await council.GetAsync(Staff.Auditor, "/api/recruitment-numbers")).Expect(200).Text);
        Assert.Equal(["purge-2027-03-03 unsuccessful-application 1"], await PurgesAsync(council));
        Assert.Null(council.Instance(Stages.JourneyOf(id)));
        Assert.Null(council.Instance(Stages.RecruitmentOf(id)));
        Assert.Equal("not-shortlisted", (await council.GetAsync(Staff.Hr, $"/api/applications/{id}")).Expect(200)["state"].GetString());
    }

    [Fact]
    public async Task Other_systems_are_told_which_records_go_and_nothing_of_whose_they_were()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var (purged, erased) = (await council.ApplyAsync(vacancy), await council.ApplyAsync(vacancy, "kim@example.org"));
        foreach (var id in new[] { purged, erased })
        {
            (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        }

        await ErasureTests.EraseAsync(council, await PersonOfAsync(council, erased));
        Assert.Equal([$"application.purged {erased} 2147483647"], await GoneAsync(council));
        await council.AdvanceAsync("2027-03-03T02:01");

        Assert.Equal([$"application.purged {purged} 2147483647"], await GoneAsync(council));
        Assert.DoesNotContain("per_", (await council.GetAsync(Staff.Integration, "/api/events?size=200")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_to_whom_no_record_refers_goes_after_thirty_days_with_what_is_left_of_files()
    {
        await using var council = await Council.OpenAsync();
        var people = council.Services.GetRequiredService<People>();
        var applied = await PersonOfAsync(council, await council.ApplyAsync(await council.OpenVacancyAsync()));
        var (refused, held) = (Id.New("per"), Id.New("per"));
        await people.SaveAsync(new(refused, "Rosa Refused", "rosa@example.org", null, null, "1"), TestContext.Current.CancellationToken);
        await people.SaveAsync(new(held, "Hal Held", "hal@example.org", null, null, "1"), TestContext.Current.CancellationToken);
        await people.SaveBatchAsync("imp_1", 0, "Bea Batch", TestContext.Current.CancellationToken);
        var hold = (await council.PostAsync(Staff.Hr, "/api/legal-holds", new { personId = held, reason = "A claim." })).Expect(201);

        await council.AdvanceAsync("2026-04-01T01:00");
        Assert.Equal(["people"], StoreWalk.Through(council).PlacesOf("Rosa Refused", "rosa@example.org", "Bea Batch"));
        await council.AdvanceAsync("2026-05-01T03:00");

        Assert.Empty(StoreWalk.Through(council).PlacesOf("Rosa Refused", "rosa@example.org", "Bea Batch"));
        Assert.NotNull(await people.FindAsync(applied, TestContext.Current.CancellationToken));
        Assert.NotNull(await people.FindAsync(held, TestContext.Current.CancellationToken));
        (await council.PostAsync(Staff.Hr, $"/api/legal-holds/{hold.Id}/lifting", new { reason = "Settled." })).Expect(200);
        await council.AdvanceAsync("2026-06-01T03:00");
        Assert.Null(await people.FindAsync(held, TestContext.Current.CancellationToken));
        Assert.NotNull(await people.FindAsync(applied, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_confirmation_that_matches_nothing_is_kept_for_as_long_as_payments_are()
    {
        await using var council = await Council.OpenAsync();
        await council.Services.GetRequiredService<UnmatchedConfirmations>().KeepAsync(new("emp_1/1/pay/1", false, new(2026, 3, 2), "Wrong number.", null), "instruction-unknown");

        // Six years from the end of the tax year.
        await council.AdvanceAsync("2032-04-05T23:00");
        Assert.Equal(1, (await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations")).Expect(200)["items"].GetArrayLength());
        await council.AdvanceAsync("2032-04-06T03:00");

        Assert.Equal(0, (await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations")).Expect(200)["items"].GetArrayLength());
        Assert.Equal(["purge-2032-04-06 payments 1"], await PurgesAsync(council));
    }

    [Fact]
    public async Task Journeys_that_only_remove_go_themselves_a_month_after_they_are_through()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var (rejected, erased) = (await council.ApplyAsync(vacancy), await council.ApplyAsync(vacancy, "kim@example.org"));
        (await council.ShortlistAsync(rejected, shortlisted: false)).Expect(200);
        (await council.ShortlistAsync(erased, shortlisted: false)).Expect(200);
        await council.AdvanceAsync("2027-03-02T09:00");
        var erasure = (await ErasureTests.EraseAsync(council, await PersonOfAsync(council, erased))).Id;
        await council.AdvanceAsync("2027-03-03T03:00");
        Assert.NotNull(council.Instance("purge-2027-03-03"));
        Assert.NotNull(council.Instance($"erasure-{erasure}"));

        await council.AdvanceAsync("2027-05-01T03:00");

        Assert.Null(council.Instance("purge-2027-03-03"));
        Assert.Null(council.Instance($"erasure-{erasure}"));
        Assert.Equal(["purge-2027-03-03 unsuccessful-application 1"], await PurgesAsync(council));
        Assert.Equal("complete", (await council.GetAsync(Staff.Hr, $"/api/erasures/{erasure}")).Expect(200)["state"].GetString());
    }

    [Fact]
    public async Task Journeys_that_mailed_fresh_links_go_a_month_after_they_are_through()
    {
        await using var council = await Council.OpenAsync();
        (await council.PostAsync(null, "/api/link-requests", new { email = "nobody@example.org", purpose = "offer" })).Expect(202);
        var journey = Assert.Single(council.Azure.Store.Read(session => session.Instances("", "links_", 10))).Id;

        await council.AdvanceAsync("2026-04-01T03:00");
        Assert.NotNull(council.Instance(journey));
        await council.AdvanceAsync("2026-05-01T03:00");

        Assert.Null(council.Instance(journey));
    }

    [Fact]
    public async Task Of_many_confirmations_that_match_nothing_the_latest_thousand_are_listed()
    {
        await using var council = await Council.OpenAsync();
        var unmatched = council.Services.GetRequiredService<UnmatchedConfirmations>();
        foreach (var i in Enumerable.Range(1, 1_100))
        {
            await unmatched.KeepAsync(new($"emp_{i}/1/pay/1", true, new(2026, 3, 2), null), "instruction-unknown");
        }

        await council.AdvanceAsync("2026-03-03T09:00");
        foreach (var i in Enumerable.Range(1, 10))
        {
            await unmatched.KeepAsync(new($"emp_{i}/2/pay/1", true, new(2026, 3, 3), null), "instruction-unknown");
        }

        var items = (await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations")).Expect(200)["items"];
        Assert.Equal(1_000, items.GetArrayLength());
        Assert.Equal(10, items.EnumerateArray().Count(item => item.GetProperty("on").GetString() == "2026-03-03"));
    }

    [Fact]
    public async Task A_night_on_which_nothing_is_due_leaves_no_run()
    {
        await using var council = await Council.OpenAsync();
        await council.ApplyAsync(await council.OpenVacancyAsync());

        await council.AdvanceAsync("2026-06-02T09:00");

        Assert.Empty(await PurgesAsync(council));
        Assert.Null(council.Instance("purge-2026-03-03"));
    }

    [Fact]
    public async Task A_legal_hold_keeps_everything_until_the_night_after_it_is_lifted()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var personId = await PersonOfAsync(council, id);
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        (await council.PostAsync(Staff.Hr, "/api/legal-holds", new { personId, reason = "" })).Expect(422, "reason-required");
        (await council.PostAsync(Staff.Hr, "/api/legal-holds", new { personId = "per_0000000000000000000000000a", reason = "A claim." })).Expect(422, "invalid-fields");
        var hold = (await council.PostAsync(Staff.Hr, "/api/legal-holds", new { personId, reason = "A claim." })).Expect(201);

        await council.AdvanceAsync("2029-03-02T09:00");
        Assert.Empty(await PurgesAsync(council));
        Assert.Contains("people", StoreWalk.Through(council).PlacesOf("Jo Bloggs"));
        (await council.PostAsync(Staff.Hr, $"/api/legal-holds/{hold.Id}/lifting", new { reason = "Settled." })).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/legal-holds/{hold.Id}/lifting", new { reason = "Settled." })).Expect(409, "step-not-allowed");
        await council.AdvanceAsync("2029-03-03T02:01");

        Assert.Empty(StoreWalk.Through(council).PlacesOf(OfJo));
        Assert.Equal(["purge-2029-03-03 unsuccessful-application 1"], await PurgesAsync(council));
    }

    [Fact]
    public async Task Mail_to_an_address_that_somebody_else_on_record_has_too_is_not_taken_from_the_mail_service()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var rejected = await council.ApplyAsync(vacancy);
        (await council.ShortlistAsync(rejected, shortlisted: false)).Expect(200);
        await council.AdvanceAsync("2026-03-20T09:00");
        var again = await council.ApplyAsync(vacancy);
        (await council.ShortlistAsync(again)).Expect(200);

        await council.AdvanceAsync("2027-03-04T09:00");

        Assert.Contains(council.MailLines(Candidates.Jo), line => line.Contains("We have your application", StringComparison.Ordinal));
        Assert.Equal(["mail service", "people"], StoreWalk.Through(council).PlacesOf(Candidates.Jo));
    }

    [Fact]
    public async Task A_shorter_period_counts_for_what_is_kept_already()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        await council.AdvanceAsync("2026-10-01T09:00");

        (await RetentionScheduleTests.PublishAsync(council, (RecordKind.UnsuccessfulApplication, 6))).Expect(201);
        await council.AdvanceAsync("2026-10-02T02:01");

        Assert.Empty(StoreWalk.Through(council).PlacesOf(OfJo));
        Assert.Equal(["purge-2026-10-02 unsuccessful-application 1"], await PurgesAsync(council));
    }

    [Fact]
    public async Task An_application_that_nobody_decided_goes_a_year_after_the_vacancy_was_given_up()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var id = await council.ApplyAsync(vacancy);
        (await council.PostAsync(Staff.HiringManager, $"/api/vacancies/{vacancy}/cancellation", new { reason = "No money." })).Expect(200);

        await council.AdvanceAsync("2027-03-02T09:00");
        Assert.Contains("people", StoreWalk.Through(council).PlacesOf("Jo Bloggs"));
        await council.AdvanceAsync("2027-03-03T09:00");

        Assert.Empty(StoreWalk.Through(council).PlacesOf(OfJo));
        Assert.Null(council.Instance(Stages.JourneyOf(id)));
    }

    [Fact]
    public async Task Equality_answers_are_detached_and_added_up_once_the_campaign_is_over()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var first = await council.ApplyAsync(vacancy);
        var second = await council.ApplyAsync(vacancy, "sam@example.org");
        string[] people = [await PersonOfAsync(council, first), await PersonOfAsync(council, second)];
        Assert.Equal(["equality"], StoreWalk.Through(council).PlacesOf("mixed"));
        (await council.PostAsync(Staff.HiringManager, $"/api/vacancies/{vacancy}/cancellation", new { reason = "No money." })).Expect(200);

        await council.AdvanceAsync("2026-03-03T02:01");

        Assert.DoesNotContain("equality", StoreWalk.Through(council).PlacesOf(people));
        Assert.Equal(["equality"], StoreWalk.Through(council).PlacesOf("""{"ethnicity":{"mixed":2},"gender":{"woman":2}}"""));
        Assert.Equal(["purge-2026-03-03 equality-answers 1"], await PurgesAsync(council));
    }

    [Theory]
    [InlineData("the mail service was told")]
    [InlineData("the person was removed")]
    [InlineData("the letters were removed")]
    [InlineData("the journal was written anew")]
    public async Task A_purge_that_died_after_a_step_is_completed_by_the_next_attempt_and_counted_once(string step)
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var personId = await PersonOfAsync(council, id);
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        await council.AdvanceAsync("2027-03-03T01:00");
        var services = council.Services;
        var client = services.GetRequiredService<DurableTaskClient>();
        var journal = services.GetRequiredService<Journal>();
        var stop = TestContext.Current.CancellationToken;
        var holding = Assert.Single(await services.GetRequiredService<Holdings>().In("applications").OfRecordAsync(id, stop));
        await services.GetRequiredService<PurgeRuns>().BeginAsync("purge-2027-03-03", stop);
        await services.GetRequiredService<PurgeRuns>().MarkAsync("purge-2027-03-03", holding, stop);
        var steps = new Dictionary<string, Func<Task>>
        {
            ["the mail service was told"] = async () =>
                await services.GetRequiredService<MailCopies>().EraseAsync((await services.GetRequiredService<People>().FindAsync(personId, stop))!, stop),
            ["the person was removed"] = () => services.GetRequiredService<Forgetting>().RemovePersonAsync(personId, client, stop),
            ["the letters were removed"] = () => services.GetRequiredService<Traces>().RemoveAsync(id, client, [Stages.JourneyOf(id)], stop),
            ["the journal was written anew"] = () => journal.RewriteAsync(
                Applications.Kind, id, happened => happened is ApplicationSubmitted e ? e with { PersonId = Anonymous.Of(personId) } : new ApplicationNotShortlisted(""), stop),
        };
        foreach (var (name, act) in steps)
        {
            await act();
            if (name == step)
            {
                break;
            }
        }

        await council.RebuildAsync();
        await council.Services.GetRequiredService<DurableTaskClient>().EnsureRunningAsync(nameof(PurgeStage), "purge-2027-03-03", "purge-2027-03-03", stop);
        await council.SettleAsync();

        Assert.Empty(StoreWalk.Through(council).PlacesOf([.. OfJo, "Meets the criteria."]));
        Assert.Equal(["audit"], StoreWalk.Through(council).PlacesOf(personId));
        Assert.Equal(["purge-2027-03-03 unsuccessful-application 1"], await PurgesAsync(council));
    }

    internal static async Task<string> PersonOfAsync(Council council, string applicationId) =>
        (await council.GetAsync(Staff.Hr, $"/api/applications/{applicationId}")).Expect(200)["personId"].GetString()!;

    private static async Task<IReadOnlyList<string>> GoneAsync(Council council) =>
    [
        .. (await council.GetAsync(Staff.Integration, "/api/events?size=200")).Expect(200)["items"].EnumerateArray()
            .Where(item => item.GetProperty("kind").GetString()!.EndsWith(".purged", StringComparison.Ordinal))
            .Select(item => $"{item.GetProperty("kind").GetString()} {item.GetProperty("subjectId").GetString()} {item.GetProperty("version").GetInt64()}"),
    ];

    /// <summary>The runs as lines like <c>purge-2027-03-03 unsuccessful-application 1</c>, the oldest first.</summary>
    internal static async Task<IReadOnlyList<string>> PurgesAsync(Council council) =>
    [
        .. (await council.GetAsync(Staff.Auditor, "/api/purges")).Expect(200)["items"].EnumerateArray().Reverse().SelectMany(run =>
            run.GetProperty("removed").EnumerateArray().Select(count =>
                $"{run.GetProperty("id").GetString()} {count.GetProperty("kind").GetString()} {count.GetProperty("count").GetInt32()}")),
    ];
}
