using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What an import does. The ids of what it makes are derived from the import and the row's place, so that a repeat finds it.</summary>
public sealed class ImportActivities(Journal journal, Commands commands, Listings listings, People people, Reception reception)
{
    private const int AtOnce = 64;

    /// <summary>How many batches there are.</summary>
    [Function(nameof(CountImportBatches))]
    public async Task<int> CountImportBatches([ActivityTrigger] string importId) => (await journal.GetAsync(ImportApplications.Kind, importId)).State.Batches;

    /// <summary>Writes the applications of a batch, past the lists.</summary>
    [Function(nameof(WriteImportBatch))]
    public async Task WriteImportBatch([ActivityTrigger] ImportBatch batch)
    {
        var by = (await journal.GetAsync(ImportApplications.Kind, batch.ImportId)).State.By;
        await EachAsync(batch, async row =>
        {
            var (applicationId, personId) = (IdOf("app", batch, row), IdOf("per", batch, row));
            var facts = await reception.RecogniseAsync(row.Form, batch.ImportId);
            await reception.KeepAsync(personId, applicationId, row.Form);
            try
            {
                await journal.CommitAsync(
                    Applications.Kind,
                    applicationId,
                    null,
                    [new ApplicationSubmitted(applicationId, row.Form.VacancyId, personId, row.Role, row.Form.Source, facts)],
                    by);
            }
            catch (JournalConflictException)
            {
                // An attempt before this one has written it.
            }
        });
    }

    /// <summary>Shows the applications of a batch in the lists.</summary>
    [Function(nameof(ListImportBatch))]
    public Task ListImportBatch([ActivityTrigger] ImportBatch batch) => EachAsync(
        batch, async row => await listings.KeepAsync(Applications.Kind, await journal.GetAsync(Applications.Kind, IdOf("app", batch, row))));

    /// <summary>Every application is written and listed.</summary>
    [Function(nameof(FinishWritingImport))]
    public Task FinishWritingImport([ActivityTrigger] string importId) => AdvanceAsync(importId, ImportStep.FinishWriting);

    /// <summary>Starts the journeys of a batch.</summary>
    [Function(nameof(StartImportBatch))]
    public Task StartImportBatch([ActivityTrigger] ImportBatch batch, [DurableClient] DurableTaskClient client) => EachAsync(batch, async row =>
    {
        var applicationId = IdOf("app", batch, row);
        await client.EnsureStartedAsync(nameof(CandidateJourney), Stages.JourneyOf(applicationId), applicationId);
    });

    /// <summary>Every journey has started: the rows of the file are forgotten.</summary>
    [Function(nameof(CompleteImport))]
    public async Task CompleteImport([ActivityTrigger] string importId)
    {
        var import = await journal.GetAsync(ImportApplications.Kind, importId);
        for (var i = 0; i < import.State.Batches; i++)
        {
            await people.ForgetBatchAsync(importId, i);
        }

        await AdvanceAsync(importId, ImportStep.Complete);
    }

    private static string IdOf(string prefix, ImportBatch batch, ImportedApplication row) =>
        Id.From(prefix, SHA256.HashData(Encoding.ASCII.GetBytes($"{prefix}/{batch.ImportId}/{row.Number}")));

    private async Task AdvanceAsync(string importId, ImportStep step) =>
        await commands.StepAsync(null, ImportApplications.Kind, importId, Actor.Journey, import => ApplicationImport.Advance(import, step));

    private async Task EachAsync(ImportBatch batch, Func<ImportedApplication, Task> act) => await Parallel.ForEachAsync(
        Json.Read<List<ImportedApplication>>(await people.BatchAsync(batch.ImportId, batch.Number)),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (row, _) => await act(row));
}
