using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>
/// Takes over the workforce as CSV files: its whole history to begin with, what has changed later; see <see cref="EstablishmentFile"/>. All or
/// nothing: every row is looked at before anything is kept, and nothing of it stands in a list before the last row is written. What is left is then
/// done whatever dies in between. One file at a time.
/// </summary>
public sealed class ImportEstablishment(Journal journal, Lists lists, Commands commands, People people, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<EstablishmentImport, EstablishmentImportEvent> Kind = new(
        "establishmentimports", "imp", EstablishmentImport.Apply, import => [("Status", import.State.ToString())], _ => []);

    private const int LargestFile = 32 * 1024 * 1024;

    private const int MostUnitsOfABatch = 1000;

    // A batch is one row of the store, which holds half a million characters.
    private const int LongestBatch = 300_000;

    private const int AtOnce = 8;

    /// <summary>Accepts a file of at most 32 MB, <c>text/csv</c> in UTF-8. Takes an Idempotency-Key. 409 <c>import-running</c> while another is being written.</summary>
    [Function(nameof(ImportEstablishment))]
    [Allow(Role.Hr)]
    [Operation("Import the workforce as CSV", Body = typeof(string), Accepts = "text/csv", Answers = typeof(EstablishmentImport), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "establishment/import")] HttpRequest request, [DurableClient] DurableTaskClient client)
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
                if (await WorkforceFilters.WrittenAsync(journal) is not null)
                {
                    return Problems.Of(Refusal.Rule("import-running", "Another file is being written. Please send this one again once it is complete."));
                }

                var (accepted, refusal) = await AcceptAsync(id, text, identity, request.Caller().Id);
                if (refusal is not null)
                {
                    return Problems.Of(refusal);
                }

                import = accepted!;
            }

            await client.EnsureStartedAsync(nameof(ImportStage), ImportStage.InstanceOf(id), id);
            return Answer.Created($"/api/establishment/imports/{id}", import.State, import.ETag);
        });
    }

    /// <summary>Lists imports.</summary>
    [Function(nameof(ListEstablishmentImports))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List imports of the workforce", Answers = typeof(ListPage<EstablishmentImport>))]
    [Query("state", typeof(ImportState), "Only those in this state.")]
    public Task<IResult> ListEstablishmentImports([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "establishment/imports")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<ImportState>("state", "Status"), (import, _) => import.State);

    /// <summary>Shows how far an import has come.</summary>
    [Function(nameof(ShowEstablishmentImport))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show how far an import of the workforce has come", Answers = typeof(EstablishmentImport))]
    public async Task<IResult> ShowEstablishmentImport(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "establishment/imports/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } import ? Answer.Ok(import.State, import.ETag) : Problems.NotFound;

    private async Task<(Loaded<EstablishmentImport>? Import, Refusal? Refusal)> AcceptAsync(string id, string text, CommandIdentity identity, string by)
    {
        EstablishmentFile file = new(text, identity, clock.Today());
        var (units, counts, errors) = file.Judge(await EstablishmentBook.LoadAsync(journal, people, file));
        if (errors.Count > 0)
        {
            return (null, Refusal.Meaning(
                "import-refused", $"Nothing was imported: {errors.Count} fields cannot be accepted.", [.. errors.Take(EstablishmentFile.MostErrors)]));
        }

        var changing = Cut(units.Where(unit => !unit.Begins)).ToList();
        var batches = 0;
        await Parallel.ForEachAsync(
            changing.Concat(Cut(units.Where(unit => unit.Begins))).Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (batch, stop) =>
            {
                await people.SaveBatchAsync(id, batch.Index, batch.Item, stop);
                Interlocked.Increment(ref batches);
            });
        return await commands.BeginAsync(null, Kind, id, by, () => new EstablishmentAccepted(new(
            id,
            ImportState.Writing,
            clock.GetUtcNow(),
            by,
            counts.Rows,
            counts.Posts,
            counts.Employments,
            counts.AgencyStints,
            counts.Positions,
            counts.Leavers,
            counts.CaseloadSnapshots,
            counts.SicknessReturns,
            batches,
            0,
            [],
            changing.Count)));
    }

    private static IEnumerable<string> Cut(IEnumerable<EstablishmentUnit> units) => Batches.Of(units, MostUnitsOfABatch, LongestBatch).Where(batch => batch.Length > "[]".Length);
}
