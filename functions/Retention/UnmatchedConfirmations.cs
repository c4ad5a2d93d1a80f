using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
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

/// <summary>Confirmations from payroll that match nothing, for HR and payroll to sort out between them.</summary>
public sealed class UnmatchedConfirmations(TableServiceClient tables, TimeProvider clock)
{
    internal const string TableName = "unmatchedconfirmations";

    private const string Partition = "unmatched";

    private const int Most = 1000;

    /// <summary>Keeps one; the same again replaces itself.</summary>
    public Task KeepAsync(Confirmation confirmation, string why) => tables.GetTableClient(TableName).UpsertEntityAsync(
        new TableEntity(Partition, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(confirmation)))))
        {
            ["Confirmation"] = Json.Write(new UnmatchedConfirmation(
                confirmation.InstructionId, confirmation.Confirmed ? "confirmed" : "rejected", confirmation.On, confirmation.Reason, why, clock.GetUtcNow())),
        },
        TableUpdateMode.Replace);

    /// <summary>Lists them, the latest first; 1,000 at most.</summary>
    [Function(nameof(ListUnmatchedConfirmations))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("List payroll confirmations that match nothing", Answers = typeof(ListPage<UnmatchedConfirmation>), Paged = false)]
    public async Task<IResult> ListUnmatchedConfirmations(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "unmatched-confirmations")] HttpRequest request)
    {
        List<UnmatchedConfirmation> found = [];
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), Most, cancellationToken: request.HttpContext.RequestAborted))
        {
            found.Add(Json.Read<UnmatchedConfirmation>(row.GetString("Confirmation")!));
            if (found.Count == Most)
            {
                break;
            }
        }

        return Answer.Ok(new ListPage<UnmatchedConfirmation>([.. found.OrderByDescending(one => one.ReceivedAt)], null));
    }
}
