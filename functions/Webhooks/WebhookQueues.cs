using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using RecruitRetain.Shared;

namespace RecruitRetain.Webhooks;

/// <summary>Says that there is something to be sent to subscribers.</summary>
/// <param name="SubscriptionId">For a replay: to which of them; null for whatever is new, to all.</param>
/// <param name="Since">For a replay: from when on (UTC).</param>
/// <param name="After">For a replay: the place in the feed from which on it goes on.</param>
/// <param name="Until">For a replay: the place in the feed to which it goes.</param>
/// <param name="Round">For a replay: its number.</param>
public sealed record WebhookWake(string? SubscriptionId = null, DateTimeOffset? Since = null, long After = 0, long Until = 0, long Round = 0);

/// <summary>Says that an event is to be delivered to a subscriber.</summary>
/// <param name="SubscriptionId">To which.</param>
/// <param name="Entry">What.</param>
/// <param name="Round">Which replay asks for it; 0 for none. A higher number was asked for later.</param>
/// <param name="Attempts">How often it was tried in this round.</param>
public sealed record WebhookErrand(string SubscriptionId, FeedEntry Entry, long Round, int Attempts);

/// <summary>The app's own queues, in which deliveries wait. What is repeated carries the same MessageId; the receiving side stands a repeat in any case.</summary>
public sealed class WebhookQueues(ServiceBusClient bus)
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <summary>Has what is new sent, or a replay.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="wake">What is asked for.</param>
    public Task WakeAsync(string id, WebhookWake wake) => SendAsync(Queues.WebhookEvents, [Message(id, wake)]);

    /// <summary>Has events delivered at once.</summary>
    /// <param name="errands">To whom what.</param>
    /// <param name="again">Tells a message from an earlier one for the same attempt, which may have been lost; null for the first.</param>
    public Task DeliverAsync(IEnumerable<WebhookErrand> errands, string? again = null) =>
        SendAsync(Queues.WebhookDeliveries, [.. errands.Select(errand => Message(IdOf(errand) + again, errand))]);

    /// <summary>Has an event delivered at a later time.</summary>
    public Task DeliverAsync(WebhookErrand errand, DateTimeOffset at)
    {
        var message = Message(IdOf(errand), errand);
        message.ScheduledEnqueueTime = at;
        return SendAsync(Queues.WebhookDeliveries, [message]);
    }

    private static string IdOf(WebhookErrand errand) => $"{errand.SubscriptionId}-{errand.Entry.Number}-{errand.Round}-{errand.Attempts}";

    private static ServiceBusMessage Message<T>(string id, T body) =>
        new(BinaryData.FromString(Json.Write(body))) { MessageId = id, ContentType = "application/json", Subject = typeof(T).Name };

    private async Task SendAsync(string queue, IReadOnlyCollection<ServiceBusMessage> messages)
    {
        if (messages.Count > 0)
        {
            await _senders.GetOrAdd(queue, bus.CreateSender).SendMessagesAsync(messages);
        }
    }
}
