using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RecruitRetain.Tests.Crash;

/// <summary>The program as a process of its own, on one port and one store, to be killed and started again.</summary>
internal sealed class ServedProcess(string storePath, params (string Name, string Value)[] settings) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly int _port = FreePort();
    private Process? _process;

    public Uri BaseAddress => new($"http://127.0.0.1:{_port}");

    public int ProcessId => _process!.Id;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="dieAt">A named boundary and which time it is reached, as <c>name:count</c>, at which it kills itself; null for none.</param>
    /// <returns>Whether it answered before it died.</returns>
    public async Task<bool> StartAsync(string? dieAt = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "RecruitRetain.Functions.dll"), "--port", $"{_port}", "--store", storePath },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        if (dieAt is not null)
        {
            start.Environment["RECRUITRETAIN_DIE_AT"] = dieAt;
        }

        var process = _process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (!process.HasExited && watch.Elapsed < Patience)
        {
            try
            {
                using var answer = await _probe.GetAsync(new Uri(BaseAddress, "/local/clock"));
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not up yet.
                await Task.Delay(5);
            }
        }

        Assert.True(process.HasExited, "The program did not answer within a minute.");
        return false;
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it has died by itself.</summary>
    public Task DeathAsync() => _process!.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        _probe.Dispose();
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
