using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>An import that is complete.</summary>
/// <param name="Id">Its id, <c>imp_…</c>.</param>
/// <param name="ImportedAt">When it was complete (UTC).</param>
/// <param name="ImportedBy">By whom.</param>
/// <param name="Posts">How many posts it brought.</param>
/// <param name="Employments">How many employments.</param>
/// <param name="AgencyStints">How many agency stints.</param>
public sealed record EstablishmentImport(string Id, DateTimeOffset ImportedAt, string ImportedBy, int Posts, int Employments, int AgencyStints);

/// <summary>
/// Takes over the establishment as a CSV file: posts, employments and agency stints; see <see cref="EstablishmentFile"/> for the columns. All or
/// nothing: every row is looked at before the first is written. Ids are derived from the command's Idempotency-Key, so that the same request again
/// completes what a crash broke off, and doubles nothing. An import is listed once it is complete.
/// </summary>
public sealed class ImportEstablishment(TableServiceClient tables, Journal journal, Commands commands, People people, TimeProvider clock)
{
    internal const string TableName = "imports";

    private const int LargestFile = 5 * 1024 * 1024;

    private const int AtOnce = 16;

    private const string Partition = "imports";

    /// <summary>Imports a file of at most 5 MB, <c>text/csv</c> in UTF-8. Takes an Idempotency-Key.</summary>
    [Function(nameof(ImportEstablishment))]
    [Allow(Role.Hr)]
    [Operation("Import posts, employments and agency stints as CSV", Body = typeof(string), Accepts = "text/csv", Answers = typeof(EstablishmentImport), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "establishment/import")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var text = await request.ReadCsvAsync(LargestFile);
        if (request.Headers["Idempotency-Key"] is not [{ Length: > 0 }])
        {
            return Problems.BadRequest("idempotency-key-required", "Send an Idempotency-Key, so that an import that breaks off can be completed by sending it again.");
        }

        return await commands.OnceAsync(request, async identity =>
        {
            var id = identity.NewId("imp");
            var known = await KnownPostsAsync();
            var (rows, errors) = EstablishmentFile.Read(text, line => identity.NewId("post", line), known);
            if (errors.Count > 0)
            {
                return Problems.Of(Refusal.Meaning(
                    "import-refused", $"Nothing was imported: {errors.Count} fields cannot be accepted.", [.. errors.Take(EstablishmentFile.MostErrors)]));
            }

            var import = await WriteAsync(identity, id, rows, request.Caller().Id);
            return Answer.Created($"/api/establishment/imports/{id}", import);
        });
    }

    /// <summary>Lists complete imports.</summary>
    [Function(nameof(ListEstablishmentImports))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List imports", Answers = typeof(ListPage<EstablishmentImport>), Paged = false)]
    public async Task<IResult> ListEstablishmentImports(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "establishment/imports")] HttpRequest request)
    {
        List<EstablishmentImport> imports = [];
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: request.HttpContext.RequestAborted))
        {
            imports.Add(Json.Read<EstablishmentImport>(row.GetString("Import")!));
        }

        return Answer.Ok(new ListPage<EstablishmentImport>([.. imports.OrderBy(import => import.ImportedAt)], null));
    }

    /// <summary>Shows a complete import.</summary>
    [Function(nameof(ShowEstablishmentImport))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show an import", Answers = typeof(EstablishmentImport))]
    public async Task<IResult> ShowEstablishmentImport(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "establishment/imports/{id}")] HttpRequest request, string id) =>
        Id.IsValid("imp", id)
        && await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: request.HttpContext.RequestAborted)
            is { HasValue: true, Value: { } row }
            ? Answer.Ok(Json.Read<EstablishmentImport>(row.GetString("Import")!))
            : Problems.NotFound;

    private async Task<Dictionary<string, string>> KnownPostsAsync()
    {
        Dictionary<string, string> known = new(StringComparer.Ordinal);
        await foreach (var post in journal.AllAsync(Posts.Kind))
        {
            known[post.State.Reference] = post.Id;
        }

        return known;
    }

    private async Task<EstablishmentImport> WriteAsync(CommandIdentity identity, string id, IReadOnlyList<EstablishmentRow> rows, string by)
    {
        foreach (var kind in new[] { EstablishmentKind.Post, EstablishmentKind.Employment, EstablishmentKind.Agency })
        {
            await Parallel.ForEachAsync(
                rows.Where(row => row.Kind == kind), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (row, _) => await WriteAsync(identity, row, by));
        }

        EstablishmentImport import = new(
            id,
            clock.GetUtcNow(),
            by,
            rows.Count(row => row.Kind == EstablishmentKind.Post),
            rows.Count(row => row.Kind == EstablishmentKind.Employment),
            rows.Count(row => row.Kind == EstablishmentKind.Agency));
        await tables.GetTableClient(TableName).UpsertEntityAsync(
            new TableEntity(Partition, id) { ["Import"] = Json.Write(import) }, TableUpdateMode.Replace);
        return import;
    }

    // The person first: a row of the journal without its person would be the worse half.
    private async Task WriteAsync(CommandIdentity identity, EstablishmentRow row, string by)
    {
        var personId = identity.NewId("per", row.Line);
        if (row.Kind != EstablishmentKind.Post)
        {
            await people.SaveAsync(new(personId, row.Name, row.Email, null, row.RegistrationNumber, BeginEmployment.PrivacyNotice));
        }

        var refusal = row.Kind switch
        {
            EstablishmentKind.Post => (await commands.BeginAsync(null, Posts.Kind, row.PostId!, by, () => new PostEstablished(row.Post!))).Refusal,
            EstablishmentKind.Employment => (await commands.BeginAsync(
                null, Employments.Kind, identity.NewId("emp", row.Line), by, () => row.Employ(identity.NewId("emp", row.Line), personId))).Refusal,
            _ => (await commands.BeginAsync(
                null, AgencyStints.Kind, identity.NewId("stint", row.Line), by, () => row.Place(identity.NewId("stint", row.Line), personId))).Refusal,
        };
        if (refusal is not null)
        {
            throw new InvalidOperationException($"Line {row.Line} was accepted, then refused: {refusal.Code}.");
        }
    }
}
