using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Audit;
using RecruitRetain.Webhooks;

namespace RecruitRetain.Shared;

/// <summary>Repeats what a crash swallowed, so that no journey sleeps through what was journalled, no list and no audit trail goes on without it and nobody who is told of it is left out.</summary>
public sealed partial class SweepIntents(
    Intents intents,
    Journal journal,
    Listings listings,
    AuditTrail trail,
    IReadOnlyList<IListedKind> kinds,
    EventFeed feed,
    SendWebhooks webhooks,
    TimeProvider clock,
    ILogger<SweepIntents> log)
{
    // An intent younger than this may belong to a command that is still being committed.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Runs by the schedule in the setting <c>SweepSchedule</c>, and at every start: a crash is what it repairs.</summary>
    [Function(nameof(SweepIntents))]
    public async Task RunAsync(
        [TimerTrigger("%SweepSchedule%", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (var (key, intent) in intents.OlderThanAsync(clock.GetUtcNow() - Grace).WithCancellation(cancellationToken))
        {
            try
            {
                await RepeatAsync(key, intent, client, cancellationToken);
            }
#pragma warning disable CA1031 // Whatever stopped one, the others are repeated; the next sweep tries it again.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogLeft(log, e, key);
            }
        }

        await webhooks.SweepAsync(cancellationToken);
    }

    private async Task RepeatAsync(string key, Intent intent, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (intent.Listed is var (table, id))
        {
            await kinds.Single(kind => kind.Table == table).ListAsync(journal, listings, id);
        }

        if (intent.Decided is { } decided)
        {
            await trail.MakeGoodAsync(decided, cancellationToken);
        }

        await Nudges.SendAsync(client, intent.Journeys);
        if (intent.Told is { } told && await journal.CommittedAsync(told, cancellationToken) is { Count: > 0 } committed)
        {
            await feed.AppendAsync(committed, key);
        }
        else
        {
            await intents.ForgetAsync(key);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What should follow a commit could not be repeated, intent {Key}; the next sweep tries again.")]
    private static partial void LogLeft(ILogger log, Exception e, string key);
}
