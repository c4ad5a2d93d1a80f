using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Shared;

/// <summary>What a command may use to be the same command when it comes again.</summary>
/// <param name="Seed">From which new ids are derived: random, but kept with the key.</param>
/// <param name="Marker">A row key to be written with the command's events, so that they are written once; null without a key.</param>
public sealed record CommandIdentity(string Seed, string? Marker)
{
    /// <summary>A new id, the same one each time the same command comes.</summary>
    public string NewId(string prefix) => Id.From(prefix, SHA256.HashData(Encoding.ASCII.GetBytes($"{prefix}/{Seed}")));

    /// <summary>The same for one of many things that a command makes.</summary>
    public string NewId(string prefix, int number) => Id.From(prefix, SHA256.HashData(Encoding.ASCII.GetBytes($"{prefix}/{number}/{Seed}")));
}

/// <summary>
/// The Idempotency-Key of a POST: the same body gets the same answer, another body is refused (422). The key is reserved before the command
/// runs, with the seed of its ids; a marker in the aggregate's own transaction makes the effect single, whatever dies in between.
/// </summary>
public sealed class Idempotency(TableServiceClient tables, TimeProvider clock)
{
    internal const string TableName = "idempotency";

    internal const string Header = "Idempotency-Key";

    internal const int LongestKey = 200;

    // Answers live in properties of 64 KiB; a longer one is made again from the resource.
    private const int LongestKept = 30_000;

    /// <summary>Runs a command once for each key and caller.</summary>
    public async Task<Answer> OnceAsync(HttpRequest request, string caller, Func<CommandIdentity, Task<Answer>> command)
    {
        if (request.Headers[Header] is not [{ Length: > 0 } key])
        {
            return await command(new CommandIdentity(Id.New("seed"), null));
        }

        if (key.Length > LongestKey)
        {
            return Problems.BadRequest("idempotency-key-malformed", $"An Idempotency-Key has at most {LongestKey} characters.");
        }

        var table = tables.GetTableClient(TableName);
        var row = Hash(Encoding.UTF8.GetBytes($"{caller}\n{key}"));
        var partition = row[..2];
        var fingerprint = Hash([.. Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"), .. await request.ReadBodyAsync(int.MaxValue)]);
        var kept = await ReserveAsync(table, partition, row, fingerprint);
        if (kept.GetString("Request") != fingerprint)
        {
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "This Idempotency-Key was sent before with another request. Use a new one.");
        }

        if (AnswerIn(kept) is { } known)
        {
            return known;
        }

        var answer = await command(new CommandIdentity(kept.GetString("Seed")!, $"command-{row}"));
        if (answer.Status < 500 && (answer.Body?.Length ?? 0) <= LongestKept)
        {
            try
            {
                await table.UpdateEntityAsync(
                    new TableEntity(partition, row)
                    {
                        ["Status"] = answer.Status,
                        ["Body"] = answer.Body,
                        ["ContentType"] = answer.ContentType,
                        ["ResourceETag"] = answer.ETag,
                        ["Location"] = answer.Location,
                    },
                    kept.ETag,
                    TableUpdateMode.Merge);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // The same request came more than once at the same time: the first answer that is kept is everybody's.
                return AnswerIn((await table.GetEntityAsync<TableEntity>(partition, row)).Value) ?? answer;
            }
        }

        return answer;
    }

    /// <summary>Forgets the answers to commands that are older than an instant: a key that comes again then is a new one.</summary>
    public Task ForgetBeforeAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        ForgetAsync(TableClient.CreateQueryFilter($"At lt {instant}"), _ => true, cancellationToken);

    /// <summary>Forgets the answers that tell of a record.</summary>
    public Task ForgetAboutAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => ForgetAsync(
        null, row => ids.Any(id => row.GetString("Body")?.Contains(id, StringComparison.Ordinal) == true), cancellationToken);

    private async Task ForgetAsync(string? filter, Func<TableEntity, bool> wanted, CancellationToken cancellationToken)
    {
        var table = tables.GetTableClient(TableName);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (wanted(row))
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }

    private async Task<TableEntity> ReserveAsync(TableClient table, string partition, string row, string fingerprint)
    {
        var reserved = new TableEntity(partition, row) { ["Request"] = fingerprint, ["Seed"] = Id.New("seed"), ["At"] = clock.GetUtcNow() };
        try
        {
            reserved.ETag = (await table.AddEntityAsync(reserved)).Headers.ETag!.Value;
            return reserved;
        }
        catch (RequestFailedException e) when (e.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            return (await table.GetEntityAsync<TableEntity>(partition, row)).Value;
        }
    }

    private static Answer? AnswerIn(TableEntity kept) => kept.GetInt32("Status") is { } status
        ? new(status, kept.GetString("Body"), kept.GetString("ContentType")!, kept.GetString("ResourceETag"), kept.GetString("Location"))
        : null;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
