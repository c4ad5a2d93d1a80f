namespace RecruitRetain.Local;

/// <summary>Something that falls due at an instant of the clock: a durable timer, a cron tick, a scheduled message, an expiring lock.</summary>
public interface IDueSource
{
    /// <summary>The next instant at which something of this source falls due; null if nothing waits.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>Makes everything due at or before <paramref name="now"/> runnable (counted in the <see cref="Workload"/>) before it completes.</summary>
    Task FireAsync(DateTimeOffset now);
}

/// <summary>
/// The one clock of the embedded Azure. Live, it is real time plus an offset. <see cref="AdvanceAsync"/> moves it: it stands still while
/// anything is runnable, in flight or queued, and otherwise jumps to the next due instant. Held, it moves only when advanced.
/// The offset is kept in the store, so time never runs backwards across a restart.
/// </summary>
public sealed class LocalClock : TimeProvider, IAsyncDisposable
{
    internal const string Schema = "CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), offset_ticks INTEGER NOT NULL, held_ticks INTEGER)";

    // Task.Delay takes at most 49.7 days; a day at a time is as good, and sees a changed system clock.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly Store _store;
    private readonly Workload _workload;
    private readonly TimeProvider _real;
    private readonly Lock _gate = new();
    private readonly List<IDueSource> _sources = [];
    private readonly ClockTimers _timers;
    private readonly SemaphoreSlim _advancing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0);
    private TimeSpan _offset;
    private DateTimeOffset? _stands;
    private bool _held;
    private Task _live = Task.CompletedTask;

    /// <summary>Takes the clock up where the store left it.</summary>
    /// <param name="store">Keeps the offset.</param>
    /// <param name="workload">What must be done before the clock may jump.</param>
    /// <param name="real">Real time.</param>
    public LocalClock(Store store, Workload workload, TimeProvider real)
    {
        _store = store;
        _workload = workload;
        _real = real;
        _timers = new ClockTimers(this, workload);
        _sources.Add(_timers);
        foreach (var (offset, held) in store.Read(session => session.Query(
            "SELECT offset_ticks, held_ticks FROM clock", row => (row.GetInt64(0), row.IsDBNull(1) ? null : (long?)row.GetInt64(1)))))
        {
            _offset = new TimeSpan(offset);
            _stands = held is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
            _held = held is not null;
            IsFresh = false;
        }
    }

    /// <summary>Whether the clock moves only when advanced.</summary>
    public bool IsHeld => _held;

    /// <summary>Whether it has never been set or moved under this store.</summary>
    internal bool IsFresh { get; private set; } = true;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _stands ?? _real.GetUtcNow() + _offset;
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timestamps follow the clock too, so elapsed times in tests and journeys are the moved ones.</summary>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _timers.Create(callback, state, dueTime, period);

    /// <summary>Adds a source of due instants.</summary>
    public void Register(IDueSource source)
    {
        lock (_gate)
        {
            _sources.Add(source);
        }

        Wake();
    }

    /// <summary>Tells the live clock that a source now has an earlier due instant.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Starts firing what falls due as real time passes.</summary>
    public void Start() => _live = Task.Run(RunLiveAsync);

    /// <summary>Sets a clock that nothing has happened under yet to an instant, and holds it there or lets it run on.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="hold">Whether it then moves only when advanced.</param>
    /// <param name="settleIn">Done at the new instant before anything falls due at it.</param>
    public async Task SetAsync(DateTimeOffset now, bool hold, Func<Task>? settleIn = null)
    {
        await _advancing.WaitAsync();
        try
        {
            lock (_gate)
            {
                _held = hold;
                _offset = now - _real.GetUtcNow();
                _stands = hold ? now : null;
            }

            await PersistAsync();
            if (settleIn is not null)
            {
                await settleIn();
            }
        }
        finally
        {
            _advancing.Release();
        }

        Wake();
    }

    /// <summary>Holds the clock where it is, or lets it run on from there.</summary>
    public Task HoldAsync(bool hold) => SetAsync(GetUtcNow(), hold);

    /// <summary>
    /// Moves the clock to <paramref name="to"/>, firing in order everything that falls due on the way and waiting, at each instant, until
    /// all that follows from it is done.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is in the past.</exception>
    public async Task AdvanceAsync(DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        await _advancing.WaitAsync(cancellationToken);
        try
        {
            if (to < GetUtcNow())
            {
                throw new ArgumentOutOfRangeException(nameof(to), $"The clock stands at {GetUtcNow():O} and does not go back to {to:O}.");
            }

            lock (_gate)
            {
                _stands ??= GetUtcNow();
            }

            while (true)
            {
                await _workload.WhenIdleAsync().WaitAsync(cancellationToken);
                var next = NextDue();
                if (next is null || next > to)
                {
                    break;
                }

                await StandAtAsync(next.Value);
                await FireDueAsync();
            }

            await StandAtAsync(to);
            await _workload.WhenIdleAsync().WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                if (!_held && _stands is { } stood)
                {
                    _offset = stood - _real.GetUtcNow();
                    _stands = null;
                }
            }

            _advancing.Release();
            Wake();
        }
    }

    /// <summary>Completes when nothing is runnable, in flight, queued or overdue.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        await _advancing.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                await _workload.WhenIdleAsync().WaitAsync(cancellationToken);
                if (NextDue() is not { } next || next > GetUtcNow())
                {
                    return;
                }

                await FireDueAsync();
            }
        }
        finally
        {
            _advancing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _live;
        _stopping.Dispose();
        _advancing.Dispose();
        _wake.Dispose();
    }

    private async Task RunLiveAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _advancing.WaitAsync(_stopping.Token);
                try
                {
                    await FireDueAsync();
                }
                finally
                {
                    _advancing.Release();
                }

                await SleepAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, what fell due is due still and is tried again.
            catch (Exception)
#pragma warning restore CA1031
            {
                await StoreException.PauseAsync(_stopping.Token);
            }
        }
    }

    private async Task SleepAsync()
    {
        var sleep = LongestSleep;
        if (_held)
        {
            sleep = Timeout.InfiniteTimeSpan;
        }
        else if (NextDue() is { } next)
        {
            var wait = next - GetUtcNow();
            sleep = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep;
        }

        // Rounded up to the millisecond, so that it never wakes a moment early and spins.
        await _wake.WaitAsync(sleep == Timeout.InfiniteTimeSpan ? sleep : TimeSpan.FromMilliseconds(Math.Ceiling(sleep.TotalMilliseconds)), _stopping.Token);
        while (_wake.Wait(0))
        {
        }
    }

    private async Task FireDueAsync()
    {
        while (true)
        {
            var now = GetUtcNow();
            var due = Sources().Where(source => source.NextDue <= now).ToList();
            if (due.Count == 0)
            {
                return;
            }

            foreach (var source in due)
            {
                await source.FireAsync(now);
            }
        }
    }

    private IDueSource[] Sources()
    {
        lock (_gate)
        {
            return [.. _sources];
        }
    }

    private DateTimeOffset? NextDue() => Sources().Min(source => source.NextDue);

    private async Task StandAtAsync(DateTimeOffset instant)
    {
        lock (_gate)
        {
            if (instant <= _stands)
            {
                return;
            }

            _stands = instant;
            _offset = instant - _real.GetUtcNow();
        }

        await PersistAsync();
        Boundary.Reach(Boundary.ClockJumped);
    }

    private Task<int> PersistAsync()
    {
        IsFresh = false;
        var (offset, held) = (_offset.Ticks, _held ? _stands?.UtcTicks : null);
        return _store.WriteAsync(session => session.Execute(
            "INSERT INTO clock VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET offset_ticks = ?1, held_ticks = ?2", offset, held));
    }
}
