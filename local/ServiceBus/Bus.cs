using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Local;

/// <summary>The queues, topics and subscriptions, declared by a document and kept in the store.</summary>
internal sealed class Bus(Store store, LocalClock clock, Workload workload)
{
    internal const string Schema = "SELECT 1";

    internal Store Store => store;

    internal LocalClock Clock => clock;

    internal Workload Workload => workload;

    /// <summary>Declares the entities of a document in the shape of the Service Bus emulator's <c>Config.json</c>.</summary>
    /// <param name="json">The document.</param>
    /// <param name="file">Its name, for the error.</param>
    /// <exception cref="BusDeclarationException">The document does not say what it must; the message names file, entity and property.</exception>
    internal void Declare(string json, string file) => throw new NotImplementedException();

    /// <summary>Sends all of the messages or none; answers their sequence numbers.</summary>
    internal Task<IReadOnlyList<long>> SendAsync(string entityPath, IReadOnlyList<ServiceBusMessage> messages) => throw new NotImplementedException();

    internal Task CancelScheduledAsync(string entityPath, long sequence) => throw new NotImplementedException();

    internal Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        string entityPath,
        int maxMessages,
        ServiceBusReceiveMode mode,
        TimeSpan? maxWaitTime,
        CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Active, locked and scheduled messages from a sequence number on; changes nothing.</summary>
    internal IReadOnlyList<ServiceBusReceivedMessage> Peek(string entityPath, long fromSequence, int maxMessages) => throw new NotImplementedException();

    internal Task CompleteAsync(ServiceBusReceivedMessage message) => throw new NotImplementedException();

    internal Task AbandonAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null) =>
        throw new NotImplementedException();

    internal Task DeadLetterAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        string? reason = null,
        string? description = null) => throw new NotImplementedException();

    internal Task RenewAsync(ServiceBusReceivedMessage message) => throw new NotImplementedException();

    /// <summary>
    /// Hands each message of a queue, subscription or dead-letter sub-queue to a handler, in order of sequence, at most so many at a time.
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
        bool autoComplete = true) => throw new NotImplementedException();

    /// <summary>Every queue, topic and subscription with its counts, in order of path.</summary>
    internal IReadOnlyList<BusEntityCounts> List() => throw new NotImplementedException();

    /// <summary>Puts a dead letter back where it came from, as a new message; false if there is none of that number.</summary>
    internal Task<bool> ResubmitAsync(string entityPath, long sequence) => throw new NotImplementedException();

    /// <summary>Removes a dead letter; false if there is none of that number.</summary>
    internal Task<bool> DiscardAsync(string entityPath, long sequence) => throw new NotImplementedException();
}

/// <summary>How many messages an entity holds; a topic holds only scheduled ones.</summary>
internal sealed record BusEntityCounts(string Path, BusEntityKind Kind, long Active, long Locked, long Scheduled, long DeadLettered);
