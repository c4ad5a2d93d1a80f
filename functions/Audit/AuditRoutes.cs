using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Audit;

/// <summary>An entry of the trail as an auditor sees it.</summary>
/// <param name="Id">Chain and place.</param>
/// <param name="RecordedAt">When it was entered (UTC).</param>
/// <param name="HappenedAt">When it happened (UTC).</param>
/// <param name="Actor">Who: a subject id, <c>link:…</c> and the object for the holder of a signed link, or <c>system:timer</c>.</param>
/// <param name="Roles">As which, as their token said; null without a token.</param>
/// <param name="Action">What.</param>
/// <param name="ObjectKind">Of what kind the object is.</param>
/// <param name="ObjectId">Which; null where a list was read.</param>
/// <param name="PersonIds">Whom it is about, by id.</param>
/// <param name="Reason">Why, as it was given: it is kept with the decision, and gone where that is.</param>
/// <param name="BreakGlassId">The break-glass access under which it was read, which holds the reason.</param>
/// <param name="RequestId">What ties together all that came of one request.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditEntryView(
    string Id,
    DateTimeOffset RecordedAt,
    DateTimeOffset HappenedAt,
    string Actor,
    IReadOnlyList<string> Roles,
    string Action,
    string ObjectKind,
    string? ObjectId,
    IReadOnlyList<string> PersonIds,
    string? Reason,
    string? BreakGlassId,
    string? RequestId,
    string Hash);

/// <summary>The trail for auditors: who saw what of whom and who decided, and whether it still says what was entered.</summary>
public sealed class AuditRoutes(TableServiceClient tables, Journal journal, AuditTrail trail, AuditVerifier verifier, ILogger<AuditRoutes> log)
{
    private TableClient Table => tables.GetTableClient(AuditTrail.TableName);

    /// <summary>Lists entries in the order in which they were entered, by an index of people and of actors. That it was read is entered too.</summary>
    [Function(nameof(ListAudit))]
    [Allow(Role.Auditor)]
    [Protected]
    [Operation("List who saw protected data and who decided", Answers = typeof(ListPage<AuditEntryView>))]
    [Query("person", typeof(string), "Only about this person, under whichever id.")]
    [Query("actor", typeof(string), "Only by this actor.")]
    [Query("action", typeof(string), "Only this action, like show-application or offer-made.")]
    [Query("from", typeof(DateOnly), "Only from this day on, in London.")]
    [Query("to", typeof(DateOnly), "Only up to the end of this day, in London.")]
    public async Task<IResult> ListAudit([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var person = request.Query["person"] is [{ } personId] ? personId : null;
        var actor = request.Query["actor"] is [{ } by] ? by : null;
        var since = request.ReadDay("from") is { } first ? UkCalendar.StartOfDayUtc(first) : DateTimeOffset.MinValue;
        var before = request.ReadDay("to") is { } last && last < DateOnly.MaxValue.AddDays(-1) ? UkCalendar.StartOfDayUtc(last.AddDays(1)) : DateTimeOffset.MaxValue;
        IReadOnlyList<string> same = person is null ? [] : (await PersonMerges.ReadAsync(journal)).AllOf(person);
        string[] beginnings = person is not null ? [.. same.Select(AuditEntry.ByPerson)] : [actor is not null ? AuditEntry.ByActor(actor) : AuditEntry.All];
        string?[] columns =
        [
            person is not null && actor is not null ? TableClient.CreateQueryFilter($"Actor eq {actor}") : null,
            request.Query["action"] is [{ } action] ? TableClient.CreateQueryFilter($"Action eq {action}") : null,
        ];
        return await Lists.OnePageAsync(request, async (cursor, size) =>
        {
            var after = Place.Parse(cursor);
            var found = await Task.WhenAll(Enumerable.Range(0, AuditTrail.Chains).SelectMany(chain =>
                beginnings.Select(beginning => RowsAsync(chain, beginning, since, before, after, columns, size + 1, stop))));
            List<(int Chain, DateTimeOffset At, long Sequence)> places = [.. found.SelectMany(rows => rows).Distinct().OrderBy(place => place.At).ThenBy(place => place.Chain).ThenBy(place => place.Sequence)];
            var entries = await Task.WhenAll(places.Take(size).Select(place => EntryAsync(place.Chain, place.At, place.Sequence, stop)));
            IReadOnlyList<AuditEntryView> shown = [.. entries.OfType<AuditEntryView>()];
            await trail.ReadAsync(request, person is null ? [] : same);
            return (shown, places.Count > size ? Place.Write(places[size - 1]) : null);
        });
    }

    /// <summary>
    /// Looks through the whole trail and names the first entry that is not as it was entered. The anchor in the answer is for a place that nobody who can write to
    /// the trail can write to: with <c>?anchor=</c> it is compared later.
    /// </summary>
    [Function(nameof(VerifyAudit))]
    [Allow(Role.Auditor)]
    [Protected]
    [Operation("Verify the audit trail", Answers = typeof(AuditVerification))]
    [Query("anchor", typeof(string), "The anchor of an earlier verification, to be compared with.")]
    public async Task<IResult> VerifyAudit([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit/verification")] HttpRequest request)
    {
        IReadOnlyList<AnchoredHead>? seen = request.Query["anchor"] is not [{ } text] ? [] : AuditVerifier.ParseAnchor(text);
        if (seen is null)
        {
            return Problems.MalformedQuery("anchor", "the anchor of an earlier verification");
        }

        var verification = await verifier.VerifyAsync(seen, request.HttpContext.RequestAborted);
        Acting.Now!.Under = verification.Intact ? verification.Anchor : null;
        await trail.ReadAsync(request);
        if (verification.FirstBroken is { } broken)
        {
            log.LogError("The audit trail is broken at {Entry}: {Fault}.", broken.EntryId, broken.Fault);
        }

        // The log is a copy that who writes to the tables does not write to.
        log.LogInformation("The audit trail has {Entries} entries; its heads are {Anchor}.", verification.Entries, verification.Anchor);
        return Answer.Ok(verification);
    }

    private async Task<IReadOnlyList<(int Chain, DateTimeOffset At, long Sequence)>> RowsAsync(
        int chain, string beginning, DateTimeOffset from, DateTimeOffset to, Place? after, string?[] columns, int most, CancellationToken stop)
    {
        // Entries of one instant stand in the order of the chains, then of their places.
        var begin = AuditEntry.Key(beginning, from, 0);
        if (after is not null)
        {
            var next = AuditEntry.Key(beginning, chain < after.Chain ? after.At.AddTicks(1) : after.At, chain == after.Chain ? after.Sequence + 1 : 0);
            begin = string.CompareOrdinal(next, begin) > 0 ? next : begin;
        }

        string?[] filters =
        [
            TableClient.CreateQueryFilter($"PartitionKey eq {AuditEntry.Partition(chain)} and RowKey ge {begin} and RowKey lt {AuditEntry.Key(beginning, to, 0)}"), .. columns,
        ];
        var rows = Table.QueryAsync<TableEntity>(string.Join(" and ", filters.OfType<string>()), most, ["RowKey"], stop);
        return await rows.Take(most).Select(row => AuditEntry.PlaceOf(row.RowKey)).Select(place => (chain, place.At, place.Sequence)).ToListAsync(stop);
    }

    private async Task<AuditEntryView?> EntryAsync(int chain, DateTimeOffset at, long sequence, CancellationToken stop)
    {
        var row = await Table.GetEntityIfExistsAsync<TableEntity>(AuditEntry.Partition(chain), AuditEntry.Key(AuditEntry.All, at, sequence), cancellationToken: stop);
        if (!row.HasValue)
        {
            // Purged meanwhile; or removed, which the verifier names.
            return null;
        }

        var entry = AuditEntry.Read(row.Value!);
        var note = entry.Note;
        return new(
            entry.Id,
            entry.RecordedAt,
            note.HappenedAt,
            note.Actor,
            note.Roles?.Split(' ') ?? [],
            note.Action,
            note.ObjectKind,
            note.ObjectId,
            note.People,
            note is { Line: { } line, ObjectId: { } id } ? await ReasonAsync(note.ObjectKind, id, line, stop) : null,
            note.Action == AuditVerifier.Action ? null : note.Under,
            note.Request,
            row.Value!.GetString("Hash") ?? "");
    }

    private async Task<string?> ReasonAsync(string table, string id, long line, CancellationToken stop)
    {
        if (await AuditTrail.LineAsync(tables, table, id, line, stop) is not { } row)
        {
            return null;
        }

        using var happened = JsonDocument.Parse(Journal.Text(row));
        return happened.RootElement.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String && reason.GetString() is { Length: > 0 } given ? given : null;
    }

    // Where a page ended.
    private sealed record Place(int Chain, DateTimeOffset At, long Sequence)
    {
        public static string Write((int Chain, DateTimeOffset At, long Sequence) place) =>
            string.Create(CultureInfo.InvariantCulture, $"{place.Chain}|{place.At.UtcTicks}|{place.Sequence}");

        public static Place? Parse(string? cursor)
        {
            if (cursor is null)
            {
                return null;
            }

            return cursor.Split('|') is [var chain, ..] && int.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && AuditEntry.PlaceOf(cursor) is { Sequence: > 0 } place
                ? new(number, place.At, place.Sequence)
                : throw Paging.MalformedCursor();
        }
    }
}
