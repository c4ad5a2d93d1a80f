using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;

namespace RecruitRetain.Audit;

/// <summary>What is to be entered in the trail: ids and words of this system, never a name and nothing that anybody wrote.</summary>
/// <param name="HappenedAt">When it happened (UTC); of a decision, when it was journalled.</param>
/// <param name="Actor">Who: a subject id, <c>link:…</c> and the object for the holder of a signed link, or <c>system:timer</c>.</param>
/// <param name="Roles">The roles in the actor's token, separated by blanks; null without a token.</param>
/// <param name="Action">What: the event journalled or the function that answered, in kebab case.</param>
/// <param name="ObjectKind">Of what kind the object is: the journal's table, or the route's resource for a read.</param>
/// <param name="ObjectId">Which; null where a list was read.</param>
/// <param name="Line">The line of the object's journal, which holds the reason; null for a read.</param>
/// <param name="Under">The break-glass access under which it was read, or the heads that a verification found; null for neither.</param>
/// <param name="Request">What ties together all that comes of one request.</param>
/// <param name="People">Whom it is about, by id.</param>
public sealed record AuditNote(
    DateTimeOffset HappenedAt,
    string Actor,
    string? Roles,
    string Action,
    string ObjectKind,
    string? ObjectId,
    long? Line,
    string? Under,
    string? Request,
    IReadOnlyList<string> People)
{
    /// <summary>The most people of one entry, so that it fits into a transaction with the rows that find it.</summary>
    internal const int MostPeople = 90;

    /// <summary>By this a decision is entered once, however often it is tried; null for a read.</summary>
    internal string? KeyRow => Line is { } line ? $"key|{Bucket($"{ObjectKind}/{ObjectId}/{line}")}" : null;

    /// <summary>How many rows it takes.</summary>
    internal int Rows => 2 + People.Count + (Line is null ? 0 : 1);

    /// <summary>A beginning of keys for a text of any length and any characters.</summary>
    internal static string Bucket(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

/// <summary>An entry of the trail, in its place in a chain.</summary>
/// <param name="Chain">Which chain.</param>
/// <param name="Sequence">Its place in the chain, from 1.</param>
/// <param name="RecordedAt">When it was entered (UTC), never before the entry that it follows.</param>
/// <param name="Note">What it says.</param>
/// <param name="Previous">The hash of the entry before; sixty-four zeros before the first.</param>
public sealed record AuditEntry(int Chain, long Sequence, DateTimeOffset RecordedAt, AuditNote Note, string Previous)
{
    internal const string All = "all";

    internal const string HeadRow = "head";

    internal const string CheckpointRow = "checkpoint";

    internal static readonly string NoHash = new('0', 64);

    /// <summary>How it is called: chain and place.</summary>
    public string Id => IdOf(Chain, Sequence);

    /// <summary>
    /// Its hash: SHA-256 over its fields in the order chain, sequence, recorded, happened, actor, roles, action, object kind, object id, line, under,
    /// request, people and previous hash. Each field is written as its length in bytes of UTF-8, a colon, itself and a comma; a missing one as a hyphen
    /// and a comma. Instants stand in ISO 8601 with seven decimals and <c>Z</c>, people are separated by blanks.
    /// </summary>
    public string Hash()
    {
        var text = new StringBuilder();
        foreach (var field in (string?[])
        [
            Chain.ToString(CultureInfo.InvariantCulture), Sequence.ToString(CultureInfo.InvariantCulture), Iso(RecordedAt), Iso(Note.HappenedAt), Note.Actor, Note.Roles,
            Note.Action, Note.ObjectKind, Note.ObjectId, Note.Line?.ToString(CultureInfo.InvariantCulture), Note.Under, Note.Request, string.Join(' ', Note.People), Previous,
        ])
        {
            _ = field is null ? text.Append("-,") : text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(field)}:{field},");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    internal static string IdOf(int chain, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{chain:D2}-{sequence:D12}");

    internal static string Partition(int chain) => string.Create(CultureInfo.InvariantCulture, $"chain-{chain:D2}");

    /// <summary>The beginning of the keys of an actor's entries.</summary>
    internal static string ByActor(string actor) => $"actor|{AuditNote.Bucket(actor)}";

    /// <summary>The beginning of the keys of the entries about a person.</summary>
    internal static string ByPerson(string personId) => $"person|{AuditNote.Bucket(personId)}";

    /// <summary>A key in the order of time.</summary>
    internal static string Key(string beginning, DateTimeOffset at, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{beginning}|{at.UtcTicks:D19}|{sequence:D12}");

    /// <summary>When the row with a key was written, and its entry's place.</summary>
    internal static (DateTimeOffset At, long Sequence) PlaceOf(string key) => key.Split('|') is [.., var ticks, var sequence]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        ? (new(at, TimeSpan.Zero), place)
        : (DateTimeOffset.MinValue, 0);

    internal static AuditEntry Read(TableEntity row)
    {
        var (at, sequence) = PlaceOf(row.RowKey);
        return new(
            row.GetInt32("Chain") ?? 0,
            sequence,
            at,
            new(
                row.GetDateTimeOffset("HappenedAt") ?? DateTimeOffset.MinValue,
                row.GetString("Actor") ?? "",
                row.GetString("Roles"),
                row.GetString("Action") ?? "",
                row.GetString("ObjectKind") ?? "",
                row.GetString("ObjectId"),
                row.GetInt64("Line"),
                row.GetString("Under"),
                row.GetString("Request"),
                row.GetString("People") is { Length: > 0 } people ? people.Split(' ') : []),
            row.GetString("Previous") ?? "");
    }

    /// <summary>Its row.</summary>
    internal TableEntity Row() => new(Partition(Chain), Key(All, RecordedAt, Sequence))
    {
        ["Chain"] = Chain,
        ["HappenedAt"] = Note.HappenedAt,
        ["Actor"] = Note.Actor,
        ["Roles"] = Note.Roles,
        ["Action"] = Note.Action,
        ["ObjectKind"] = Note.ObjectKind,
        ["ObjectId"] = Note.ObjectId,
        ["Line"] = Note.Line,
        ["Under"] = Note.Under,
        ["Request"] = Note.Request,
        ["People"] = string.Join(' ', Note.People),
        ["Previous"] = Previous,
        ["Hash"] = Hash(),
    };

    /// <summary>The rows by which it is found: by actor and by person.</summary>
    internal IEnumerable<TableEntity> Pointers() =>
        Note.People.Distinct().Select(ByPerson).Prepend(ByActor(Note.Actor)).Select(beginning => new TableEntity(Partition(Chain), Key(beginning, RecordedAt, Sequence))
        {
            ["Actor"] = Note.Actor,
            ["Action"] = Note.Action,
        });

    private static string Iso(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
