using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Local;

/// <summary>The running app: its HTTP server and everything that triggers its functions.</summary>
internal sealed class FunctionsHost : IHost, IAsyncDisposable
{
    /// <summary>How long running work may take to finish once the host is told to stop.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const string Buses = "servicebus.json";

    private readonly WebApplication _app;
    private readonly LocalAzure _azure;
    private readonly FunctionCatalog _catalog;
    private readonly FunctionInvoker _invoker;
    private readonly HostSetup _setup;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IAsyncDisposable> _listeners = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stopped;
    private int _disposed;

    public FunctionsHost(WebApplication app, LocalAzure azure, FunctionCatalog catalog, FunctionInvoker invoker, HostSetup setup)
    {
        _app = app;
        _azure = azure;
        _catalog = catalog;
        _invoker = invoker;
        _setup = setup;
        var logger = Services.GetRequiredService<ILogger<TimerFunctions>>();
        Timers = new TimerFunctions(catalog.Timers, invoker, azure, logger, _stopping.Token);
        catalog.Bind(invoker);
    }

    /// <inheritdoc/>
    public IServiceProvider Services => _app.Services;

    /// <summary>Its functions.</summary>
    public FunctionCatalog Catalog => _catalog;

    /// <summary>What runs its timers.</summary>
    public TimerFunctions Timers { get; }

    /// <summary>Its store, clock and services.</summary>
    public LocalAzure Azure => _azure;

    /// <summary>Where it answers, like <c>http://127.0.0.1:7071</c>.</summary>
    public string BaseAddress => $"http://{_azure.HostName}";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => _setup.GuardAsync(async () =>
    {
        DeclareBus();
        var keys = await FunctionKeys.LoadAsync(_azure.Store);
        var logger = Services.GetRequiredService<ILogger<HttpFunctions>>();
        new HttpFunctions(_invoker, keys, _azure.Workload, _started.Task, logger).Map(_app, _catalog.Http);
        LocalEndpoints.Map(_app, this);
        MailService.Map(_app, _azure.Mailbox);

        // The app's own hosted services come first: what they prepare, its functions may count on.
        await _app.StartAsync(cancellationToken);
        MailService.PostEvents(Services.GetRequiredService<IConfiguration>(), _azure.Mailbox);
        Services.GetRequiredService<DurableEngine>().Start();
        Listen();
        await Timers.StartAsync();
        _azure.Clock.Start();
        _started.TrySetResult();
        _setup.Errand?.Begin(this, Services.GetRequiredService<IHostApplicationLifetime>());
        return true;
    });

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        _started.TrySetCanceled(CancellationToken.None);

        // The server waits up to the same time for its requests, and then breaks them off.
        var server = _app.StopAsync(cancellationToken);
        Task[] work = [Timers.StopAsync(), .. _listeners.Select(listener => listener.DisposeAsync().AsTask())];
        try
        {
            await Task.WhenAll(work).WaitAsync(Grace, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await _stopping.CancelAsync();
        }

        await server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await StopAsync();
        try
        {
            await _app.DisposeAsync().AsTask().WaitAsync(Grace);
        }
        catch (TimeoutException)
        {
            // What will not end is left: it is in the store, and is taken up at the next start.
        }

        await _azure.DisposeAsync();
        _setup.Errand?.Dispose();
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void DeclareBus()
    {
        var path = Path.Combine(_setup.Folder, Buses);
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            _azure.Bus.Declare(File.ReadAllText(path), path);
        }
        catch (BusDeclarationException e)
        {
            throw new WorkerException(e.Message, e);
        }
    }

    private void Listen()
    {
        var logger = Services.GetRequiredService<ILogger<ServiceBusFunction>>();
        foreach (var function in _catalog.Listeners)
        {
            try
            {
                _listeners.Add(function.Listen(_azure.Bus, _invoker, logger, _stopping.Token));
            }
            catch (Exception e) when (e is ServiceBusException or ArgumentException)
            {
                throw FunctionCatalog.Cannot(
                    function.Function.Name, function.Function.Triggered, $"'{function.Path}' cannot be listened to: {e.Message}");
            }
        }
    }
}
