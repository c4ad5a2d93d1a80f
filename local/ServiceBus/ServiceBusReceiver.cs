using RecruitRetain.Local;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceiver : IAsyncDisposable
{
    private readonly ServiceBusClient _client;
    private long _nextPeeked;

    internal ServiceBusReceiver(ServiceBusClient client, string entityPath, ServiceBusReceiverOptions options)
    {
        _client = client;
        EntityPath = options.SubQueue == SubQueue.DeadLetter ? BusEntity.DeadLetterPath(entityPath) : entityPath;
        ReceiveMode = options.ReceiveMode;
    }

    public string EntityPath { get; }

    public ServiceBusReceiveMode ReceiveMode { get; }

    public bool IsClosed { get; private set; }

    private Bus Bus
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return _client.Bus;
        }
    }

    public virtual async Task<ServiceBusReceivedMessage?> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = default,
        CancellationToken cancellationToken = default) => (await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken)).SingleOrDefault();

    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages,
        TimeSpan? maxWaitTime = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        if (maxWaitTime is { } wait)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(maxWaitTime));
        }

        return await Bus.ReceiveAsync(EntityPath, maxMessages, ReceiveMode, maxWaitTime, cancellationToken);
    }

    public virtual async Task<ServiceBusReceivedMessage?> PeekMessageAsync(
        long? fromSequenceNumber = default,
        CancellationToken cancellationToken = default) =>
        (await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken)).SingleOrDefault();

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages,
        long? fromSequenceNumber = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var from = fromSequenceNumber ?? _nextPeeked;
        var messages = Bus.Peek(EntityPath, from, maxMessages);
        if (messages.Count > 0)
        {
            _nextPeeked = messages[^1].SequenceNumber + 1;
        }

        return Task.FromResult(messages);
    }

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        CheckSettling(message);
        return Bus.CompleteAsync(message);
    }

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default)
    {
        CheckSettling(message);
        return Bus.AbandonAsync(message, propertiesToModify);
    }

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default)
    {
        CheckSettling(message);
        return Bus.DeadLetterAsync(message, propertiesToModify);
    }

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default)
    {
        CheckSettling(message);
        return Bus.DeadLetterAsync(message, null, deadLetterReason, deadLetterErrorDescription);
    }

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default)
    {
        CheckSettling(message);
        return Bus.DeadLetterAsync(message, propertiesToModify, deadLetterReason, deadLetterErrorDescription);
    }

    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        CheckSettling(message);
        return Bus.RenewAsync(message);
    }

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private void CheckSettling(ServiceBusReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (ReceiveMode == ServiceBusReceiveMode.ReceiveAndDelete)
        {
            throw new InvalidOperationException("A message received and deleted has no lock to settle or renew.");
        }
    }
}

public class ServiceBusReceiverOptions
{
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;

    public SubQueue SubQueue { get; set; } = SubQueue.None;
}
