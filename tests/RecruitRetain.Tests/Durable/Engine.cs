using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Durable;

/// <summary>The engine on a store of its own, with functions written as lambdas; can be closed and opened again on the same file.</summary>
internal sealed class Engine : IAsyncDisposable
{
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Scratch.Folder("engine-");
    private readonly Dictionary<string, OrchestrationFunction> _orchestrations = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();
    private DurableEngine _engine = null!;

    public LocalAzure Azure { get; private set; } = null!;

    public DurableTaskClient Client { get; private set; } = null!;

    public DurableOptions Options { get; set; } = new();

    /// <summary>The errors that the engine has logged.</summary>
    public ChannelReader<string> Errors => _errors.Reader;

    public string StorePath => Path.Combine(_folder, "store.db");

    public static async Task<Engine> StartAsync(Action<Engine> functions)
    {
        var engine = new Engine();
        functions(engine);
        await engine.OpenAsync();
        await engine.Azure.Clock.SetAsync(Monday, hold: true);
        return engine;
    }

    public Engine Orchestrator<TIn, TOut>(string name, Func<TaskOrchestrationContext, TIn, Task<TOut>> run)
    {
        _orchestrations[name] = new OrchestrationFunction(name, typeof(TIn), async (context, input) => await run(context, (TIn)input!));
        return this;
    }

    public Engine Activity<TIn, TOut>(string name, Func<TIn, TOut> run)
    {
        _activities[name] = new ActivityFunction(name, typeof(TIn), (input, _, _) => Task.FromResult<object?>(run((TIn)input!)));
        return this;
    }

    public OrchestrationFunction Function(string name) => _orchestrations[name];

    public async Task OpenAsync()
    {
        Azure = LocalAzure.Open(StorePath);
        _engine = new DurableEngine(Azure, _orchestrations, _activities, Options, new LoggerFactory([new ErrorLog(_errors.Writer)]));
        Client = new LocalDurableTaskClient(_engine, Azure.Store);
        _engine.Start();
    }

    /// <summary>Closes it and opens it again, with a change of the store in between if one is given.</summary>
    public async Task ReopenAsync(Action<StoreSession>? between = null)
    {
        await CloseAsync();
        if (between is not null)
        {
            await using var azure = LocalAzure.Open(StorePath);
            await azure.Store.WriteAsync(between);
        }

        await OpenAsync();
    }

    public Task<string> StartAsync(string name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));

    public async Task<T> ResultAsync<T>(string id)
    {
        var known = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, known.RuntimeStatus);
        return known.ReadOutputAs<T>()!;
    }

    public OrchestrationHistory History(string id) => Azure.Store.Read(session =>
    {
        var row = session.Instance(id)!;
        return new OrchestrationHistory(id, row.Name, row.Version, row.ParentName, row.ParentId, row.Input, session.History(id));
    });

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CloseAsync()
    {
        await _engine.DisposeAsync();
        await Azure.DisposeAsync();
    }

    private sealed class ErrorLog(ChannelWriter<string> errors) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                errors.TryWrite(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
