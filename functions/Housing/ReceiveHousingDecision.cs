using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>A housing association's decision as it comes by the queue.</summary>
/// <param name="ProviderId">The association that decides: that to which the nomination was made.</param>
/// <param name="NominationId">The nomination decided on.</param>
/// <param name="Decision">Whether they take the nominee, or offer the home.</param>
/// <param name="Reason">Why not; required for a rejection.</param>
/// <param name="On">The day of the decision; absent for the day on which it comes.</param>
/// <param name="ExpiresAt">For an offer: until when the applicant may answer (UTC); absent for as long as the agreement says.</param>
public sealed record ProviderDecision(
    string ProviderId, string NominationId, ProviderVerdict Decision, string? Reason = null, DateOnly? On = null, DateTimeOffset? ExpiresAt = null);

/// <summary>
/// A housing association decides on a nomination by the queue. What cannot be read or cannot be meant is set aside for a person, with the reason;
/// what is for no nomination, or comes too late or again, is recorded and changes nothing.
/// </summary>
public sealed partial class ReceiveHousingDecision(
    Commands commands, Journal journal, ProviderDecisions decisions, TableServiceClient tables, TimeProvider clock, ILogger<ReceiveHousingDecision> log)
{
    /// <summary>Where every decision that could be read is recorded with what came of it: by nomination, then message.</summary>
    public const string TableName = "housingdecisions";

    private const string Provider = "system:provider";

    // The other side may add fields of its own at any time.
    internal static readonly JsonSerializerOptions Tolerant = new(Json.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>Takes one message from <c>housing-decisions</c>.</summary>
    [Function(nameof(ReceiveHousingDecision))]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.HousingDecisions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ProviderDecision decision;
        try
        {
            decision = JsonSerializer.Deserialize<ProviderDecision>(message.Body, Tolerant) ?? throw new JsonException("null is not a decision");
        }
        catch (JsonException e)
        {
            await actions.DeadLetterMessageAsync(message, null, "unreadable", e.Message, cancellationToken);
            return;
        }

        var refusal = await DecideAsync(client, decision, cancellationToken);
        if (refusal is { Kind: RefusalKind.Meaning })
        {
            await actions.DeadLetterMessageAsync(message, null, refusal.Code, refusal.Message, cancellationToken);
            return;
        }

        await RecordAsync(message.MessageId ?? "", decision, refusal?.Code ?? "decided", cancellationToken);
        await actions.CompleteMessageAsync(message, cancellationToken);
    }

    private async Task<Refusal?> DecideAsync(DurableTaskClient client, ProviderDecision decision, CancellationToken cancellationToken)
    {
        if (!NominationId.TryParse(decision.NominationId, out var requestId, out var attempt)
            || await journal.FindAsync(HousingRequests.Kind, requestId, cancellationToken) is not { State: var request }
            || attempt > request.Nominations.Count
            || request.Nominations[attempt - 1].Home.ProviderId != decision.ProviderId)
        {
            return Refusal.NotFound("There is no such nomination to this provider.");
        }

        var rule = await decisions.PrepareAsync(request);
        var decided = new NominationDecision(decision.Decision, decision.Reason, decision.On, decision.ExpiresAt);
        return (await commands.StepAsync(client, HousingRequests.Kind, requestId, Provider, current => rule(current, attempt, decided))).Refusal;
    }

    // The first thing that came of a message stays: a redelivery finds the nomination decided by itself.
    private async Task RecordAsync(string messageId, ProviderDecision decision, string result, CancellationToken cancellationToken)
    {
        LogDecision(log, messageId, result);
        var row = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)));
        var known = NominationId.TryParse(decision.NominationId, out _, out _);
        var table = tables.GetTableClient(TableName);
        var partition = known ? decision.NominationId : "unknown";
        if (!(await table.GetEntityIfExistsAsync<TableEntity>(partition, row, ["RowKey"], cancellationToken)).HasValue)
        {
            await table.UpsertEntityAsync(
                new TableEntity(partition, row)
                {
                    ["MessageId"] = messageId,
                    ["Decision"] = decision.Decision.ToString(),
                    ["Result"] = result,
                    ["At"] = clock.GetUtcNow(),
                },
                TableUpdateMode.Replace,
                cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The housing decision {MessageId} came to: {Result}.")]
    private static partial void LogDecision(ILogger log, string messageId, string result);
}
