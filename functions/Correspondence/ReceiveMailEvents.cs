using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Correspondence;

/// <summary>What became of a mail, as the mail service tells it. The address that it also names is not read.</summary>
/// <param name="Event">What happened: <c>delivered</c>, <c>bounce</c>, <c>dropped</c>…</param>
/// <param name="Id">The event's own id; the same in every repeat.</param>
/// <param name="Timestamp">When (seconds since 1970, UTC).</param>
/// <param name="Type">For a bounce: <c>bounce</c>, or <c>blocked</c> for a refusal that may pass.</param>
/// <param name="Key">Our argument: the aggregate and the mail's stable key within it.</param>
/// <param name="Person">Our argument: whom the mail was for, by id; null for an office.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record MailEvent(
    string Event,
    [property: JsonPropertyName("sg_event_id")] string Id,
    long Timestamp,
    string? Type = null,
    string? Key = null,
    string? Person = null);

/// <summary>
/// Takes in what became of each mail: signed by the mail service, in batches, some of them more than once. Kept by the aggregate that the mail
/// was about; somebody whom mail does not reach is marked, and HR is told once.
/// </summary>
public sealed class ReceiveMailEvents(TableServiceClient tables, People people, Postbox postbox, IConfiguration settings, TimeProvider clock)
{
    internal const string TableName = "mailevents";

    private const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    private const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";
    private const int LargestBatch = 1024 * 1024;
    private const int MostActions = 100;

    private static readonly TimeSpan ReplayWindow = TimeSpan.FromMinutes(10);

    /// <summary>Takes a batch of events; one that comes again changes nothing.</summary>
    [Function(nameof(ReceiveMailEvents))]
    [BySignature]
    [Operation("Take in what became of mails", Body = typeof(IReadOnlyList<MailEvent>), Status = 204)]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "mail-events")] HttpRequest request)
    {
        if (!IsSigned(request.Headers, await request.ReadBodyAsync(LargestBatch)))
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "signature-not-valid", "This is not signed by the mail service, or was signed too long ago.");
        }

        var events = (await request.ReadJsonAsync<IReadOnlyList<MailEvent>>(LargestBatch)).Where(IsOurs).DistinctBy(happened => happened.Id);
        foreach (var subject in events.GroupBy(SubjectOf))
        {
            await TakeAsync(subject.Key, [.. subject], request.HttpContext.RequestAborted);
        }

        return new Answer(StatusCodes.Status204NoContent, null);
    }

    private static bool IsOurs(MailEvent happened) => IsName(SubjectOf(happened), '_') && IsName(happened.Id, '_', '-', '+', '/', '=', '.');

    private static bool IsName(string text, params ReadOnlySpan<char> besides)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !besides.Contains(c))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= 100;
    }

    private static string SubjectOf(MailEvent happened) => happened.Key?.Split('/', 2)[0] ?? "";

    private static string RowOf(MailEvent happened) => happened.Id.Replace('/', '_');

    private static string KindOf(MailEvent happened) => happened is { Event: "bounce", Type: "blocked" } ? "blocked" : happened.Event;

    private async Task TakeAsync(string subject, IReadOnlyList<MailEvent> events, CancellationToken cancellationToken)
    {
        var table = tables.GetTableClient(TableName);
        foreach (var trouble in events.Where(happened => KindOf(happened) is "bounce" or "blocked" or "dropped" or "spamreport"))
        {
            if (trouble.Person is { } personId
                && !(await table.GetEntityIfExistsAsync<TableEntity>(subject, RowOf(trouble), ["RowKey"], cancellationToken)).HasValue
                && await people.MarkMailTroubleAsync(personId, KindOf(trouble), cancellationToken))
            {
                await postbox.ToHrAsync(personId, "mail-trouble", () => Task.FromResult(NotReached(personId, subject)), cancellationToken);
            }
        }

        foreach (var chunk in events.Chunk(MostActions))
        {
            await table.SubmitTransactionAsync(
                chunk.Select(happened => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(subject, RowOf(happened))
                    {
                        ["Kind"] = KindOf(happened),
                        ["At"] = DateTimeOffset.FromUnixTimeSeconds(happened.Timestamp),
                        ["Mail"] = happened.Key,
                    })),
                cancellationToken);
        }
    }

    private static Letter NotReached(string personId, string subject) => new(
        $"Mail does not reach {personId}",
        [
            $"A mail to person {personId}, about {subject}, was not delivered. Another way to reach them is needed.",
            "We go on writing to the address that we have. You are not told again about this person.",
        ]);

    private bool IsSigned(IHeaderDictionary headers, byte[] body)
    {
        if (headers[SignatureHeader] is not [{ } signature]
            || headers[TimestampHeader] is not [{ } timestamp]
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > ReplayWindow.TotalSeconds
            || settings["SendGrid:EventPublicKey"] is not { Length: > 0 } publicKey)
        {
            return false;
        }

        var given = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, given, out var length))
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return key.VerifyData(
            [.. Encoding.ASCII.GetBytes(timestamp), .. body], given.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
