using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace RecruitRetain.Shared;

/// <summary>One batch of an import.</summary>
public sealed record ImportBatch(string ImportId, int Number);

/// <summary>
/// Writes what a file brings, batch after batch; shows it in the lists once the last is written; then starts or nudges the journeys. Each step can be repeated:
/// whatever dies, the next attempt goes on where the last stopped.
/// </summary>
public static class ImportStage
{
    /// <summary>The instance of an import.</summary>
    public static string InstanceOf(string importId) => $"import-{importId}";

    /// <summary>Works through the batches.</summary>
    [Function(nameof(ImportStage))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string importId)
    {
        Standing.AtWork(context);
        var batches = await context.CallActivityAsync<int>(nameof(ImportActivities.CountImportBatches), importId, Retry.Store);
        for (var i = 0; i < batches; i++)
        {
            await context.CallActivityAsync(nameof(ImportActivities.WriteImportBatch), new ImportBatch(importId, i), Retry.Store);
        }

        for (var i = 0; i < batches; i++)
        {
            await context.CallActivityAsync(nameof(ImportActivities.ListImportBatch), new ImportBatch(importId, i), Retry.Store);
        }

        await context.CallActivityAsync(nameof(ImportActivities.FinishWritingImport), importId, Retry.Store);
        for (var i = 0; i < batches; i++)
        {
            await context.CallActivityAsync(nameof(ImportActivities.StartImportBatch), new ImportBatch(importId, i), Retry.Store);
        }

        await context.CallActivityAsync(nameof(ImportActivities.CompleteImport), importId, Retry.Store);
    }
}
