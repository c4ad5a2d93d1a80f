using System.Net;
using System.Text;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Webhooks;

/// <summary>What a receiver is sent: ids and kinds only.</summary>
/// <param name="Type">What happened: <c>application.offer-accepted</c>.</param>
/// <param name="Timestamp">When it came into the feed (UTC).</param>
/// <param name="Data">To what.</param>
public sealed record WebhookBody(string Type, DateTimeOffset Timestamp, WebhookData Data);

/// <summary>What an event happened to.</summary>
/// <param name="Subject">What it is: <c>application</c>.</param>
/// <param name="SubjectId">Which.</param>
/// <param name="Version">The place in its journal: a higher one happened later.</param>
public sealed record WebhookData(string Subject, string SubjectId, long Version);

/// <summary>
/// Brings what happened to the receivers, each event at least once and always under the same id. The feed and a place in it for each receiver are
/// the truth; messages say that there is something to do, and the sweep says it again where one was lost.
/// </summary>
public sealed class SendWebhooks(
    Journal journal, Commands commands, EventFeed feed, WebhookDeliveries deliveries, WebhookQueues queues, WebhookSecrets secrets, WebhookSender sender, Postbox postbox, TimeProvider clock)
{
    /// <summary>How long after each attempt the next one comes; after the last of them it is given up.</summary>
    public static IReadOnlyList<TimeSpan> Schedule { get; } =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(8), TimeSpan.FromHours(24),
    ];

    /// <summary>A receiver that has taken nothing for so long is sent nothing more until somebody looks after it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private const string Actor = "system:webhooks";

    private const int Batch = 100;

    // What should have been tried so long ago has lost its message.
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    /// <summary>Hands out what is new to every receiver, or again to one.</summary>
    [Function(nameof(HandOutEvents))]
    public async Task HandOutEvents([ServiceBusTrigger(Queues.WebhookEvents, Connection = "ServiceBus")] ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        var wake = Read<WebhookWake>(message);
        if (wake.Since is not null)
        {
            await ReplayAsync(wake, cancellationToken);
            return;
        }

        await foreach (var subscription in journal.AllAsync(WebhookSubscriptions.Kind, $"Status eq '{SubscriptionState.Active}'").WithCancellation(cancellationToken))
        {
            if (subscription.Id == wake.SubscriptionId)
            {
                await AgainAsync(subscription.Id, clock.GetUtcNow().AddYears(1), cancellationToken);
            }

            await HandOutAsync(subscription.State, cancellationToken);
        }
    }

    /// <summary>Delivers one event to one receiver.</summary>
    [Function(nameof(DeliverEvent))]
    public async Task DeliverEvent([ServiceBusTrigger(Queues.WebhookDeliveries, Connection = "ServiceBus")] ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        var errand = Read<WebhookErrand>(message);
        var (number, at, told) = errand.Entry;
        if (await journal.FindAsync(WebhookSubscriptions.Kind, errand.SubscriptionId, cancellationToken) is not { State: var subscription }
            || subscription.State == SubscriptionState.Ended
            || (await deliveries.FindAsync(subscription.Id, number) is { } before && IsStale(before, errand)))
        {
            return;
        }

        var now = clock.GetUtcNow();
        var delivery = new Delivery(number, told.EventId(), told, at, DeliveryState.Waiting, errand.Attempts, null, now, null, errand.Round);
        if (subscription.State == SubscriptionState.Suspended)
        {
            await deliveries.KeepAsync(subscription.Id, delivery);
            return;
        }

        var outcome = await PostAsync(subscription, delivery, now, cancellationToken);
        var attempts = errand.Attempts + 1;
        delivery = delivery with
        {
            State = outcome.IsTaken ? DeliveryState.Delivered : attempts > Schedule.Count ? DeliveryState.Dead : DeliveryState.Waiting,
            Attempts = attempts,
            TriedAt = now,
            NextAt = outcome.IsTaken || attempts > Schedule.Count ? null : now + Schedule[attempts - 1],
            Answer = outcome.Fault ?? $"{outcome.Status}",
        };
        if (delivery.NextAt is { } next)
        {
            // Before the row, which then says that this attempt is over.
            await queues.DeliverAsync(errand with { Attempts = attempts }, next);
        }

        await deliveries.KeepAsync(subscription.Id, delivery);
        await WatchAsync(subscription, outcome, now, cancellationToken);
    }

    /// <summary>Makes good what a crash or a lost message left undone; nothing to do where nobody is told anything.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var head = await feed.HeadAsync(cancellationToken);
        if (!head.Listened && !await journal.AllAsync(WebhookSubscriptions.Kind, $"Status ne '{SubscriptionState.Ended}'").AnyAsync(cancellationToken))
        {
            return;
        }

        await feed.ListenAsync();
        await queues.WakeAsync($"sweep-{now.ToUnixTimeMilliseconds()}", new WebhookWake());
        await foreach (var subscription in journal.AllAsync(WebhookSubscriptions.Kind, $"Status eq '{SubscriptionState.Active}'").WithCancellation(cancellationToken))
        {
            await AgainAsync(subscription.Id, now - Late, cancellationToken);
        }
    }

    private static T Read<T>(ServiceBusReceivedMessage message) => Json.Read<T>(message.Body.ToString());

    // A later attempt, or a later replay, has taken its place.
    private static bool IsStale(Delivery before, WebhookErrand errand) => before.Round > errand.Round
        || (before.Round == errand.Round && (before.State != DeliveryState.Waiting || before.Attempts > errand.Attempts));

    private async Task HandOutAsync(WebhookSubscription subscription, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (position, _, known) = await deliveries.PositionAsync(subscription.Id);
            var entries = await feed.ReadAsync(position, Batch, cancellationToken: cancellationToken);
            if (entries.Count == 0)
            {
                return;
            }

            // Before the place moves on. Two who do this at once send the same messages.
            await queues.DeliverAsync(entries.Where(entry => subscription.Wants(entry.Event)).Select(entry => new WebhookErrand(subscription.Id, entry, 0, 0)));
            await deliveries.AdvanceAsync(subscription.Id, known, entries[^1].Number);
        }
    }

    private async Task ReplayAsync(WebhookWake wake, CancellationToken cancellationToken)
    {
        if (await journal.FindAsync(WebhookSubscriptions.Kind, wake.SubscriptionId!, cancellationToken) is not { State: { State: SubscriptionState.Active } subscription })
        {
            return;
        }

        var entries = await feed.ReadAsync(wake.After, Batch, wake.Since, cancellationToken);
        await queues.DeliverAsync(entries.Where(entry => entry.Number <= wake.Until && subscription.Wants(entry.Event))
            .Select(entry => new WebhookErrand(subscription.Id, entry, wake.Round, 0)));
        if (entries.Count > 0 && entries[^1].Number < wake.Until)
        {
            var on = wake with { After = entries[^1].Number };
            await queues.WakeAsync($"{subscription.Id}-replay-{wake.Round}-{on.After}", on);
        }
    }

    private async Task AgainAsync(string subscriptionId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await foreach (var waiting in deliveries.WaitingAsync(subscriptionId, before).WithCancellation(cancellationToken))
        {
            await queues.DeliverAsync([WebhookDeliveries.ErrandOf(subscriptionId, waiting)], $"-{clock.GetUtcNow().ToUnixTimeMilliseconds()}");
        }
    }

    private Task<WebhookOutcome> PostAsync(WebhookSubscription subscription, Delivery delivery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = delivery.Event;
        var body = Encoding.UTF8.GetBytes(Json.Write(new WebhookBody(told.Kind, delivery.At, new(told.Subject, told.SubjectId, told.Version))));
        var valid = subscription.SecretsAt(now).Select(number => secrets.Of(subscription.Id, number));
        return sender.SendAsync(subscription.Url, delivery.EventId, now, WebhookSignature.Of(valid, delivery.EventId, now, body), body, cancellationToken);
    }

    private async Task WatchAsync(WebhookSubscription subscription, WebhookOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await deliveries.PositionAsync(subscription.Id);
        if (outcome.IsTaken)
        {
            // Where somebody changed the row meanwhile, the next delivery says it.
            _ = known.FailingSince is null || await deliveries.FailsAsync(subscription.Id, known, null);
            return;
        }

        var gone = outcome.Status == (int)HttpStatusCode.Gone;
        var since = known.FailingSince ?? now;
        if (!gone && now - since < Patience)
        {
            _ = known.FailingSince is not null || await deliveries.FailsAsync(subscription.Id, known, now);
            return;
        }

        // The mail first: a death in between has the next failure do the rest.
        var reason = gone ? "the receiver says that it is gone for good" : $"it has taken nothing since {UkCalendar.InLondon(since):d MMMM yyyy, HH:mm}";
        await postbox.ToHrAsync(subscription.Id, $"suspended-{since.ToUnixTimeSeconds()}", () => Task.FromResult(Suspended(subscription, reason)), cancellationToken);
        await commands.StepAsync(null, WebhookSubscriptions.Kind, subscription.Id, Actor, current =>
            WebhookSubscription.Machine.Allows(current.State, SubscriptionStep.Suspend) ? new WebhookSuspended(reason) : Array.Empty<WebhookEvent>());
        await deliveries.FailsAsync(subscription.Id, known, null);
    }

    private static Letter Suspended(WebhookSubscription subscription, string reason) => new(
        $"Nothing is sent to {subscription.Url.Host} any more",
        [
            $"Webhooks to {subscription.Url} were suspended, because {reason}.",
            "Nothing is lost. What happens meanwhile is kept for ninety days and sent once somebody goes on with the subscription:"
            + $" POST /api/webhook-subscriptions/{subscription.Id}/resumption. Please pass this on to whoever looks after that system.",
        ]);
}
