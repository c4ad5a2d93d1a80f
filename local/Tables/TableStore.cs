using Azure;

namespace RecruitRetain.Local;

/// <summary>The tables and their entities.</summary>
internal sealed class TableStore
{
    // With rowids: rows are as large as a state in JSON, and an index that holds them whole is read through at every comparison of keys.
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS tables (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
        CREATE TABLE IF NOT EXISTS entities (
            tbl INTEGER NOT NULL, pk TEXT NOT NULL, rk TEXT NOT NULL, written INTEGER NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY (tbl, pk, rk));
        CREATE TABLE IF NOT EXISTS entity_ticks (id INTEGER PRIMARY KEY CHECK (id = 1), reserved INTEGER NOT NULL);
        """;

    /// <summary>The most rows a page holds, as in the service.</summary>
    public const int LargestPage = 1000;

    private const int LargestPageBytes = 4 * 1024 * 1024;

    // What a request adds to each operation of a transaction: its request line and headers, roughly.
    private const int OperationOverhead = 400;

    // Ticks are reserved in the file ten milliseconds at a time, so that a restart never gives out one twice.
    private const long Reservation = 10 * TimeSpan.TicksPerMillisecond;

    private readonly Store _store;
    private readonly LocalClock _clock;

    // Only the writer thread touches these after construction. The ids are those of tables whose creation is on disk.
    private readonly Dictionary<string, long> _ids;
    private long _written;
    private long _reserved;

    public TableStore(Store store, LocalClock clock)
    {
        _store = store;
        _clock = clock;
        _written = store.Read(session => session.Scalar<long>("SELECT reserved FROM entity_ticks"));
        _ids = store.Read(session => session.Query("SELECT name, id FROM tables", row => (Name: row.GetString(0), Id: row.GetInt64(1))))
            .ToDictionary(table => table.Name, table => table.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Creates a table; answers false if there is one of that name.</summary>
    public async Task<bool> CreateTableAsync(string name)
    {
        EntityRules.CheckTableName(name);
        var table = await _store.WriteAsync(
            session => (Created: session.Execute("INSERT INTO tables (name) VALUES (?1) ON CONFLICT DO NOTHING", name) > 0, Id: IdOf(session, name)),
            table => _ids[name] = table.Id);
        return table.Created;
    }

    /// <summary>Deletes a table with all that is in it; answers false if there is none of that name.</summary>
    public Task<bool> DeleteTableAsync(string name) => _store.WriteAsync(
        session =>
        {
            _ids.Remove(name);
            session.Execute("DELETE FROM entities WHERE tbl = (SELECT id FROM tables WHERE name = ?1)", name);
            return session.Execute("DELETE FROM tables WHERE name = ?1", name) > 0;
        },
        _ => _ids.Remove(name));

    /// <summary>Every table with the number of its rows, by name.</summary>
    public IReadOnlyList<(string Name, long Rows)> ListTables() => _store.Read(session => session.Query(
        "SELECT name, (SELECT count(*) FROM entities WHERE tbl = id) FROM tables ORDER BY name", row => (row.GetString(0), row.GetInt64(1))));

    /// <summary>The names of the tables, in order.</summary>
    public IReadOnlyList<string> TableNames() => _store.Read(session => session.Query("SELECT name FROM tables ORDER BY name", row => row.GetString(0)));

    /// <summary>One entity; null if there is none.</summary>
    /// <exception cref="RequestFailedException">404 TableNotFound.</exception>
    public EntityRow? Find(string table, string partitionKey, string rowKey)
    {
        Traffic.TableReads.Add(1);
        return _store.Read(session => Find(session, IdOf(session, table), partitionKey, rowKey));
    }

    /// <summary>
    /// A page of a table's rows by partition key, then row key. It ends at <paramref name="size"/> rows or 4 MiB, whichever comes first,
    /// with the token of the next page; without one there is nothing more.
    /// </summary>
    /// <exception cref="RequestFailedException">404 TableNotFound; 400 InvalidInput for a filter, token or size that is none.</exception>
    public (IReadOnlyList<EntityRow> Rows, string? Continuation) Page(string table, string? filter = null, string? continuation = null, int? size = null) =>
        Page(table, ODataParser.Parse(filter), continuation, size);

    /// <inheritdoc cref="Page(string, string?, string?, int?)"/>
    public (IReadOnlyList<EntityRow> Rows, string? Continuation) Page(string table, ODataFilter? filter, string? continuation, int? size)
    {
        Traffic.TablePages.Add(1);
        var most = CheckPageSize(size);
        var range = KeyRange.Of(filter).From(continuation);

        // Most rows in whose properties a filter looks it leaves out: of these only what it looks at is read.
        var looked = filter?.Names.Except([nameof(EntityRow.PartitionKey), nameof(EntityRow.RowKey), nameof(EntityRow.Timestamp)]).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } some
            ? some
            : null;
        List<EntityRow> rows = [];
        string? next = null;
        var bytes = 0;
        _store.Read(session =>
        {
            session.Visit(
                """
                SELECT pk, rk, written, data FROM entities
                WHERE tbl = ?1 AND (pk, rk) >= (?2, ?3) AND (pk, rk) <= (?4, ?5) AND rk >= ?6 AND rk <= ?7 ORDER BY pk, rk
                """,
                reader =>
                {
                    var (partitionKey, rowKey) = (reader.GetString(0), reader.GetString(1));
                    if (rows.Count == most || bytes >= LargestPageBytes)
                    {
                        next = KeyRange.Continuation(partitionKey, rowKey);
                        return false;
                    }

                    var data = reader.GetFieldValue<byte[]>(3);
                    var row = new EntityRow(partitionKey, rowKey, reader.GetInt64(2), EntityCodec.Decode(data, looked));
                    if (filter?.Matches(row) ?? true)
                    {
                        rows.Add(looked is null ? row : row with { Properties = EntityCodec.Decode(data) });
                        bytes += data.Length;
                    }

                    return true;
                },
                IdOf(session, table),
                range.FromPartition,
                range.FromRow,
                range.ToPartition,
                range.ToRow,
                range.LowRow,
                range.HighRow);
            return true;
        });
        return (rows, next);
    }

    /// <summary>The number of rows asked for, at most the service's thousand.</summary>
    public static int CheckPageSize(int? size) => size is < 1 or > LargestPage
        ? throw TableErrors.InvalidInput($"A page holds from 1 to {LargestPage} rows.")
        : size ?? LargestPage;

    /// <summary>Makes one change; answers the time it was written, or 0 for a deletion.</summary>
    /// <exception cref="RequestFailedException">The service's refusal; nothing is changed.</exception>
    public async Task<long> ApplyAsync(string table, EntityChange change)
    {
        Traffic.TableWrites.Add(1);
        var data = Check(change);
        return await _store.WriteAsync(session => Attempt(() => Apply(session, IdForWriting(session, table), change, data)));
    }

    /// <summary>Makes all changes or none: one partition, at most a hundred, each entity once.</summary>
    /// <exception cref="RequestFailedException">The service's refusal, its message led by the index of the change refused; nothing is changed.</exception>
    public async Task<long[]> ApplyAsync(string table, IReadOnlyList<EntityChange> changes)
    {
        Traffic.TableWrites.Add(1);
        var data = CheckTransaction(changes);
        return await _store.WriteAsync(session => Attempt(() =>
        {
            var id = At(0, () => IdForWriting(session, table));
            var written = new long[changes.Count];
            for (var i = 0; i < written.Length; i++)
            {
                written[i] = At(i, () => Apply(session, id, changes[i], data[i]));
            }

            return written;
        }));
    }

    private static byte[] Check(EntityChange change)
    {
        EntityRules.CheckKeys(change);
        EntityRules.CheckProperties(change.PartitionKey, change.RowKey, change.Properties);
        return EntityCodec.Encode(change.Properties);
    }

    private static byte[][] CheckTransaction(IReadOnlyList<EntityChange> changes)
    {
        if (changes.Count > EntityRules.MostInTransaction)
        {
            throw At(EntityRules.MostInTransaction - 1, TableErrors.InvalidInput("The batch request operation exceeds the maximum 100 changes per change set."));
        }

        var data = new byte[changes.Count][];
        var rowKeys = new HashSet<string>(StringComparer.Ordinal);
        long size = 0;
        for (var i = 0; i < data.Length; i++)
        {
            var change = changes[i];
            if (change.PartitionKey != changes[0].PartitionKey)
            {
                throw At(i, TableErrors.Refusal(400, "CommandsInBatchActOnDifferentPartitions", "All commands in a batch must operate on same entity group."));
            }

            if (!rowKeys.Add(change.RowKey))
            {
                throw At(i, TableErrors.Refusal(400, "InvalidDuplicateRow", "The batch request contains multiple changes with same row key. An entity can appear only once in a batch request."));
            }

            data[i] = At(i, () => Check(change));
            size += data[i].Length + (2 * (change.PartitionKey.Length + change.RowKey.Length)) + OperationOverhead;
        }

        return size <= EntityRules.LargestTransaction
            ? data
            : throw TableErrors.Refusal(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.");
    }

    private static T At<T>(int index, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (RequestFailedException e)
        {
            throw At(index, e);
        }
    }

    private static RequestFailedException At(int index, RequestFailedException e) => new(e.Status, $"{index}:{e.Message}", e.ErrorCode, null);

    private long IdForWriting(StoreSession session, string table) => _ids.TryGetValue(table, out var id) ? id : IdOf(session, table);

    private static long IdOf(StoreSession session, string table) =>
        session.Scalar<long>("SELECT id FROM tables WHERE name = ?1", table) is var id and not 0 ? id : throw TableErrors.TableNotFound();

    private static EntityRow? Find(StoreSession session, long table, string partitionKey, string rowKey) => session.Query(
        "SELECT written, data FROM entities WHERE tbl = ?1 AND pk = ?2 AND rk = ?3",
        row => new EntityRow(partitionKey, rowKey, row.GetInt64(0), EntityCodec.Decode(row.GetFieldValue<byte[]>(1))),
        table,
        partitionKey,
        rowKey).FirstOrDefault();

    private static void Require(StoreSession session, long table, EntityChange change)
    {
        var written = session.Scalar<long>("SELECT written FROM entities WHERE tbl = ?1 AND pk = ?2 AND rk = ?3", table, change.PartitionKey, change.RowKey);
        if (written == 0)
        {
            throw TableErrors.NotFound();
        }

        if (change.IfMatch != ETag.All && change.IfMatch != EntityRow.ETagOf(written))
        {
            throw TableErrors.ConditionNotSatisfied();
        }
    }

    private T Attempt<T>(Func<T> change)
    {
        try
        {
            return change();
        }
        catch
        {
            // The savepoint takes back what this change reserved.
            _reserved = 0;
            throw;
        }
    }

    private long Apply(StoreSession session, long table, EntityChange change, byte[] data)
    {
        if (change.Step is EntityStep.Add)
        {
            return Put(session, "INSERT INTO entities VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING", table, change, data) is var added and not 0
                ? added
                : throw TableErrors.AlreadyExists();
        }

        if (change.IfMatch is not null)
        {
            Require(session, table, change);
        }

        if (change.Step is EntityStep.Merge && Find(session, table, change.PartitionKey, change.RowKey) is { } current)
        {
            data = Merge(current, change);
        }

        if (change.Step is EntityStep.Delete)
        {
            session.Execute("DELETE FROM entities WHERE tbl = ?1 AND pk = ?2 AND rk = ?3", table, change.PartitionKey, change.RowKey);
            return 0;
        }

        return Put(session, "INSERT INTO entities VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET written = ?4, data = ?5", table, change, data);
    }

    private static byte[] Merge(EntityRow current, EntityChange change)
    {
        var merged = new Dictionary<string, object>(current.Properties, StringComparer.Ordinal);
        foreach (var (name, value) in change.Properties)
        {
            merged[name] = value;
        }

        EntityRules.CheckProperties(change.PartitionKey, change.RowKey, merged);
        return EntityCodec.Encode(merged);
    }

    private long Put(StoreSession session, string sql, long table, EntityChange change, byte[] data)
    {
        var written = NextTick(session);
        return session.Execute(sql, table, change.PartitionKey, change.RowKey, written, data) == 0 ? 0 : written;
    }

    // The time of writing, never the same twice: it makes the ETag, and the clock may stand still.
    private long NextTick(StoreSession session)
    {
        _written = Math.Max(_clock.GetUtcNow().UtcTicks, _written + 1);
        if (_written > _reserved)
        {
            _reserved = _written + Reservation;
            session.Execute("INSERT INTO entity_ticks VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET reserved = max(reserved, ?1)", _reserved);
        }

        return _written;
    }
}
