using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace RecruitRetain.Audit;

/// <summary>What is wrong with the trail, and where first.</summary>
public enum AuditFault
{
    /// <summary>The entry does not say any more what was entered.</summary>
    Altered,

    /// <summary>The entry is gone, or does not stand in its place.</summary>
    Missing,

    /// <summary>The entry was never entered there.</summary>
    Inserted,

    /// <summary>The entry does not follow the one before: either of them was written anew.</summary>
    NotChained,

    /// <summary>The head is not the last entry: entries were cut off, or the head was changed.</summary>
    HeadMoved,

    /// <summary>The entry cannot be found by its actor or one of its people, or a row leads to it that should not.</summary>
    IndexAltered,

    /// <summary>The chain is not the one that was seen before: it was written anew.</summary>
    NotAsSeenBefore,
}

/// <summary>An entry at which a chain breaks.</summary>
/// <param name="EntryId">The entry: chain and place.</param>
/// <param name="Fault">What is wrong.</param>
public sealed record BrokenEntry(string EntryId, AuditFault Fault);

/// <summary>A chain as it was found.</summary>
/// <param name="Chain">Its number.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="PurgedThrough">The last entry that went when its time was over; 0 for none.</param>
/// <param name="LastEntry">The place of the newest entry; 0 for none.</param>
/// <param name="HeadHash">The newest entry's hash.</param>
/// <param name="FirstBroken">Where it breaks first; null where it does not.</param>
public sealed record VerifiedChain(int Chain, long Entries, long PurgedThrough, long LastEntry, string HeadHash, BrokenEntry? FirstBroken);

/// <summary>The trail as it was found.</summary>
/// <param name="Intact">Whether every chain is.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="FirstBroken">Where the trail breaks first, chain by chain; null where it does not.</param>
/// <param name="Anchor">All heads in a line. Kept elsewhere and shown again later it proves that nothing up to them was written anew since.</param>
/// <param name="Chains">The chains.</param>
public sealed record AuditVerification(bool Intact, long Entries, BrokenEntry? FirstBroken, string Anchor, IReadOnlyList<VerifiedChain> Chains);

/// <summary>
/// Looks through the whole trail: that every entry says what its hash says, follows the one before, can be found, and that nothing was cut off. Every verification that
/// finds it whole is entered with all heads in it, so that each chain bears witness of the others.
/// </summary>
public sealed class AuditVerifier(TableServiceClient tables)
{
    /// <summary>The action under which a verification is entered.</summary>
    internal const string Action = "verify-audit";

    private const int AnchorHash = 32;

    private TableClient Table => tables.GetTableClient(AuditTrail.TableName);

    /// <summary>Verifies all chains.</summary>
    /// <param name="anchor">The anchor of an earlier verification, or null.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<AuditVerification> VerifyAsync(IReadOnlyList<AnchoredHead> anchor, CancellationToken cancellationToken)
    {
        List<Walk> walks = [];
        for (var chain = 0; chain < AuditTrail.Chains; chain++)
        {
            walks.Add(await WalkAsync(chain, cancellationToken));
        }

        foreach (var seen in anchor.Concat(walks.SelectMany(walk => walk.Witnessed)))
        {
            walks[seen.Chain].Compare(seen);
        }

        IReadOnlyList<VerifiedChain> chains = [.. walks.Select(walk => walk.Result())];
        return new(
            chains.All(chain => chain.FirstBroken is null),
            chains.Sum(chain => chain.Entries),
            chains.Select(chain => chain.FirstBroken).FirstOrDefault(broken => broken is not null),
            string.Join('.', chains.Select(chain => $"{chain.Chain}-{chain.LastEntry}-{chain.HeadHash[..AnchorHash]}")),
            chains);
    }

    /// <summary>The heads in an anchor; null where it is none.</summary>
    public static IReadOnlyList<AnchoredHead>? ParseAnchor(string text)
    {
        List<AnchoredHead> heads = [];
        foreach (var part in text.Split('.'))
        {
            if (part.Split('-') is not [var chain, var sequence, { Length: AnchorHash } hash]
                || !int.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= AuditTrail.Chains
                || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                || !UInt128.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var begins))
            {
                return null;
            }

            heads.Add(new(number, place, begins));
        }

        return heads;
    }

    // What goes because its time is over takes the checkpoint with it, in one transaction: where that has moved, the chain is walked anew from there.
    private async Task<Walk> WalkAsync(int chain, CancellationToken cancellationToken)
    {
        var checkpoint = await CheckpointAsync(chain, cancellationToken);
        while (true)
        {
            var walk = new Walk(chain, checkpoint.Sequence, checkpoint.Hash);
            await EntriesAsync(walk, cancellationToken);
            await PointersAsync(walk, cancellationToken);
            var now = await CheckpointAsync(chain, cancellationToken);
            if (now == checkpoint)
            {
                return walk;
            }

            checkpoint = now;
        }
    }

    private async Task<(long Sequence, string Hash)> CheckpointAsync(int chain, CancellationToken cancellationToken) =>
        await Table.GetEntityIfExistsAsync<TableEntity>(AuditEntry.Partition(chain), AuditEntry.CheckpointRow, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row }
            ? (row.GetInt64("Sequence") ?? 0, row.GetString("Hash") ?? "")
            : (0, AuditEntry.NoHash);

    private async Task EntriesAsync(Walk walk, CancellationToken cancellationToken)
    {
        var partition = AuditEntry.Partition(walk.Chain);
        var before = await HeadAsync(partition, cancellationToken);
        walk.Expect(before);
        await foreach (var row in RowsAsync(partition, $"{AuditEntry.All}|", cancellationToken))
        {
            walk.Take(AuditEntry.Read(row), row.GetString("Hash") ?? "");
        }

        // Whatever was entered meanwhile lies between the head as it was before and as it is now.
        walk.End(await HeadAsync(partition, cancellationToken));
    }

    private async Task<(long Sequence, string Hash)> HeadAsync(string partition, CancellationToken cancellationToken) =>
        await Table.GetEntityIfExistsAsync<TableEntity>(partition, AuditEntry.HeadRow, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row }
            ? (row.GetInt64("Sequence") ?? 0, row.GetString("Hash") ?? "")
            : (0, AuditEntry.NoHash);

    private async Task PointersAsync(Walk walk, CancellationToken cancellationToken)
    {
        foreach (var beginning in new[] { "actor|", "person|" })
        {
            await foreach (var row in RowsAsync(AuditEntry.Partition(walk.Chain), beginning, cancellationToken))
            {
                walk.TakePointer(row);
            }
        }

        walk.EndPointers();
    }

    private AsyncPageable<TableEntity> RowsAsync(string partition, string beginning, CancellationToken cancellationToken) => Table.QueryAsync<TableEntity>(
        TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {beginning} and RowKey lt {beginning.Replace('|', '}')}"), cancellationToken: cancellationToken);

    /// <summary>One chain, entry by entry. What is found first stands; what lies behind it tells no more.</summary>
    /// <param name="chain">Which.</param>
    /// <param name="purged">The place of the last entry that went when its time was over; 0 for none.</param>
    /// <param name="purgedHash">Its hash.</param>
    private sealed class Walk(int chain, long purged, string purgedHash)
    {
        // By place: the beginning of the hash, and what the rows that find the entry must add up to.
        private readonly Dictionary<long, (UInt128 Hash, ulong Pointers)> _entries = [];
        private readonly long _purged = purged;
        private long _last = purged;
        private string _hash = purgedHash;
        private (long Sequence, string Hash) _head;
        private BrokenEntry? _broken;

        public int Chain => chain;

        public List<AnchoredHead> Witnessed { get; } = [];

        public void Take(AuditEntry entry, string hash)
        {
            if (_broken is not null)
            {
                return;
            }

            if (entry.Sequence <= _last)
            {
                Break(entry.Sequence, AuditFault.Inserted);
            }
            else if (entry.Sequence > _last + 1)
            {
                Break(_last + 1, AuditFault.Missing);
            }
            else if (entry.Chain != chain || entry.Hash() != hash)
            {
                Break(entry.Sequence, AuditFault.Altered);
            }
            else if (entry.Previous != _hash)
            {
                Break(entry.Sequence, AuditFault.NotChained);
            }

            (_last, _hash) = (entry.Sequence, hash);
            CompareHead();
            _entries[entry.Sequence] = (Beginning(hash), entry.Pointers().Aggregate(0UL, (sum, pointer) => unchecked(sum + Print(pointer))));
            if (_broken is null && entry.Note is { Action: Action, Under: { } heads })
            {
                Witnessed.AddRange(ParseAnchor(heads) ?? []);
            }
        }

        public void Expect((long Sequence, string Hash) head)
        {
            _head = head;
            CompareHead();
        }

        public void End((long Sequence, string Hash) head)
        {
            if (_last < _head.Sequence)
            {
                Break(_last + 1, AuditFault.Missing);
            }
            else if (_last > 0 && head.Sequence == 0)
            {
                Break(_last, AuditFault.HeadMoved);
            }
            else if (_last > head.Sequence)
            {
                Break(head.Sequence + 1, AuditFault.Inserted);
            }
        }

        public void TakePointer(TableEntity row)
        {
            var (_, sequence) = AuditEntry.PlaceOf(row.RowKey);
            if (_entries.TryGetValue(sequence, out var entry))
            {
                _entries[sequence] = entry with { Pointers = unchecked(entry.Pointers - Print(row)) };
            }
            else if (sequence <= _last)
            {
                Break(sequence, AuditFault.IndexAltered);
            }
        }

        public void EndPointers()
        {
            if (_entries.Where(entry => entry.Value.Pointers != 0).Select(entry => entry.Key).DefaultIfEmpty().Min() is > 0 and var first)
            {
                Break(first, AuditFault.IndexAltered);
            }
        }

        public void Compare(AnchoredHead seen)
        {
            if (seen.Sequence > _last || (_entries.TryGetValue(seen.Sequence, out var entry) && entry.Hash != seen.Hash))
            {
                Break(seen.Sequence, AuditFault.NotAsSeenBefore);
            }
        }

        public VerifiedChain Result() => new(chain, _entries.Count, _purged, _last, _hash, _broken);

        private void CompareHead()
        {
            if (_last == _head.Sequence && _hash != _head.Hash)
            {
                Break(_last, AuditFault.HeadMoved);
            }
        }

        private void Break(long sequence, AuditFault fault) => _broken ??= new(AuditEntry.IdOf(chain, sequence), fault);

        private static UInt128 Beginning(string hash) =>
            hash.Length >= AnchorHash && UInt128.TryParse(hash.AsSpan(0, AnchorHash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var begins) ? begins : 0;

        private static ulong Print(TableEntity pointer) => BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{pointer.RowKey}\n{pointer.GetString("Action")}\n{pointer.GetString("Actor")}")));
    }
}

/// <summary>A chain's head as it was seen once.</summary>
/// <param name="Chain">Which chain.</param>
/// <param name="Sequence">The place of its newest entry then; 0 for none.</param>
/// <param name="Hash">The first half of that entry's hash.</param>
public sealed record AnchoredHead(int Chain, long Sequence, UInt128 Hash);
