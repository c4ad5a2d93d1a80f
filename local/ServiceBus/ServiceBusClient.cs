using Azure.Core;
using RecruitRetain.Local;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClient : IAsyncDisposable
{
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
    {
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace);
        ArgumentNullException.ThrowIfNull(credential);
        FullyQualifiedNamespace = fullyQualifiedNamespace;
    }

    public string FullyQualifiedNamespace { get; }

    public bool IsClosed { get; private set; }

    /// <summary>Looked up at each use, so that a client may be made before its embedded Azure is published.</summary>
    internal Bus Bus
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return LocalAzure.At(FullyQualifiedNamespace).Bus;
        }
    }

    public virtual ServiceBusSender CreateSender(string queueOrTopicName)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueOrTopicName);
        return new ServiceBusSender(this, queueOrTopicName);
    }

    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueName);
        return new ServiceBusReceiver(this, queueName, options);
    }

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) =>
        CreateReceiver(topicName, subscriptionName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicName);
        ArgumentException.ThrowIfNullOrEmpty(subscriptionName);
        return new ServiceBusReceiver(this, BusEntity.SubscriptionPath(topicName, subscriptionName), options);
    }

    public virtual ValueTask DisposeAsync()
    {
        IsClosed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
