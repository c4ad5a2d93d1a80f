using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Local;

/// <summary>
/// Runs the timer functions as they fall due: never one twice at once, and however many runs were missed, one makes up for them.
/// </summary>
internal sealed class TimerFunctions(
    IReadOnlyList<TimerFunction> timers,
    FunctionInvoker invoker,
    LocalAzure azure,
    ILogger<TimerFunctions> logger,
    CancellationToken stopping) : IDueSource
{
    internal const string Schema = "CREATE TABLE IF NOT EXISTS timer_functions "
        + "(name TEXT PRIMARY KEY, expression TEXT NOT NULL, last_ticks INTEGER, next_ticks INTEGER NOT NULL) WITHOUT ROWID;";

    private readonly Lock _gate = new();
    private bool _stopped;

    /// <inheritdoc/>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                DateTimeOffset? next = null;
                foreach (var timer in timers)
                {
                    if (timer.Running is null && !_stopped && (next is null || timer.Next < next))
                    {
                        next = timer.Next;
                    }
                }

                return next;
            }
        }
    }

    /// <summary>Takes the timers up where the store left them; what fell due since then is run once, as past due.</summary>
    public async Task StartAsync()
    {
        var kept = azure.Store.Read(session => session.Query(
            "SELECT name, expression, last_ticks, next_ticks FROM timer_functions",
            row => (
                Name: row.GetString(0),
                Expression: row.GetString(1),
                Last: row.IsDBNull(2) ? null : (long?)row.GetInt64(2),
                Next: row.GetInt64(3))))
            .ToDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase);
        var now = azure.Clock.GetUtcNow();
        List<TimerFunction> fresh = [];
        foreach (var timer in timers)
        {
            if (kept.TryGetValue(timer.Function.Name, out var row))
            {
                timer.Last = row.Last is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
            }

            if (row.Expression == timer.Expression)
            {
                timer.Next = new DateTimeOffset(row.Next, TimeSpan.Zero);
                timer.Missed = timer.Next <= now;
            }
            else
            {
                timer.Next = timer.Schedule.Next(now);
                fresh.Add(timer);
            }
        }

        if (fresh.Count > 0)
        {
            await azure.Store.WriteAsync(session =>
                fresh.ForEach(timer => Save(session, timer.Function.Name, timer.Expression, timer.Last, timer.Next)));
        }

        lock (_gate)
        {
            foreach (var timer in timers.Where(timer => timer.RunOnStartup && !timer.Missed))
            {
                Start(timer, now);
            }
        }

        azure.Clock.Register(this);
    }

    /// <summary>Plans every run anew from the present instant, to which the clock has been set.</summary>
    public Task PlanAnewAsync()
    {
        List<TimerFunction> planned = [];
        lock (_gate)
        {
            foreach (var timer in timers.Where(timer => timer.Running is null))
            {
                timer.Next = timer.Schedule.Next(azure.Clock.GetUtcNow());
                timer.Missed = false;
                planned.Add(timer);
            }
        }

        return azure.Store.WriteAsync(session => planned.ForEach(timer => Save(session, timer.Function.Name, timer.Expression, timer.Last, timer.Next)));
    }

    /// <inheritdoc/>
    public Task FireAsync(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var timer in timers)
            {
                if (timer.Running is null && timer.Next <= now && !_stopped)
                {
                    Start(timer, timer.Next);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Starts no more runs; completes when the running ones have ended.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            return Task.WhenAll(timers.Select(timer => timer.Running).OfType<Task>());
        }
    }

    private void Start(TimerFunction timer, DateTimeOffset due)
    {
        azure.Workload.Begin();
        timer.Running = Task.Run(() => RunAsync(timer, due));
    }

    private async Task RunAsync(TimerFunction timer, DateTimeOffset due)
    {
        try
        {
            var now = azure.Clock.GetUtcNow();
            var info = new TimerInfo
            {
                IsPastDue = timer.Missed,
                ScheduleStatus = new ScheduleStatus
                {
                    Last = timer.Last?.UtcDateTime ?? default,
                    Next = timer.Schedule.Next(timer.Missed ? now : due).UtcDateTime,
                    LastUpdated = timer.Last?.UtcDateTime ?? default,
                },
            };
            try
            {
                await invoker.RunAsync(timer.Function, info, stopping);
            }
#pragma warning disable CA1031 // A failed run is logged; the schedule goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                logger.LogError(e, "Function '{Function}' failed.", timer.Function.Name);
            }

            Ended(timer, due);
        }
        finally
        {
            azure.Workload.End();
        }

        azure.Clock.Wake();
    }

    private void Ended(TimerFunction timer, DateTimeOffset due)
    {
        var now = azure.Clock.GetUtcNow();
        DateTimeOffset next;
        lock (_gate)
        {
            // After a catch-up run the schedule goes on from now; otherwise what fell due during the run is caught up with next.
            next = timer.Schedule.Next(timer.Missed ? now : due);
            timer.Missed = next <= now;
            timer.Next = next;
            timer.Last = due;
            timer.Running = null;
        }

        // Not waited for: the clock's next write follows it to the disk, and a run whose record a crash loses is run again as past due.
        var (name, expression) = (timer.Function.Name, timer.Expression);
        _ = azure.Store.WriteAsync(session => Save(session, name, expression, due, next));
    }

    private static void Save(StoreSession session, string name, string expression, DateTimeOffset? last, DateTimeOffset next) =>
        session.Execute(
            "INSERT INTO timer_functions VALUES (?1, ?2, ?3, ?4) "
            + "ON CONFLICT (name) DO UPDATE SET expression = ?2, last_ticks = ?3, next_ticks = ?4",
            name,
            expression,
            last?.UtcTicks,
            next.UtcTicks);
}
