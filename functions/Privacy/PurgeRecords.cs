using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RecruitRetain.Audit;
using RecruitRetain.Shared;
using RecruitRetain.Webhooks;

namespace RecruitRetain.Privacy;

/// <summary>
/// Every night: what is kept and whose time is over goes. The night looks at the calendar of records; only where something is due does a stage
/// begin, in batches that a death in between only puts off.
/// </summary>
public sealed class PurgeRecords(
    Journal journal, Purging purging, PurgeCalendar calendar, PurgeRuns runs, Idempotency idempotency, AuditPurge trail, EventFeed feed,
    WebhookDeliveries deliveries, Unreferred unreferred, TimeProvider clock)
{
    private const int Batch = 50;

    // The journeys that nothing refers to once they are through: what was removed stands in the runs and in the erasures, and fresh links in the effects.
    private static readonly string[] Passing = ["purge-", "erasure-", "links_"];

    private static readonly TimeSpan JourneysKept = TimeSpan.FromDays(30);

    // For so long a command that comes again under its Idempotency-Key gets its first answer.
    private static readonly TimeSpan AnswersKept = TimeSpan.FromDays(30);

    /// <summary>Runs by the schedule in the setting <c>PurgeSchedule</c>.</summary>
    [Function(nameof(PurgeRecords))]
    public async Task RunAsync([TimerTrigger("%PurgeSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var today = clock.Today();
        if (today.Day == 1)
        {
            await idempotency.ForgetBeforeAsync(clock.GetUtcNow() - AnswersKept, cancellationToken);
            await trail.RunAsync(cancellationToken);
            await feed.ForgetBeforeAsync(clock.GetUtcNow() - ShowEvents.Kept, cancellationToken);
            await deliveries.ForgetBeforeAsync(clock.GetUtcNow() - ShowEvents.Kept, cancellationToken);
            await unreferred.ForgetAsync(client, cancellationToken);
            await ForgetJourneysAsync(client, clock.GetUtcNow() - JourneysKept, cancellationToken);
        }

        var planned = await calendar.PlannedByAsync(cancellationToken) == (await RetentionSchedules.ReadAsync(journal, cancellationToken)).Version;
        var due = await calendar.DueAsync(today, Batch, cancellationToken);
        var work = !planned || due.Count == Batch;
        foreach (var look in work ? [] : due)
        {
            work |= await purging.LookAsync(look, runId: null, client, cancellationToken);
        }

        if (work)
        {
            var id = PurgeRuns.IdOf(today);
            await runs.BeginAsync(id, cancellationToken);
            await client.EnsureRunningAsync(nameof(PurgeStage), id, id, cancellationToken);
        }
    }

    private static async Task ForgetJourneysAsync(DurableTaskClient client, DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var prefix in Passing)
        {
            var finished = new OrchestrationQuery { InstanceIdPrefix = prefix, CreatedTo = before, Statuses = [OrchestrationRuntimeStatus.Completed] };
            foreach (var journey in await client.GetAllInstancesAsync(finished).Select(journey => journey.InstanceId).ToListAsync(cancellationToken))
            {
                await client.PurgeInstanceAsync(journey, cancellation: cancellationToken);
            }
        }
    }

    /// <summary>Looks at a batch of records.</summary>
    /// <returns>Whether there may be more.</returns>
    [Function(nameof(PurgeBatch))]
    public async Task<bool> PurgeBatch([ActivityTrigger] string runId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var version = (await RetentionSchedules.ReadAsync(journal, cancellationToken)).Version;
        if (await calendar.PlannedByAsync(cancellationToken) != version)
        {
            await purging.PlanAllAsync(version, cancellationToken);
        }

        var due = await calendar.DueAsync(clock.Today(), Batch, cancellationToken);
        foreach (var look in due)
        {
            await purging.LookAsync(look, runId, client, cancellationToken);
        }

        return due.Count == Batch;
    }

    /// <summary>Counts what went.</summary>
    [Function(nameof(FinishPurge))]
    public Task FinishPurge([ActivityTrigger] string runId, CancellationToken cancellationToken) => runs.FinishAsync(runId, cancellationToken);
}

/// <summary>A night's purge, batch after batch. Each batch can be repeated: what is gone is not found again.</summary>
public static class PurgeStage
{
    /// <summary>Purges until nothing is due, then counts.</summary>
    [Function(nameof(PurgeStage))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string runId)
    {
        Standing.AtWork(context);
        if (await context.CallActivityAsync<bool>(nameof(PurgeRecords.PurgeBatch), runId, Retry.World))
        {
            context.ContinueAsNew(runId);
            return;
        }

        await context.CallActivityAsync(nameof(PurgeRecords.FinishPurge), runId, Retry.Store);
    }
}
