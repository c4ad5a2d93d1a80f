namespace RecruitRetain.Local;

/// <summary>A durable timer; task -1 is a scheduled start.</summary>
internal readonly record struct TimerKey(string InstanceId, long Generation, int TaskId);

/// <summary>The durable timers that wait, in memory; their rows in the store stay until the turn that sees them fire is committed.</summary>
internal sealed class DurableTimers(LocalClock clock, Action<TimerKey, DateTimeOffset> fire) : IDueSource
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TimerKey, DateTimeOffset> _due = new();
    private readonly HashSet<TimerKey> _live = [];

    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                while (_due.TryPeek(out var key, out var at))
                {
                    if (_live.Contains(key))
                    {
                        return at;
                    }

                    _due.Dequeue();
                }

                return null;
            }
        }
    }

    public void Add(TimerKey key, DateTimeOffset fireAt)
    {
        lock (_gate)
        {
            if (_live.Add(key))
            {
                _due.Enqueue(key, fireAt);
            }
        }

        clock.Wake();
    }

    public void Remove(TimerKey key)
    {
        lock (_gate)
        {
            _live.Remove(key);
        }
    }

    public Task FireAsync(DateTimeOffset now)
    {
        lock (_gate)
        {
            while (_due.TryPeek(out var key, out var at) && at <= now)
            {
                _due.Dequeue();
                if (_live.Remove(key))
                {
                    fire(key, at);
                }
            }
        }

        return Task.CompletedTask;
    }
}
