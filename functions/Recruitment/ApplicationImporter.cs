using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Brings in the applications of a file. The ids of what it makes are derived from the import and the row's place, so that a repeat finds it.</summary>
internal sealed class ApplicationImporter(Journal journal, Commands commands, Listings listings, EventFeed feed, People people, Reception reception) : IImporter
{
    private const int AtOnce = 64;

    /// <inheritdoc/>
    public string Prefix => ImportApplications.Kind.Prefix;

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> UnfinishedAsync()
    {
        await foreach (var import in journal.AllAsync(ImportApplications.Kind, $"Status ne '{ImportState.Complete}'"))
        {
            yield return import.Id;
        }
    }

    /// <inheritdoc/>
    public async Task<int> CountBatchesAsync(string importId) => (await journal.GetAsync(ImportApplications.Kind, importId)).State.Batches;

    /// <inheritdoc/>
    public async Task WriteAsync(ImportBatch batch)
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

    /// <inheritdoc/>
    public async Task ListAsync(ImportBatch batch)
    {
        ConcurrentBag<string> listed = [];
        await EachAsync(batch, async row =>
        {
            var id = IdOf("app", batch, row);
            await listings.KeepAsync(Applications.Kind, await journal.GetAsync(Applications.Kind, id));
            listed.Add(id);
        });

        // Told with the lists: an attempt that is repeated tells again, under the same ids.
        await feed.AppendAsync(
            [.. listed.Select(id => new ToldEvent("application", id, 1, Tells.KindOf("application", nameof(ApplicationSubmitted))))], null);
    }

    /// <inheritdoc/>
    public Task StartAsync(ImportBatch batch, DurableTaskClient client) => EachAsync(batch, async row =>
    {
        var applicationId = IdOf("app", batch, row);
        await client.EnsureStartedAsync(nameof(CandidateJourney), Stages.JourneyOf(applicationId), applicationId);
    });

    /// <inheritdoc/>
    public async Task AdvanceAsync(string importId, ImportStep step) =>
        await commands.StepAsync(null, ImportApplications.Kind, importId, Actor.Journey, import => ApplicationImport.Advance(import, step));

    private static string IdOf(string prefix, ImportBatch batch, ImportedApplication row) =>
        Id.From(prefix, SHA256.HashData(Encoding.ASCII.GetBytes($"{prefix}/{batch.ImportId}/{row.Number}")));

    private async Task EachAsync(ImportBatch batch, Func<ImportedApplication, Task> act) => await Parallel.ForEachAsync(
        Json.Read<List<ImportedApplication>>(await people.BatchAsync(batch.ImportId, batch.Number)),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (row, _) => await act(row));
}
