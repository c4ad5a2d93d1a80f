using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Local;

/// <summary>
/// The queues, topics and subscriptions, declared by a document and kept in the store. A receipt is on disk, with its delivery counted,
/// before the message is handed out, so a crash delivers again but never loses, and a message that kills the process is dead-lettered in the end.
/// </summary>
internal sealed class Bus : IDueSource
{
    internal const string Schema = BusRows.Schema;

    /// <summary>The Standard tier's limit on a message, and on what is sent together.</summary>
    internal const int LargestMessage = 256 * 1024;

    /// <summary>How long a receive waits where the caller names no time.</summary>
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(1);

    private readonly Store _store;
    private readonly LocalClock _clock;
    private readonly Workload _workload;
    private readonly DueTimes _due = new();
    private readonly BusRows _rows;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<BusListener>> _listeners = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<TaskCompletionSource<IDisposable>>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, BusEntity> _entities = new(StringComparer.OrdinalIgnoreCase);

    internal Bus(Store store, LocalClock clock, Workload workload)
    {
        _store = store;
        _clock = clock;
        _workload = workload;
        _rows = new BusRows(_due, clock);
        clock.Register(this);
    }

    /// <inheritdoc/>
    public DateTimeOffset? NextDue => _due.Next;

    /// <summary>Declares the entities of a document in the shape of the Service Bus emulator's <c>Config.json</c>, in place of any before.</summary>
    /// <param name="json">The document.</param>
    /// <param name="file">Its name, for the error.</param>
    /// <exception cref="BusDeclarationException">The document does not say what it must; the message names file, entity and property.</exception>
    internal void Declare(string json, string file)
    {
        _entities = BusDeclaration.Parse(json, file).ToDictionary(entity => entity.Path, StringComparer.OrdinalIgnoreCase);
        _store.Read(session =>
        {
            _rows.LoadDueTimes(session);
            return true;
        });
        _clock.Wake();
    }

    /// <summary>Sends all of the messages or none; answers their sequence numbers.</summary>
    internal async Task<IReadOnlyList<long>> SendAsync(string entityPath, IReadOnlyList<ServiceBusMessage> messages)
    {
        var entity = Find(entityPath, BusEntityKind.Queue, BusEntityKind.Topic);
        var receivers = Receivers(entity);
        var envelopes = messages.Select(BusEnvelope.Of).ToList();
        var size = messages.Zip(envelopes).Sum(sent => (long)sent.First.Body.ToMemory().Length + sent.Second.ToJson().Length);
        if (size > LargestMessage)
        {
            throw new ServiceBusException(
                $"The {(messages.Count == 1 ? "message is" : "messages are together")} {size} bytes long, more than the {LargestMessage} allowed.",
                ServiceBusFailureReason.MessageSizeExceeded,
                entity.Path);
        }

        using var piece = _workload.Take();
        var sequences = await _store.WriteAsync(session =>
            messages.Zip(envelopes).Select(sent => _rows.Send(session, entity, receivers, sent.First, sent.Second)).ToList());
        Arrived(receivers);
        return sequences;
    }

    /// <exception cref="ServiceBusException">No scheduled message has that number: <see cref="ServiceBusFailureReason.MessageNotFound"/>.</exception>
    internal async Task CancelScheduledAsync(string entityPath, long sequence)
    {
        var entity = Find(entityPath, BusEntityKind.Queue, BusEntityKind.Topic);
        if (!await _store.WriteAsync(session => _rows.CancelScheduled(session, entity, sequence)))
        {
            throw new ServiceBusException(
                $"No scheduled message has the sequence number {sequence}.", ServiceBusFailureReason.MessageNotFound, entity.Path);
        }
    }

    /// <summary>Waits, by the clock, until there is at least one message or the time is up; waiting holds up nothing.</summary>
    internal async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        string entityPath,
        int maxMessages,
        ServiceBusReceiveMode mode,
        TimeSpan? maxWaitTime,
        CancellationToken cancellationToken)
    {
        var entity = FindReceivable(entityPath);

        // A held clock would let nobody's default minute pass, so there an empty queue answers at once.
        var wait = maxWaitTime ?? (_clock.IsHeld ? TimeSpan.Zero : DefaultWait);
        var deadline = _clock.GetUtcNow() + wait;
        var piece = _workload.Take();
        try
        {
            while (true)
            {
                var arrival = Await(entity);
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var messages = await ClaimAsync(entity, maxMessages, mode, held: false);
                    var left = deadline - _clock.GetUtcNow();
                    if (messages.Count > 0 || left <= TimeSpan.Zero)
                    {
                        return messages;
                    }

                    using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    var timeUp = Task.Delay(left, _clock, enough.Token);
                    piece.Dispose();
                    await Task.WhenAny(arrival.Task, timeUp);
                    await enough.CancelAsync();
                }
                finally
                {
                    if (StopAwaiting(entity, arrival) is { } arrived)
                    {
                        piece.Dispose();
                        piece = arrived;
                    }
                }
            }
        }
        finally
        {
            piece.Dispose();
        }
    }

    /// <summary>Active, locked and scheduled messages from a sequence number on; changes nothing.</summary>
    internal IReadOnlyList<ServiceBusReceivedMessage> Peek(string entityPath, long fromSequence, int maxMessages)
    {
        var entity = Find(entityPath);
        return _store.Read(session => BusRows.Peek(session, entity, fromSequence, maxMessages));
    }

    internal async Task CompleteAsync(ServiceBusReceivedMessage message)
    {
        using var piece = _workload.Take();
        await _store.WriteAsync(session => _rows.Complete(session, message));
        message.IsSettled = true;
    }

    /// <summary>Makes a message deliverable again at once, or dead-letters it where it has been delivered often enough.</summary>
    /// <param name="message">The message.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="cause">Why, for the dead letter's description.</param>
    internal async Task AbandonAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, string? cause = null)
    {
        var entity = FindReceivable(message.EntityPath);
        using var piece = _workload.Take();
        await _store.WriteAsync(session => _rows.Abandon(session, entity, message, propertiesToModify, cause));
        message.IsSettled = true;
        Arrived([entity]);
        ArrivedDeadLetter(entity);
    }

    internal async Task DeadLetterAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        string? reason = null,
        string? description = null)
    {
        var entity = FindReceivable(message.EntityPath);
        if (entity.Kind == BusEntityKind.DeadLetterQueue)
        {
            throw new ServiceBusException("A dead letter cannot be dead-lettered again.", ServiceBusFailureReason.GeneralError, entity.Path);
        }

        using var piece = _workload.Take();
        await _store.WriteAsync(session => _rows.DeadLetter(session, entity, message, propertiesToModify, reason, description));
        message.IsSettled = true;
        ArrivedDeadLetter(entity);
    }

    internal async Task RenewAsync(ServiceBusReceivedMessage message)
    {
        var entity = FindReceivable(message.EntityPath);
        message.LockedUntil = await _store.WriteAsync(session => _rows.Renew(session, entity, message));
    }

    /// <summary>Ends a listener's hold on a message that its handler left unsettled: the lock runs out, and the message comes again.</summary>
    internal async Task LetGoAsync(ServiceBusReceivedMessage message)
    {
        var entity = FindReceivable(message.EntityPath);
        await _store.WriteAsync(session => _rows.LetGo(session, entity, message));
    }

    /// <summary>
    /// Hands each message of a queue, subscription or dead-letter sub-queue to a handler, in order of sequence, at most so many at a time.
    /// The lock is renewed for as long as the handler runs.
    /// </summary>
    /// <param name="entityPath"><c>queue</c>, <c>topic/Subscriptions/name</c>, either with <c>/$DeadLetterQueue</c>.</param>
    /// <param name="maxConcurrent">How many handlers run at once.</param>
    /// <param name="handler">What it throws abandons the message.</param>
    /// <param name="autoComplete">Whether a message is completed when its handler returns; if not, the handler settles it.</param>
    /// <returns>Stops listening when disposed, after the running handlers.</returns>
    internal IAsyncDisposable Listen(
        string entityPath,
        int maxConcurrent,
        Func<ServiceBusReceivedMessage, CancellationToken, Task> handler,
        bool autoComplete = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrent, 1);
        var entity = FindReceivable(entityPath);
        var listener = new BusListener(this, _workload, entity, maxConcurrent, handler, autoComplete);
        lock (_gate)
        {
            if (!_listeners.TryGetValue(entity.Path, out var listeners))
            {
                _listeners[entity.Path] = listeners = [];
            }

            listeners.Add(listener);
        }

        listener.Signal();
        return listener;
    }

    internal void StopListening(BusEntity entity, BusListener listener)
    {
        lock (_gate)
        {
            _listeners[entity.Path].Remove(listener);
        }
    }

    internal Task<List<ServiceBusReceivedMessage>> ClaimAsync(BusEntity entity, int count, ServiceBusReceiveMode mode, bool held) =>
        _store.WriteAsync(session => _rows.Claim(session, entity, count, mode, held));

    /// <summary>Every queue, topic and subscription with its counts, in order of path.</summary>
    internal IReadOnlyList<BusEntityCounts> List()
    {
        var counts = _store.Read(BusRows.Count);
        return
        [
            .. _entities.Values.Where(entity => entity.Kind != BusEntityKind.DeadLetterQueue).OrderBy(entity => entity.Path, StringComparer.Ordinal)
                .Select(entity => new BusEntityCounts(
                    entity.Path,
                    entity.Kind,
                    BusRows.Sum(counts[entity.Path], ServiceBusMessageState.Active),
                    BusRows.Sum(counts[entity.Path], ServiceBusMessageState.Active, locked: true),
                    BusRows.Sum(counts[entity.Path], ServiceBusMessageState.Scheduled),
                    counts[BusEntity.DeadLetterPath(entity.Path)].Sum(count => count.Count))),
        ];
    }

    /// <summary>What was sent after another send, oldest first, messages completed since included.</summary>
    internal IReadOnlyList<BusSend> Sends(long after, int most) => _store.Read(session => BusRows.Sends(session, after, most));

    /// <summary>Puts a dead letter of a queue or subscription back, as a new message; false if there is none of that number.</summary>
    internal async Task<bool> ResubmitAsync(string entityPath, long sequence)
    {
        var entity = Find(entityPath, BusEntityKind.Queue, BusEntityKind.Subscription);
        var deadLetters = Find(BusEntity.DeadLetterPath(entity.Path));
        using var piece = _workload.Take();
        var found = await _store.WriteAsync(session => _rows.Resubmit(session, entity, deadLetters, sequence));
        Arrived([entity]);
        return found;
    }

    /// <summary>Removes a dead letter of a queue or subscription; false if there is none of that number.</summary>
    internal Task<bool> DiscardAsync(string entityPath, long sequence)
    {
        var deadLetters = Find(BusEntity.DeadLetterPath(Find(entityPath, BusEntityKind.Queue, BusEntityKind.Subscription).Path));
        return _store.WriteAsync(session => BusRows.Discard(session, deadLetters, sequence));
    }

    /// <inheritdoc/>
    public async Task FireAsync(DateTimeOffset now)
    {
        using var piece = _workload.Take();
        Arrived(await _due.TakeAsync(now, due => _store.WriteAsync(session =>
            due.SelectMany(sequence => _rows.Fire(session, sequence, path => _entities.GetValueOrDefault(path), Receivers)).Distinct().ToList())));
    }

    private BusEntity FindReceivable(string path) =>
        Find(path, BusEntityKind.Queue, BusEntityKind.Subscription, BusEntityKind.DeadLetterQueue);

    private BusEntity Find(string path, params ReadOnlySpan<BusEntityKind> kinds) =>
        _entities.TryGetValue(path, out var entity) && (kinds.IsEmpty || kinds.Contains(entity.Kind))
            ? entity
            : throw new ServiceBusException(
                $"The messaging entity '{path}' could not be found.", ServiceBusFailureReason.MessagingEntityNotFound, path);

    /// <summary>Where a message sent to an entity ends up: the queue itself, or each of the topic's subscriptions.</summary>
    private IReadOnlyList<BusEntity> Receivers(BusEntity entity) => entity.Kind == BusEntityKind.Topic
        ? [.. _entities.Values.Where(other => other.Kind == BusEntityKind.Subscription
            && other.Path.StartsWith(BusEntity.SubscriptionPath(entity.Path, string.Empty), StringComparison.OrdinalIgnoreCase))]
        : [entity];

    private void ArrivedDeadLetter(BusEntity entity)
    {
        if (_entities.TryGetValue(BusEntity.DeadLetterPath(entity.Path), out var deadLetters))
        {
            Arrived([deadLetters]);
        }
    }

    private void Arrived(IReadOnlyList<BusEntity> entities)
    {
        foreach (var entity in entities)
        {
            lock (_gate)
            {
                if (_waiting.Remove(entity.Path, out var waiting))
                {
                    foreach (var arrival in waiting)
                    {
                        arrival.TrySetResult(_workload.Take());
                    }
                }

                foreach (var listener in _listeners.GetValueOrDefault(entity.Path, []))
                {
                    listener.Signal();
                }
            }
        }
    }

    private TaskCompletionSource<IDisposable> Await(BusEntity entity)
    {
        var arrival = new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_waiting.TryGetValue(entity.Path, out var waiting))
            {
                _waiting[entity.Path] = waiting = [];
            }

            waiting.Add(arrival);
        }

        return arrival;
    }

    /// <summary>Ends a wait; answers the piece of the workload that came with an arrival.</summary>
    private IDisposable? StopAwaiting(BusEntity entity, TaskCompletionSource<IDisposable> arrival)
    {
        lock (_gate)
        {
            _waiting.GetValueOrDefault(entity.Path)?.Remove(arrival);
            return arrival.Task.IsCompletedSuccessfully ? arrival.Task.Result : null;
        }
    }
}

/// <summary>How many messages an entity holds; a topic holds only scheduled ones.</summary>
internal sealed record BusEntityCounts(string Path, BusEntityKind Kind, long Active, long Locked, long Scheduled, long DeadLettered);

/// <summary>A message as it was sent to a queue or topic, a long body cut to its beginning.</summary>
internal sealed record BusSend(long Sequence, string Entity, string? MessageId, string? Subject, string Body, DateTimeOffset At);
