using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Audit;

/// <summary>
/// Who saw protected data, and who decided: entries that only ever come to it, each chained to the one before by its hash. There are eight chains, so that no
/// single head holds up the council; all that is decided about one object stands in one of them, in order.
/// </summary>
public sealed class AuditTrail : IDisposable
{
    /// <summary>The table.</summary>
    public const string TableName = "audit";

    /// <summary>How many chains there are. It never changes: by it a decision that is entered again is found.</summary>
    public const int Chains = 8;

    private readonly TableServiceClient _tables;
    private readonly TimeProvider _clock;
    private readonly AuditChain[] _chains;

    // What this process reads goes into one chain, so that it goes together.
    private readonly AuditChain _reads;

    /// <summary>The trail in these tables.</summary>
    public AuditTrail(TableServiceClient tables, TimeProvider clock)
    {
        _tables = tables;
        _clock = clock;
        _chains = [.. Enumerable.Range(0, Chains).Select(chain => new AuditChain(tables, clock, chain))];
        _reads = _chains[RandomNumberGenerator.GetInt32(Chains)];
    }

    /// <summary>Enters that the caller is about to be shown protected data; what cannot be entered must not be shown.</summary>
    /// <param name="request">The request; its route says what is read.</param>
    /// <param name="people">About whom, by id.</param>
    public async Task ReadAsync(HttpRequest request, params IEnumerable<string> people)
    {
        var acting = Acting.Now ?? throw new InvalidOperationException("Nobody is known to read.");
        var caller = request.Caller();
        var about = people.Distinct().Chunk(AuditNote.MostPeople).ToList();
        var id = request.RouteValues["id"] as string;
        await _reads.AppendAsync(
        [
            .. about.DefaultIfEmpty([]).Select(some => new AuditNote(
                _clock.GetUtcNow(), caller.Id, acting.RolesOf(caller.Id), Json.Word(acting.Function), RouteTable.Of(acting.Function)!.Resource, id, null, acting.Under, acting.Request, some)),
        ]);
    }

    /// <summary>Enters something else that was seen or done.</summary>
    public Task EnterAsync(AuditNote note) => _reads.AppendAsync([note]);

    /// <summary>Enters what was decided; again does no harm.</summary>
    /// <param name="decided">What, as it stands in the journal.</param>
    /// <param name="at">When it was journalled (UTC).</param>
    public Task EnterAsync(Decided decided, DateTimeOffset at) => ChainOf(decided).AppendAsync([.. decided.Notes(at)]);

    /// <summary>Enters what a death between the journal and the trail left out: those lines that came to be, and by whom it was meant.</summary>
    public async Task MakeGoodAsync(Decided decided, CancellationToken cancellationToken)
    {
        List<AuditNote> notes = [];
        foreach (var (i, happened) in decided.Events.Index())
        {
            var line = decided.First + i;
            var row = await LineAsync(_tables, decided.Table, decided.Id, line, cancellationToken);
            if (row?.GetString("Kind") == happened && row.GetString("Actor") == decided.Actor)
            {
                notes.Add(decided.NoteOf(happened, line, row.GetDateTimeOffset("At")!.Value));
            }
        }

        await ChainOf(decided).AppendAsync(notes);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_chains, chain => chain.Dispose());

    /// <summary>All that stands in the trail about a person, in the order in which it was entered.</summary>
    public async Task<IReadOnlyList<AuditNote>> AboutAsync(string personId, CancellationToken cancellationToken)
    {
        var table = _tables.GetTableClient(TableName);
        List<AuditEntry> found = [];
        for (var chain = 0; chain < Chains; chain++)
        {
            var (partition, beginning) = (AuditEntry.Partition(chain), AuditEntry.ByPerson(personId));
            await foreach (var row in table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {$"{beginning}|"} and RowKey lt {$"{beginning}}}"}"), select: ["RowKey"], cancellationToken: cancellationToken))
            {
                var (at, sequence) = AuditEntry.PlaceOf(row.RowKey);
                if (await table.GetEntityIfExistsAsync<TableEntity>(partition, AuditEntry.Key(AuditEntry.All, at, sequence), cancellationToken: cancellationToken) is { HasValue: true, Value: { } entry })
                {
                    found.Add(AuditEntry.Read(entry));
                }
            }
        }

        return [.. found.OrderBy(entry => entry.RecordedAt).ThenBy(entry => entry.Chain).ThenBy(entry => entry.Sequence).Select(entry => entry.Note)];
    }

    /// <summary>A line of a journal as it lies in its table; null where it is not there, or not any more.</summary>
    internal static async Task<TableEntity?> LineAsync(TableServiceClient tables, string table, string id, long line, CancellationToken cancellationToken)
    {
        var row = await tables.GetTableClient(table).GetEntityIfExistsAsync<TableEntity>(id, Journal.EventKey(line), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private AuditChain ChainOf(Decided decided) => _chains[SHA256.HashData(Encoding.UTF8.GetBytes($"{decided.Table}/{decided.Id}"))[0] % Chains];
}
