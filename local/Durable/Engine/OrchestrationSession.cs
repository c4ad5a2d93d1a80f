using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Local;

/// <summary>How a generation of an orchestration ended, if it did.</summary>
internal enum TurnEnd
{
    Waiting,
    Completed,
    Failed,
    ContinuedAsNew,
}

/// <summary>
/// One running generation of an orchestration: the orchestrator's code, suspended at its awaits, and the context it sees. It is fed its
/// history line by line; what the code then asks for must be what the history says was asked for, or the first difference is named.
/// </summary>
internal sealed class OrchestrationSession : TaskOrchestrationContext
{
    internal const string NonDeterministic = "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException";

    private readonly OrchestrationFunction _function;
    private readonly JsonDataConverter _json = JsonDataConverter.Default;
    private readonly ILoggerFactory _loggers;
    private readonly TurnContext _turn = new();
    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly Queue<HistoryEvent> _asked = new();
    private readonly List<int> _cancelledTimers = [];
    private readonly List<(string Name, string? Data)> _buffered = [];
    private readonly Dictionary<string, Stack<Action<string?>>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _input;
    private Task<object?>? _run;
    private (object? Input, bool Preserve, string? Version)? _continueAs;
    private DateTimeOffset _now;
    private bool _replaying;
    private int _nextTaskId;
    private int _guids;

    public OrchestrationSession(
        OrchestrationFunction function, string instanceId, string version, ParentOrchestrationInstance? parent, string? input, ILoggerFactory loggers)
    {
        _function = function;
        _loggers = loggers;
        _input = input;
        InstanceId = instanceId;
        Version = version;
        Parent = parent;
    }

    public override TaskName Name => _function.Name;

    public override string InstanceId { get; }

    public override ParentOrchestrationInstance? Parent { get; }

    public override DateTime CurrentUtcDateTime => _now.UtcDateTime;

    public override bool IsReplaying => _replaying;

    public override string Version { get; }

    /// <summary>The custom status as JSON, and whether it changed since it was last asked for.</summary>
    public string? CustomStatus { get; private set; }

    protected override ILoggerFactory LoggerFactory => _loggers;

    /// <summary>Feeds what happened in earlier turns.</summary>
    /// <exception cref="NonDeterminismException">The code no longer asks for what the history says it asked for.</exception>
    public void Replay(IEnumerable<HistoryEvent> past)
    {
        _replaying = true;
        foreach (var line in past)
        {
            Feed(line);
        }

        RequireNothingLeft("the history ends");
        _replaying = false;
    }

    /// <summary>Feeds a new turn; answers what the code now asks for.</summary>
    public Turn Run(IEnumerable<HistoryEvent> news)
    {
        _cancelledTimers.Clear();
        foreach (var line in news)
        {
            Feed(line);
        }

        var end = End();
        var asked = _asked.ToList();
        _asked.Clear();
        if (end != TurnEnd.Waiting)
        {
            _cancelledTimers.AddRange(_open.Where(open => open.Value.Kind == HistoryEventKind.TimerCreated).Select(open => open.Key));
        }

        return new Turn(end, asked, [.. _cancelledTimers], Output(end), Failure(end), _continueAs is { } next
            ? new NextGeneration(_json.Serialize(next.Input), next.Version, next.Preserve ? _buffered : [])
            : null);
    }

    public override T GetInput<T>() => _json.Deserialize<T>(_input)!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        Retried(options, () => Ask<TResult>(new HistoryEvent(HistoryEventKind.TaskScheduled, _now, _nextTaskId++, name.Name, _json.Serialize(input))));

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        return Retried(options, () => Ask<TResult>(new HistoryEvent(
            HistoryEventKind.SubOrchestrationCreated,
            _now,
            _nextTaskId++,
            orchestratorName.Name,
            _json.Serialize(input),
            (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N"))));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        RequireTurn();
        var line = new HistoryEvent(
            HistoryEventKind.TimerCreated, _now, _nextTaskId++, FireAt: new DateTimeOffset(DateTime.SpecifyKind(fireAt, DateTimeKind.Utc)));
        var done = new TaskCompletionSource();
        _asked.Enqueue(line);
        _open[line.TaskId] = new OpenTask(line.Kind, _ => done.TrySetResult());
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() =>
            {
                if (done.TrySetCanceled(cancellationToken))
                {
                    _open.Remove(line.TaskId);
                    _cancelledTimers.Add(line.TaskId);
                }
            });
        }

        return done.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequireTurn();
        var buffered = _buffered.FindIndex(waiting => string.Equals(waiting.Name, eventName, StringComparison.OrdinalIgnoreCase));
        if (buffered >= 0)
        {
            var data = _buffered[buffered].Data;
            _buffered.RemoveAt(buffered);
            var ready = new TaskCompletionSource<T>();
            Settle(ready, data);
            return ready.Task;
        }

        // As in the real engine, a cancelled wait stays where it is, newest first, and swallows the next event of its name.
        var done = new TaskCompletionSource<T>();
        if (!_waits.TryGetValue(eventName, out var waits))
        {
            _waits[eventName] = waits = new Stack<Action<string?>>();
        }

        waits.Push(data => Settle(done, data));
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        }

        return done.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        RequireTurn();
        _asked.Enqueue(new HistoryEvent(HistoryEventKind.EventSent, _now, _nextTaskId++, eventName, _json.Serialize(payload), instanceId));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        RequireTurn();
        CustomStatus = _json.Serialize(customStatus);
    }

    public override void ContinueAsNew(ContinueAsNewOptions options) =>
        _continueAs = (options.NewInput, options.PreserveUnprocessedEvents, options.NewVersion);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        _continueAs = (newInput, preserveUnprocessedEvents, null);

    public override Guid NewGuid()
    {
        RequireTurn();
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{InstanceId}_{_now:O}_{_guids++}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private void Feed(HistoryEvent line)
    {
        switch (line.Kind)
        {
            case HistoryEventKind.OrchestratorStarted:
                RequireNothingLeft("the turn ends");
                _now = line.At;
                break;
            case HistoryEventKind.ExecutionStarted:
                _turn.Run(Begin);
                break;
            case HistoryEventKind.TaskScheduled or HistoryEventKind.TimerCreated or HistoryEventKind.SubOrchestrationCreated or HistoryEventKind.EventSent:
                Match(line);
                break;
            case HistoryEventKind.TaskCompleted or HistoryEventKind.TaskFailed or HistoryEventKind.TimerFired
                or HistoryEventKind.SubOrchestrationCompleted or HistoryEventKind.SubOrchestrationFailed:
                if (_open.Remove(line.TaskId, out var open))
                {
                    _turn.Run(() => open.Complete(line));
                }

                break;
            case HistoryEventKind.EventRaised:
                _turn.Run(() => Raise(line.Name!, line.Data));
                break;
            default:
                break;
        }
    }

    private void Begin()
    {
        try
        {
            var input = _function.InputType is { } type ? _json.Deserialize(_input, type) : null;
            _run = _function.Run(this, input);
        }
#pragma warning disable CA1031 // Whatever the orchestrator throws before its first await is its failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _run = Task.FromException<object?>(e);
        }
    }

    private void Raise(string name, string? data)
    {
        if (_waits.TryGetValue(name, out var waits) && waits.TryPop(out var wait))
        {
            wait(data);
        }
        else
        {
            _buffered.Add((name, data));
        }
    }

    private Task<T> Ask<T>(HistoryEvent line)
    {
        RequireTurn();
        var done = new TaskCompletionSource<T>();
        _asked.Enqueue(line);
        _open[line.TaskId] = new OpenTask(line.Kind, result =>
        {
            if (result.Failure is { } failure)
            {
                done.SetException(new TaskFailedException(line.Name!, line.TaskId, failure));
            }
            else
            {
                Settle(done, result.Data);
            }
        });
        return done.Task;
    }

    /// <summary>Completes an await with what was sent, or with the reason why it cannot be read as what the code awaits.</summary>
    private void Settle<T>(TaskCompletionSource<T> done, string? data)
    {
        try
        {
            done.TrySetResult(_json.Deserialize<T>(data)!);
        }
        catch (JsonException e)
        {
            done.TrySetException(e);
        }
    }

    private async Task<T> Retried<T>(TaskOptions? options, Func<Task<T>> call)
    {
        if (options?.Retry?.Policy is not { } policy)
        {
            return await call();
        }

        var began = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException e) when (attempt < policy.MaxNumberOfAttempts
                && e.FailureDetails.ErrorType is not (DurableEngine.ActivityNotFound or DurableEngine.OrchestratorNotFound)
                && (policy.RetryTimeout == Timeout.InfiniteTimeSpan || CurrentUtcDateTime + Delay(policy, attempt) < began + policy.RetryTimeout))
            {
                await CreateTimer(Delay(policy, attempt), CancellationToken.None);
            }
        }
    }

    private static TimeSpan Delay(RetryPolicy policy, int attempt) => TimeSpan.FromTicks((long)Math.Min(
        policy.MaxRetryInterval.Ticks, policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt - 1)));

    /// <summary>A line that says what an earlier run of the code asked for must be what today's code asked for.</summary>
    private void Match(HistoryEvent line)
    {
        if (!_asked.TryDequeue(out var asked))
        {
            throw new NonDeterminismException($"The history has {Describe(line)}, but the code asks for nothing there.");
        }

        // A child's generated id may depend on nothing but the history, so it is compared too.
        if (asked.Kind != line.Kind || asked.TaskId != line.TaskId
            || !string.Equals(asked.Name, line.Name, StringComparison.OrdinalIgnoreCase)
            || asked.InstanceId != line.InstanceId || asked.FireAt != line.FireAt)
        {
            throw new NonDeterminismException($"The history has {Describe(line)}, but the code asks for {Describe(asked)}.");
        }
    }

    private void RequireNothingLeft(string where)
    {
        if (_replaying && _asked.TryPeek(out var left))
        {
            throw new NonDeterminismException($"The code asks for {Describe(left)}, but {where} without it.");
        }
    }

    private void RequireTurn()
    {
        if (!_turn.IsCurrent)
        {
            throw new InvalidOperationException("The orchestrator used its context from another thread: it awaited something that is not durable "
                + "(or used ConfigureAwait(false)). Only tasks of the context may be awaited.");
        }
    }

    private TurnEnd End()
    {
        if (_run is { IsCompletedSuccessfully: true })
        {
            return _continueAs is null ? TurnEnd.Completed : TurnEnd.ContinuedAsNew;
        }

        if (_run is { IsCompleted: true })
        {
            return TurnEnd.Failed;
        }

        return _turn.Foreign || (_open.Count == 0 && _waits.Values.All(waits => waits.Count == 0)) ? TurnEnd.Failed : TurnEnd.Waiting;
    }

    private string? Output(TurnEnd end) => end == TurnEnd.Completed ? _json.Serialize(_run!.Result) : null;

    private TaskFailureDetails? Failure(TurnEnd end) => end != TurnEnd.Failed
        ? null
        : _run?.Exception?.InnerException is { } error
            ? TaskFailureDetails.FromException(error)
            : _run is { IsCanceled: true }
                ? new(typeof(TaskCanceledException).FullName!, "A task was canceled.", null, null, null)
                : new(NonDeterministic, "The orchestrator awaits something that is not durable, so it can neither go on nor be replayed.", null, null, null);

    private static string Describe(HistoryEvent line) => line.Kind switch
    {
        HistoryEventKind.TimerCreated => $"{line.Kind} #{line.TaskId} due {line.FireAt:O}",
        HistoryEventKind.SubOrchestrationCreated or HistoryEventKind.EventSent => $"{line.Kind} #{line.TaskId} '{line.Name}' for '{line.InstanceId}'",
        _ => $"{line.Kind} #{line.TaskId} '{line.Name}'",
    };

    private sealed record OpenTask(HistoryEventKind Kind, Action<HistoryEvent> Complete);

    /// <summary>Runs the orchestrator's code on the thread of the turn alone, and sees when something else tries to.</summary>
    private sealed class TurnContext : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
        private volatile int _thread;

        public bool Foreign { get; private set; }

        public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (IsCurrent)
            {
                _queue.Enqueue((d, state));
            }
            else
            {
                Foreign = true;
            }
        }

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;

        public void Run(Action step)
        {
            var outer = Current;
            SetSynchronizationContext(this);
            _thread = Environment.CurrentManagedThreadId;
            try
            {
                step();
                while (_queue.TryDequeue(out var next))
                {
                    next.Callback(next.State);
                }
            }
            finally
            {
                _thread = 0;
                SetSynchronizationContext(outer);
            }
        }
    }
}

/// <summary>What a turn of an orchestration came to.</summary>
/// <param name="End">How the generation ended, if it did.</param>
/// <param name="Asked">What the code newly asks for.</param>
/// <param name="CancelledTimers">The timers that no longer matter.</param>
/// <param name="Output">Its result as JSON.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Next">What it goes on with as a new generation.</param>
internal sealed record Turn(
    TurnEnd End, IReadOnlyList<HistoryEvent> Asked, IReadOnlyList<int> CancelledTimers, string? Output, TaskFailureDetails? Failure, NextGeneration? Next);

/// <summary>What a generation hands to the next.</summary>
internal sealed record NextGeneration(string? Input, string? Version, IReadOnlyList<(string Name, string? Data)> Events);

/// <summary>Today's code does not ask for what the history says it asked for; the message names the first difference.</summary>
internal sealed class NonDeterminismException(string message) : Exception(message);
