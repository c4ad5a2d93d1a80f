using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Operations;

/// <summary>A message that could not be handled. What it says is not shown: it may be anything that a neighbour wrote.</summary>
/// <param name="Id">Its queue and number, <c>payroll-confirmations-17</c>.</param>
/// <param name="Queue">The queue that it was sent to.</param>
/// <param name="MessageId">The sender's id, under which it is sent again; null where there is none, or it has other characters than an id.</param>
/// <param name="Subject">What kind of message the sender says it is; null likewise.</param>
/// <param name="Reason">Why it lies there, in kebab case: ours, or <c>delivered-too-often</c>, <c>expired</c>, <c>refused-by-receiver</c>.</param>
/// <param name="Trouble">What was wrong with it, where our own code said so.</param>
/// <param name="SentAt">When it was sent (UTC).</param>
/// <param name="Deliveries">How often it was tried.</param>
/// <param name="Bytes">How long its body is.</param>
/// <param name="About">The ids of our records that are named in it.</param>
/// <param name="ReplayFrom">From when it can be sent again (UTC): before, the queue takes it for a duplicate and drops it.</param>
public sealed record DeadLetter(
    string Id,
    string Queue,
    string? MessageId,
    string? Subject,
    string Reason,
    string? Trouble,
    DateTimeOffset SentAt,
    int Deliveries,
    long Bytes,
    IReadOnlyList<string> About,
    DateTimeOffset ReplayFrom);

/// <summary>
/// The messages that nobody could handle, of every queue: looked at, sent again under their own id so that whoever handled one already sees it is
/// the same, or thrown away. Each under a record of who and why.
/// </summary>
public sealed partial class DeadLetters(ServiceBusClient bus, OperatorActs acts, TimeProvider clock)
{
    /// <summary>For how long every queue drops what it has seen, as <c>servicebus.json</c> says; a test compares the two.</summary>
    internal static readonly TimeSpan DuplicatesSeenFor = TimeSpan.FromDays(1);

    /// <summary>Every queue.</summary>
    internal static readonly string[] All =
    [
        Queues.HousingDecisions, Queues.HousingHomes, Queues.HousingNominations, Queues.PayrollConfirmations, Queues.PayrollInstructions,
        Queues.WebhookDeliveries, Queues.WebhookEvents,
    ];

    // Those that our own functions read: only what those write on a dead letter is known to name nobody.
    private static readonly string[] Ours =
        [Queues.HousingDecisions, Queues.HousingHomes, Queues.PayrollConfirmations, Queues.WebhookDeliveries, Queues.WebhookEvents];

    private const int MostIds = 20;

    private const int MostHeld = 2_000;

    private const int MostCounted = 2_000;

    private const int CountedAtOnce = 200;

    private const int Batch = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Lists the dead letters of every queue, one queue after another, oldest first.</summary>
    [Function(nameof(ListDeadLetters))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("List messages that nobody could handle", Answers = typeof(ListPage<DeadLetter>))]
    [Query("queue", typeof(string), "Only of this queue.")]
    public Task<IResult> ListDeadLetters([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dead-letters")] HttpRequest request)
    {
        var queues = request.Query["queue"] is not [{ } wanted] ? All
            : All.Contains(wanted) ? [wanted]
            : throw new ProblemException(Problems.MalformedQuery("queue", $"one of {string.Join(", ", All)}"));
        return Lists.OneAfterAnotherAsync(
            request,
            [.. queues.Select(queue => (Func<string?, int, Task<(IReadOnlyList<DeadLetter>, string?)>>)((cursor, size) => PageAsync(queue, cursor, size, request.HttpContext.RequestAborted)))]);
    }

    /// <summary>Shows one.</summary>
    [Function(nameof(ShowDeadLetter))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("Show a message that nobody could handle", Answers = typeof(DeadLetter))]
    public async Task<IResult> ShowDeadLetter([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dead-letters/{id}")] HttpRequest request, string id) =>
        await FindAsync(id, request.HttpContext.RequestAborted) is var (queue, message) ? Answer.Ok(View(queue, message)) : Problems.NotFound;

    /// <summary>Sends one again, with the same id and content.</summary>
    [Function(nameof(ReplayDeadLetter))]
    [Allow(Role.Operator)]
    [Operation("Send a message again that nobody could handle", Body = typeof(OperatorReason), Answers = typeof(OperatorAct), Status = 201)]
    public Task<IResult> ReplayDeadLetter([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dead-letters/{id}/replay")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        return acts.DoAsync(
            request,
            OperatorVerb.ReplayDeadLetter,
            id,
            async () => await FindAsync(id, stop) is not var (queue, message) ? Missing()
                : View(queue, message) is { MessageId: not null, ReplayFrom: var from } && from > clock.GetUtcNow() ? TooEarly(from)
                : null,
            () => SettleAsync(
                id,
                async (queue, message) =>
                {
                    await using var sender = bus.CreateSender(queue);
                    await sender.SendMessageAsync(new ServiceBusMessage(message), CancellationToken.None);
                },
                stop));
    }

    /// <summary>Throws one away, for good.</summary>
    [Function(nameof(DiscardDeadLetter))]
    [Allow(Role.Operator)]
    [Operation("Throw a message away that nobody could handle", Body = typeof(OperatorReason), Answers = typeof(OperatorAct), Status = 201)]
    public Task<IResult> DiscardDeadLetter([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dead-letters/{id}/discard")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        return acts.DoAsync(
            request,
            OperatorVerb.DiscardDeadLetter,
            id,
            async () => await FindAsync(id, stop) is null ? Missing() : null,
            () => SettleAsync(id, (_, _) => Task.CompletedTask, stop));
    }

    /// <summary>How many there are in all queues, as far as it is worth counting.</summary>
    internal async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var queue in All)
        {
            await using var receiver = Receiver(queue);
            for (var from = 0L; count < MostCounted && await receiver.PeekMessagesAsync(CountedAtOnce, from, cancellationToken) is { Count: > 0 } peeked; from = peeked[^1].SequenceNumber + 1)
            {
                count += peeked.Count;
            }
        }

        return count;
    }

    private static Refusal Missing() => Refusal.NotFound("There is no such dead letter, or not any more.");

    private static Refusal TooEarly(DateTimeOffset from) => Refusal.Rule(
        "replay-too-early", $"The queue drops what it has seen within a day, and this message would be lost. It can be sent again from {UkCalendar.InLondon(from):HH:mm 'on' d MMMM yyyy}.");

    private ServiceBusReceiver Receiver(string queue) => bus.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    private async Task<(IReadOnlyList<DeadLetter> Items, string? Next)> PageAsync(string queue, string? cursor, int size, CancellationToken cancellationToken)
    {
        if (!long.TryParse(cursor ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var from))
        {
            throw Paging.MalformedCursor();
        }

        await using var receiver = Receiver(queue);
        List<DeadLetter> page = [];
        while (page.Count <= size && await receiver.PeekMessagesAsync(size + 1 - page.Count, from, cancellationToken) is { Count: > 0 } peeked)
        {
            page.AddRange(peeked.Select(message => View(queue, message)));
            from = peeked[^1].SequenceNumber + 1;
        }

        return page.Count > size ? (page[..size], NumberIn(page[size].Id).ToString(CultureInfo.InvariantCulture)) : (page, null);
    }

    private async Task<(string Queue, ServiceBusReceivedMessage Message)?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (QueueIn(id) is not { } queue)
        {
            return null;
        }

        await using var receiver = Receiver(queue);
        return await receiver.PeekMessageAsync(NumberIn(id), cancellationToken) is { } message && message.SequenceNumber == NumberIn(id) ? (queue, message) : null;
    }

    // The service hands dead letters out in their order only: those before the one wanted are held until it is found, then let go.
    private async Task<Refusal?> SettleAsync(string id, Func<string, ServiceBusReceivedMessage, Task> before, CancellationToken cancellationToken)
    {
        var (queue, number) = (QueueIn(id)!, NumberIn(id));
        await using var receiver = Receiver(queue);
        List<ServiceBusReceivedMessage> held = [];
        using var patience = new CancellationTokenSource(Patience, clock);
        await using var gone = cancellationToken.Register(patience.Cancel);
        try
        {
            while (held.Count < MostHeld && (held.Count == 0 || held[^1].SequenceNumber < number))
            {
                var batch = await receiver.ReceiveMessagesAsync(Batch, cancellationToken: patience.Token);
                if (batch.Count == 0)
                {
                    break;
                }

                held.AddRange(batch);
                if (held.Find(message => message.SequenceNumber == number) is { } wanted)
                {
                    await before(queue, wanted);
                    await receiver.CompleteMessageAsync(wanted, CancellationToken.None);
                    held.Remove(wanted);
                    return null;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing more is handed out: whatever is missing, somebody else holds.
        }
        finally
        {
            foreach (var message in held)
            {
                await receiver.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
            }
        }

        return Refusal.Rule("dead-letter-held", "Somebody else has it in hand, or it has gone meanwhile. Look again in a minute.");
    }

    private static string? QueueIn(string id) =>
        id.LastIndexOf('-') is > 0 and var at && All.Contains(id[..at]) && NumberIn(id) >= 0 ? id[..at] : null;

    private static long NumberIn(string id) =>
        long.TryParse(id.AsSpan(id.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static DeadLetter View(string queue, ServiceBusReceivedMessage message)
    {
        var ours = Ours.Contains(queue) && message.DeadLetterReason is { } given && Kebab().IsMatch(given);
        return new(
            $"{queue}-{message.SequenceNumber.ToString(CultureInfo.InvariantCulture)}",
            queue,
            Named(message.MessageId),
            Named(message.Subject),
            ours ? message.DeadLetterReason! : message.DeadLetterReason switch
            {
                "MaxDeliveryCountExceeded" => "delivered-too-often",
                "TTLExpiredException" => "expired",
                _ => "refused-by-receiver",
            },
            ours ? message.DeadLetterErrorDescription : null,
            message.EnqueuedTime,
            message.DeliveryCount,
            message.Body.ToMemory().Length,
            [.. OurId().Matches($"{message.MessageId} {message.CorrelationId} {message.Body}").Select(match => match.Value).Distinct().Take(MostIds)],
            message.EnqueuedTime + DuplicatesSeenFor);
    }

    private static string? Named(string? text) => text is not null && Name().IsMatch(text) ? text : null;

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex Kebab();

    [GeneratedRegex(@"^[\w.:/|-]{1,128}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b[a-z]{2,9}_[0-7][0-9a-hjkmnp-tv-z]{25}\b")]
    private static partial Regex OurId();
}
