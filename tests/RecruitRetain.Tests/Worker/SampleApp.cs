using Microsoft.Azure.Functions.Worker.Builder;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

/// <summary>An app of a few sample functions in a folder of its own, on a held clock.</summary>
internal sealed class SampleApp : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private LocalHost? _host;

    public SampleApp()
    {
        Folder = Scratch.Folder("worker-");
        Write("host.json", """{ "version": "2.0" }""");
    }

    public string Folder { get; }

    public DateTimeOffset StartAt { get; init; } = Start;

    public Dictionary<string, string?> Settings { get; } = [];

    public Action<FunctionsApplicationBuilder> Compose { get; init; } = _ => { };

    public Journal Journal { get; } = new();

    public LocalHost Host => _host!;

    public LocalAzure Azure => Host.Azure;

    public HttpClient Http { get; private set; } = new();

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    public async Task<SampleApp> RunAsync(params Type[] functions)
    {
        _host = await LocalHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.Services.Add(new(typeof(Journal), Journal));
                Compose(builder);
            },
            typeof(SampleApp).Assembly,
            new LocalHostOptions
            {
                StorePath = Path.Combine(Folder, "store.db"),
                Folder = Folder,
                Settings = Settings,
                StartAt = StartAt,
                Hold = true,
                Types = functions,
            });
        Http = new HttpClient { BaseAddress = _host.BaseAddress };
        return this;
    }

    public async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }

        Http.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>What the sample functions did, in order.</summary>
internal sealed class Journal
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }
    }
}
