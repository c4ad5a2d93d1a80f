using System.Collections.Concurrent;

namespace RecruitRetain.Local;

/// <summary>
/// One embedded Azure: a store, a clock and the services on them. The clients that <c>functions/</c> constructs find theirs by the host
/// name in their endpoint, just as the real ones find their account.
/// </summary>
public sealed class LocalAzure : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, LocalAzure> Running = new(StringComparer.OrdinalIgnoreCase);

    private LocalAzure(Store store)
    {
        Store = store;
        Workload = new Workload();
        Clock = new LocalClock(store, Workload, TimeProvider.System);
        Tables = new TableStore(store, Clock);
        Bus = new Bus(store, Clock, Workload);
        Mailbox = new Mailbox(store, Clock, Workload);
    }

    /// <summary>The file everything is kept in.</summary>
    public Store Store { get; }

    /// <summary>The one clock.</summary>
    public LocalClock Clock { get; }

    /// <summary>What is left to do at this instant.</summary>
    public Workload Workload { get; }

    /// <summary>The name under which clients find it; null until <see cref="Publish"/>.</summary>
    public string? HostName { get; private set; }

    /// <summary>Whether no journey has begun under this store: the clock was never set or moved, and no instance, mail or message was ever kept.</summary>
    internal bool IsFresh => Clock.IsFresh && Store.Read(session => session.Scalar<long>(
        "SELECT EXISTS (SELECT 1 FROM instances) + EXISTS (SELECT 1 FROM mails) + EXISTS (SELECT 1 FROM bus_sent)")) == 0;

    /// <summary>The tables.</summary>
    internal TableStore Tables { get; }

    /// <summary>The queues, topics and subscriptions.</summary>
    internal Bus Bus { get; }

    /// <summary>The mails sent.</summary>
    internal Mailbox Mailbox { get; }

    /// <summary>Opens the store at a path and the services on it. Nothing runs until the worker starts.</summary>
    /// <exception cref="StoreException">The file cannot be opened.</exception>
    public static LocalAzure Open(string path) =>
        new(Store.Open(
            path, LocalClock.Schema, DurableTables.Schema, TableStore.Schema, Bus.Schema, Mailbox.Schema, FunctionKeys.Schema, TimerFunctions.Schema, DevelopmentIssuer.Schema));

    /// <summary>The embedded Azure that runs under a host name (<c>127.0.0.1:7071</c>).</summary>
    /// <exception cref="InvalidOperationException">None runs under it.</exception>
    public static LocalAzure At(string hostName) => Running.TryGetValue(hostName, out var azure)
        ? azure
        : throw new InvalidOperationException($"No embedded Azure runs at '{hostName}'. Running: {(Running.IsEmpty ? "none" : string.Join(", ", Running.Keys))}.");

    /// <summary>Lets clients find it under a host name.</summary>
    public void Publish(string hostName)
    {
        HostName = hostName;
        Running[hostName] = this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (HostName is { } name)
        {
            Running.TryRemove(new(name, this));
        }

        await Clock.DisposeAsync();
        await Store.DisposeAsync();
    }
}
