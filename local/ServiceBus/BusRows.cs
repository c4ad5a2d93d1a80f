using System.Text;
using Azure.Messaging.ServiceBus;
using Microsoft.Data.Sqlite;

namespace RecruitRetain.Local;

/// <summary>The messages as rows. Everything here runs on the store's writer, inside a change, except where it only reads.</summary>
internal sealed class BusRows(DueTimes due, LocalClock clock)
{
    internal const string MaxDeliveryCountExceeded = "MaxDeliveryCountExceeded";
    internal const string Expired = "TTLExpiredException";

    /// <summary>A lock does not outlive the process that held it: what was locked is delivered again, its delivery already counted.</summary>
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS bus_messages (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            entity TEXT NOT NULL,
            state INTEGER NOT NULL,
            message_id TEXT,
            envelope BLOB NOT NULL,
            body BLOB NOT NULL,
            ttl_ticks INTEGER NOT NULL,
            enqueued_ticks INTEGER NOT NULL,
            scheduled_ticks INTEGER,
            expires_ticks INTEGER NOT NULL,
            delivery_count INTEGER NOT NULL DEFAULT 0,
            due_ticks INTEGER,
            lock_token TEXT,
            dead_reason TEXT,
            dead_description TEXT,
            dead_source TEXT);
        CREATE INDEX IF NOT EXISTS bus_messages_in_order ON bus_messages (entity, state, sequence);
        CREATE TABLE IF NOT EXISTS bus_duplicates (
            entity TEXT NOT NULL,
            message_id TEXT NOT NULL,
            seen_ticks INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY (entity, message_id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS bus_sent (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, message_id TEXT, subject TEXT, body BLOB NOT NULL, at_ticks INTEGER NOT NULL);
        UPDATE bus_messages SET state = 0, lock_token = NULL, due_ticks = CASE WHEN expires_ticks < 3155378975999999999 THEN expires_ticks END
            WHERE state = 1;
        """;

    private const long Active = 0;
    private const long Locked = 1;
    private const long Scheduled = 2;
    private const int SendsBetweenCleaning = 1_000;
    private const int LoggedSends = 10_000;
    private const int LoggedBytes = 16 * 1024;

    private const string Columns = "sequence, entity, state, message_id, envelope, body, ttl_ticks, enqueued_ticks, scheduled_ticks, expires_ticks, "
        + "delivery_count, dead_reason, dead_description, dead_source";

    private static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;

    private int _sends;

    /// <summary>Reads when each message falls due, as it stands in the store.</summary>
    public void LoadDueTimes(StoreSession session)
    {
        foreach (var (sequence, at) in session.Query(
            "SELECT sequence, due_ticks FROM bus_messages WHERE due_ticks IS NOT NULL", row => (row.GetInt64(0), row.GetInt64(1))))
        {
            due.Set(sequence, Instant(at));
        }
    }

    /// <summary>Sends one message to a queue or topic; a duplicate is taken and dropped, as the service does.</summary>
    /// <returns>Its sequence number, or its first sender's where it is a duplicate.</returns>
    public long Send(StoreSession session, BusEntity entity, IReadOnlyList<BusEntity> receivers, ServiceBusMessage message, BusEnvelope envelope)
    {
        var now = clock.GetUtcNow();
        if (entity.DuplicateWindow is { } window && message.MessageId is { } id)
        {
            var first = session.Scalar<long?>(
                "SELECT sequence FROM bus_duplicates WHERE entity = ?1 AND message_id = ?2 AND seen_ticks > ?3",
                entity.Path,
                id,
                (now - window).UtcTicks);
            if (first is { } known)
            {
                return known;
            }
        }

        var outgoing = new Outgoing(message.MessageId, envelope.ToJson(), message.Body.ToArray(), message.TimeToLive, message.ScheduledEnqueueTime);
        long sequence = 0;
        if (message.ScheduledEnqueueTime > now)
        {
            sequence = Insert(session, entity.Path, Scheduled, outgoing, now, DateTimeOffset.MaxValue, message.ScheduledEnqueueTime);
        }
        else
        {
            foreach (var receiver in receivers)
            {
                sequence = Enqueue(session, entity, receiver, outgoing, now);
            }
        }

        var clean = ++_sends % SendsBetweenCleaning == 0;
        if (entity.DuplicateWindow is { } remembered && message.MessageId is { } sent)
        {
            session.Execute("INSERT OR REPLACE INTO bus_duplicates VALUES (?1, ?2, ?3, ?4)", entity.Path, sent, now.UtcTicks, sequence);
            if (clean)
            {
                session.Execute("DELETE FROM bus_duplicates WHERE entity = ?1 AND seen_ticks <= ?2", entity.Path, (now - remembered).UtcTicks);
            }
        }

        Log(session, entity, outgoing, envelope.Subject, now);
        if (clean)
        {
            session.Execute("DELETE FROM bus_sent WHERE sequence <= (SELECT MAX(sequence) FROM bus_sent) - ?1", LoggedSends);
        }

        return sequence;
    }

    /// <summary>What was sent after another send, oldest first, whatever has become of it since; only the newest sends are kept.</summary>
    public static List<BusSend> Sends(StoreSession session, long after, int most) => session.Query(
        "SELECT sequence, entity, message_id, subject, body, at_ticks FROM bus_sent WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
        row => new BusSend(
            row.GetInt64(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(4)),
            Instant(row.GetInt64(5))),
        after,
        most);

    public bool CancelScheduled(StoreSession session, BusEntity entity, long sequence)
    {
        var found = session.Execute("DELETE FROM bus_messages WHERE sequence = ?1 AND entity = ?2 AND state = 2", sequence, entity.Path) > 0;
        if (found)
        {
            due.Set(sequence, null);
        }

        return found;
    }

    /// <summary>Locks the next messages in order, each delivery counted, or takes them out at once.</summary>
    /// <param name="session">The writer.</param>
    /// <param name="entity">Where from.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="mode">Whether they are locked or deleted.</param>
    /// <param name="held">Whether the lock lasts as long as the process, as a listener's does that renews it all the while.</param>
    public List<ServiceBusReceivedMessage> Claim(StoreSession session, BusEntity entity, int count, ServiceBusReceiveMode mode, bool held)
    {
        var now = clock.GetUtcNow();
        List<BusMessage> rows;
        while (true)
        {
            rows = session.Query(
                $"SELECT {Columns} FROM bus_messages WHERE entity = ?1 AND state = 0 AND expires_ticks > ?2 ORDER BY sequence LIMIT ?3",
                Read,
                entity.Path,
                now.UtcTicks,
                count);

            // The last permitted delivery ended with the process.
            var spent = rows.Where(row => row.DeliveryCount >= entity.MaxDeliveryCount).ToList();
            if (spent.Count == 0)
            {
                break;
            }

            foreach (var row in spent)
            {
                DeadLetter(session, row.Sequence, entity, MaxDeliveryCountExceeded, Spent(entity));
            }
        }

        var until = now + entity.LockDuration;
        List<ServiceBusReceivedMessage> claimed = [];
        foreach (var row in rows)
        {
            var token = Guid.NewGuid();
            if (mode == ServiceBusReceiveMode.ReceiveAndDelete)
            {
                session.Execute("DELETE FROM bus_messages WHERE sequence = ?1", row.Sequence);
                due.Set(row.Sequence, null);
            }
            else
            {
                session.Execute(
                    "UPDATE bus_messages SET state = 1, lock_token = ?2, due_ticks = ?3, delivery_count = delivery_count + 1 WHERE sequence = ?1",
                    row.Sequence,
                    token,
                    held ? null : until.UtcTicks);
                SetDue(row.Sequence, held ? null : until);
            }

            claimed.Add(new ServiceBusReceivedMessage(row with { DeliveryCount = row.DeliveryCount + 1 }, token, until));
        }

        return claimed;
    }

    public void Complete(StoreSession session, ServiceBusReceivedMessage message)
    {
        if (session.Execute(
            "DELETE FROM bus_messages WHERE sequence = ?1 AND lock_token = ?2 AND (due_ticks IS NULL OR due_ticks > ?3)",
            message.SequenceNumber,
            message.Token,
            clock.GetUtcNow().UtcTicks) == 0)
        {
            throw LockLost(message);
        }

        due.Set(message.SequenceNumber, null);
    }

    public void Abandon(
        StoreSession session,
        BusEntity entity,
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify,
        string? cause)
    {
        CheckLock(session, message);
        Modify(session, message.SequenceNumber, propertiesToModify);
        Release(session, message.SequenceNumber, entity, message.DeliveryCount, message.ExpiresAt, cause);
    }

    public void DeadLetter(
        StoreSession session,
        BusEntity entity,
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify,
        string? reason,
        string? description)
    {
        CheckLock(session, message);
        Modify(session, message.SequenceNumber, propertiesToModify);
        DeadLetter(session, message.SequenceNumber, entity, reason, description);
    }

    /// <summary>Lets a lock run on from now; one that is held has no end to move.</summary>
    public DateTimeOffset Renew(StoreSession session, BusEntity entity, ServiceBusReceivedMessage message)
    {
        CheckLock(session, message);
        var until = clock.GetUtcNow() + entity.LockDuration;
        if (session.Execute(
            "UPDATE bus_messages SET due_ticks = ?2 WHERE sequence = ?1 AND due_ticks IS NOT NULL", message.SequenceNumber, until.UtcTicks) > 0)
        {
            SetDue(message.SequenceNumber, until);
        }

        return until;
    }

    /// <summary>Lets a held lock run out.</summary>
    public void LetGo(StoreSession session, BusEntity entity, ServiceBusReceivedMessage message)
    {
        CheckLock(session, message);
        var until = clock.GetUtcNow() + entity.LockDuration;
        session.Execute("UPDATE bus_messages SET due_ticks = ?2 WHERE sequence = ?1", message.SequenceNumber, until.UtcTicks);
        SetDue(message.SequenceNumber, until);
    }

    /// <summary>Does what falls due for one message; answers the entities that now have more to deliver.</summary>
    public IEnumerable<BusEntity> Fire(StoreSession session, long sequence, Func<string, BusEntity?> find, Func<BusEntity, IReadOnlyList<BusEntity>> receivers)
    {
        var now = clock.GetUtcNow();
        var found = session.Query(
            "SELECT state, entity, due_ticks, delivery_count, expires_ticks FROM bus_messages WHERE sequence = ?1",
            row => (State: row.GetInt64(0), Entity: row.GetString(1), Due: row.IsDBNull(2) ? Never : row.GetInt64(2), Count: row.GetInt32(3), Expires: row.GetInt64(4)),
            sequence);
        if (found is not [var message] || message.Due > now.UtcTicks || find(message.Entity) is not { } entity)
        {
            return [];
        }

        switch (message.State)
        {
            case Locked:
                Release(session, sequence, entity, message.Count, Instant(message.Expires), null);
                return [entity, .. DeadLetters(entity, find)];
            case Scheduled:
                return Appear(session, sequence, entity, receivers(entity), now);
            default:
                Expire(session, sequence, entity);
                return DeadLetters(entity, find);
        }
    }

    public static List<ServiceBusReceivedMessage> Peek(StoreSession session, BusEntity entity, long from, int count) =>
        session.Query(
            $"SELECT {Columns} FROM bus_messages WHERE entity = ?1 AND sequence >= ?2 ORDER BY sequence LIMIT ?3",
            row => new ServiceBusReceivedMessage(Read(row), Guid.Empty, default),
            entity.Path,
            from,
            count);

    public static ILookup<string, (long State, long Count)> Count(StoreSession session) =>
        session.Query("SELECT entity, state, COUNT(*) FROM bus_messages GROUP BY entity, state", row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)))
            .ToLookup(row => row.Item1, row => (row.Item2, row.Item3), StringComparer.OrdinalIgnoreCase);

    public static long Sum(IEnumerable<(long State, long Count)> counts, ServiceBusMessageState state, bool locked = false) =>
        counts.Where(count => count.State == (locked ? Locked : state == ServiceBusMessageState.Scheduled ? Scheduled : Active)).Sum(count => count.Count);

    public bool Resubmit(StoreSession session, BusEntity entity, BusEntity deadLetters, long sequence)
    {
        if (session.Query($"SELECT {Columns} FROM bus_messages WHERE sequence = ?1 AND entity = ?2 AND state = 0", Read, sequence, deadLetters.Path)
            is not [var row])
        {
            return false;
        }

        Enqueue(session, entity, entity, new Outgoing(row.MessageId, row.Envelope.ToJson(), row.Body, row.TimeToLive, default), clock.GetUtcNow());
        session.Execute("DELETE FROM bus_messages WHERE sequence = ?1", sequence);
        return true;
    }

    public static bool Discard(StoreSession session, BusEntity deadLetters, long sequence) =>
        session.Execute("DELETE FROM bus_messages WHERE sequence = ?1 AND entity = ?2 AND state = 0", sequence, deadLetters.Path) > 0;

    private static IEnumerable<BusEntity> DeadLetters(BusEntity entity, Func<string, BusEntity?> find) =>
        find(BusEntity.DeadLetterPath(entity.Path)) is { } deadLetters ? [deadLetters] : [];

    /// <summary>A scheduled message is enqueued at its time as if it had just been sent, so it gets a new sequence number.</summary>
    private IEnumerable<BusEntity> Appear(StoreSession session, long sequence, BusEntity entity, IReadOnlyList<BusEntity> receivers, DateTimeOffset now)
    {
        var row = session.Query($"SELECT {Columns} FROM bus_messages WHERE sequence = ?1", Read, sequence)[0];
        var outgoing = new Outgoing(row.MessageId, row.Envelope.ToJson(), row.Body, row.TimeToLive, row.ScheduledEnqueueTime);
        foreach (var receiver in receivers)
        {
            Enqueue(session, entity, receiver, outgoing, now);
        }

        session.Execute("DELETE FROM bus_messages WHERE sequence = ?1", sequence);
        return receivers;
    }

    private static void Log(StoreSession session, BusEntity entity, Outgoing message, string? subject, DateTimeOffset now) => session.Execute(
        "INSERT INTO bus_sent (entity, message_id, subject, body, at_ticks) VALUES (?1, ?2, ?3, ?4, ?5)",
        entity.Path,
        message.MessageId,
        subject,
        message.Body.Length <= LoggedBytes ? message.Body : message.Body[..LoggedBytes],
        now.UtcTicks);

    private long Enqueue(StoreSession session, BusEntity entity, BusEntity receiver, Outgoing message, DateTimeOffset now)
    {
        var timeToLive = Shortest(message.TimeToLive, entity.DefaultTimeToLive, receiver.DefaultTimeToLive);
        var expires = timeToLive < DateTimeOffset.MaxValue - now ? now + timeToLive : DateTimeOffset.MaxValue;
        return Insert(session, receiver.Path, Active, message, now, expires, expires);
    }

    private long Insert(
        StoreSession session,
        string entity,
        long state,
        Outgoing message,
        DateTimeOffset now,
        DateTimeOffset expires,
        DateTimeOffset dueAt)
    {
        var falls = dueAt == DateTimeOffset.MaxValue ? (DateTimeOffset?)null : dueAt;
        var sequence = session.Scalar<long>(
            "INSERT INTO bus_messages (entity, state, message_id, envelope, body, ttl_ticks, enqueued_ticks, scheduled_ticks, expires_ticks, due_ticks) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING sequence",
            entity,
            state,
            message.MessageId,
            message.Envelope,
            message.Body,
            message.TimeToLive.Ticks,
            now.UtcTicks,
            message.ScheduledEnqueueTime == default ? null : message.ScheduledEnqueueTime.UtcTicks,
            expires.UtcTicks,
            falls?.UtcTicks);
        SetDue(sequence, falls);
        return sequence;
    }

    private void Release(StoreSession session, long sequence, BusEntity entity, int deliveryCount, DateTimeOffset expires, string? cause)
    {
        if (deliveryCount >= entity.MaxDeliveryCount)
        {
            DeadLetter(session, sequence, entity, MaxDeliveryCountExceeded, cause ?? Spent(entity));
        }
        else if (expires <= clock.GetUtcNow())
        {
            Expire(session, sequence, entity);
        }
        else
        {
            var falls = expires == DateTimeOffset.MaxValue ? (DateTimeOffset?)null : expires;
            session.Execute("UPDATE bus_messages SET state = 0, lock_token = NULL, due_ticks = ?2 WHERE sequence = ?1", sequence, falls?.UtcTicks);
            SetDue(sequence, falls);
        }
    }

    private void Expire(StoreSession session, long sequence, BusEntity entity)
    {
        if (entity.DeadLettersExpired)
        {
            DeadLetter(session, sequence, entity, Expired, "The message expired and was dead lettered.");
        }
        else
        {
            session.Execute("DELETE FROM bus_messages WHERE sequence = ?1", sequence);
            due.Set(sequence, null);
        }
    }

    private void DeadLetter(StoreSession session, long sequence, BusEntity entity, string? reason, string? description)
    {
        session.Execute(
            "UPDATE bus_messages SET entity = ?2, state = 0, lock_token = NULL, due_ticks = NULL, expires_ticks = ?3, dead_reason = ?4, "
            + "dead_description = ?5, dead_source = ?6 WHERE sequence = ?1",
            sequence,
            BusEntity.DeadLetterPath(entity.Path),
            Never,
            reason,
            description,
            entity.Path);
        due.Set(sequence, null);
    }

    private void CheckLock(StoreSession session, ServiceBusReceivedMessage message)
    {
        if (session.Scalar<long>(
            "SELECT COUNT(*) FROM bus_messages WHERE sequence = ?1 AND lock_token = ?2 AND (due_ticks IS NULL OR due_ticks > ?3)",
            message.SequenceNumber,
            message.Token,
            clock.GetUtcNow().UtcTicks) == 0)
        {
            throw LockLost(message);
        }
    }

    private static void Modify(StoreSession session, long sequence, IDictionary<string, object>? changes)
    {
        if (changes is not { Count: > 0 })
        {
            return;
        }

        var envelope = BusEnvelope.Parse(session.Scalar<byte[]>("SELECT envelope FROM bus_messages WHERE sequence = ?1", sequence)!);
        session.Execute("UPDATE bus_messages SET envelope = ?2 WHERE sequence = ?1", sequence, envelope.With(changes).ToJson());
    }

    private void SetDue(long sequence, DateTimeOffset? at)
    {
        if (due.Set(sequence, at))
        {
            clock.Wake();
        }
    }

    private static string Spent(BusEntity entity) => $"Message could not be consumed after {entity.MaxDeliveryCount} delivery attempts.";

    private static ServiceBusException LockLost(ServiceBusReceivedMessage message) => new(
        $"The lock supplied for message {message.SequenceNumber} is invalid: it has expired, or the message has already been settled.",
        ServiceBusFailureReason.MessageLockLost,
        message.EntityPath);

    private static TimeSpan Shortest(TimeSpan first, TimeSpan second, TimeSpan third) =>
        TimeSpan.FromTicks(Math.Min(first.Ticks, Math.Min(second.Ticks, third.Ticks)));

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    private static BusMessage Read(SqliteDataReader row) => new()
    {
        Sequence = row.GetInt64(0),
        Entity = row.GetString(1),
        IsScheduled = row.GetInt64(2) == Scheduled,
        MessageId = row.IsDBNull(3) ? null : row.GetString(3),
        Envelope = BusEnvelope.Parse(row.GetFieldValue<byte[]>(4)),
        Body = row.GetFieldValue<byte[]>(5),
        TimeToLive = TimeSpan.FromTicks(row.GetInt64(6)),
        EnqueuedTime = Instant(row.GetInt64(7)),
        ScheduledEnqueueTime = row.IsDBNull(8) ? default : Instant(row.GetInt64(8)),
        ExpiresAt = Instant(row.GetInt64(9)),
        DeliveryCount = row.GetInt32(10),
        DeadLetterReason = row.IsDBNull(11) ? null : row.GetString(11),
        DeadLetterErrorDescription = row.IsDBNull(12) ? null : row.GetString(12),
        DeadLetterSource = row.IsDBNull(13) ? null : row.GetString(13),
    };

    private readonly record struct Outgoing(string? MessageId, byte[] Envelope, byte[] Body, TimeSpan TimeToLive, DateTimeOffset ScheduledEnqueueTime);
}
