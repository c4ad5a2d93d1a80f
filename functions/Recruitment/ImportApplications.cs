using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>
/// Takes over applications as a CSV file; see <see cref="ApplicationFile"/> for the columns. All or nothing: every row is looked at before
/// anything is kept, and no application stands in a list before the last is written. What is left is then done whatever dies in between.
/// </summary>
public sealed class ImportApplications(
    Journal journal, Lists lists, Commands commands, People people, OwnVacancies own, OwnImports ownImports, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<ApplicationImport, ImportEvent> Kind = new(
        "applicationimports", "import", ApplicationImport.Apply, import => [("Status", import.State.ToString())], _ => []);

    private const int LargestFile = 9 * 1024 * 1024;

    private const int MostRowsOfABatch = 250;

    private const int LongestBatch = 150_000;

    /// <summary>Accepts a file of at most 9 MB, <c>text/csv</c> in UTF-8. Takes an Idempotency-Key.</summary>
    [Function(nameof(ImportApplications))]
    [Allow(Role.Recruiter)]
    [Operation("Import applications as CSV", Body = typeof(string), Accepts = "text/csv", Answers = typeof(ApplicationImport), Status = 201)]
    [Query("vacancyId", typeof(string), "The vacancy of rows that name none.")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "application-imports")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var text = await request.ReadCsvAsync(LargestFile);
        if (request.Headers["Idempotency-Key"] is not [{ Length: > 0 }])
        {
            return Problems.BadRequest("idempotency-key-required", "Send an Idempotency-Key, so that a file sent again is not imported again.");
        }

        return await commands.OnceAsync(request, async identity =>
        {
            var id = identity.NewId(Kind.Prefix);
            if (await journal.FindAsync(Kind, id) is not { } import)
            {
                var (rows, errors) = ApplicationFile.Read(text, request.Query["vacancyId"], await OwnVacanciesAsync(request), await PrivacyNotices.ReadAsync(journal), clock.Today());
                if (errors.Count > 0)
                {
                    return Problems.Of(Refusal.Meaning(
                        "import-refused", $"Nothing was imported: {errors.Count} fields cannot be accepted.", [.. errors.Take(ApplicationFile.MostErrors)]));
                }

                var batches = Batches.Of(rows, MostRowsOfABatch, LongestBatch).ToList();
                await Parallel.ForEachAsync(batches.Index(), async (batch, stop) => await people.SaveBatchAsync(id, batch.Index, batch.Item, stop));
                var by = request.Caller().Id;
                (import, _) = await commands.BeginAsync(null, Kind, id, by, () => new ImportAccepted(id, rows.Count, batches.Count, by));
            }

            await client.EnsureStartedAsync(nameof(ImportStage), ImportStage.InstanceOf(id), id);
            return Answer.Created($"/api/application-imports/{id}", import!.State, import.ETag);
        });
    }

    /// <summary>Lists imports.</summary>
    [Function(nameof(ListApplicationImports))]
    [Allow(Role.Recruiter, Role.Hr, Role.Auditor)]
    [Operation("List imports of applications", Answers = typeof(ListPage<ApplicationImport>))]
    [Query("state", typeof(ImportState), "Only those in this state.")]
    public Task<IResult> ListApplicationImports([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "application-imports")] HttpRequest request) =>
        lists.PageOfManyAsync(
            request,
            Kind,
            request.Filter<ImportState>("state", "Status"),
            (import, caller) => ownImports.Sees(caller, import.State) ? [import.State] : Array.Empty<ApplicationImport>());

    /// <summary>Shows how far an import has come.</summary>
    [Function(nameof(ShowApplicationImport))]
    [Allow(Role.Recruiter, Role.Hr, Role.Auditor)]
    [Operation("Show how far an import of applications has come", Answers = typeof(ApplicationImport))]
    public async Task<IResult> ShowApplicationImport(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "application-imports/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } import ? Answer.Ok(import.State, import.ETag) : Problems.NotFound;

    private async Task<Dictionary<string, Vacancy>> OwnVacanciesAsync(HttpRequest request)
    {
        var mine = await own.OfAsync(request.Caller(), request.HttpContext.RequestAborted);
        Dictionary<string, Vacancy> vacancies = [];
        await foreach (var vacancy in journal.AllAsync(Vacancies.Kind))
        {
            if (mine?.Contains(vacancy.Id) != false)
            {
                vacancies.Add(vacancy.Id, vacancy.State);
            }
        }

        return vacancies;
    }
}
