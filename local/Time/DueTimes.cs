namespace RecruitRetain.Local;

/// <summary>When each row of a table that waits for an instant falls due, earliest first; kept in memory beside the table.</summary>
internal sealed class DueTimes
{
    private readonly Lock _gate = new();
    private readonly SortedSet<(DateTimeOffset At, long Id)> _order = [];
    private readonly Dictionary<long, DateTimeOffset> _byId = [];

    public DateTimeOffset? Next
    {
        get
        {
            lock (_gate)
            {
                return _order.Count == 0 ? null : _order.Min.At;
            }
        }
    }

    /// <summary>Sets or, with null, clears the instant; answers whether it is now the earliest of all.</summary>
    public bool Set(long id, DateTimeOffset? at)
    {
        lock (_gate)
        {
            if (_byId.Remove(id, out var old))
            {
                _order.Remove((old, id));
            }

            if (at is not { } instant)
            {
                return false;
            }

            _byId[id] = instant;
            _order.Add((instant, id));
            return _order.Min.Id == id;
        }
    }

    /// <summary>Takes out what is due, in order, for something to be done with it; where that fails it is due still.</summary>
    public async Task<T> TakeAsync<T>(DateTimeOffset now, Func<IReadOnlyList<long>, Task<T>> act)
    {
        var due = Take(now);
        try
        {
            return await act(due);
        }
        catch
        {
            due.ForEach(id => Set(id, now));
            throw;
        }
    }

    private List<long> Take(DateTimeOffset now)
    {
        lock (_gate)
        {
            List<long> due = [];
            while (_order.Count > 0 && _order.Min is var first && first.At <= now)
            {
                _order.Remove(first);
                _byId.Remove(first.Id);
                due.Add(first.Id);
            }

            return due;
        }
    }
}
