namespace RecruitRetain.Local;

internal enum BusEntityKind
{
    Queue,
    Topic,
    Subscription,
    DeadLetterQueue,
}

/// <summary>One queue, topic, subscription or dead-letter sub-queue as declared.</summary>
internal sealed record BusEntity(string Path, BusEntityKind Kind)
{
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a message is delivered before it is dead-lettered; null in a dead-letter sub-queue, where there is no end to it.</summary>
    public int? MaxDeliveryCount { get; init; }

    /// <summary>How long a MessageId is remembered; null where duplicates are not looked for.</summary>
    public TimeSpan? DuplicateWindow { get; init; }

    public TimeSpan DefaultTimeToLive { get; init; } = TimeSpan.MaxValue;

    public bool DeadLettersExpired { get; init; }

    public static string SubscriptionPath(string topic, string subscription) => $"{topic}/Subscriptions/{subscription}";

    public static string DeadLetterPath(string path) => path + "/$DeadLetterQueue";
}

/// <summary>The document that declares the queues does not say what it must.</summary>
internal sealed class BusDeclarationException(string message) : Exception(message);
