namespace RecruitRetain.Local;

/// <summary>The timers that <see cref="TimeProvider.CreateTimer"/> gives out, so that a delay on the clock passes when the clock is moved.</summary>
internal sealed class ClockTimers(LocalClock clock, Workload workload) : IDueSource
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(ClockTimer Timer, long Generation), DateTimeOffset> _due = new();

    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                while (_due.TryPeek(out var entry, out var at))
                {
                    if (entry.Timer.Generation == entry.Generation)
                    {
                        return at;
                    }

                    _due.Dequeue();
                }

                return null;
            }
        }
    }

    public ITimer Create(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ClockTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public Task FireAsync(DateTimeOffset now)
    {
        lock (_gate)
        {
            while (_due.TryPeek(out var entry, out var at) && at <= now)
            {
                _due.Dequeue();
                if (entry.Timer.Generation != entry.Generation)
                {
                    continue;
                }

                workload.Begin();
                ThreadPool.QueueUserWorkItem(static fired => fired.Run(), new Fired(entry.Timer, workload), preferLocal: false);
                if (entry.Timer.Period is { } period)
                {
                    _due.Enqueue(entry, at + period);
                }
                else
                {
                    entry.Timer.Generation++;
                }
            }
        }

        return Task.CompletedTask;
    }

    private sealed record Fired(ClockTimer Timer, Workload Workload)
    {
        public void Run()
        {
            try
            {
                Timer.Callback(Timer.State);
            }
            finally
            {
                Workload.End();
            }
        }
    }

    private sealed class ClockTimer(ClockTimers owner, TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public long Generation { get; set; }

        public TimeSpan? Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                Generation++;
                Period = period > TimeSpan.Zero ? period : null;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    owner._due.Enqueue((this, Generation), owner.Clock.GetUtcNow() + dueTime);
                }
            }

            owner.Clock.Wake();
            return true;
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                Generation++;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private LocalClock Clock => clock;
}
