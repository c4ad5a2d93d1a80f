using System.Globalization;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusException : Exception
{
    public ServiceBusException(string message, ServiceBusFailureReason reason, string? entityPath = default, Exception? innerException = default)
        : this(reason == ServiceBusFailureReason.ServiceCommunicationProblem, message, entityPath, reason, innerException)
    {
    }

    public ServiceBusException(
        bool isTransient,
        string message,
        string? entityName = default,
        ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError,
        Exception? innerException = default)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EntityPath = entityName;
        Reason = reason;
    }

    public bool IsTransient { get; }

    public ServiceBusFailureReason Reason { get; }

    public string? EntityPath { get; }

    public override string Message => EntityPath is null
        ? string.Create(CultureInfo.InvariantCulture, $"{base.Message} ({Reason})")
        : string.Create(CultureInfo.InvariantCulture, $"{base.Message} ({Reason}, entity '{EntityPath}')");
}
