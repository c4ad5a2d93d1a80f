using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Audit;

/// <summary>
/// Removes the oldest entries of each chain when their time is over, in order. The last that went leaves its place and hash in a checkpoint, in the same
/// transaction, so that the chain can be verified from there.
/// </summary>
public sealed class AuditPurge(TableServiceClient tables, Journal journal, AuditTrail trail, TimeProvider clock, ILogger<AuditPurge> log)
{
    private const int MostActions = 100;

    /// <summary>Removes what is due today. A legal hold on somebody stops a chain at the first entry about them.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var today = clock.Today();
        var period = (await RetentionSchedules.ReadAsync(journal, cancellationToken)).Of(RecordKind.AuditTrail);
        IReadOnlySet<string>? held = null;
        for (var chain = 0; chain < AuditTrail.Chains; chain++)
        {
            var (last, hash) = await CheckpointAsync(chain, cancellationToken);
            var first = last;
            List<AuditEntry> batch = [];

            // Nothing that was entered less than the months ago, and a day more where a shorter month clamps them.
            var newest = UkCalendar.StartOfDayUtc(today.AddMonths(-period.Months).AddDays(1));
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {AuditEntry.Partition(chain)} and RowKey ge {$"{AuditEntry.All}|"} and RowKey lt {AuditEntry.Key(AuditEntry.All, newest, 0)}");
            try
            {
                await foreach (var row in Table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
                {
                    held ??= await LegalHolds.HeldAsync(journal);
                    var entry = AuditEntry.Read(row);
                    if (period.KeptUntil(UkCalendar.DateOf(entry.RecordedAt)) >= today || entry.Note.People.Any(held.Contains))
                    {
                        break;
                    }

                    if (entry.Sequence != last + 1 || entry.Previous != hash || entry.Hash() != row.GetString("Hash"))
                    {
                        Broken(chain);
                        break;
                    }

                    if (1 + batch.Sum(one => one.Note.Rows) + entry.Note.Rows > MostActions)
                    {
                        await RemoveAsync(batch, cancellationToken);
                        batch.Clear();
                    }

                    batch.Add(entry);
                    (last, hash) = (entry.Sequence, entry.Hash());
                }

                if (batch.Count > 0)
                {
                    await RemoveAsync(batch, cancellationToken);
                }
            }
            catch (TableTransactionFailedException e) when (e.Status == 404)
            {
                Broken(chain);
            }

            if (last > first)
            {
                await trail.EnterAsync(new(
                    clock.GetUtcNow(), Actor.Timer, null, "purge-audit", "audit", AuditEntry.IdOf(chain, last), null, null, Acting.Now?.Request, []));
            }
        }
    }

    private TableClient Table => tables.GetTableClient(AuditTrail.TableName);

    private async Task<(long Sequence, string Hash)> CheckpointAsync(int chain, CancellationToken cancellationToken) =>
        await Table.GetEntityIfExistsAsync<TableEntity>(AuditEntry.Partition(chain), AuditEntry.CheckpointRow, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row }
            ? (row.GetInt64("Sequence")!.Value, row.GetString("Hash")!)
            : (0, AuditEntry.NoHash);

    // What may be evidence stays.
    private void Broken(int chain) =>
        log.LogError("Chain {Chain} of the audit trail is not as it was written: nothing more of it is removed. Verify it.", chain);

    private async Task RemoveAsync(List<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var last = entries[^1];
        var partition = AuditEntry.Partition(last.Chain);
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.UpsertReplace, new TableEntity(partition, AuditEntry.CheckpointRow) { ["Sequence"] = last.Sequence, ["Hash"] = last.Hash() }),
        ];
        foreach (var entry in entries)
        {
            Remove(AuditEntry.Key(AuditEntry.All, entry.RecordedAt, entry.Sequence));
            foreach (var pointer in entry.Pointers())
            {
                Remove(pointer.RowKey);
            }

            if (entry.Note.KeyRow is { } key)
            {
                Remove(key);
            }
        }

        await Table.SubmitTransactionAsync(actions, cancellationToken);

        void Remove(string row) => actions.Add(new(TableTransactionActionType.Delete, new TableEntity(partition, row), ETag.All));
    }
}
