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
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is not null)
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator,
                input,
                new StartOrchestrationOptions(instanceId) { DedupeStatuses = ["Pending", "Running", "Suspended", "Completed", "Failed", "Terminated"] },
                cancellationToken);
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
