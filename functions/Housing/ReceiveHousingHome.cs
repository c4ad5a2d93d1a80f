using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>
/// A housing association notifies a void by the queue. What cannot be read or cannot be meant is set aside for a person, with the reason; the
/// same notice again, or one older than the last, changes nothing.
/// </summary>
public sealed partial class ReceiveHousingHome(NotifyHome homes, ILogger<ReceiveHousingHome> log)
{
    /// <summary>Takes one message from <c>housing-homes</c>.</summary>
    [Function(nameof(ReceiveHousingHome))]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.HousingHomes, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        VoidNotice notice;
        try
        {
            notice = JsonSerializer.Deserialize<VoidNotice>(message.Body, ReceiveHousingDecision.Tolerant) ?? throw new JsonException("null is not a notice");
        }
        catch (JsonException e)
        {
            await actions.DeadLetterMessageAsync(message, null, "unreadable", e.Message, cancellationToken);
            return;
        }

        // A home that is still open under other terms is for a person to sort out with the provider.
        var refusal = await homes.TakeAsync(client, notice, "system:provider");
        LogNotice(log, message.MessageId ?? "", refusal?.Code ?? "taken");
        await (refusal is null
            ? actions.CompleteMessageAsync(message, cancellationToken)
            : actions.DeadLetterMessageAsync(message, null, refusal.Code, refusal.Message, cancellationToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The notice of a home {MessageId} came to: {Result}.")]
    private static partial void LogNotice(ILogger log, string messageId, string result);
}
