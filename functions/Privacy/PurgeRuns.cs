using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>How many records of a kind.</summary>
/// <param name="Kind">The kind of record, as the retention schedule names it.</param>
/// <param name="Count">How many.</param>
public sealed record RecordCount(RecordKind Kind, int Count);

/// <summary>A night's purge: how much of what went, and never whose.</summary>
/// <param name="Id">Its id, <c>purge-2027-09-01</c> after the day.</param>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="FinishedAt">When it was through (UTC); null while it is not.</param>
/// <param name="Removed">What went, by kind.</param>
public sealed record PurgeRun(string Id, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, IReadOnlyList<RecordCount> Removed);

/// <summary>
/// Where it is kept what was purged. While a run is under way each record that goes has a mark, made of its id but not leading back to it, so that
/// one that a crash has removed again counts once; in the end the marks become counts.
/// </summary>
public sealed class PurgeRuns(TableServiceClient tables, TimeProvider clock)
{
    internal const string TableName = "purges";

    private const string Row = "run";

    private const string Mark = "mark-";

    // The character after the hyphen: keys with that beginning lie between the two.
    private const string MarksEnd = "mark.";

    private TableClient Table => tables.GetTableClient(TableName);

    /// <summary>The run of a day.</summary>
    public static string IdOf(DateOnly day) => $"purge-{day:yyyy-MM-dd}";

    /// <summary>Keeps that a run begins, unless it has begun.</summary>
    public async Task BeginAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await Table.AddEntityAsync(Of(new(id, clock.GetUtcNow(), null, [])), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // It goes on.
        }
    }

    /// <summary>Marks a record that is about to go.</summary>
    public Task MarkAsync(string id, Holding holding, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}/{holding.Table}/{holding.Id}/{holding.PersonId}")));
        return Table.UpsertEntityAsync(new TableEntity(id, $"{Mark}{holding.Kind}-{hash}"), TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Makes counts of a run's marks, and ends it.</summary>
    public async Task<PurgeRun> FinishAsync(string id, CancellationToken cancellationToken)
    {
        const int MostAtOnce = 99;
        while (true)
        {
            var row = (await Table.GetEntityAsync<TableEntity>(id, Row, cancellationToken: cancellationToken)).Value;
            var run = Read(row);
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id} and RowKey ge {Mark} and RowKey lt {MarksEnd}");
            var marks = await Table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Take(MostAtOnce).ToListAsync(cancellationToken);
            if (marks.Count == 0 && run.FinishedAt is not null)
            {
                return run;
            }

            var counts = run.Removed.Concat(marks.Select(mark => new RecordCount(Enum.Parse<RecordKind>(mark.RowKey.Split('-')[1]), 1)))
                .GroupBy(count => count.Kind).OrderBy(group => group.Key).Select(group => new RecordCount(group.Key, group.Sum(count => count.Count)));
            var counted = run with { Removed = [.. counts], FinishedAt = marks.Count < MostAtOnce ? clock.GetUtcNow() : null };
            await Table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, Of(counted), row.ETag),
                    .. marks.Select(mark => new TableTransactionAction(TableTransactionActionType.Delete, mark, ETag.All)),
                ],
                cancellationToken);
        }
    }

    /// <summary>Lists the runs, the newest first. A night on which nothing was due has none.</summary>
    [Function(nameof(ListPurges))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List what was deleted when its time was over", Answers = typeof(ListPage<PurgeRun>), Paged = false)]
    public async Task<IResult> ListPurges([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "purges")] HttpRequest request)
    {
        var runs = await Table.QueryAsync<TableEntity>($"RowKey eq '{Row}'", cancellationToken: request.HttpContext.RequestAborted)
            .Where(row => row.PartitionKey.StartsWith("purge-", StringComparison.Ordinal)).Select(Read).ToListAsync(request.HttpContext.RequestAborted);
        return Answer.Ok(new ListPage<PurgeRun>([.. runs.OrderByDescending(run => run.StartedAt)], null));
    }

    private static TableEntity Of(PurgeRun run) => new(run.Id, Row) { ["Run"] = Json.Write(run) };

    private static PurgeRun Read(TableEntity row) => Json.Read<PurgeRun>(row.GetString("Run")!);
}
