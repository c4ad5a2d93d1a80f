using Microsoft.DurableTask;

namespace RecruitRetain.Shared;

/// <summary>How a stage waits.</summary>
internal static class Waiting
{
    /// <summary>Waits for a nudge or an instant, whichever comes first; without an instant, for the nudge.</summary>
    public static async Task UntilAsync(TaskOrchestrationContext context, DateTimeOffset? at, Task nudge)
    {
        Standing.Waiting(context, at);
        if (at is not { } instant)
        {
            await nudge;
            return;
        }

        using var cts = new CancellationTokenSource();
        var timer = context.CreateTimer(instant.UtcDateTime, cts.Token);
        if (await Task.WhenAny(timer, nudge) == nudge)
        {
#pragma warning disable CA1849 // Awaiting CancelAsync would not be a durable await.
            cts.Cancel();
#pragma warning restore CA1849
        }
    }
}
