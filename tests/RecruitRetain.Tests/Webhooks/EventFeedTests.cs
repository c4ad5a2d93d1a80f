using System.Text;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Webhooks;

namespace RecruitRetain.Tests.Webhooks;

/// <summary>What happened, for other systems: in one order, without gaps, and without a word about anybody.</summary>
public sealed class EventFeedTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    private EventFeed Feed => _council.Services.GetRequiredService<EventFeed>();

    private Journal Journal => _council.Services.GetRequiredService<Journal>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_system_that_asks_learns_what_happened_in_order_and_then_only_what_is_new()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var application = await _council.ApplyAsync(vacancy);
        (await _council.ShortlistAsync(application)).Expect(200);

        var first = await EventsAsync();
        Assert.Equal(
            [
                "post.post-established 1", "vacancy.requisition-drafted 1", "vacancy.requisition-approved 2", "vacancy.vacancy-opened 3",
                "application.application-submitted 1", "application.application-shortlisted 2",
            ],
            Lines(first));
        Assert.False(first["more"].GetBoolean());
        var submitted = first["items"][4];
        Assert.Equal(
            ("application", application, "2026-03-02T09:00:00+00:00"),
            (submitted.GetProperty("subject").GetString(), submitted.GetProperty("subjectId").GetString(), submitted.GetProperty("at").GetString()));
        Assert.True(Id.IsValid("evt", submitted.GetProperty("id").GetString()));
        Assert.DoesNotContain("Bloggs", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("per_", first.Text, StringComparison.Ordinal);

        Assert.Empty(Lines(await EventsAsync(first["after"].GetString())));
        (await _council.InviteAsync(application, "2026-03-10T10:00:00Z")).Expect(200);
        var next = await EventsAsync(first["after"].GetString());
        Assert.Equal(["application.interview-scheduled 3"], Lines(next));
        Assert.Equal(Lines(next), Lines(await EventsAsync(first["after"].GetString())));
    }

    [Fact]
    public async Task It_comes_in_pages_and_a_page_says_whether_there_is_more()
    {
        await _council.EstablishAsync(5);

        List<string> all = [];
        string? after = null;
        for (var more = true; more;)
        {
            var page = (await _council.GetAsync(Staff.Integration, $"/api/events?size=2{(after is null ? "" : $"&after={after}")}")).Expect(200);
            all.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("subjectId").GetString()!));
            (after, more) = (page["after"].GetString(), page["more"].GetBoolean());
            Assert.Equal(more ? $"</api/events?after={after}&size=2>; rel=\"next\"" : null, page.Link);
        }

        Assert.Equal(5, all.Distinct().Count());
        Assert.Equal(5, all.Count);
    }

    [Fact]
    public async Task Who_begins_now_is_not_told_of_what_was_before()
    {
        await _council.EstablishAsync();
        var now = await EventsAsync("now");
        Assert.Empty(Lines(now));
        await _council.EstablishAsync();

        Assert.Equal(["post.post-established 1"], Lines(await EventsAsync(now["after"].GetString())));
    }

    [Theory]
    [InlineData("abc", 400, "query-malformed")]
    [InlineData("%2B%2B", 400, "query-malformed")]
    [InlineData("MS4tNQ", 400, "query-malformed")] // 1.-5
    [InlineData("Mi4w", 400, "query-malformed")] // 2.0
    [InlineData("MS45OTk", 410, "place-not-kept")] // 1.999, where the feed has not come yet
    public async Task A_place_that_was_never_handed_out_is_refused(string after, int status, string code) =>
        (await _council.GetAsync(Staff.Integration, $"/api/events?after={after}")).Expect(status, code);

    [Fact]
    public async Task Only_other_systems_HR_and_auditors_may_ask()
    {
        (await _council.GetAsync(null, "/api/events")).Expect(401);
        (await _council.GetAsync(Staff.Recruiter, "/api/events")).Expect(403, "role-required");
        (await _council.GetAsync(Staff.Auditor, "/api/events")).Expect(200);
        (await _council.GetAsync(Staff.Integration, "/api/applications")).Expect(403, "role-required");
    }

    [Fact]
    public async Task Leave_formal_processes_checks_and_notes_are_told_to_nobody()
    {
        var id = (await _council.PostAsync(
            Staff.Hr,
            "/api/employments",
            new { name = "Sam Reed", email = "sam@example.org", contract = "permanent", role = "social-worker", team = "north", grade = "PO2", fte = 1.0m, startedOn = "2026-01-05" })).Expect(201).Id;
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{id}/absence", new { kind = "maternity", startsOn = "2026-03-09", endsOn = "2026-09-06" })).Expect(200);
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{id}/formal-process", new { kind = "disciplinary", on = "2026-03-02" })).Expect(200);

        Assert.Equal(["employment.employment-started 1"], Lines(await EventsAsync()));
    }

    [Fact]
    public void These_are_the_kinds_that_are_told() => Assert.Equal(
        [
            "agency-stint.purged", "agency-stint.stint-began", "agency-stint.stint-corrected", "agency-stint.stint-ended", "agency-stint.stint-post-covered", "agency-stint.stint-rate-changed",
            "application.applicant-started", "application.application-not-shortlisted", "application.application-rejected", "application.application-shortlisted",
            "application.application-submitted", "application.application-withdrawn", "application.checks-cleared", "application.interview-scheduled",
            "application.offer-accepted", "application.offer-declined", "application.offer-lapsed", "application.offer-made", "application.purged",
            "employment.employment-corrected", "employment.employment-left", "employment.employment-started", "employment.fixed-term-set", "employment.notice-given",
            "employment.notice-withdrawn", "employment.position-changed", "employment.probation-passed", "employment.purged",
            "housing-request.housing-requested", "housing-request.key-worker-nominated", "housing-request.nomination-accepted", "housing-request.purged", "housing-request.tenancy-ended",
            "housing-request.tenancy-started",
            "pay-run.pay-run-approved", "pay-run.pay-run-cancelled", "pay-run.pay-run-completed", "pay-run.pay-run-instructed", "pay-run.purged",
            "post.post-closed", "post.post-established",
            "retention-plan.agreement-signed", "retention-plan.enrolled-in-scheme", "retention-plan.payment-approved", "retention-plan.payment-fell-due",
            "retention-plan.payment-instructed", "retention-plan.payment-paid", "retention-plan.purged", "retention-plan.recovery-approved", "retention-plan.recovery-instructed",
            "retention-plan.recovery-taken", "retention-plan.schedule-revised",
            "vacancy.hire-recorded", "vacancy.requisition-approved", "vacancy.requisition-drafted", "vacancy.vacancy-cancelled", "vacancy.vacancy-closed",
            "vacancy.vacancy-filled", "vacancy.vacancy-opened",
        ],
        Composition.Told.Order(StringComparer.Ordinal));

    [Fact]
    public void The_guide_lists_them()
    {
        var guide = File.ReadAllText(Path.Combine(Root(), "docs", "how-to", "webhooks.md"));

        Assert.Contains(string.Join('\n', Composition.Told.Order(StringComparer.Ordinal).Select(kind => $"- `{kind}`")), guide, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_write_at_once_on_several_hosts_nothing_comes_in_behind_a_reader()
    {
        const int Writers = 16;
        const int Each = 25;
        var hosts = Enumerable.Range(0, 3).Select(_ => NewHost()).ToList();
        using var done = new CancellationTokenSource();
        var reader = NewHost();
        var reading = Task.Run(
            async () =>
            {
                List<FeedEntry> read = [];
                for (var last = false; ;)
                {
                    var page = await reader.ReadAsync(read.Count == 0 ? 0 : read[^1].Number, 7, cancellationToken: Stop);
                    read.AddRange(page);
                    if (page.Count == 0 && last)
                    {
                        return read;
                    }

                    last = done.IsCancellationRequested;
                }
            },
            Stop);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var version = 1; version <= Each; version++)
                {
                    await hosts[writer % hosts.Count].AppendAsync([new ToldEvent("post", $"post_{writer:D2}", version, "post.post-established")], null);
                }
            },
            Stop)));
        await done.CancelAsync();
        var all = await reading;

        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(number => (long)number), all.Select(entry => entry.Number));
        Assert.Equal(Writers * Each, all.Select(entry => entry.Event).Distinct().Count());
        Assert.All(
            all.GroupBy(entry => entry.Event.SubjectId),
            one => Assert.Equal(Enumerable.Range(1, Each).Select(version => (long)version), one.Select(entry => entry.Event.Version)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{all.Count} events of {Writers} writers on {hosts.Count} hosts, read as they were written.");
        hosts.Append(reader).ToList().ForEach(host => host.Dispose());
    }

    [Fact]
    public async Task What_a_crash_swallowed_is_told_once_and_what_came_to_nothing_is_not()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var before = (await EventsAsync())["after"].GetString();
        var intents = _council.Services.GetRequiredService<Intents>();
        var loaded = await Journal.GetAsync(Vacancies.Kind, vacancy, Stop);

        // Dead between the commit and the feed; dead before the commit.
        await intents.KeepAsync(new([], null, Told: Telling.Of(Vacancies.Kind, vacancy, loaded.Number, [new VacancyClosed()])));
        loaded = await Journal.CommitAsync(Vacancies.Kind, vacancy, loaded, [new VacancyClosed()], "system:test", cancellationToken: Stop);
        await intents.KeepAsync(new([], null, Told: Telling.Of(Vacancies.Kind, vacancy, loaded.Number, [new VacancyCancelled("No money.")])));
        Assert.Empty(Lines(await EventsAsync(before)));

        await _council.AdvanceAsync("2026-03-03T07:00");
        Assert.Equal(["vacancy.vacancy-closed 4"], Lines(await EventsAsync(before)));
        Assert.Empty(await intents.OlderThanAsync(DateTimeOffset.MaxValue).ToListAsync(Stop));
        await _council.AdvanceAsync("2026-03-04T07:00");
        Assert.Equal(["vacancy.vacancy-closed 4"], Lines(await EventsAsync(before)));
    }

    [Fact]
    public async Task What_was_so_slow_that_the_sweep_took_it_for_dead_is_told_all_the_same()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var before = (await EventsAsync())["after"].GetString();
        var intents = _council.Services.GetRequiredService<Intents>();
        var loaded = await Journal.GetAsync(Vacancies.Kind, vacancy, Stop);
        var told = Telling.Of(Vacancies.Kind, vacancy, loaded.Number, [new VacancyClosed()]);
        var key = await intents.KeepAsync(new([], null, Told: told));
        await _council.AdvanceAsync("2026-03-03T07:00");

        await Journal.CommitAsync(Vacancies.Kind, vacancy, loaded, [new VacancyClosed()], "system:test", cancellationToken: Stop);
        await intents.CompleteAsync(key, told);

        Assert.Equal(["vacancy.vacancy-closed 4"], Lines(await EventsAsync(before)));
    }

    [Fact]
    public async Task Of_two_who_race_for_a_version_one_is_told()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        var before = (await EventsAsync())["after"].GetString();

        await Task.WhenAll(_council.ShortlistAsync(id), _council.ShortlistAsync(id), _council.ShortlistAsync(id));

        Assert.Equal(["application.application-shortlisted 2"], Lines(await EventsAsync(before)));
        Assert.Empty(await _council.Services.GetRequiredService<Intents>().OlderThanAsync(DateTimeOffset.MaxValue).ToListAsync(Stop));
    }

    [Fact]
    public async Task What_a_file_brings_is_told_with_it()
    {
        var file = new StringContent(
            "kind,post_reference,role,team,grade,fte,over_established,contract,name,email,started_on,probation_ends_on,hourly_rate,covers_vacancy\n"
            + "post,P1,social-worker,north,PO2,1.00,,,,,,,,\nemployment,P1,social-worker,north,PO2,1.00,,permanent,Ann Other,ann@example.org,2015-01-05,,,\n",
            Encoding.UTF8,
            "text/csv");
        (await _council.PostAsync(Staff.Hr, "/api/establishment/import", file, ("Idempotency-Key", "one"))).Expect(201);

        Assert.Equal(["employment.employment-started 1", "post.post-established 1"], Lines(await EventsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task After_ninety_days_it_is_forgotten_and_who_slept_so_long_is_told_to_begin_anew()
    {
        var asleep = (await EventsAsync("now"))["after"].GetString();
        await _council.EstablishAsync(2);
        var awake = (await EventsAsync("now"))["after"].GetString();

        await _council.AdvanceAsync("2026-07-01T09:00");
        await _council.EstablishAsync();

        (await _council.GetAsync(Staff.Integration, $"/api/events?after={asleep}")).Expect(410, "place-not-kept");
        Assert.Equal(["post.post-established 1"], Lines(await EventsAsync(awake)));
        Assert.Equal(["post.post-established 1"], Lines(await EventsAsync()));
    }

    [Fact]
    public async Task With_nobody_subscribed_no_message_is_sent()
    {
        await _council.OpenVacancyAsync();

        Assert.Empty(_council.Messages(Queues.WebhookEvents));
        Assert.False((await Feed.HeadAsync(Stop)).Listened);
    }

    private static IReadOnlyList<string> Lines(Reply page) =>
        [.. page["items"].EnumerateArray().Select(item => $"{item.GetProperty("kind").GetString()} {item.GetProperty("version").GetInt64()}")];

    private async Task<Reply> EventsAsync(string? after = null) =>
        (await _council.GetAsync(Staff.Integration, "/api/events" + (after is null ? "" : $"?after={after}"))).Expect(200);

    private EventFeed NewHost() => new(
        _council.Services.GetRequiredService<TableServiceClient>(),
        new WebhookQueues(_council.Services.GetRequiredService<ServiceBusClient>()),
        _council.Azure.Clock,
        NullLogger<EventFeed>.Instance);

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
