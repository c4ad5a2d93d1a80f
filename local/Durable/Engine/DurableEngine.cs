using System.Text.Json;
using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Local;

/// <summary>How much the engine does at once and keeps in memory.</summary>
/// <param name="MaxConcurrentActivities">Activities run side by side.</param>
/// <param name="MaxConcurrentOrchestrators">Turns of orchestrations run side by side.</param>
/// <param name="CachedInstances">How many waiting orchestrations stay in memory instead of being replayed at their next event; 0 replays always.</param>
/// <param name="DefaultVersion">The version under which new instances start.</param>
internal sealed record DurableOptions(
    int MaxConcurrentActivities = 32, int MaxConcurrentOrchestrators = 32, int CachedInstances = 1_000, string DefaultVersion = "");

/// <summary>
/// Runs orchestrations and activities over a persisted history. A turn takes everything that has arrived for an instance, lets the
/// orchestrator go on, and commits what it asked for together with what it was told: one group commit for each turn, nothing between.
/// An activity's result travels to the next turn in memory; if the process dies first, the activity's row is still there and it runs again.
/// </summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    internal const string ActivityNotFound = "ActivityTaskNotFound";
    internal const string OrchestratorNotFound = "OrchestratorTaskNotFound";
    internal const string SetAside = "WorkItemSetAside";

    /// <summary>How often a work item may take the process or the engine down with it before it is set aside.</summary>
    internal const int MostAttempts = 10;

    private readonly Store _store;
    private readonly LocalClock _clock;
    private readonly Workload _workload;
    private readonly IReadOnlyDictionary<string, OrchestrationFunction> _orchestrations;
    private readonly IReadOnlyDictionary<string, ActivityFunction> _activities;
    private readonly DurableOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly DurableTimers _timers;
    private readonly Channel<Instance> _ready = Channel.CreateUnbounded<Instance>();
    private readonly Channel<ActivityWork> _work = Channel.CreateUnbounded<ActivityWork>();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly LinkedList<Instance> _cache = new();
    private readonly Dictionary<string, List<TaskCompletionSource>> _watchers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly JsonDataConverter _json = JsonDataConverter.Default;
    private List<Task> _loops = [];
    private long _sequence;

    public DurableEngine(
        LocalAzure azure,
        IReadOnlyDictionary<string, OrchestrationFunction> orchestrations,
        IReadOnlyDictionary<string, ActivityFunction> activities,
        DurableOptions options,
        ILoggerFactory loggers)
    {
        _store = azure.Store;
        _clock = azure.Clock;
        _workload = azure.Workload;
        _orchestrations = orchestrations;
        _activities = activities;
        _options = options;
        _loggers = loggers;
        _log = loggers.CreateLogger("Host.Triggers.DurableTask");
        _timers = new DurableTimers(_clock, Fire);
        _sequence = _store.Read(session => session.Scalar<long>("SELECT COALESCE(MAX(seq), 0) FROM inbox"));
    }

    /// <summary>Takes up everything that was under way when the store was last closed or the process died, and begins to work.</summary>
    public void Start()
    {
        var (unstarted, inbox, activities, timers) = _store.Read(session => (
            session.Query("SELECT id FROM instances WHERE started = 0 AND id NOT IN (SELECT instance FROM timers WHERE task = -1)", row => row.GetString(0)),
            session.Query(
                "SELECT instance, seq, generation, kind, task, name, data, failure FROM inbox ORDER BY instance, seq",
                row => (Id: row.GetString(0), Message: new Message(
                    new HistoryEvent((HistoryEventKind)row.GetInt32(3), default, row.GetInt32(4), DurableTables.Text(row, 5), DurableTables.Text(row, 6),
                        Failure: DurableTables.ReadFailure(DurableTables.Text(row, 7))),
                    row.GetInt64(1),
                    row.IsDBNull(2) ? null : row.GetInt64(2)))),
            session.Query(
                "SELECT instance, generation, task, name, input FROM activities",
                row => new ActivityWork(row.GetString(0), row.GetInt64(1), row.GetInt32(2), row.GetString(3), DurableTables.Text(row, 4), Recovered: true)),
            session.Query(
                "SELECT instance, generation, task, fire_at FROM timers",
                row => (new TimerKey(row.GetString(0), row.GetInt64(1), row.GetInt32(2)), DurableTables.Instant(row.GetInt64(3))))));

        foreach (var id in unstarted)
        {
            Deliver(id, Message.Start, recovered: true);
        }

        foreach (var (id, message) in inbox)
        {
            Deliver(id, message, recovered: true);
        }

        foreach (var work in activities)
        {
            Dispatch(work);
        }

        foreach (var (key, at) in timers)
        {
            _timers.Add(key, at);
        }

        _clock.Register(_timers);
        _loops =
        [
            .. Enumerable.Range(0, _options.MaxConcurrentOrchestrators).Select(_ => Task.Run(RunTurnsAsync)),
            .. Enumerable.Range(0, _options.MaxConcurrentActivities).Select(_ => Task.Run(RunActivitiesAsync)),
        ];
    }

    /// <summary>Stops taking work up. What is under way is finished or, being in the store, taken up at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _ready.Writer.TryComplete();
        _work.Writer.TryComplete();
        await Task.WhenAll(_loops);
        _stopping.Dispose();
    }

    /// <summary>Creates an instance; the start is on disk when this completes.</summary>
    public async Task<string> ScheduleAsync(string name, string? input, StartOrchestrationOptions? options)
    {
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        var startAt = options?.StartAt;
        var now = _clock.GetUtcNow();
        var version = options?.Version?.Version ?? _options.DefaultVersion;
        await _store.WriteAsync(
            session =>
            {
                var generation = Replace(session, id, options?.DedupeStatuses) + 1;
                var row = Create(session, id, generation, name, version, null, input, now, options?.Tags);
                if (startAt is { } at)
                {
                    session.Execute("INSERT INTO timers VALUES (?1, ?2, -1, ?3)", id, generation, at.UtcTicks);
                }

                return row;
            },
            row =>
            {
                if (startAt is { } at)
                {
                    _timers.Add(new TimerKey(id, row.Generation, -1), at);
                }
                else
                {
                    Deliver(id, Message.Start with { Fresh = row });
                }
            });
        return id;
    }

    /// <summary>Tells an instance something; it is on disk when this completes. Nothing happens where the instance is unknown or has ended.</summary>
    public Task TellAsync(string id, HistoryEventKind kind, string? name, string? data)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        return _store.WriteAsync(
            session =>
            {
                if (session.Instance(id) is not { IsTerminal: false })
                {
                    return false;
                }

                Post(session, id, sequence, null, new HistoryEvent(kind, default, Name: name, Data: data));
                return true;
            },
            told =>
            {
                if (told)
                {
                    Deliver(id, new Message(new HistoryEvent(kind, default, Name: name, Data: data), sequence, null));
                }
            });
    }

    /// <summary>Completes when the instance next ends or starts; asked before the state is read, so that nothing is missed.</summary>
    public Task Watch(string id)
    {
        var watcher = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_watchers)
        {
            if (!_watchers.TryGetValue(id, out var list))
            {
                _watchers[id] = list = [];
            }

            list.Add(watcher);
        }

        return watcher.Task;
    }

    /// <summary>Removes ended instances and their histories; answers how many.</summary>
    public Task<int> PurgeAsync(IReadOnlyList<string> ids, bool recursive) => _store.WriteAsync(session =>
    {
        var count = 0;
        foreach (var id in ids)
        {
            if (session.Instance(id) is not { IsTerminal: true })
            {
                continue;
            }

            foreach (var purged in recursive ? Family(session, id) : [id])
            {
                count += session.Execute("DELETE FROM instances WHERE id = ?1", purged);
                session.Execute("DELETE FROM history WHERE instance = ?1", purged);
                session.Execute("DELETE FROM inbox WHERE instance = ?1", purged);
            }
        }

        return count;
    });

    /// <summary>An instance and all its sub-orchestrations.</summary>
    public static IReadOnlyList<string> Family(StoreSession session, string id)
    {
        List<string> family = [id];
        for (var i = 0; i < family.Count; i++)
        {
            family.AddRange(session.Query("SELECT id FROM instances WHERE parent_id = ?1", row => row.GetString(0), family[i]));
        }

        return family;
    }

    /// <summary>Runs a stored history against today's code.</summary>
    /// <returns>The first difference, or null if there is none.</returns>
    public static string? Replay(OrchestrationFunction function, OrchestrationHistory history)
    {
        var session = new OrchestrationSession(
            function, history.InstanceId, history.Version, history.ParentId is null ? null : new(history.ParentName!, history.ParentId), history.Input,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        try
        {
            var ended = history.Events.LastOrDefault(line => line.Kind == HistoryEventKind.ExecutionCompleted);
            session.Replay(history.Events);
            var turn = session.Run([]);
            var outcome = turn.End == TurnEnd.Failed ? turn.Failure!.ToString() : turn.Output;
            return ended is null || ended.Data == outcome || ended.Failure?.ErrorMessage == turn.Failure?.ErrorMessage && ended.Failure is not null
                ? null
                : $"The history ends with {ended.Data ?? ended.Failure?.ToString()}, but the code ends with {outcome ?? "nothing yet"}.";
        }
        catch (NonDeterminismException e)
        {
            return e.Message;
        }
    }

    private static long Replace(StoreSession session, string id, IReadOnlyList<string>? dedupe)
    {
        if (session.Instance(id) is not { } old)
        {
            return 0;
        }

        var refused = dedupe is null ? !old.IsTerminal : dedupe.Contains(old.Status.ToString(), StringComparer.OrdinalIgnoreCase) || !old.IsTerminal;
        if (refused)
        {
            throw new InvalidOperationException($"An Orchestration instance with the status {old.Status} already exists.");
        }

        session.Execute("DELETE FROM instances WHERE id = ?1", id);
        session.Execute("DELETE FROM history WHERE instance = ?1", id);
        session.Execute("DELETE FROM inbox WHERE instance = ?1", id);
        return old.Generation;
    }

    private static InstanceRow Create(
        StoreSession session, string id, long generation, string name, string version, (InstanceRow Row, int TaskId)? parent, string? input,
        DateTimeOffset now, IReadOnlyDictionary<string, string>? tags)
    {
        var row = new InstanceRow(
            id, generation, name, version, OrchestrationRuntimeStatus.Pending, parent?.Row.Name, parent?.Row.Id, parent?.Row.Generation ?? 0, parent?.TaskId ?? 0,
            now, now, input, null, null, null, tags is { Count: > 0 } ? JsonSerializer.Serialize(tags) : null, Started: false, 0);
        session.Execute(
            "INSERT INTO instances VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, NULL, NULL, NULL, ?12, 0, 0, 0)",
            id, generation, name, version, (long)row.Status, row.ParentName, row.ParentId, row.ParentGeneration, (long)row.ParentTaskId, now.UtcTicks, input, row.Tags);
        return row;
    }

    private static void Post(StoreSession session, string id, long sequence, long? generation, HistoryEvent line) => session.Execute(
        "INSERT INTO inbox VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        id, sequence, generation, (long)line.Kind, (long)line.TaskId, line.Name, line.Data, DurableTables.WriteFailure(line.Failure));

    private void Fire(TimerKey key, DateTimeOffset at)
    {
        Boundary.Reach(Boundary.TimerFired);
        Deliver(key.InstanceId, key.TaskId < 0
            ? Message.Start
            : new Message(new HistoryEvent(HistoryEventKind.TimerFired, default, key.TaskId, FireAt: at), null, key.Generation));
    }

    private void Deliver(string id, Message message, bool recovered = false)
    {
        lock (_gate)
        {
            if (!_instances.TryGetValue(id, out var instance))
            {
                _instances[id] = instance = new Instance(id);
            }

            instance.Recovered |= recovered;
            instance.Messages.Enqueue(message);
            MakeReady(instance);
        }
    }

    private void MakeReady(Instance instance)
    {
        if (!instance.Busy)
        {
            instance.Busy = true;
            _workload.Begin();
            if (!_ready.Writer.TryWrite(instance))
            {
                _workload.End();
            }
        }
    }

    private void Dispatch(ActivityWork work)
    {
        _workload.Begin();
        if (!_work.Writer.TryWrite(work))
        {
            _workload.End();
        }
    }

    private async Task RunTurnsAsync()
    {
        await foreach (var instance in _ready.Reader.ReadAllAsync())
        {
            if (!_stopping.IsCancellationRequested)
            {
                await TurnAsync(instance);
            }

            _workload.End();
        }
    }

    private async Task TurnAsync(Instance instance)
    {
        List<Message> taken;
        lock (_gate)
        {
            taken = [.. instance.Messages];
            instance.Messages.Clear();
        }

        try
        {
            if (instance.Recovered)
            {
                await CountAttemptAsync(instance);
            }

            await TakeTurnAsync(instance, taken);
            instance.Failures = 0;
            instance.Recovered = false;
        }
#pragma warning disable CA1031 // A turn that cannot be taken is tried again from the store, and after so many times set aside.
        catch (Exception e)
#pragma warning restore CA1031
        {
            instance.Session = null;
            _log.LogError(e, "A turn of {InstanceId} failed and is tried again.", instance.Id);
            if (StoreException.IsTrouble(e))
            {
                // The store's trouble is not the instance's: everything waits until it can be written again.
                Return(instance, taken);
                await StoreException.PauseAsync(_stopping.Token);
            }
            else if (++instance.Failures < MostAttempts)
            {
                Return(instance, taken);
            }
            else
            {
                await SetAsideAsync(instance, $"{e.GetType().Name}: {e.Message}");
            }
        }

        lock (_gate)
        {
            instance.Busy = false;
            if (instance.Messages.Count > 0)
            {
                MakeReady(instance);
            }
            else
            {
                Rest(instance);
            }
        }
    }

    private void Return(Instance instance, List<Message> taken)
    {
        lock (_gate)
        {
            Message[] later = [.. instance.Messages];
            instance.Messages.Clear();
            foreach (var message in taken.Concat(later))
            {
                instance.Messages.Enqueue(message);
            }
        }
    }

    /// <summary>Keeps an instance that waits in memory for its next event, least recently used out first, and forgets one that has ended.</summary>
    private void Rest(Instance instance)
    {
        if (instance.Place is { } place)
        {
            _cache.Remove(place);
            instance.Place = null;
        }

        if (instance.Session is not null)
        {
            instance.Place = _cache.AddLast(instance);
        }
        else if (instance.Held.Count == 0)
        {
            _instances.Remove(instance.Id);
        }

        while (_cache.Count > _options.CachedInstances)
        {
            var oldest = _cache.First!.Value;
            _cache.RemoveFirst();
            oldest.Place = null;
            if (!oldest.Busy)
            {
                oldest.Session = null;
                if (oldest.Held.Count == 0)
                {
                    _instances.Remove(oldest.Id);
                }
            }
        }
    }

    private async Task TakeTurnAsync(Instance instance, List<Message> taken)
    {
        if (instance.Session is null && !(taken[0].Fresh is { } fresh ? Begin(instance, fresh, [], []) : Load(instance)))
        {
            await DropAsync(instance.Id, taken);
            return;
        }

        var row = instance.Row!;
        var now = _clock.GetUtcNow();
        List<HistoryEvent> news = [];
        List<Message> consumed = [];
        List<Message> held = [.. instance.Held];
        HistoryEvent? terminated = null;
        var incoming = new Queue<Message>(taken);
        while (incoming.TryDequeue(out var message))
        {
            var kind = message.Line.Kind;
            if (instance.Suspended && kind is not (HistoryEventKind.ExecutionResumed or HistoryEventKind.ExecutionTerminated))
            {
                held.Add(message);
                continue;
            }

            consumed.Add(message);
            if (kind == HistoryEventKind.ExecutionStarted ? row.Started || news.Any(line => line.Kind == kind)
                : message.Generation is { } generation && generation != row.Generation)
            {
                continue;
            }

            instance.Suspended = kind == HistoryEventKind.ExecutionSuspended || (instance.Suspended && kind != HistoryEventKind.ExecutionResumed);
            var line = message.Line with { At = now };
            if (kind == HistoryEventKind.ExecutionStarted)
            {
                news.Insert(0, line with { Name = row.Name, Data = row.Input });
            }
            else
            {
                news.Add(line);
            }

            if (kind == HistoryEventKind.ExecutionTerminated)
            {
                terminated = line;
                break;
            }

            if (kind == HistoryEventKind.ExecutionResumed)
            {
                Message[] rest = [.. held, .. incoming];
                held.Clear();
                incoming = new Queue<Message>(rest);
            }
        }

        consumed.AddRange(incoming);
        if (terminated is not null)
        {
            consumed.AddRange(held);
            held.Clear();
        }

        if (!row.Started && news.All(line => line.Kind != HistoryEventKind.ExecutionStarted))
        {
            // Told before its scheduled start: kept until then, unless it was ended.
            if (terminated is null)
            {
                instance.Held = [.. held, .. consumed];
                return;
            }
        }
        else if (news.Any(line => line.Kind == HistoryEventKind.ExecutionStarted) && held.Count > 0 && !instance.Suspended)
        {
            news.AddRange(held.Select(message => message.Line with { At = now }));
            consumed.AddRange(held);
            held.Clear();
        }

        if (news.Count == 0)
        {
            await DropAsync(instance.Id, consumed);
            instance.Held = held;
            return;
        }

        news.Insert(0, new HistoryEvent(HistoryEventKind.OrchestratorStarted, now));
        var turn = terminated is null ? Run(instance, news) : null;
        Boundary.Reach(Boundary.TurnComputed);
        await CommitAsync(instance, row, now, news, consumed, turn, terminated);

        // Only now: a turn that failed to commit is taken again from what was held before it.
        instance.Held = held;
    }

    private bool Load(Instance instance)
    {
        var (row, history, openTimers) = _store.Read(session => (
            session.Instance(instance.Id), session.History(instance.Id), session.Query(
                "SELECT task FROM timers WHERE instance = ?1", timer => timer.GetInt32(0), instance.Id)));
        if (row is not { IsTerminal: false })
        {
            return false;
        }

        return Begin(instance, row, history, openTimers);
    }

    private bool Begin(Instance instance, InstanceRow row, List<HistoryEvent> history, List<int> openTimers)
    {
        instance.Row = row;
        instance.Suspended = row.Status == OrchestrationRuntimeStatus.Suspended;
        instance.NextLine = history.Count;
        instance.Timers = [.. openTimers];
        instance.Broken = null;
        if (!_orchestrations.TryGetValue(row.Name, out var function))
        {
            instance.Broken = new(OrchestratorNotFound, $"The orchestrator task named '{row.Name}' was not found.", null, null, null);
            return true;
        }

        instance.Session = new OrchestrationSession(function, row.Id, row.Version, row.Parent, row.Input, _loggers);
        try
        {
            instance.Session.Replay(history);
        }
        catch (NonDeterminismException e)
        {
            instance.Broken = new(OrchestrationSession.NonDeterministic, e.Message, null, null, null);
        }

        return true;
    }

    private static Turn Run(Instance instance, List<HistoryEvent> news)
    {
        if (instance.Broken is { } broken)
        {
            return new Turn(TurnEnd.Failed, [], [.. instance.Timers], null, broken, null);
        }

        return instance.Session!.Run(news);
    }

    private async Task CommitAsync(
        Instance instance, InstanceRow row, DateTimeOffset now, List<HistoryEvent> news, List<Message> consumed, Turn? turn, HistoryEvent? terminated)
    {
        Traffic.Turns.Add(1);
        Traffic.Deliveries.Add(consumed.Count);
        var end = turn?.End ?? TurnEnd.Completed;
        var failure = turn?.Failure;
        var status = terminated is not null ? OrchestrationRuntimeStatus.Terminated
            : end == TurnEnd.Completed ? OrchestrationRuntimeStatus.Completed
            : end == TurnEnd.Failed ? OrchestrationRuntimeStatus.Failed
            : instance.Suspended ? OrchestrationRuntimeStatus.Suspended
            : OrchestrationRuntimeStatus.Running;
        var output = terminated is not null ? terminated.Data : turn!.Output;
        var asked = turn?.Asked ?? [];
        var over = end is TurnEnd.Completed or TurnEnd.Failed;
        var lines = asked.Count == 0 ? news : [.. news, .. asked];
        if (over)
        {
            lines = [.. lines, new HistoryEvent(HistoryEventKind.ExecutionCompleted, now, Name: status.ToString(), Data: output, Failure: failure)];
        }

        HashSet<int> gone = [.. turn?.CancelledTimers ?? [], .. over || end == TurnEnd.ContinuedAsNew ? instance.Timers : []];
        var toParent = over ? ToParent(row, status, output, failure) : null;
        List<(string Id, Message Message)> mail = [];
        List<ActivityWork> work = [];
        List<(TimerKey Key, DateTimeOffset At)> timers = [];
        var custom = instance.Session?.CustomStatus ?? row.CustomStatus;

        await _store.WriteAsync(
            session =>
            {
                foreach (var message in consumed)
                {
                    Forget(session, instance.Id, message);
                }

                foreach (var timer in gone)
                {
                    session.Execute("DELETE FROM timers WHERE instance = ?1 AND generation = ?2 AND task = ?3", instance.Id, row.Generation, (long)timer);
                }

                var next = turn?.Next;
                if (end == TurnEnd.ContinuedAsNew)
                {
                    session.Execute("DELETE FROM history WHERE instance = ?1", instance.Id);
                    var first = session.Scalar<long?>("SELECT MIN(seq) FROM inbox WHERE instance = ?1", instance.Id) ?? 0;
                    for (var i = 0; i < next!.Events.Count; i++)
                    {
                        var (name, data) = next.Events[i];
                        var line = new HistoryEvent(HistoryEventKind.EventRaised, default, Name: name, Data: data);
                        var sequence = Math.Min(first, 0) - next.Events.Count + i;
                        Post(session, instance.Id, sequence, null, line);
                        mail.Add((instance.Id, new Message(line, sequence, null)));
                    }
                }
                else
                {
                    for (var i = 0; i < lines.Count; i++)
                    {
                        session.AddHistory(instance.Id, instance.NextLine + i, lines[i]);
                    }
                }

                foreach (var line in asked)
                {
                    Ask(session, row, now, line, gone, mail, work, timers);
                }

                if (toParent is { } answer)
                {
                    Post(session, answer.Id, answer.Message.Sequence!.Value, answer.Message.Generation, answer.Message.Line);
                }

                if (end == TurnEnd.ContinuedAsNew)
                {
                    session.Execute(
                        "UPDATE instances SET generation = generation + 1, version = ?2, input = ?3, status = 0, started = 0, updated = ?4, custom_status = ?5, "
                        + "history_events = history_events + ?6, attempts = 0 WHERE id = ?1",
                        instance.Id, next!.Version ?? row.Version, next.Input, now.UtcTicks, custom, (long)lines.Count);
                }
                else
                {
                    session.Execute(
                        "UPDATE instances SET status = ?2, started = 1, updated = ?3, custom_status = ?4, output = ?5, failure = ?6, "
                        + "history_events = history_events + ?7, attempts = 0 WHERE id = ?1",
                        instance.Id, (long)status, now.UtcTicks, custom, output, DurableTables.WriteFailure(failure), (long)lines.Count);
                }

                return true;
            },
            _ =>
            {
                Boundary.Reach(Boundary.TurnCommitted);
                foreach (var timer in gone)
                {
                    _timers.Remove(new TimerKey(instance.Id, row.Generation, timer));
                }

                foreach (var (key, at) in timers)
                {
                    _timers.Add(key, at);
                }

                foreach (var activity in work)
                {
                    Dispatch(activity);
                }

                if (end == TurnEnd.ContinuedAsNew)
                {
                    lock (_gate)
                    {
                        Message[] later = [.. instance.Messages];
                        instance.Messages.Clear();
                        instance.Messages.Enqueue(Message.Start);
                        foreach (var message in mail.Where(sent => sent.Id == instance.Id && sent.Message.Sequence < 0).Select(sent => sent.Message).Concat(later))
                        {
                            instance.Messages.Enqueue(message);
                        }
                    }
                }

                foreach (var (id, message) in mail)
                {
                    if (message.Sequence is null or >= 0)
                    {
                        Deliver(id, message);
                    }
                }

                if (toParent is { } answer)
                {
                    Deliver(answer.Id, answer.Message);
                }
            });

        instance.NextLine += lines.Count;
        instance.Timers.ExceptWith(gone);
        instance.Timers.UnionWith(timers.Where(timer => timer.Key.InstanceId == instance.Id).Select(timer => timer.Key.TaskId));
        instance.Timers.ExceptWith(news.Where(line => line.Kind == HistoryEventKind.TimerFired).Select(line => line.TaskId));
        instance.Row = row with { Started = true, Status = status, CustomStatus = custom };
        if (over || end == TurnEnd.ContinuedAsNew)
        {
            instance.Session = null;
        }

        if (over || !row.Started)
        {
            Notify(instance.Id);
        }
    }

    private void Ask(
        StoreSession session, InstanceRow row, DateTimeOffset now, HistoryEvent line, HashSet<int> gone,
        List<(string Id, Message Message)> mail, List<ActivityWork> work, List<(TimerKey Key, DateTimeOffset At)> timers)
    {
        switch (line.Kind)
        {
            case HistoryEventKind.TaskScheduled:
                session.Execute("INSERT INTO activities VALUES (?1, ?2, ?3, ?4, ?5, 0)", row.Id, row.Generation, (long)line.TaskId, line.Name, line.Data);
                work.Add(new ActivityWork(row.Id, row.Generation, line.TaskId, line.Name!, line.Data, Recovered: false));
                break;
            case HistoryEventKind.TimerCreated when !gone.Contains(line.TaskId):
                session.Execute("INSERT INTO timers VALUES (?1, ?2, ?3, ?4)", row.Id, row.Generation, (long)line.TaskId, line.FireAt!.Value.UtcTicks);
                timers.Add((new TimerKey(row.Id, row.Generation, line.TaskId), line.FireAt.Value));
                break;
            case HistoryEventKind.SubOrchestrationCreated:
                AskChild(session, row, now, line, mail);
                break;
            case HistoryEventKind.EventSent:
                if (session.Instance(line.InstanceId!) is { IsTerminal: false })
                {
                    var message = new Message(
                        new HistoryEvent(HistoryEventKind.EventRaised, default, Name: line.Name, Data: line.Data), Interlocked.Increment(ref _sequence), null);
                    Post(session, line.InstanceId!, message.Sequence!.Value, null, message.Line);
                    mail.Add((line.InstanceId!, message));
                }

                break;
            default:
                break;
        }
    }

    private void AskChild(StoreSession session, InstanceRow row, DateTimeOffset now, HistoryEvent line, List<(string Id, Message Message)> mail)
    {
        try
        {
            var generation = Replace(session, line.InstanceId!, null) + 1;
            var child = Create(session, line.InstanceId!, generation, line.Name!, _options.DefaultVersion, (row, line.TaskId), line.Data, now, null);
            mail.Add((line.InstanceId!, Message.Start with { Fresh = child }));
        }
        catch (InvalidOperationException e)
        {
            var refusal = new Message(
                new HistoryEvent(HistoryEventKind.SubOrchestrationFailed, default, line.TaskId, line.Name, Failure: TaskFailureDetails.FromException(e)),
                Interlocked.Increment(ref _sequence),
                row.Generation);
            Post(session, row.Id, refusal.Sequence!.Value, refusal.Generation, refusal.Line);
            mail.Add((row.Id, refusal));
        }
    }

    private (string Id, Message Message)? ToParent(InstanceRow row, OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure) =>
        row.ParentId is { } parentId ? (parentId, new Message(Answer(row, status, output, failure), Interlocked.Increment(ref _sequence), row.ParentGeneration)) : null;

    private static HistoryEvent Answer(InstanceRow row, OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure) =>
        status == OrchestrationRuntimeStatus.Completed
            ? new HistoryEvent(HistoryEventKind.SubOrchestrationCompleted, default, row.ParentTaskId, row.Name, output)
            : new HistoryEvent(
                HistoryEventKind.SubOrchestrationFailed,
                default,
                row.ParentTaskId,
                row.Name,
                Failure: failure ?? new("OrchestrationTerminated", $"The sub-orchestration '{row.Id}' was terminated.", null, null, null));

    private static void Forget(StoreSession session, string id, Message message)
    {
        if (message.Sequence is { } sequence)
        {
            session.Execute("DELETE FROM inbox WHERE instance = ?1 AND seq = ?2", id, sequence);
        }
        else if (message.Generation is { } generation)
        {
            session.Execute(
                message.Line.Kind == HistoryEventKind.TimerFired
                    ? "DELETE FROM timers WHERE instance = ?1 AND generation = ?2 AND task = ?3"
                    : "DELETE FROM activities WHERE instance = ?1 AND generation = ?2 AND task = ?3",
                id, generation, (long)message.Line.TaskId);
        }
        else
        {
            session.Execute("DELETE FROM timers WHERE instance = ?1 AND task = -1", id);
        }
    }

    private Task DropAsync(string id, List<Message> messages) => _store.WriteAsync(session =>
    {
        foreach (var message in messages)
        {
            Forget(session, id, message);
        }
    });

    private async Task CountAttemptAsync(Instance instance)
    {
        var attempts = await _store.WriteAsync(session =>
        {
            session.Execute("UPDATE instances SET attempts = attempts + 1 WHERE id = ?1", instance.Id);
            return session.Scalar<long?>("SELECT attempts FROM instances WHERE id = ?1", instance.Id) ?? 0;
        });
        if (attempts > MostAttempts)
        {
            await SetAsideAsync(instance, "The process ended while this orchestration was running its turn.");
        }
    }

    private async Task SetAsideAsync(Instance instance, string reason)
    {
        var failure = new TaskFailureDetails(SetAside, $"Set aside after {MostAttempts} attempts. {reason}", null, null, null);
        var now = _clock.GetUtcNow();
        _log.LogCritical("{InstanceId} is set aside after {Attempts} attempts: {Reason}", instance.Id, MostAttempts, reason);
        await _store.WriteAsync(
            session =>
            {
                session.Execute("INSERT INTO set_aside (at, instance, work, reason) VALUES (?1, ?2, 'orchestrator', ?3)", now.UtcTicks, instance.Id, reason);
                session.Execute(
                    "UPDATE instances SET status = ?2, failure = ?3, updated = ?4, started = 1 WHERE id = ?1",
                    instance.Id, (long)OrchestrationRuntimeStatus.Failed, DurableTables.WriteFailure(failure), now.UtcTicks);
                session.Execute("DELETE FROM timers WHERE instance = ?1", instance.Id);
                session.Execute("DELETE FROM inbox WHERE instance = ?1", instance.Id);
                var toParent = session.Instance(instance.Id) is { } row ? ToParent(row, OrchestrationRuntimeStatus.Failed, null, failure) : null;
                if (toParent is { } answer)
                {
                    Post(session, answer.Id, answer.Message.Sequence!.Value, answer.Message.Generation, answer.Message.Line);
                }

                return toParent;
            },
            toParent =>
            {
                if (toParent is { } answer)
                {
                    Deliver(answer.Id, answer.Message);
                }
            });
        instance.Session = null;
        instance.Held = [];
        Notify(instance.Id);
    }

    private void Notify(string id)
    {
        List<TaskCompletionSource>? watchers;
        lock (_watchers)
        {
            _watchers.Remove(id, out watchers);
        }

        foreach (var watcher in watchers ?? [])
        {
            watcher.TrySetResult();
        }
    }

    private async Task RunActivitiesAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync())
        {
            if (!_stopping.IsCancellationRequested)
            {
                await PerformAsync(work);
            }

            _workload.End();
        }
    }

    private async Task PerformAsync(ActivityWork work)
    {
        HistoryEvent result;
        try
        {
            if (work.Recovered && await CountAttemptAsync(work) > MostAttempts)
            {
                throw new WorkItemSetAsideException($"Set aside after {MostAttempts} attempts: the process ended each time while it ran.");
            }

            if (!_activities.TryGetValue(work.Name, out var activity))
            {
                result = Failed(work, new(ActivityNotFound, $"The activity task named '{work.Name}' was not found.", null, null, null));
            }
            else
            {
                Boundary.Reach(Boundary.ActivityStarting);
                Traffic.Activities.Add(1);
                var input = activity.InputType is { } type ? _json.Deserialize(work.Input, type) : null;
                var output = await activity.Run(input, work.InstanceId, _stopping.Token);
                Boundary.Reach(Boundary.ActivityDone);
                result = new HistoryEvent(HistoryEventKind.TaskCompleted, default, work.TaskId, Data: _json.Serialize(output));
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever an activity throws is its orchestration's to see.
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = Failed(work, TaskFailureDetails.FromException(e));
        }

        Deliver(work.InstanceId, new Message(result, null, work.Generation));
    }

    private Task<long> CountAttemptAsync(ActivityWork work)
    {
        var now = _clock.GetUtcNow();
        return _store.WriteAsync(session =>
        {
            session.Execute(
                "UPDATE activities SET attempts = attempts + 1 WHERE instance = ?1 AND generation = ?2 AND task = ?3",
                work.InstanceId, work.Generation, (long)work.TaskId);
            var attempts = session.Scalar<long>(
                "SELECT attempts FROM activities WHERE instance = ?1 AND generation = ?2 AND task = ?3", work.InstanceId, work.Generation, (long)work.TaskId);
            if (attempts > MostAttempts)
            {
                session.Execute(
                    "INSERT INTO set_aside (at, instance, work, reason) VALUES (?1, ?2, ?3, 'The process ended each time while it ran.')",
                    now.UtcTicks, work.InstanceId, $"activity {work.Name} #{work.TaskId}");
            }

            return attempts;
        });
    }

    private static HistoryEvent Failed(ActivityWork work, TaskFailureDetails failure) =>
        new(HistoryEventKind.TaskFailed, default, work.TaskId, Failure: failure);

    /// <summary>Something for an instance: from its inbox (with a sequence), or an answer to one generation's task, or its start.</summary>
    private sealed record Message(HistoryEvent Line, long? Sequence, long? Generation)
    {
        public static readonly Message Start = new(new HistoryEvent(HistoryEventKind.ExecutionStarted, default), null, null);

        /// <summary>The row of an instance that has only just been created, so that it need not be read.</summary>
        public InstanceRow? Fresh { get; init; }
    }

    private sealed record ActivityWork(string InstanceId, long Generation, int TaskId, string Name, string? Input, bool Recovered);

    /// <summary>An instance with something to do or cached. Its fields but the queue belong to its one turn at a time.</summary>
    private sealed class Instance(string id)
    {
        public string Id => id;

        public Queue<Message> Messages { get; } = new();

        /// <summary>What came while it was suspended or not yet begun; in the inbox too.</summary>
        public List<Message> Held { get; set; } = [];

        public HashSet<int> Timers { get; set; } = [];

        public OrchestrationSession? Session { get; set; }

        public InstanceRow? Row { get; set; }

        public TaskFailureDetails? Broken { get; set; }

        public LinkedListNode<Instance>? Place { get; set; }

        public long NextLine { get; set; }

        public int Failures { get; set; }

        public bool Busy { get; set; }

        public bool Suspended { get; set; }

        public bool Recovered { get; set; }
    }
}

/// <summary>A work item was set aside because it kept taking the process down.</summary>
internal sealed class WorkItemSetAsideException(string message) : Exception(message);
