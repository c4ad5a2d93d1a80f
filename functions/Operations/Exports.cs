using System.Text;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Shared;

namespace RecruitRetain.Operations;

/// <summary>An export that may be fetched.</summary>
/// <param name="Id">Its record, <c>act_…</c>.</param>
/// <param name="Until">Until when it may be fetched (UTC), by whoever began it.</param>
/// <param name="Tables">The tables, each to be fetched from <c>/api/exports/{id}/tables/{table}</c>.</param>
public sealed record ExportBegun(string Id, DateTimeOffset Until, IReadOnlyList<string> Tables);

/// <summary>
/// Everything that the system holds, table by table, as lines of JSON: to leave with, or for a drill. It has everybody's data in it. Who began it, why, and
/// each table that was fetched is recorded.
/// </summary>
public sealed class Exports(TableServiceClient tables, OperatorActs acts, AuditTrail trail, TimeProvider clock)
{
    private const string Lines = "application/jsonl";

    private const int FlushedAt = 256 * 1024;

    private static readonly TimeSpan FetchedWithin = TimeSpan.FromHours(24);

    /// <summary>Begins an export: nothing is copied yet, each table is read when it is fetched.</summary>
    [Function(nameof(BeginExport))]
    [Allow(Role.Operator)]
    [Operation("Begin an export of everything", Body = typeof(OperatorReason), Answers = typeof(ExportBegun), Status = 201)]
    public async Task<IResult> BeginExport([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "exports")] HttpRequest request)
    {
        var reason = (await request.ReadJsonAsync<OperatorReason>()).Reason;
        return await acts.DoAsync(
            request,
            OperatorVerb.Export,
            "everything",
            reason,
            () => Task.FromResult<Refusal?>(null),
            () =>
            {
                var until = clock.GetUtcNow() + FetchedWithin;
                return Task.FromResult(new ActResult<ExportBegun>("begun", id => new(id, until, [.. Composition.Tables.Order(StringComparer.Ordinal)]))
                {
                    Location = id => $"/api/operator-acts/{id}",
                });
            });
    }

    /// <summary>Fetches a table, row after row as it stands; recorded before the first.</summary>
    [Function(nameof(FetchExportedTable))]
    [Allow(Role.Operator)]
    [Protected]
    [Operation("Fetch a table of an export, a line of JSON for each row", Answers = typeof(string), Produces = [Lines])]
    public async Task<IResult> FetchExportedTable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "exports/{id}/tables/{table}")] HttpRequest request, string id, string table)
    {
        if (!Composition.Tables.Contains(table)
            || await acts.FindAsync(id, request.HttpContext.RequestAborted) is not { What: OperatorVerb.Export } export
            || export.By != request.Caller().Id
            || clock.GetUtcNow() - export.At > FetchedWithin)
        {
            return Problems.NotFound;
        }

        await acts.NoteAsync(id, request.Caller().Id, table);
        await trail.ReadAsync(request);
        return new Rows(tables.GetTableClient(table));
    }

    private sealed class Rows(TableClient table) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = Lines;
            response.Headers.CacheControl = "no-store";
            var buffered = 0L;
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: stop))
            {
                buffered += Encoding.UTF8.GetBytes(TableLine.Of(row) + '\n', response.BodyWriter);
                if (buffered >= FlushedAt)
                {
                    await response.BodyWriter.FlushAsync(stop);
                    buffered = 0;
                }
            }

            await response.BodyWriter.FlushAsync(stop);
        }
    }
}
