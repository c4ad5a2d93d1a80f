using System.Reflection;
using Microsoft.Azure.Functions.Worker.Builder;

namespace RecruitRetain.Local;

/// <summary>How a <see cref="LocalHost"/> is run.</summary>
public sealed record LocalHostOptions
{
    /// <summary>Where its store is or shall be.</summary>
    public required string StorePath { get; init; }

    /// <summary>The port it answers on; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Settings over those of <c>local.settings.json</c>. The environment is not read.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The folder with <c>host.json</c>; null for that of the functions' assembly.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// The instant (UTC) at which the clock of a fresh store starts; null for real time. A store used before goes on from its own time.
    /// </summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Whether the clock of a fresh store moves only when advanced.</summary>
    public bool Hold { get; init; }

    /// <summary>The only classes to look for functions in; null for all of the assembly.</summary>
    internal IReadOnlyList<Type>? Types { get; init; }

    /// <summary>For how long it waits for slow callers.</summary>
    internal Patience Patience { get; init; } = new();
}

/// <summary>An app that runs inside this process, for tests, demonstrations and benchmarks. Many can run at once.</summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly FunctionsHost _host;

    private LocalHost(FunctionsHost host, LocalAzure azure)
    {
        _host = host;
        Azure = azure;
    }

    /// <summary>Where it answers, like <c>http://127.0.0.1:7071/</c>.</summary>
    public Uri BaseAddress => new(_host.BaseAddress);

    /// <summary>Its store, clock and services.</summary>
    public LocalAzure Azure { get; }

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The host behind it.</summary>
    internal FunctionsHost Worker => _host;

    /// <summary>Starts an app.</summary>
    /// <param name="compose">What its <c>Program.cs</c> does between creating the builder and building.</param>
    /// <param name="functions">The assembly with its functions.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="WorkerException">The app cannot run; the message says why.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public static async Task<LocalHost> StartAsync(
        Action<FunctionsApplicationBuilder> compose, Assembly functions, LocalHostOptions options)
    {
        string[] arguments = [$"--port={options.Port}", $"--store={options.StorePath}"];
        var setup = new HostSetup(functions, arguments, options.Settings, OwnsProcess: false)
        {
            Types = options.Types ?? functions.GetTypes(),
            Folder = options.Folder ?? Path.GetDirectoryName(functions.Location)!,
            Patience = options.Patience,
        };
        var builder = new FunctionsApplicationBuilder(setup);
        compose(builder);
        var host = (FunctionsHost)builder.Build();
        try
        {
            if ((options.Hold || options.StartAt is not null) && host.Azure.Clock.IsFresh)
            {
                await host.Azure.Clock.SetAsync(options.StartAt ?? host.Azure.Clock.GetUtcNow(), options.Hold);
            }

            await host.StartAsync();
            return new LocalHost(host, host.Azure);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets running work finish and closes the store.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
