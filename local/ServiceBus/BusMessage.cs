namespace RecruitRetain.Local;

/// <summary>A message as a row of the store.</summary>
internal sealed record BusMessage
{
    public required long Sequence { get; init; }

    public required string Entity { get; init; }

    public required BusEnvelope Envelope { get; init; }

    public required byte[] Body { get; init; }

    public string? MessageId { get; init; }

    public bool IsScheduled { get; init; }

    public TimeSpan TimeToLive { get; init; } = TimeSpan.MaxValue;

    public DateTimeOffset EnqueuedTime { get; init; }

    public DateTimeOffset ScheduledEnqueueTime { get; init; }

    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    public int DeliveryCount { get; init; }

    public string? DeadLetterReason { get; init; }

    public string? DeadLetterErrorDescription { get; init; }

    public string? DeadLetterSource { get; init; }
}
