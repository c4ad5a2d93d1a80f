using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using RecruitRetain.Webhooks;

namespace RecruitRetain.Shared;

/// <summary>What the council's other systems are told of a kind of aggregate. An event that is not named is told to nobody.</summary>
/// <param name="Subject">What they call the aggregate: <c>application</c>.</param>
/// <param name="Events">The events, by type.</param>
public sealed record Tells(string Subject, params IReadOnlyList<Type> Events)
{
    /// <summary>An event's kind as others read it: <c>OfferAccepted</c> of an application is <c>application.offer-accepted</c>.</summary>
    public static string KindOf(string subject, string eventType) => $"{subject}.{Json.Word(eventType)}";

    /// <summary>The kinds that there are to be told.</summary>
    public IEnumerable<string> Kinds => Events.Select(type => KindOf(Subject, type.Name));

    /// <summary>Of what happened to an aggregate, that which is told.</summary>
    /// <param name="id">Which aggregate.</param>
    /// <param name="before">The journal's number before the first of the events.</param>
    /// <param name="events">What happened, in order.</param>
    public IReadOnlyList<ToldEvent> Of<TEvent>(string id, long before, IReadOnlyList<TEvent> events)
        where TEvent : class =>
    [
        .. from happened in events.Index()
           where Events.Contains(happened.Item.GetType())
           select new ToldEvent(Subject, id, before + happened.Index + 1, KindOf(Subject, happened.Item.GetType().Name)),
    ];
}

/// <summary>An event as others are told of it: ids and its kind, nothing of what it says.</summary>
/// <param name="Subject">What it happened to: <c>application</c>.</param>
/// <param name="SubjectId">Which.</param>
/// <param name="Version">The place in that object's journal, from 1: a higher one happened later. Numbers of what is not told are left out.</param>
/// <param name="Kind">What happened: <c>application.offer-accepted</c>.</param>
public sealed record ToldEvent(string Subject, string SubjectId, long Version, string Kind)
{
    /// <summary>The event's own id, the same wherever and however often it is told.</summary>
    public string EventId() => Id.From("evt", SHA256.HashData(Encoding.ASCII.GetBytes($"{Subject}/{SubjectId}/{Version.ToString(CultureInfo.InvariantCulture)}")));
}

/// <summary>An event in its place in the feed.</summary>
/// <param name="Number">The place, from 1, without gaps.</param>
/// <param name="At">When it came there (UTC): at once after it was committed, after a crash a little later.</param>
/// <param name="Event">What is told.</param>
public sealed record FeedEntry(long Number, DateTimeOffset At, ToldEvent Event);

/// <summary>How far the feed goes.</summary>
/// <param name="Number">The place of the newest entry; 0 for none yet.</param>
/// <param name="Forgotten">The place of the newest entry that is not kept any more.</param>
/// <param name="Listened">Whether anybody is sent what comes.</param>
/// <param name="ETag">Which version of the row this is; null while there is none.</param>
public sealed record FeedHead(long Number, long Forgotten, bool Listened, ETag? ETag);

/// <summary>
/// What happened in the whole council, in one order that never changes: an entry has the next number, and the number moves on in the same
/// transaction, whichever host writes. So whoever has read up to a number has read all there is up to it, and nothing comes in behind them.
/// </summary>
/// <remarks>
/// An entry takes the place of the intent that was written before the commit (<see cref="Intents"/>): one transaction where otherwise the intent
/// would be deleted alone, so the feed costs no request more. Both lie in one partition for this. What a host has to write at the same time goes
/// together; two hosts at once are told apart by the head row's ETag. An event comes twice, under the same id,
/// only where one attempt at a command died and another did it: the sweep cannot tell whose it was.
/// </remarks>
public sealed partial class EventFeed(TableServiceClient tables, WebhookQueues queues, TimeProvider clock, ILogger<EventFeed> log) : IDisposable
{
    internal const string TableName = "feed";

    internal const string Partition = "council";

    private const string HeadRow = "head";

    private const string EntryRow = "told|";

    private const string AfterEntries = "told}";

    // A transaction takes 100 operations: the head, the entries' row and the intents that go.
    private const int MostIntents = 90;

    // Entries are kept together in a property of 64 KiB.
    private const int MostEntries = 200;

    private readonly ConcurrentQueue<Waiting> _queue = new();
    private readonly SemaphoreSlim _one = new(1);
    private FeedHead? _head;

    /// <summary>Puts events at the end of the feed, and takes away the intent in which they were noted.</summary>
    /// <param name="events">What is told.</param>
    /// <param name="intent">The intent's key; null for none.</param>
    public async Task AppendAsync(IReadOnlyList<ToldEvent> events, string? intent)
    {
        foreach (var chunk in events.Chunk(MostEntries))
        {
            await AppendAsync(new Waiting(chunk, chunk[^1] == events[^1] ? intent : null));
        }
    }

    /// <summary>How far the feed goes.</summary>
    public async Task<FeedHead> HeadAsync(CancellationToken cancellationToken = default)
    {
        var row = await Table.GetEntityIfExistsAsync<TableEntity>(Partition, HeadRow, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } head }
            ? new(head.GetInt64("Number")!.Value, head.GetInt64("Forgotten")!.Value, head.GetBoolean("Listened")!.Value, head.ETag)
            : new(0, 0, false, null);
    }

    /// <summary>Reads on.</summary>
    /// <param name="after">The place up to which the reader knows the feed.</param>
    /// <param name="most">How many entries at most.</param>
    /// <param name="since">Only what came at that instant or later; null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<FeedEntry>> ReadAsync(long after, int most, DateTimeOffset? since = null, CancellationToken cancellationToken = default)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {KeyOf(after)} and RowKey lt {AfterEntries}");
        List<FeedEntry> read = [];
        await foreach (var row in Table.QueryAsync<TableEntity>(
            since is { } instant ? $"{filter} and {TableClient.CreateQueryFilter($"At ge {instant}")}" : filter, Math.Min(most + 1, 1_000), cancellationToken: cancellationToken))
        {
            var events = Json.Read<IReadOnlyList<ToldEvent>>(row.GetString("Events")!);
            var first = NumberOf(row.RowKey) - events.Count + 1;
            var at = row.GetDateTimeOffset("At")!.Value;
            read.AddRange(events.Select((told, i) => new FeedEntry(first + i, at, told)).Where(entry => entry.Number > after));
            if (read.Count >= most)
            {
                break;
            }
        }

        return read.Count > most ? read[..most] : read;
    }

    /// <summary>From now on somebody is sent what comes.</summary>
    /// <returns>The place of the newest entry before that.</returns>
    public Task<long> ListenAsync() => ChangeAsync(head => head with { Listened = true });

    /// <summary>Nobody is sent anything any more.</summary>
    public Task StopListeningAsync() => ChangeAsync(head => head with { Listened = false });

    /// <summary>Forgets what came before an instant.</summary>
    public async Task ForgetBeforeAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        List<string> rows = [];
        await foreach (var row in Table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {EntryRow} and RowKey lt {AfterEntries} and At lt {instant}"),
            select: ["RowKey"],
            cancellationToken: cancellationToken))
        {
            rows.Add(row.RowKey);
        }

        if (rows.Count > 0)
        {
            // Before they go, so that nobody reads past a gap without noticing.
            await ChangeAsync(head => head with { Forgotten = NumberOf(rows[^1]) });
            await Table.RemoveRowsAsync(Partition, rows, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private TableClient Table => tables.GetTableClient(TableName);

    private static string KeyOf(long number) => EntryRow + number.ToString("D19", CultureInfo.InvariantCulture);

    private static long NumberOf(string row) => long.Parse(row.AsSpan(EntryRow.Length), CultureInfo.InvariantCulture);

    private static TableEntity RowOf(FeedHead head) => new(Partition, HeadRow)
    {
        ["Number"] = head.Number,
        ["Forgotten"] = head.Forgotten,
        ["Listened"] = head.Listened,
    };

    private async Task AppendAsync(Waiting own)
    {
        _queue.Enqueue(own);
        await _one.WaitAsync();
        try
        {
            while (!own.IsDone)
            {
                // Those whose writes came to the disk together come here together: let them join.
                await Task.Yield();
                await WriteAsync();
            }
        }
        finally
        {
            _one.Release();
        }

        if (own.Fault is { } fault)
        {
            throw new InvalidOperationException("What happened could not be put into the feed yet; the sweep repeats it.", fault);
        }
    }

    // Writes what waits, as much as goes into one transaction.
    private async Task WriteAsync()
    {
        List<Waiting> together = [];
        for (var entries = 0; together.Count < MostIntents && _queue.TryPeek(out var next) && (entries += next.Events.Count) <= MostEntries;)
        {
            _ = _queue.TryDequeue(out _);
            together.Add(next);
        }

        try
        {
            var head = await WriteAsync(together);
            together.ForEach(one => one.IsDone = true);
            if (head.Listened)
            {
                await queues.WakeAsync($"feed-{head.Number}", new WebhookWake());
            }
        }
#pragma warning disable CA1031 // Each of those who wait hears of it; the sweep repeats what is left.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _head = null;
            if (together.TrueForAll(one => one.IsDone))
            {
                LogNotWoken(log, e);
            }

            foreach (var one in together.Where(one => !one.IsDone))
            {
                (one.Fault, one.IsDone) = (e, true);
            }
        }
    }

    private async Task<FeedHead> WriteAsync(List<Waiting> together)
    {
        IReadOnlyList<ToldEvent> events = [.. together.SelectMany(one => one.Events)];
        while (true)
        {
            _head ??= await HeadAsync();
            var head = _head with { Number = _head.Number + events.Count };
            var intents = together.Where(one => one.Intent is not null).ToList();
            try
            {
                var written = await Table.SubmitTransactionAsync(
                [
                    _head.ETag is { } known
                        ? new(TableTransactionActionType.UpdateReplace, RowOf(head), known)
                        : new TableTransactionAction(TableTransactionActionType.Add, RowOf(head)),
                    new(
                        TableTransactionActionType.Add,
                        new TableEntity(Partition, KeyOf(head.Number)) { ["At"] = clock.GetUtcNow(), ["Events"] = Json.Write(events) }),
                    .. intents.Select(one => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, one.Intent!))),
                ]);
                return _head = head with { ETag = written.Value[0].Headers.ETag!.Value };
            }
            catch (TableTransactionFailedException e) when (e.Status == 404 && e.FailedTransactionActionIndex >= 2)
            {
                // The sweep took the intent for one that had come to nothing, because its command was slow.
                intents[e.FailedTransactionActionIndex.Value - 2].Intent = null;
            }
            catch (TableTransactionFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Another host was faster.
                _head = null;
            }
        }
    }

    private async Task<long> ChangeAsync(Func<FeedHead, FeedHead> change)
    {
        while (true)
        {
            var head = await HeadAsync();
            var changed = change(head);
            if (changed == head)
            {
                return head.Number;
            }

            try
            {
                _ = head.ETag is { } known
                    ? await Table.UpdateEntityAsync(RowOf(changed), known, TableUpdateMode.Replace)
                    : await Table.AddEntityAsync(RowOf(changed));
                return head.Number;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Something came in between.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody could be woken for what is new in the feed; the sweep does it.")]
    private static partial void LogNotWoken(ILogger log, Exception e);

    private sealed class Waiting(IReadOnlyList<ToldEvent> events, string? intent)
    {
        public IReadOnlyList<ToldEvent> Events => events;

        public string? Intent { get; set; } = intent;

        public bool IsDone { get; set; }

        public Exception? Fault { get; set; }
    }
}
