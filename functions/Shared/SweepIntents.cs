using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace RecruitRetain.Shared;

/// <summary>Repeats the nudges that a crash swallowed, so that no journey sleeps through what was journalled.</summary>
public sealed class SweepIntents(TableServiceClient tables, Nudges nudges, TimeProvider clock)
{
    // An intent younger than this may belong to a command that is still being committed.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Runs by the schedule in the setting <c>SweepSchedule</c>, and at every start: a crash is what it repairs.</summary>
    [Function(nameof(SweepIntents))]
    public async Task RunAsync(
        [TimerTrigger("%SweepSchedule%", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - Grace;
        await foreach (var row in tables.GetTableClient(Nudges.TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"At lt {before}"), cancellationToken: cancellationToken))
        {
            await nudges.SendAsync(client, row.GetString("Journeys")!.Split('\n', StringSplitOptions.RemoveEmptyEntries), (row.PartitionKey, row.RowKey));
        }
    }
}
