using RecruitRetain.Local;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceivedMessage
{
    internal const string ReasonProperty = "DeadLetterReason";
    internal const string DescriptionProperty = "DeadLetterErrorDescription";

    private readonly BusMessage _message;

    internal ServiceBusReceivedMessage(BusMessage message, Guid lockToken, DateTimeOffset lockedUntil)
    {
        _message = message;
        LockToken = lockToken.ToString();
        Token = lockToken;
        LockedUntil = lockedUntil;
        var properties = new Dictionary<string, object>(message.Envelope.ReadProperties());
        if (message.DeadLetterReason is { } reason)
        {
            properties[ReasonProperty] = reason;
        }

        if (message.DeadLetterErrorDescription is { } description)
        {
            properties[DescriptionProperty] = description;
        }

        ApplicationProperties = properties;
    }

    public BinaryData Body => BinaryData.FromBytes(_message.Body);

    public string? MessageId => _message.MessageId;

    public string? CorrelationId => _message.Envelope.CorrelationId;

    public string? Subject => _message.Envelope.Subject;

    public string? ContentType => _message.Envelope.ContentType;

    public string? To => _message.Envelope.To;

    public string? ReplyTo => _message.Envelope.ReplyTo;

    public TimeSpan TimeToLive => _message.TimeToLive;

    public DateTimeOffset ExpiresAt => _message.ExpiresAt;

    public DateTimeOffset ScheduledEnqueueTime => _message.ScheduledEnqueueTime;

    public DateTimeOffset EnqueuedTime => _message.EnqueuedTime;

    public long SequenceNumber => _message.Sequence;

    public int DeliveryCount => _message.DeliveryCount;

    public string LockToken { get; }

    public DateTimeOffset LockedUntil { get; internal set; }

    public ServiceBusMessageState State => _message.IsScheduled ? ServiceBusMessageState.Scheduled : ServiceBusMessageState.Active;

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; }

    public string? DeadLetterSource => _message.DeadLetterSource;

    public string? DeadLetterReason => ApplicationProperties.GetValueOrDefault(ReasonProperty) as string;

    public string? DeadLetterErrorDescription => ApplicationProperties.GetValueOrDefault(DescriptionProperty) as string;

    internal Guid Token { get; }

    internal bool IsSettled { get; set; }

    /// <summary>The path of the queue, subscription or dead-letter sub-queue it was received from.</summary>
    internal string EntityPath => _message.Entity;
}
