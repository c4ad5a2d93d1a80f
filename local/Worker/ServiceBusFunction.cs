using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Local;

/// <summary>A function that receives the messages of a queue or subscription.</summary>
internal sealed record ServiceBusFunction(FunctionEntry Function, string Path, int MaxConcurrent, bool AutoComplete)
{
    // As the worker's own serializer is set.
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Gives a trigger parameter of a type its value: the message itself, its body, or what its body says in JSON.</summary>
    public static Func<Invocation, object?> Message(Type type) =>
        type == typeof(ServiceBusReceivedMessage) ? Received
        : type == typeof(string) ? invocation => Received(invocation).Body.ToString()
        : type == typeof(BinaryData) ? invocation => Received(invocation).Body
        : type == typeof(byte[]) ? invocation => Received(invocation).Body.ToArray()
        : invocation => JsonSerializer.Deserialize(Received(invocation).Body.ToMemory().Span, type, Json);

    /// <summary>What a function settles its message with.</summary>
    public static object Actions(Invocation invocation) =>
        new ServiceBusMessageActions(invocation.InstanceServices.GetRequiredService<LocalAzure>().Bus);

    /// <summary>Begins to receive.</summary>
    /// <param name="bus">Where the messages are.</param>
    /// <param name="invoker">What runs the function.</param>
    /// <param name="logger">Told of failures.</param>
    /// <param name="stopping">Breaks running invocations off, which disposing does not.</param>
    /// <returns>Stops when disposed, after the running invocations.</returns>
    public IAsyncDisposable Listen(Bus bus, FunctionInvoker invoker, ILogger logger, CancellationToken stopping) => bus.Listen(
        Path,
        MaxConcurrent,
        async (message, _) =>
        {
            try
            {
                await invoker.RunAsync(Function, message, stopping, () => Data(message));
            }
            catch (Exception e)
            {
                logger.LogError(
                    e,
                    "Function '{Function}' failed on delivery {Delivery} of message '{Message}'.",
                    Function.Name,
                    message.DeliveryCount,
                    message.MessageId);
                throw;
            }
        },
        AutoComplete);

    private static ServiceBusReceivedMessage Received(Invocation invocation) => (ServiceBusReceivedMessage)invocation.Trigger!;

    private static IEnumerable<KeyValuePair<string, object?>> Data(ServiceBusReceivedMessage message) =>
    [
        new(nameof(message.MessageId), message.MessageId),
        new(nameof(message.DeliveryCount), message.DeliveryCount),
        new(nameof(message.Subject), message.Subject),
        new(nameof(message.CorrelationId), message.CorrelationId),
    ];
}
