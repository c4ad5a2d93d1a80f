using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Shared;
using RecruitRetain.Tests.DataProtection;
using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Webhooks;

namespace RecruitRetain.Tests.Webhooks;

/// <summary>Another system is told what happens: signed, again until it has it, and no longer than it works.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Path = "/api/webhook-subscriptions";

    private readonly Receiver _receiver = new();
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync(settings: _receiver.Setting);

    public async ValueTask DisposeAsync()
    {
        await _council.DisposeAsync();
        _receiver.Dispose();
    }

    private EventFeed Feed => _council.Services.GetRequiredService<EventFeed>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_is_posted_with_ids_and_kinds_only_and_signed_with_the_secret_that_was_shown_once()
    {
        await _council.EstablishAsync();
        var made = await SubscribeAsync();
        var vacancy = await _council.OpenVacancyAsync();
        var application = await _council.ApplyAsync(vacancy);

        Assert.Equal(
            ["post.post-established", "vacancy.requisition-drafted", "vacancy.requisition-approved", "vacancy.vacancy-opened", "application.application-submitted"],
            _receiver.Types);
        var submitted = _receiver.Requests[^1];
        Assert.Equal(
            $$$"""{"type":"application.application-submitted","timestamp":"2026-03-02T09:00:00+00:00","data":{"subject":"application","subjectId":"{{{application}}}","version":1}}""",
            submitted.Body);
        var secret = made["secret"].GetString()!;
        Assert.All(_receiver.Requests, request => Assert.True(request.IsSignedWith(secret)));
        Assert.Equal("2026-03-02 09:00", submitted.At);
        var feed = (await _council.GetAsync(Staff.Integration, "/api/events?size=200")).Expect(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString());
        Assert.Equal(feed.TakeLast(5), _receiver.Requests.Select(request => request.Id));
        Assert.DoesNotContain("secret\":", (await _council.GetAsync(Staff.Hr, $"{Path}/{made.Id}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", (await _council.GetAsync(Staff.Hr, Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_lies_anywhere_in_the_store_and_a_repeated_request_gets_the_same_answer()
    {
        var body = new { url = _receiver.Url };
        var first = (await _council.PostAsync(Staff.Hr, Path, body, ("Idempotency-Key", "one"))).Expect(201);
        var again = (await _council.PostAsync(Staff.Hr, Path, body, ("Idempotency-Key", "one"))).Expect(201);
        var rotated = (await _council.PostAsync(Staff.Hr, $"{Path}/{first.Id}/secret-rotation", new { }, ("Idempotency-Key", "two"))).Expect(200);

        Assert.Equal(first.Text, again.Text);
        Assert.NotEqual(first["secret"].GetString(), rotated["secret"].GetString());
        var walk = StoreWalk.Through(_council);
        Assert.NotEmpty(walk.PlacesOf(first.Id));
        Assert.Empty(walk.PlacesOf("whsec_"));
        Assert.Empty(walk.PlacesOf(first["secret"].GetString()!["whsec_".Length..]));
    }

    [Fact]
    public async Task Only_the_kinds_that_were_asked_for_are_sent()
    {
        await SubscribeAsync("vacancy.vacancy-opened", "application.offer-accepted");
        await _council.OpenVacancyAsync();

        Assert.Equal(["vacancy.vacancy-opened"], _receiver.Types);
    }

    [Theory]
    [InlineData("http://hooks.example.org/", null, "url")]
    [InlineData("https://10.1.2.3/", null, "url")]
    [InlineData("https://[::ffff:169.254.169.254]/latest/meta-data", null, "url")]
    [InlineData("https://localhost/", null, "url")]
    [InlineData("http://127.0.0.1:1/", null, "url")]
    [InlineData("https://hooks.example.org/", "application.note-written", "kinds[0]")]
    [InlineData("https://hooks.example.org/", "*", "kinds[0]")]
    public async Task What_cannot_be_meant_is_refused_and_changes_nothing(string url, string? kind, string field)
    {
        var refused = (await _council.PostAsync(Staff.Hr, Path, new { url, kinds = kind is null ? [] : new[] { kind } })).Expect(422, "invalid-fields");

        Assert.Equal([field], refused.Fields);
        Assert.Empty((await _council.GetAsync(Staff.Hr, Path))["items"].EnumerateArray());
        Assert.False((await Feed.HeadAsync(Stop)).Listened);
    }

    [Fact]
    public async Task Only_HR_subscribes_and_auditors_look()
    {
        (await _council.PostAsync(Staff.Integration, Path, new { url = _receiver.Url })).Expect(403, "role-required");
        (await _council.PostAsync(Staff.Auditor, Path, new { url = _receiver.Url })).Expect(403, "role-required");
        (await _council.GetAsync(Staff.Auditor, Path)).Expect(200);
        (await _council.GetAsync(Staff.Hr, $"{Path}/hook_00000000000000000000000000")).Expect(404, "not-found");
        (await _council.GetAsync(Staff.Hr, $"{Path}/hook_00000000000000000000000000/deliveries")).Expect(404, "not-found");
        (await _council.DeleteAsync(Staff.Hr, $"{Path}/hook_00000000000000000000000000")).Expect(404, "not-found");
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_after_1_5_and_30_minutes_2_8_and_24_hours_and_then_given_up()
    {
        _receiver.Answers = 503;
        var made = await SubscribeAsync();
        await _council.EstablishAsync();
        Assert.Equal(["waiting 1 503 2026-03-02 09:01"], await DeliveriesAsync(made.Id));

        await _council.AdvanceAsync("2026-03-05T09:00");

        Assert.Equal(
            [
                "2026-03-02 09:00", "2026-03-02 09:01", "2026-03-02 09:06", "2026-03-02 09:36", "2026-03-02 11:36", "2026-03-02 19:36", "2026-03-03 19:36",
            ],
            _receiver.Requests.Select(request => request.At));
        Assert.Single(_receiver.Requests.Select(request => request.Id).Distinct());
        Assert.All(_receiver.Requests, request => Assert.True(request.IsSignedWith(made["secret"].GetString()!)));
        Assert.Equal(["dead 7 503 -"], await DeliveriesAsync(made.Id));
        Assert.Equal(["dead 7 503 -"], await DeliveriesAsync(made.Id, "dead"));
        Assert.Empty(await DeliveriesAsync(made.Id, "waiting"));
        (await _council.GetAsync(Staff.Hr, $"{Path}/{made.Id}/deliveries?state=lost")).Expect(400);
    }

    [Fact]
    public async Task A_dead_letter_can_be_replayed_under_the_same_id_and_so_can_one_that_was_delivered()
    {
        _receiver.Answers = 500;
        var made = await SubscribeAsync();
        await _council.EstablishAsync();
        await _council.AdvanceAsync("2026-03-04T09:00");
        var number = (await _council.GetAsync(Staff.Hr, $"{Path}/{made.Id}/deliveries"))["items"][0].GetProperty("number").GetInt64();
        var id = _receiver.Requests[0].Id;
        _receiver.Forget();
        _receiver.Answers = 200;

        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/deliveries/{number}/replay")).Expect(200);
        Assert.Equal(["delivered 1 200 -"], await DeliveriesAsync(made.Id));
        await _council.AdvanceAsync("2026-03-04T10:00");
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/deliveries/{number}/replay")).Expect(200);

        Assert.Equal([id, id], _receiver.Requests.Select(request => request.Id));
        Assert.Equal(["delivered 1 200 -"], await DeliveriesAsync(made.Id));
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/deliveries/999/replay")).Expect(404, "not-found");
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/deliveries/first/replay")).Expect(404, "not-found");
    }

    [Fact]
    public async Task Everything_since_an_instant_is_sent_again_with_the_kinds_that_were_asked_for()
    {
        var made = await SubscribeAsync("post.post-established");
        await _council.EstablishAsync(2);
        await _council.AdvanceAsync("2026-03-02T12:00");
        await _council.EstablishAsync(150);
        await _council.OpenVacancyAsync();
        var all = _receiver.Requests.Select(request => request.Id).ToList();
        Assert.Equal(153, all.Count);
        _receiver.Forget();

        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/replays", new { since = "2026-03-02T12:00:00Z" }, ("Idempotency-Key", "one"))).Expect(202);
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/replays", new { since = "2026-03-02T12:00:00Z" }, ("Idempotency-Key", "one"))).Expect(202);

        Assert.Equal(all[2..].Order(StringComparer.Ordinal), _receiver.Requests.Select(request => request.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task While_a_secret_changes_both_are_valid()
    {
        var made = await SubscribeAsync();
        var rotated = (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/secret-rotation", new { keepPreviousHours = 24 })).Expect(200);
        string[] secrets = [made["secret"].GetString()!, rotated["secret"].GetString()!];
        Assert.Equal("2026-03-03T09:00:00+00:00", rotated["previousSecretUntil"].GetString());

        await _council.EstablishAsync();
        await _council.AdvanceAsync("2026-03-03T09:00");
        await _council.EstablishAsync();

        Assert.Equal([true, true], secrets.Select(_receiver.Requests[0].IsSignedWith));
        Assert.Equal([false, true], secrets.Select(_receiver.Requests[1].IsSignedWith));
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/secret-rotation", new { keepPreviousHours = 169 })).Expect(422, "invalid-fields");

        // One that has leaked ends at once.
        var newest = (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/secret-rotation", new { keepPreviousHours = 0 })).Expect(200)["secret"].GetString()!;
        await _council.EstablishAsync();
        Assert.Equal([false, false, true], secrets.Append(newest).Select(_receiver.Requests[2].IsSignedWith));
    }

    [Fact]
    public async Task A_receiver_that_fails_for_three_days_is_suspended_HR_is_told_and_what_it_missed_is_sent_once_somebody_goes_on()
    {
        _receiver.Answers = 500;
        var made = await SubscribeAsync();
        await _council.EstablishAsync();
        await _council.AdvanceAsync("2026-03-04T08:00");
        await _council.EstablishAsync();
        Assert.Equal("active", await StateAsync(made.Id));
        await _council.AdvanceAsync("2026-03-06T09:00");

        Assert.Equal("suspended", await StateAsync(made.Id));
        Assert.Equal(["2026-03-05 18:36 Nothing is sent to 127.0.0.1 any more"], _council.MailLines("hr@council.example"));
        _receiver.Forget();
        await _council.EstablishAsync();
        await _council.AdvanceAsync("2026-03-09T09:00");
        Assert.Empty(_receiver.Requests);
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/replays", new { since = "2026-03-02T00:00:00Z" })).Expect(409, "subscription-not-active");

        _receiver.Answers = 204;
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/resumption")).Expect(200);
        Assert.Equal(["2026-03-09 09:00"], _receiver.Requests.Select(request => request.At));
        await _council.AdvanceAsync("2026-03-10T09:00");

        Assert.Equal(["dead 7 500 -", "dead 7 500 -", "delivered 1 204 -"], await DeliveriesAsync(made.Id));
        Assert.Equal("active", await StateAsync(made.Id));
        (await _council.PostAsync(Staff.Hr, $"{Path}/{made.Id}/resumption")).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task A_receiver_that_says_it_is_gone_is_suspended_at_once()
    {
        _receiver.Answers = 410;
        var made = await SubscribeAsync();
        await _council.EstablishAsync(2);

        Assert.Equal("suspended", await StateAsync(made.Id));
        Assert.Single(_council.MailLines("hr@council.example"));
    }

    [Fact]
    public async Task A_success_in_between_ends_the_failing()
    {
        _receiver.Answers = 500;
        var made = await SubscribeAsync();
        await _council.EstablishAsync();
        await _council.AdvanceAsync("2026-03-04T08:00");
        _receiver.Answers = 200;
        await _council.EstablishAsync();
        _receiver.Answers = 500;
        await _council.AdvanceAsync("2026-03-05T20:00");
        await _council.EstablishAsync();
        await _council.AdvanceAsync("2026-03-06T20:00");

        Assert.Equal("active", await StateAsync(made.Id));
    }

    [Fact]
    public async Task Once_it_is_ended_nothing_is_sent_and_nobody_listens()
    {
        _receiver.Answers = 500;
        var one = await SubscribeAsync();
        var two = await SubscribeAsync();
        await _council.EstablishAsync();
        (await _council.DeleteAsync(Staff.Hr, $"{Path}/{one.Id}")).Expect(200);
        Assert.True((await Feed.HeadAsync(Stop)).Listened);
        (await _council.DeleteAsync(Staff.Hr, $"{Path}/{two.Id}")).Expect(200);
        Assert.False((await Feed.HeadAsync(Stop)).Listened);
        _receiver.Forget();

        await _council.EstablishAsync();
        await _council.AdvanceAsync("2026-03-04T09:00");

        Assert.Empty(_receiver.Requests);
        Assert.Equal("ended", await StateAsync(one.Id));
        (await _council.DeleteAsync(Staff.Hr, $"{Path}/{one.Id}")).Expect(409, "step-not-allowed");
        (await _council.PostAsync(Staff.Hr, $"{Path}/{one.Id}/secret-rotation", new { })).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task A_message_that_comes_again_is_not_sent_again()
    {
        var made = await SubscribeAsync();
        await _council.EstablishAsync();
        var entry = Assert.Single(await Feed.ReadAsync(0, 10, cancellationToken: Stop));

        await _council.SendMessageAsync(Queues.WebhookDeliveries, new WebhookErrand(made.Id, entry, 0, 0));
        await _council.SendMessageAsync(Queues.WebhookEvents, new WebhookWake());

        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task What_lost_its_message_is_found_by_the_sweep()
    {
        var made = await SubscribeAsync();
        await _council.EstablishAsync();
        _receiver.Forget();

        // Dead after the feed and before the message: as if another host had put these there without waking anybody.
        await Feed.StopListeningAsync();
        await _council.EstablishAsync(2);
        Assert.Empty(_receiver.Requests);
        await _council.AdvanceAsync("2026-03-02T18:00");
        Assert.Equal(2, _receiver.Requests.Count);
        Assert.True((await Feed.HeadAsync(Stop)).Listened);

        // One that should have been tried long ago, whose message is in no queue.
        var deliveries = _council.Services.GetRequiredService<WebhookDeliveries>();
        var lost = (await deliveries.FindAsync(made.Id, 1))! with { State = DeliveryState.Waiting, NextAt = _council.Azure.Clock.GetUtcNow() };
        await deliveries.KeepAsync(made.Id, lost);
        await _council.AdvanceAsync("2026-03-03T09:00");
        Assert.Equal(3, _receiver.Requests.Count);
        Assert.Equal(["delivered 2 204 -", "delivered 1 204 -", "delivered 1 204 -"], await DeliveriesAsync(made.Id));
    }

    [Fact]
    public async Task With_the_app_rebuilt_after_every_step_each_event_arrives_under_its_one_id()
    {
        await using var council = await Council.OpenAsync(rebuilds: true, settings: _receiver.Setting);
        (await council.PostAsync(Staff.Hr, Path, new { url = _receiver.Url })).Expect(201);
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        _receiver.Answers = 500;
        (await council.ShortlistAsync(id)).Expect(200);
        _receiver.Answers = 204;
        await council.AdvanceAsync("2026-03-02T10:00");

        var told = (await council.GetAsync(Staff.Integration, "/api/events?size=200"))["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!).ToList();
        Assert.Equal(6, told.Count);
        Assert.Equal(told.Order(StringComparer.Ordinal), _receiver.Requests.Select(request => request.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_master_key_nobody_can_subscribe()
    {
        await using var council = await Council.OpenAsync(settings: ("Webhooks:MasterKey", ""));

        (await council.PostAsync(Staff.Hr, Path, new { url = "https://hooks.example.org/" })).Expect(409, "webhooks-not-configured");
    }

    [Fact]
    public void Its_states_and_events_are_sound()
    {
        Rules.StateMachine.IsSound(WebhookSubscription.Machine, SubscriptionState.Ended);
        Rules.StateMachine.EveryEventIsNamed<WebhookEvent>();
    }

    private async Task<Reply> SubscribeAsync(params string[] kinds) =>
        (await _council.PostAsync(Staff.Hr, Path, new { url = _receiver.Url, kinds })).Expect(201);

    private async Task<string?> StateAsync(string id) => (await _council.GetAsync(Staff.Hr, $"{Path}/{id}")).Expect(200)["state"].GetString();

    private async Task<IReadOnlyList<string>> DeliveriesAsync(string id, string? state = null) =>
    [
        .. (await _council.GetAsync(Staff.Hr, $"{Path}/{id}/deliveries{(state is null ? "" : $"?state={state}")}")).Expect(200)["items"].EnumerateArray().Select(item =>
            $"{item.GetProperty("state").GetString()} {item.GetProperty("attempts").GetInt32()} {item.GetProperty("answer").GetString()} "
            + (item.GetProperty("nextAt") is { ValueKind: System.Text.Json.JsonValueKind.String } next ? $"{UkCalendar.InLondon(next.GetDateTimeOffset()):yyyy-MM-dd HH:mm}" : "-")),
    ];
}
