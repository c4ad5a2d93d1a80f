using Microsoft.Data.Sqlite;

namespace RecruitRetain.Local;

/// <summary>
/// The one SQLite file behind the embedded Azure: WAL, <c>synchronous=FULL</c>, one writer. Changes queue up while a commit is being
/// flushed and go into the next one together, each in a savepoint of its own, so a task returned by <see cref="WriteAsync{T}(Func{StoreSession, T}, Action{T})"/> that has
/// completed is on disk and a refused change leaves no trace.
/// </summary>
public sealed class Store : IAsyncDisposable
{
    /// <summary>The layout this build reads and writes, kept in the file's <c>user_version</c>.</summary>
    public const int Version = 1;

    private const int LargestGroup = 512;

    private readonly Queue<Change> _changes = new();
    private readonly Stack<StoreSession> _readers = new();
    private readonly FileStream _lock;
    private readonly StoreSession _writer;
    private readonly Thread _thread;
    private readonly string _connection;
    private bool _closing;
    private long _commits;

    private Store(string path, FileStream fileLock)
    {
        Path = path;
        _lock = fileLock;
        _connection = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        _writer = Connect();
        _thread = new Thread(Run) { IsBackground = true, Name = "store-writer" };
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>How many group commits have been flushed since the file was opened.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Opens the file, creating it and the named parts' tables where they are missing.</summary>
    /// <param name="path">Where the file is or shall be; its folder is created.</param>
    /// <param name="schema">Idempotent <c>CREATE … IF NOT EXISTS</c> scripts, one for each part.</param>
    /// <exception cref="StoreException">Another process has the file, a newer version wrote it, or it is no such file.</exception>
    public static Store Open(string path, params IEnumerable<string> schema)
    {
        path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        FileStream fileLock;
        try
        {
            fileLock = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreException($"The store {path} is in use by another process. Stop that one first, or name another file with --store.", e);
        }

        Store? store = null;
        try
        {
            store = new Store(path, fileLock);
            store.Prepare(schema);
        }
        catch (Exception e)
        {
            store?._writer.Dispose();
            fileLock.Dispose();
            throw e is SqliteException ? new StoreException($"{path} cannot be opened as a store: {e.Message}", e) : e;
        }

        store._thread.Start();
        return store;
    }

    /// <summary>Runs a change on the writer and completes once it is on disk. What it throws comes back, and nothing of it stays.</summary>
    /// <param name="change">What to change.</param>
    /// <param name="committed">Called on the writer right after the commit, in the order of the changes; must be short and not throw.</param>
    public Task<T> WriteAsync<T>(Func<StoreSession, T> change, Action<T>? committed = null)
    {
        var pending = new Change<T>(change, committed);
        lock (_changes)
        {
            if (_closing)
            {
                return Task.FromException<T>(new ObjectDisposedException(nameof(Store)));
            }

            _changes.Enqueue(pending);
            if (_changes.Count == 1)
            {
                Monitor.Pulse(_changes);
            }
        }

        return pending.Task;
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{StoreSession, T}, Action{T})"/>
    public Task WriteAsync(Action<StoreSession> change) => WriteAsync(session =>
    {
        change(session);
        return true;
    });

    /// <summary>Runs a query against the last committed state, beside the writer and other readers.</summary>
    public T Read<T>(Func<StoreSession, T> query)
    {
        StoreSession? session;
        lock (_readers)
        {
            _readers.TryPop(out session);
        }

        session ??= Connect();
        try
        {
            session.Execute("BEGIN");
            return query(session);
        }
        finally
        {
            session.Execute("ROLLBACK");
            lock (_readers)
            {
                _readers.Push(session);
            }
        }
    }

    /// <summary>Flushes what is queued, folds the write-ahead log into the file and lets the file go.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_changes)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            Monitor.Pulse(_changes);
        }

        await Task.Run(_thread.Join);
        lock (_readers)
        {
            foreach (var reader in _readers)
            {
                reader.Dispose();
            }
        }

        _writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        _writer.Dispose();
        await _lock.DisposeAsync();
    }

    private StoreSession Connect()
    {
        var session = new StoreSession(_connection);
        session.Execute("PRAGMA busy_timeout=5000");
        session.Execute("PRAGMA journal_mode=WAL");
        session.Execute("PRAGMA synchronous=FULL");
        session.Execute("PRAGMA cache_size=-16000");
        // Pages; a page that many commits change is carried over into the file once, and the log stays below 32 MiB.
        session.Execute("PRAGMA wal_autocheckpoint=8000");
        session.Execute("PRAGMA temp_store=MEMORY");
        return session;
    }

    private void Prepare(IEnumerable<string> schema)
    {
        var version = _writer.Scalar<long>("PRAGMA user_version");
        if (version > Version)
        {
            throw new StoreException($"The store {Path} was written by a newer version (layout {version}; this one reads up to {Version}). "
                + "Use that version, or start with another file.");
        }

        _writer.Execute("BEGIN IMMEDIATE");
        foreach (var script in schema)
        {
            _writer.Execute(script);
        }

        _writer.Execute($"PRAGMA user_version={Version}");
        _writer.Execute("COMMIT");
    }

    private void Run()
    {
        var group = new List<Change>(LargestGroup);
        while (true)
        {
            // A monitor, because waiting on a task or an event would spin, on a processor that others need.
            lock (_changes)
            {
                while (_changes.Count == 0)
                {
                    if (_closing)
                    {
                        return;
                    }

                    Monitor.Wait(_changes);
                }

                while (group.Count < LargestGroup && _changes.TryDequeue(out var change))
                {
                    group.Add(change);
                }
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Change> group)
    {
        try
        {
            _writer.Execute("BEGIN IMMEDIATE");
            foreach (var change in group)
            {
                _writer.Execute("SAVEPOINT change");
                if (!change.TryApply(_writer))
                {
                    _writer.Execute("ROLLBACK TO change");
                }

                _writer.Execute("RELEASE change");
            }

            Boundary.Reach(Boundary.BeforeCommit);
            _writer.Execute("COMMIT");
            Boundary.Reach(Boundary.AfterCommit);
            Interlocked.Increment(ref _commits);
        }
        catch (SqliteException e)
        {
            // Disk full, I/O error: nothing of the group is on disk, and every caller is told so.
            TryRollback();
            foreach (var change in group)
            {
                change.Fail(new StoreException($"The store could not be written: {e.Message}", e));
            }
        }

        foreach (var change in group)
        {
            change.Settle();
        }
    }

    private void TryRollback()
    {
        try
        {
            _writer.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // There is no transaction left to roll back.
        }
    }

    private abstract class Change
    {
        public abstract bool TryApply(StoreSession session);

        public abstract void Fail(Exception error);

        public abstract void Settle();
    }

    private sealed class Change<T>(Func<StoreSession, T> apply, Action<T>? committed) : Change
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _error;

        public Task<T> Task => _done.Task;

        public override bool TryApply(StoreSession session)
        {
            try
            {
                _result = apply(session);
                return true;
            }
#pragma warning disable CA1031 // Whatever a change throws is its caller's to see; the writer goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _error = e;
                return false;
            }
        }

        public override void Fail(Exception error) => _error = error;

        public override void Settle()
        {
            if (_error is null)
            {
                committed?.Invoke(_result!);
                _done.SetResult(_result!);
            }
            else
            {
                _done.SetException(_error);
            }
        }
    }
}

/// <summary>The store cannot be opened or written, in words for the person who started the program.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    private const int Busy = 5;
    private const int InputOutput = 10;
    private const int Full = 13;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits, in real time, before what the store refused is tried again; no longer than until the stop, and without a word of it.</summary>
    internal static async Task PauseAsync(CancellationToken stopping) => await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Whether an exception says that nothing can be written just now, whatever it is: the disk is full or fails.</summary>
    internal static bool IsTrouble(Exception e) => e is StoreException or SqliteException { SqliteErrorCode: Busy or InputOutput or Full };
}
