using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Local;

/// <summary>
/// Pushes the messages of one entity to a handler. From the signal that there may be something until a claim finds nothing left, it holds a
/// piece of the workload, and so does each running handler: the clock cannot pass a message that somebody listens for.
/// </summary>
internal sealed class BusListener(
    Bus bus,
    Workload workload,
    BusEntity entity,
    int maxConcurrent,
    Func<ServiceBusReceivedMessage, CancellationToken, Task> handler,
    bool autoComplete) : IAsyncDisposable
{
    private const int LongestDescription = 4096;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _pumping;
    private bool _maybeMore;

    /// <summary>There may be something to deliver.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            _maybeMore = true;
            if (_pumping || _running == maxConcurrent || _stopping.IsCancellationRequested)
            {
                return;
            }

            _pumping = true;
            workload.Begin();
        }

        _ = Task.Run(PumpAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        bus.StopListening(entity, this);
        await _stopping.CancelAsync();
        lock (_gate)
        {
            SettleIfStopped();
        }

        await _stopped.Task;
        _stopping.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (TryTakeSlots(out var free))
            {
                var messages = await ClaimAsync(free);
                lock (_gate)
                {
                    _running -= free - messages.Count;
                }

                foreach (var message in messages)
                {
                    workload.Begin();
                    _ = Task.Run(() => HandleAsync(message));
                }
            }
        }
        finally
        {
            workload.End();
        }
    }

    /// <summary>Takes all free slots; false, and the pump rests, if there are none or nothing has arrived since the last look.</summary>
    private bool TryTakeSlots(out int free)
    {
        lock (_gate)
        {
            free = maxConcurrent - _running;
            if (free == 0 || !_maybeMore || _stopping.IsCancellationRequested)
            {
                _pumping = false;
                SettleIfStopped();
                return false;
            }

            _maybeMore = false;
            _running = maxConcurrent;
            return true;
        }
    }

    private async Task<List<ServiceBusReceivedMessage>> ClaimAsync(int free)
    {
        try
        {
            var messages = await bus.ClaimAsync(entity, free, ServiceBusReceiveMode.PeekLock, held: true);
            if (messages.Count == free)
            {
                lock (_gate)
                {
                    _maybeMore = true;
                }
            }

            return messages;
        }
        catch (ObjectDisposedException)
        {
            return [];
        }
#pragma warning disable CA1031 // Whatever it was, what is queued stays there and is looked for again.
        catch (Exception)
#pragma warning restore CA1031
        {
            await StoreException.PauseAsync(_stopping.Token);
            lock (_gate)
            {
                _maybeMore = true;
            }

            return [];
        }
    }

    private async Task HandleAsync(ServiceBusReceivedMessage message)
    {
        try
        {
            Boundary.Reach(Boundary.MessageReceived);
            await handler(message, _stopping.Token);
            Boundary.Reach(Boundary.MessageHandled);
            await SettleAsync(message);
        }
#pragma warning disable CA1031 // Whatever a handler throws abandons its message, and the next one is delivered.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await AbandonAsync(message, e);
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                SettleIfStopped();
            }

            if (Volatile.Read(ref _maybeMore))
            {
                Signal();
            }

            workload.End();
        }
    }

    private async Task SettleAsync(ServiceBusReceivedMessage message)
    {
        if (message.IsSettled)
        {
            return;
        }

        if (autoComplete)
        {
            await bus.CompleteAsync(message);
        }
        else
        {
            await bus.LetGoAsync(message);
        }
    }

    private async Task AbandonAsync(ServiceBusReceivedMessage message, Exception cause)
    {
        if (message.IsSettled)
        {
            return;
        }

        try
        {
            var description = cause.Message.Length > LongestDescription ? cause.Message[..LongestDescription] : cause.Message;
            await bus.AbandonAsync(message, cause: description);
        }
        catch (Exception e) when (e is StoreException or ObjectDisposedException or ServiceBusException)
        {
            // It stays locked until the store is opened again, and is delivered then.
        }
    }

    private void SettleIfStopped()
    {
        if (_stopping.IsCancellationRequested && _running == 0 && !_pumping)
        {
            _stopped.TrySetResult();
        }
    }
}
