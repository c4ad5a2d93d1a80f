using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;

namespace RecruitRetain.Shared;

/// <summary>What an import does, whatever kind of file it is.</summary>
public sealed class ImportActivities(IEnumerable<IImporter> importers, People people)
{
    /// <summary>How many batches there are.</summary>
    [Function(nameof(CountImportBatches))]
    public Task<int> CountImportBatches([ActivityTrigger] string importId) => Of(importId).CountBatchesAsync(importId);

    /// <summary>Writes what a batch brings, past the lists.</summary>
    [Function(nameof(WriteImportBatch))]
    public Task WriteImportBatch([ActivityTrigger] ImportBatch batch) => Of(batch.ImportId).WriteAsync(batch);

    /// <summary>Shows what a batch brought in the lists.</summary>
    [Function(nameof(ListImportBatch))]
    public Task ListImportBatch([ActivityTrigger] ImportBatch batch) => Of(batch.ImportId).ListAsync(batch);

    /// <summary>Everything is written and listed.</summary>
    [Function(nameof(FinishWritingImport))]
    public Task FinishWritingImport([ActivityTrigger] string importId) => Of(importId).AdvanceAsync(importId, ImportStep.FinishWriting);

    /// <summary>Starts or nudges the journeys of a batch.</summary>
    [Function(nameof(StartImportBatch))]
    public Task StartImportBatch([ActivityTrigger] ImportBatch batch, [DurableClient] DurableTaskClient client) => Of(batch.ImportId).StartAsync(batch, client);

    /// <summary>Every journey knows: the rows of the file are forgotten.</summary>
    [Function(nameof(CompleteImport))]
    public async Task CompleteImport([ActivityTrigger] string importId)
    {
        var importer = Of(importId);
        for (var i = await importer.CountBatchesAsync(importId) - 1; i >= 0; i--)
        {
            await people.ForgetBatchAsync(importId, i);
        }

        await importer.AdvanceAsync(importId, ImportStep.Complete);
    }

    /// <summary>Starts what a crash kept from starting, between accepting a file and beginning with it.</summary>
    [Function(nameof(ResumeImports))]
    public async Task ResumeImports([TimerTrigger("%SweepSchedule%", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        foreach (var importer in importers)
        {
            await foreach (var importId in importer.UnfinishedAsync())
            {
                await client.EnsureStartedAsync(nameof(ImportStage), ImportStage.InstanceOf(importId), importId);
            }
        }
    }

    private IImporter Of(string importId) => importers.First(importer => Id.IsValid(importer.Prefix, importId));
}
