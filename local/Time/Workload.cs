namespace RecruitRetain.Local;

/// <summary>
/// Counts everything that is runnable, in flight or queued, so that the clock jumps only when there is nothing left to do at this instant.
/// A part takes up the next piece of work before it lays down the last, so the count never touches zero in between.
/// </summary>
public sealed class Workload
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _count;

    /// <summary>How much there is to do now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Something became runnable.</summary>
    public void Begin() => Interlocked.Increment(ref _count);

    /// <summary>That something is done.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _count) > 0)
        {
            return;
        }

        lock (_gate)
        {
            if (Volatile.Read(ref _count) == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    /// <summary>Takes up a piece of work that ends when the answer is disposed.</summary>
    public IDisposable Take()
    {
        Begin();
        return new Piece(this);
    }

    /// <summary>Completes when there has been, for a moment, nothing to do.</summary>
    public async Task WhenIdleAsync()
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                if (Volatile.Read(ref _count) == 0)
                {
                    return;
                }

                _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _idle.Task;
            }

            await wait;
        }
    }

    private sealed class Piece(Workload workload) : IDisposable
    {
        private int _done;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
            {
                workload.End();
            }
        }
    }
}
