using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>A confirmation that matches no open instruction.</summary>
/// <param name="InstructionId">The instruction it names.</param>
/// <param name="Outcome">What it says of it.</param>
/// <param name="On">On which day.</param>
/// <param name="Reason">Why not, if it says so.</param>
/// <param name="Why">Why it does not match, as a code.</param>
/// <param name="ReceivedAt">When it came (UTC).</param>
public sealed record UnmatchedConfirmation(string InstructionId, string Outcome, DateOnly On, string? Reason, string Why, DateTimeOffset ReceivedAt);

/// <summary>Confirmations from payroll that match nothing, for HR and payroll to sort out between them. They are kept for as long as payments are.</summary>
public sealed class UnmatchedConfirmations(TableServiceClient tables, TimeProvider clock) : IHoldings
{
    internal const string TableName = "unmatchedconfirmations";

    private const string Partition = "unmatched";

    private const int Most = 1000;

    /// <inheritdoc/>
    public string Table => TableName;

    /// <summary>Keeps one; the same again replaces itself.</summary>
    public async Task KeepAsync(Confirmation confirmation, string why)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(confirmation))));
        await PurgeCalendar.NoteAsync(tables, clock.Today(), TableName, id);
        await tables.GetTableClient(TableName).UpsertEntityAsync(
            new TableEntity(Partition, id)
            {
                ["Confirmation"] = Json.Write(new UnmatchedConfirmation(
                    confirmation.InstructionId, confirmation.Confirmed ? "confirmed" : "rejected", confirmation.On, confirmation.Reason, why, clock.GetUtcNow())),
            },
            TableUpdateMode.Replace);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken) =>
        await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row }
            ? [new(RecordKind.Payments, TableName, id, null, TaxYear.EndOf(UkCalendar.DateOf(Read(row).ReceivedAt)))]
            : [];

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => tables.GetTableClient(TableName).QueryAsync<TableEntity>(
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), select: ["RowKey"], cancellationToken: cancellationToken).Select(row => row.RowKey);

    /// <inheritdoc/>
    public Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken) =>
        tables.GetTableClient(TableName).DeleteEntityAsync(Partition, holding.Id, ETag.All, cancellationToken);

    /// <summary>Lists them, the latest first; 1,000 at most.</summary>
    [Function(nameof(ListUnmatchedConfirmations))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("List payroll confirmations that match nothing", Answers = typeof(ListPage<UnmatchedConfirmation>), Paged = false)]
    public async Task<IResult> ListUnmatchedConfirmations(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "unmatched-confirmations")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var kept = await tables.GetTableClient(TableName).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: stop)
            .Select(Read).ToListAsync(stop);
        return Answer.Ok(new ListPage<UnmatchedConfirmation>([.. kept.OrderByDescending(one => one.ReceivedAt).Take(Most)], null));
    }

    private static UnmatchedConfirmation Read(TableEntity row) => Json.Read<UnmatchedConfirmation>(row.GetString("Confirmation")!);
}
