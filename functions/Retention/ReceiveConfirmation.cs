using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Payroll's answer to an instruction: fields that are unknown here are left alone.</summary>
/// <param name="InstructionId">The instruction.</param>
/// <param name="Confirmed">Whether it was carried out.</param>
/// <param name="On">On which day.</param>
/// <param name="Reason">Why not.</param>
/// <param name="GrossPence">How much, gross, in pence; null for all of it. Of a recovery it may be a part.</param>
public sealed record Confirmation(string InstructionId, bool Confirmed, DateOnly On, string? Reason, long? GrossPence = null)
{
    /// <summary>Reads a message, or says what is wrong with it.</summary>
    public static (Confirmation? Read, string? Wrong) From(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, "Expected a JSON object.");
            }

            if (Text(root, "instructionId") is not { Length: > 0 } id)
            {
                return (null, "'instructionId' is missing.");
            }

            if (Text(root, "outcome") is not ("confirmed" or "rejected"))
            {
                return (null, "'outcome' must be confirmed or rejected.");
            }

            if (!DateOnly.TryParseExact(Text(root, "on"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on))
            {
                return (null, "'on' must be a date like 2026-03-31.");
            }

            long? pence = null;
            if (root.TryGetProperty("grossPence", out var gross) && gross.ValueKind != JsonValueKind.Null)
            {
                if (gross.ValueKind != JsonValueKind.Number || !gross.TryGetInt64(out var whole) || whole <= 0)
                {
                    return (null, "'grossPence' must be a whole number above 0.");
                }

                pence = whole;
            }

            var confirmed = Text(root, "outcome") == "confirmed";
            var reason = Text(root, "reason");
            return !confirmed && string.IsNullOrWhiteSpace(reason)
                ? (null, "'reason' is missing: a rejection must say why.")
                : (new(id, confirmed, on, reason, pence), null);
        }
        catch (JsonException)
        {
            return (null, "The message is not JSON.");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>
/// Payroll confirms or rejects an instruction by message. What cannot be read is dead-lettered with the reason; what matches no open instruction is
/// kept for HR to look at; the same confirmation again changes nothing.
/// </summary>
public sealed class ReceiveConfirmation(Confirming confirming)
{
    private const string Payroll = "system:payroll";

    /// <summary>Takes one message from <c>payroll-confirmations</c>.</summary>
    [Function(nameof(ReceiveConfirmation))]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.PayrollConfirmations, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (confirmation, wrong) = Confirmation.From(message.Body.ToString());
        if (confirmation is null)
        {
            await actions.DeadLetterMessageAsync(message, null, "confirmation-unreadable", wrong, cancellationToken);
            return;
        }

        await confirming.TakeAsync(client, confirmation, Payroll);
        await actions.CompleteMessageAsync(message, cancellationToken);
    }
}
