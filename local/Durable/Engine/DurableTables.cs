using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace RecruitRetain.Local;

/// <summary>An instance as the store has it.</summary>
internal sealed record InstanceRow(
    string Id,
    long Generation,
    string Name,
    string Version,
    OrchestrationRuntimeStatus Status,
    string? ParentName,
    string? ParentId,
    long ParentGeneration,
    int ParentTaskId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Input,
    string? Output,
    string? CustomStatus,
    string? Failure,
    string? Tags,
    bool Started,
    long HistoryEvents)
{
    public bool IsTerminal => Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    public ParentOrchestrationInstance? Parent => ParentId is null ? null : new(ParentName!, ParentId);
}

/// <summary>How the engine's rows look and are read.</summary>
internal static class DurableTables
{
    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS instances (
            id TEXT NOT NULL PRIMARY KEY, generation INTEGER NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, status INTEGER NOT NULL,
            parent_name TEXT, parent_id TEXT, parent_generation INTEGER, parent_task INTEGER,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, input TEXT, output TEXT, custom_status TEXT, failure TEXT, tags TEXT,
            started INTEGER NOT NULL, history_events INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS instances_unstarted ON instances (id) WHERE started = 0;
        CREATE INDEX IF NOT EXISTS instances_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;
        CREATE TABLE IF NOT EXISTS history (
            instance TEXT NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, at INTEGER NOT NULL, task INTEGER NOT NULL, name TEXT, data TEXT,
            target TEXT, fire_at INTEGER, failure TEXT, PRIMARY KEY (instance, seq)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS inbox (
            instance TEXT NOT NULL, seq INTEGER NOT NULL, generation INTEGER, kind INTEGER NOT NULL, task INTEGER NOT NULL, name TEXT, data TEXT, failure TEXT,
            PRIMARY KEY (instance, seq)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS activities (
            instance TEXT NOT NULL, generation INTEGER NOT NULL, task INTEGER NOT NULL, name TEXT NOT NULL, input TEXT, attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (instance, generation, task)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS timers (
            instance TEXT NOT NULL, generation INTEGER NOT NULL, task INTEGER NOT NULL, fire_at INTEGER NOT NULL,
            PRIMARY KEY (instance, generation, task)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS set_aside (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, instance TEXT NOT NULL, work TEXT NOT NULL, reason TEXT NOT NULL);
        """;

    private const string InstanceColumns = "id, generation, name, version, status, parent_name, parent_id, parent_generation, parent_task, "
        + "created, updated, input, output, custom_status, failure, tags, started, history_events";

    public static InstanceRow? Instance(this StoreSession session, string id) =>
        session.Query($"SELECT {InstanceColumns} FROM instances WHERE id = ?1", ReadInstance, id) is [var row] ? row : null;

    /// <summary>Instances in id order, after an id, with a prefix and, if given, one of some statuses.</summary>
    public static List<InstanceRow> Instances(
        this StoreSession session, string after, string prefix, int most, IEnumerable<OrchestrationRuntimeStatus>? statuses = null) => session.Query(
        $"SELECT {InstanceColumns} FROM instances WHERE id > ?1 AND id >= ?2 AND substr(id, 1, length(?2)) = ?2 AND (?4 IS NULL OR (?4 >> status) & 1) "
        + "ORDER BY id LIMIT ?3",
        ReadInstance, after, prefix, most, statuses?.Aggregate(0L, (bits, status) => bits | (1L << (int)status)));

    public static List<HistoryEvent> History(this StoreSession session, string id) => session.Query(
        "SELECT kind, at, task, name, data, target, fire_at, failure FROM history WHERE instance = ?1 ORDER BY seq",
        row => new HistoryEvent(
            (HistoryEventKind)row.GetInt32(0), Instant(row.GetInt64(1)), row.GetInt32(2), Text(row, 3), Text(row, 4), Text(row, 5),
            row.IsDBNull(6) ? null : Instant(row.GetInt64(6)), ReadFailure(Text(row, 7))),
        id);

    public static void AddHistory(this StoreSession session, string id, long seq, HistoryEvent line) => session.Execute(
        "INSERT INTO history VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        id, seq, (long)line.Kind, line.At.UtcTicks, (long)line.TaskId, line.Name, line.Data, line.InstanceId, line.FireAt?.UtcTicks, WriteFailure(line.Failure));

    public static string? WriteFailure(TaskFailureDetails? failure) => failure is null ? null : JsonSerializer.Serialize(failure);

    public static TaskFailureDetails? ReadFailure(string? json) => json is null ? null : JsonSerializer.Deserialize<TaskFailureDetails>(json);

    public static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static InstanceRow ReadInstance(SqliteDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), (OrchestrationRuntimeStatus)row.GetInt32(4),
        Text(row, 5), Text(row, 6), row.IsDBNull(7) ? 0 : row.GetInt64(7), row.IsDBNull(8) ? 0 : row.GetInt32(8),
        Instant(row.GetInt64(9)), Instant(row.GetInt64(10)), Text(row, 11), Text(row, 12), Text(row, 13), Text(row, 14), Text(row, 15),
        row.GetBoolean(16), row.GetInt64(17));
}
