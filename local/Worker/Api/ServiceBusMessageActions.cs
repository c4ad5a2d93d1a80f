using Azure.Messaging.ServiceBus;
using RecruitRetain.Local;

namespace Microsoft.Azure.Functions.Worker;

public class ServiceBusMessageActions
{
    private readonly Bus? _bus;

    internal ServiceBusMessageActions(Bus bus) => _bus = bus;

    protected ServiceBusMessageActions()
    {
    }

    private Bus Bus => _bus ?? throw new InvalidOperationException("These message actions belong to no message.");

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Bus.CompleteAsync(message);

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) =>
        Bus.AbandonAsync(message, propertiesToModify);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        Bus.DeadLetterAsync(message, propertiesToModify, deadLetterReason, deadLetterErrorDescription);

    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Bus.RenewAsync(message);
}
