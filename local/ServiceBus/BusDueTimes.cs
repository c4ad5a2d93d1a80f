namespace RecruitRetain.Local;

/// <summary>When each message next falls due: it appears, its lock expires, or its time to live has run out.</summary>
internal sealed class BusDueTimes
{
    private readonly Lock _gate = new();
    private readonly SortedSet<(DateTimeOffset At, long Sequence)> _order = [];
    private readonly Dictionary<long, DateTimeOffset> _bySequence = [];

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
    public bool Set(long sequence, DateTimeOffset? at)
    {
        lock (_gate)
        {
            if (_bySequence.Remove(sequence, out var old))
            {
                _order.Remove((old, sequence));
            }

            if (at is not { } instant)
            {
                return false;
            }

            _bySequence[sequence] = instant;
            _order.Add((instant, sequence));
            return _order.Min.Sequence == sequence;
        }
    }

    /// <summary>Takes out what is due, in order.</summary>
    public List<long> Take(DateTimeOffset now)
    {
        lock (_gate)
        {
            List<long> due = [];
            while (_order.Count > 0 && _order.Min is var first && first.At <= now)
            {
                _order.Remove(first);
                _bySequence.Remove(first.Sequence);
                due.Add(first.Sequence);
            }

            return due;
        }
    }
}
