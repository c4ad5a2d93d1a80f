using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Shared;

/// <summary>Sends messages to the council's other systems, each under a stable MessageId, so that the queue's duplicate detection and the receiver see a repeat.</summary>
public sealed class Outbox(ServiceBusClient bus, Effects effects)
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <summary>Sends a message once.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="subject">The aggregate it is about.</param>
    /// <param name="key">The message's stable key within it.</param>
    /// <param name="body">What it says; ids and facts, never a name.</param>
    /// <param name="cancellationToken">Stops before it is sent.</param>
    public Task SendAsync<T>(string queue, string subject, string key, T body, CancellationToken cancellationToken = default) => effects.OnceAsync(
        subject,
        $"{queue}/{key}",
        async () =>
        {
            var id = $"{subject}/{key}";
            var message = new ServiceBusMessage(BinaryData.FromString(Json.Write(body)))
            {
                MessageId = id,
                CorrelationId = subject,
                ContentType = "application/json",
                Subject = typeof(T).Name,
            };
            await _senders.GetOrAdd(queue, bus.CreateSender).SendMessageAsync(message, cancellationToken);
            return id;
        },
        cancellationToken);
}

/// <summary>The queues that this system and its neighbours share, and its own.</summary>
public static class Queues
{
    /// <summary>Approved gross payments and recoveries, to payroll.</summary>
    public const string PayrollInstructions = "payroll-instructions";

    /// <summary>Payroll's confirmations and rejections.</summary>
    public const string PayrollConfirmations = "payroll-confirmations";

    /// <summary>The housing associations' notices of void homes.</summary>
    public const string HousingHomes = "housing-homes";

    /// <summary>Nominations, to the housing association.</summary>
    public const string HousingNominations = "housing-nominations";

    /// <summary>The housing association's decisions.</summary>
    public const string HousingDecisions = "housing-decisions";

    /// <summary>Our own: there is something new for those who are told what happens.</summary>
    public const string WebhookEvents = "webhook-events";

    /// <summary>Our own: events to be delivered, some of them later.</summary>
    public const string WebhookDeliveries = "webhook-deliveries";
}
