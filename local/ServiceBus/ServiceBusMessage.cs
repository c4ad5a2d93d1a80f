namespace Azure.Messaging.ServiceBus;

public class ServiceBusMessage
{
    private const int LongestId = 128;

    public ServiceBusMessage()
        : this(ReadOnlyMemory<byte>.Empty)
    {
    }

    public ServiceBusMessage(string body)
        : this(BinaryData.FromString(body))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    public ServiceBusMessage(BinaryData body) => Body = body;

    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
    {
        ArgumentNullException.ThrowIfNull(receivedMessage);
        Body = receivedMessage.Body;
        MessageId = receivedMessage.MessageId;
        CorrelationId = receivedMessage.CorrelationId;
        Subject = receivedMessage.Subject;
        ContentType = receivedMessage.ContentType;
        To = receivedMessage.To;
        ReplyTo = receivedMessage.ReplyTo;
        TimeToLive = receivedMessage.TimeToLive;
        foreach (var (name, value) in receivedMessage.ApplicationProperties)
        {
            // What the dead-letter queue wrote on the message says nothing about its copy.
            if (name is not (ServiceBusReceivedMessage.ReasonProperty or ServiceBusReceivedMessage.DescriptionProperty))
            {
                ApplicationProperties[name] = value;
            }
        }
    }

    public BinaryData Body { get; set; }

    public string? MessageId
    {
        get;
        set
        {
            if (value is { Length: 0 or > LongestId })
            {
                throw new ArgumentException($"A MessageId has 1 to {LongestId} characters.", nameof(value));
            }

            field = value;
        }
    }

    public string? CorrelationId { get; set; }

    public string? Subject { get; set; }

    public string? ContentType { get; set; }

    public string? To { get; set; }

    public string? ReplyTo { get; set; }

    public DateTimeOffset ScheduledEnqueueTime { get; set; }

    public TimeSpan TimeToLive
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.MaxValue;

    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();
}
