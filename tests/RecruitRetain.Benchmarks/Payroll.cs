using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Benchmarks;

/// <summary>Payroll, which confirms what it is told.</summary>
internal sealed class Payroll(IServiceProvider services) : IAsyncDisposable
{
    private readonly ServiceBusSender _confirmations = services.GetRequiredService<ServiceBusClient>().CreateSender(Queues.PayrollConfirmations);

    private readonly ServiceBusReceiver _instructions = services.GetRequiredService<ServiceBusClient>()
        .CreateReceiver(Queues.PayrollInstructions, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

    /// <summary>Confirms so many instructions, as they come.</summary>
    public async Task ConfirmAsync(int count, DateOnly on)
    {
        for (var confirmed = 0; confirmed < count;)
        {
            var batch = await _instructions.ReceiveMessagesAsync(100);
            await _confirmations.SendMessagesAsync(batch.Select(message => new ServiceBusMessage(JsonSerializer.Serialize(new
            {
                instructionId = JsonDocument.Parse(message.Body.ToString()).RootElement.GetProperty("instructionId").GetString(),
                outcome = "confirmed",
                on,
            }))));
            confirmed += batch.Count;
        }
    }

    /// <summary>How many payments are made.</summary>
    public static async Task<int> PaidAsync(IServiceProvider services)
    {
        var paid = 0;
        await foreach (var plan in services.GetRequiredService<Journal>().AllAsync(RetentionPlans.Kind))
        {
            paid += plan.State.Payments.Count(payment => payment.State == PaymentState.Paid);
        }

        return paid;
    }

    public async ValueTask DisposeAsync()
    {
        await _confirmations.DisposeAsync();
        await _instructions.DisposeAsync();
    }
}
