using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace RecruitRetain.Shared;

/// <summary>Starts journeys under ids derived from what they are about, so that starting one twice is the same as once.</summary>
public static class Journeys
{
    /// <summary>Starts an orchestration, or leaves the one alone that runs or ran under that id.</summary>
    public static async Task EnsureStartedAsync(
        this DurableTaskClient client, TaskName orchestrator, string instanceId, object? input, CancellationToken cancellationToken = default)
    {
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is null)
        {
            await StartAsync(
                client, orchestrator, instanceId, input, ["Pending", "Running", "Suspended", "Completed", "Failed", "Terminated"], cancellationToken);
        }
    }

    /// <summary>The same, but what has come to its end starts anew.</summary>
    public static async Task EnsureRunningAsync(
        this DurableTaskClient client, TaskName orchestrator, string instanceId, object? input, CancellationToken cancellationToken = default)
    {
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is not { RuntimeStatus: not OrchestrationRuntimeStatus.Completed })
        {
            await StartAsync(client, orchestrator, instanceId, input, ["Pending", "Running", "Suspended"], cancellationToken);
        }
    }

    /// <summary>The same, but what failed or was ended starts anew too.</summary>
    public static Task EnsureRunningAgainAsync(
        this DurableTaskClient client, TaskName orchestrator, string instanceId, object? input, CancellationToken cancellationToken = default) =>
        StartAsync(client, orchestrator, instanceId, input, ["Pending", "Running", "Suspended"], cancellationToken);

    private static async Task StartAsync(
        DurableTaskClient client, TaskName orchestrator, string instanceId, object? input, string[] dedupeStatuses, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator, input, new StartOrchestrationOptions(instanceId) { DedupeStatuses = dedupeStatuses }, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Somebody else may have started it in between, and each backend says so in its own way: what counts is that it is there.
            if (await client.GetInstanceAsync(instanceId, cancellationToken) is null)
            {
                throw;
            }
        }
    }
}
