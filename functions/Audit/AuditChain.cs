using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;

namespace RecruitRetain.Audit;

/// <summary>
/// One chain of the trail, in a partition of its own: entries, the rows that find them and the head go in one transaction, so that they never disagree. Other
/// hosts write to it too; who finds that the head has moved reads it again. What waits at once in this process goes together.
/// </summary>
internal sealed class AuditChain(TableServiceClient tables, TimeProvider clock, int number) : IDisposable
{
    private const int MostActions = 100;

    private const int MostConflicts = 100;

    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private readonly SemaphoreSlim _pen = new(1, 1);
    private Head? _head;

    private TableClient Table => tables.GetTableClient(AuditTrail.TableName);

    /// <summary>Enters notes in their order; a decision that stands there already is left alone.</summary>
    public async Task AppendAsync(IReadOnlyList<AuditNote> notes)
    {
        if (notes.Count == 0)
        {
            return;
        }

        List<Waiting> mine = [.. notes.Select(note => new Waiting(note))];
        foreach (var one in mine)
        {
            _waiting.Enqueue(one);
        }

        // Whoever has the pen writes for everybody who waits.
        await _pen.WaitAsync();
        try
        {
            while (!mine[^1].Entered.Task.IsCompleted)
            {
                await WriteAsync(TakeBatch());
            }
        }
        finally
        {
            _pen.Release();
        }

        await Task.WhenAll(mine.Select(one => one.Entered.Task));
    }

    public void Dispose() => _pen.Dispose();

    private List<Waiting> TakeBatch()
    {
        List<Waiting> batch = [];
        for (var actions = 1; _waiting.TryPeek(out var next) && actions + next.Note.Rows <= MostActions; actions += next.Note.Rows)
        {
            _waiting.TryDequeue(out _);
            batch.Add(next);
        }

        return batch;
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        for (var conflicts = 0; batch.Count > 0;)
        {
            Dictionary<int, Waiting> keys = [];
            try
            {
                var head = _head ??= await ReadHeadAsync();
                List<TableTransactionAction> actions = [];
                var (sequence, hash, at) = (head.Sequence, head.Hash, clock.GetUtcNow());
                at = at < head.RecordedAt ? head.RecordedAt : at;
                foreach (var one in batch)
                {
                    var entry = new AuditEntry(number, ++sequence, at, one.Note, hash);
                    var row = entry.Row();
                    hash = row.GetString("Hash")!;
                    foreach (var added in entry.Pointers().Prepend(row))
                    {
                        actions.Add(new(TableTransactionActionType.Add, added));
                    }

                    if (one.Note.KeyRow is { } key)
                    {
                        keys.Add(actions.Count + 1, one);
                        actions.Add(new(TableTransactionActionType.Add, new TableEntity(row.PartitionKey, key) { ["Entry"] = row.RowKey }));
                    }
                }

                var headRow = new TableEntity(AuditEntry.Partition(number), AuditEntry.HeadRow) { ["Sequence"] = sequence, ["Hash"] = hash, ["RecordedAt"] = at };
                actions.Insert(0, head.ETag is { } etag ? new(TableTransactionActionType.UpdateReplace, headRow, etag) : new(TableTransactionActionType.Add, headRow));
                var written = await Table.SubmitTransactionAsync(actions);
                _head = new(sequence, hash, at, written.Value[0].Headers.ETag!.Value);
                foreach (var one in batch)
                {
                    one.Entered.SetResult();
                }

                return;
            }
            catch (TableTransactionFailedException e) when (e.Status == 409 && e.FailedTransactionActionIndex is { } at && keys.TryGetValue(at, out var known))
            {
                // Entered before, by an attempt that died before it knew.
                batch.Remove(known);
                known.Entered.SetResult();
            }
            catch (TableTransactionFailedException e) when (conflicts < MostConflicts && (e.Status is 409 or 412 || (e.Status == 404 && _head?.ETag is not null)))
            {
                // Another host was faster; or the head is not there any more, which the verifier tells of.
                conflicts++;
                _head = null;
            }
#pragma warning disable CA1031 // Everybody who waits learns what it was.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _head = null;
                foreach (var one in batch)
                {
                    one.Entered.SetException(e);
                }

                return;
            }
        }
    }

    private async Task<Head> ReadHeadAsync()
    {
        var found = await Table.GetEntityIfExistsAsync<TableEntity>(AuditEntry.Partition(number), AuditEntry.HeadRow);
        return found is { HasValue: true, Value: { } row }
            ? new(row.GetInt64("Sequence")!.Value, row.GetString("Hash")!, row.GetDateTimeOffset("RecordedAt")!.Value, row.ETag)
            : new(0, AuditEntry.NoHash, DateTimeOffset.MinValue, null);
    }

    // The last entry of the chain; without a tag before the first.
    private sealed record Head(long Sequence, string Hash, DateTimeOffset RecordedAt, ETag? ETag);

    private sealed record Waiting(AuditNote Note)
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
