using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Webhooks;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>It is tried again, or waits for its subscription to be resumed.</summary>
    Waiting,

    /// <summary>The receiver has taken it.</summary>
    Delivered,

    /// <summary>It was tried for long enough; it can be replayed.</summary>
    Dead,
}

/// <summary>An event on its way to a receiver.</summary>
/// <param name="Number">The event's place in the feed, by which the delivery is known.</param>
/// <param name="EventId">The event's id, which the receiver finds in <c>webhook-id</c>.</param>
/// <param name="Event">What is told.</param>
/// <param name="At">When it came into the feed (UTC).</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How often it was tried, since it was last replayed.</param>
/// <param name="TriedAt">When it was last tried (UTC); null for not yet.</param>
/// <param name="NextAt">When it is tried again (UTC); null for not.</param>
/// <param name="Answer">The status that the receiver answered last, or what went wrong before: <c>503</c>, <c>timeout</c>, <c>address-refused</c>…</param>
/// <param name="Round">Which replay asked for it; 0 for none.</param>
public sealed record Delivery(
    long Number,
    string EventId,
    ToldEvent Event,
    DateTimeOffset At,
    DeliveryState State,
    int Attempts,
    DateTimeOffset? TriedAt,
    DateTimeOffset? NextAt,
    string? Answer,
    long Round);

/// <summary>The body of <c>POST /api/webhook-subscriptions/{id}/replays</c>.</summary>
/// <param name="Since">From when on (UTC): every event that came into the feed at that instant or later and has its kind.</param>
public sealed record NewReplay(DateTimeOffset Since);

/// <summary>A replay that was begun.</summary>
/// <param name="Since">From when on (UTC).</param>
/// <param name="Round">Its number, which deliveries show.</param>
public sealed record Replay(DateTimeOffset Since, long Round);

/// <summary>What became of each event for each receiver, for ninety days; and once more, for who asks. The lines hold ids and kinds only.</summary>
public sealed class WebhookDeliveries(TableServiceClient tables, Journal journal, Commands commands, WebhookQueues queues, TimeProvider clock)
{
    internal const string TableName = "webhookdeliveries";

    // Beside the deliveries, whose rows begin with a digit.
    private const string PositionRow = "position";

    private const string AfterDeliveries = ":";

    /// <summary>Lists the deliveries to a receiver in the order of the feed.</summary>
    [Function(nameof(ListWebhookDeliveries))]
    [Allow(Role.Hr, Role.Operator, Role.Auditor)]
    [Operation("List the deliveries to a receiver", Answers = typeof(ListPage<Delivery>))]
    [Query("state", typeof(DeliveryState), "Only those in this state; the dead letters are dead.")]
    public async Task<IResult> ListWebhookDeliveries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhook-subscriptions/{id}/deliveries")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(WebhookSubscriptions.Kind, id, stop) is null)
        {
            return Problems.NotFound;
        }

        var filter = Within(id, request.Filter<DeliveryState>("state", "State"));
        return await Lists.OnePageAsync(request, async (cursor, size) =>
        {
            var (rows, next) = await Table.QueryAsync<TableEntity>(filter, size, cancellationToken: stop).PageAsync(cursor, size);
            return ((IReadOnlyList<Delivery>)[.. rows.Select(Read)], next);
        });
    }

    /// <summary>Sends one event again, however it went before.</summary>
    [Function(nameof(ReplayWebhookDelivery))]
    [Allow(Role.Hr, Role.Operator)]
    [Operation("Send an event to a receiver again", Answers = typeof(Delivery))]
    public async Task<IResult> ReplayWebhookDelivery(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhook-subscriptions/{id}/deliveries/{number}/replay")] HttpRequest request, string id, string number) =>
        await commands.OnceAsync(request, async _ =>
        {
            if (await RefuseAsync(id) is { } refusal)
            {
                return refusal;
            }

            if (!long.TryParse(number, out var place) || await FindAsync(id, place) is not { } delivery)
            {
                return Problems.NotFound;
            }

            var now = clock.GetUtcNow();
            var again = delivery with { State = DeliveryState.Waiting, Attempts = 0, NextAt = now, Round = now.ToUnixTimeMilliseconds() };
            await KeepAsync(id, again);
            await queues.DeliverAsync([ErrandOf(id, again)]);
            return Answer.Ok(again);
        });

    /// <summary>Sends everything again that came into the feed since an instant.</summary>
    [Function(nameof(ReplayWebhooks))]
    [Allow(Role.Hr, Role.Operator)]
    [Operation("Send all events since an instant to a receiver again", Body = typeof(NewReplay), Answers = typeof(Replay), Status = 202)]
    public async Task<IResult> ReplayWebhooks(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhook-subscriptions/{id}/replays")] HttpRequest request, string id)
    {
        var body = await request.ReadJsonAsync<NewReplay>();
        return await commands.OnceAsync(request, async _ =>
        {
            if (await RefuseAsync(id) is { } refusal)
            {
                return refusal;
            }

            var round = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await queues.WakeAsync($"{id}-replay-{round}", new WebhookWake(id, body.Since, Until: (await PositionAsync(id)).Position, Round: round));
            return Answer.Ok(new Replay(body.Since, round)) with { Status = StatusCodes.Status202Accepted };
        });
    }

    /// <summary>A delivery; null where it was never tried.</summary>
    internal async Task<Delivery?> FindAsync(string subscriptionId, long number) =>
        await Table.GetEntityIfExistsAsync<TableEntity>(subscriptionId, KeyOf(number)) is { HasValue: true, Value: { } row } ? Read(row) : null;

    /// <summary>Keeps a delivery as it stands.</summary>
    internal Task KeepAsync(string subscriptionId, Delivery delivery) => Table.UpsertEntityAsync(
        new TableEntity(subscriptionId, KeyOf(delivery.Number))
        {
            ["Event"] = Json.Write(delivery.Event),
            ["At"] = delivery.At,
            ["State"] = delivery.State.ToString(),
            ["Attempts"] = delivery.Attempts,
            ["TriedAt"] = delivery.TriedAt,
            ["NextAt"] = delivery.NextAt,
            ["Answer"] = delivery.Answer,
            ["Round"] = delivery.Round,
        },
        TableUpdateMode.Replace);

    /// <summary>The deliveries that wait, those whose time came before an instant.</summary>
    internal async IAsyncEnumerable<Delivery> WaitingAsync(string subscriptionId, DateTimeOffset before)
    {
        await foreach (var row in Table.QueryAsync<TableEntity>(
            Within(subscriptionId, TableClient.CreateQueryFilter($"State eq {nameof(DeliveryState.Waiting)} and NextAt le {before}"))))
        {
            yield return Read(row);
        }
    }

    /// <summary>What is to be done for a delivery that waits.</summary>
    internal static WebhookErrand ErrandOf(string subscriptionId, Delivery delivery) =>
        new(subscriptionId, new FeedEntry(delivery.Number, delivery.At, delivery.Event), delivery.Round, delivery.Attempts);

    /// <summary>Up to which place in the feed a receiver has been served, and since when it has failed.</summary>
    internal async Task<(long Position, DateTimeOffset? FailingSince, ETag? ETag)> PositionAsync(string subscriptionId) =>
        await Table.GetEntityIfExistsAsync<TableEntity>(subscriptionId, PositionRow) is { HasValue: true, Value: { } row }
            ? (row.GetInt64("Position")!.Value, row.GetDateTimeOffset("FailingSince"), row.ETag)
            : ((await journal.GetAsync(WebhookSubscriptions.Kind, subscriptionId)).State.After, null, null);

    /// <summary>A receiver has been served up to a place.</summary>
    /// <returns>Whether nobody else has changed it meanwhile.</returns>
    internal Task<bool> AdvanceAsync(string subscriptionId, ETag? known, long position) => ChangeAsync(subscriptionId, known, position, null);

    /// <summary>A receiver fails, since an instant; or fails no more (null).</summary>
    /// <returns>Whether nobody else has changed it meanwhile.</returns>
    internal Task<bool> FailsAsync(string subscriptionId, (long Position, DateTimeOffset? FailingSince, ETag? ETag) known, DateTimeOffset? since) =>
        ChangeAsync(subscriptionId, known.ETag, known.Position, since, keeps: false);

    /// <summary>Forgets what was tried before an instant, of all subscriptions.</summary>
    internal async Task ForgetBeforeAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        await foreach (var subscription in journal.IdsAsync(WebhookSubscriptions.Kind, cancellationToken))
        {
            List<string> rows = [];
            await foreach (var row in Table.QueryAsync<TableEntity>(
                Within(subscription, TableClient.CreateQueryFilter($"At lt {instant}")), select: ["RowKey"], cancellationToken: cancellationToken))
            {
                rows.Add(row.RowKey);
            }

            await Table.RemoveRowsAsync(subscription, rows, cancellationToken);
        }
    }

    private TableClient Table => tables.GetTableClient(TableName);

    private static string KeyOf(long number) => $"{number:D19}";

    private static string Within(string subscriptionId, string? filter) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {subscriptionId} and RowKey lt {AfterDeliveries}") + (filter is null ? "" : $" and {filter}");

    private static Delivery Read(TableEntity row)
    {
        var told = Json.Read<ToldEvent>(row.GetString("Event")!);
        return new(
            long.Parse(row.RowKey, System.Globalization.CultureInfo.InvariantCulture),
            told.EventId(),
            told,
            row.GetDateTimeOffset("At")!.Value,
            Enum.Parse<DeliveryState>(row.GetString("State")!),
            row.GetInt32("Attempts")!.Value,
            row.GetDateTimeOffset("TriedAt"),
            row.GetDateTimeOffset("NextAt"),
            row.GetString("Answer"),
            row.GetInt64("Round")!.Value);
    }

    private async Task<Answer?> RefuseAsync(string id) => await journal.FindAsync(WebhookSubscriptions.Kind, id) is not { State.State: var state } ? Problems.NotFound
        : state == SubscriptionState.Active ? null
        : Problems.Of(Refusal.Rule("subscription-not-active", "Nothing is sent to this receiver. Go on with the subscription first, if it was suspended."));

    private async Task<bool> ChangeAsync(string subscriptionId, ETag? known, long position, DateTimeOffset? failingSince, bool keeps = true)
    {
        var row = new TableEntity(subscriptionId, PositionRow) { ["Position"] = position };
        if (!keeps)
        {
            row["FailingSince"] = failingSince;
        }

        try
        {
            _ = known is { } etag ? await Table.UpdateEntityAsync(row, etag, keeps ? TableUpdateMode.Merge : TableUpdateMode.Replace) : await Table.AddEntityAsync(row);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
