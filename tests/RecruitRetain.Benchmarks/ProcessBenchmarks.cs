using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RecruitRetain.Benchmarks;

/// <summary>The program as a process of its own: how fast it is there, how fast it is back, how much it holds.</summary>
internal static class ProcessBenchmarks
{
    /// <summary>From the start of the process to the first HTTP 200, on a store used before.</summary>
    public static async Task<object> StartAsync()
    {
        using var folder = new TemporaryFolder();
        var port = FreePort();
        List<double> seconds = [];
        for (var round = 0; round < 6; round++)
        {
            var (process, elapsed) = await RunAsync(folder.File("start.db"), port);
            process.Kill();
            await process.WaitForExitAsync();
            if (round > 0)
            {
                seconds.Add(elapsed);
            }
        }

        return new { secondsToFirst200 = Statistics.Of(seconds) };
    }

    /// <summary>A restart after SIGKILL with 1,000 live journeys, each of which has just been told something.</summary>
    public static async Task<object> RestartAsync()
    {
        const int Journeys = 1_000;
        using var folder = new TemporaryFolder();
        var port = FreePort();
        var store = folder.File("restart.db");
        List<double> first = [], caughtUp = [];
        var (process, _) = await RunAsync(store, port);
        using var staff = new Staff(new Uri($"http://127.0.0.1:{port}"));
        await staff.PostAsync("/local/clock/set", new { to = "2026-03-02T09:00:00Z", hold = true });
        var vacancy = await staff.OpenVacancyAsync();
        var applications = new string[Journeys];
        await Staff.EachAsync(Journeys, 20, async i => applications[i] = (await staff.ApplyAsync(vacancy, i)).GetProperty("id").GetString()!);
        for (var round = 0; round < 5; round++)
        {
            // Killed while all of them are being told something, so that there is something to catch up on.
            var telling = Staff.EachAsync(Journeys / 5, 20, async i =>
            {
                try
                {
                    await staff.PostAsync(
                        $"/api/applications/{applications[(round * Journeys / 5) + i]}/shortlisting", new { shortlisted = true, reason = "Meets the criteria." }, "hiring-manager");
                }
                catch (HttpRequestException)
                {
                    // The process is gone.
                }
            });
            await Task.Delay(300);
            process.Kill();
            await process.WaitForExitAsync();
            await telling;
            var watch = Stopwatch.StartNew();
            (process, var elapsed) = await RunAsync(store, port);
            first.Add(elapsed);
            await staff.PostAsync("/local/clock/settle", new { });
            caughtUp.Add(watch.Elapsed.TotalSeconds);
        }

        process.Kill();
        await process.WaitForExitAsync();
        return new { liveJourneys = Journeys, secondsToFirst200 = Statistics.Of(first), secondsToAllCaughtUp = Statistics.Of(caughtUp) };
    }

    /// <summary>Resident memory, idle and with 10,000 live journeys.</summary>
    public static async Task<object> MemoryAsync()
    {
        const int Journeys = 10_000;
        using var folder = new TemporaryFolder();
        var port = FreePort();
        var (process, _) = await RunAsync(folder.File("memory.db"), port);
        using var staff = new Staff(new Uri($"http://127.0.0.1:{port}"));
        await Task.Delay(3_000);
        var idle = Resident(process);
        await staff.PostAsync("/local/clock/set", new { to = "2026-03-02T09:00:00Z", hold = true });
        var vacancy = await staff.OpenVacancyAsync();
        var watch = Stopwatch.StartNew();
        await Staff.EachAsync(Journeys, 20, i => staff.ApplyAsync(vacancy, i));
        await staff.PostAsync("/local/clock/settle", new { });
        var applied = watch.Elapsed.TotalSeconds;
        var loaded = Resident(process);
        process.Kill();
        await process.WaitForExitAsync();
        return new { idleMiB = idle, liveJourneys = Journeys, withLiveJourneysMiB = loaded, applicationsPerSecond = Math.Round(Journeys / applied, 1) };
    }

    private static double Resident(Process process)
    {
        process.Refresh();
        return Math.Round(process.WorkingSet64 / Math.Pow(2, 20));
    }

    private static async Task<(Process Process, double Seconds)> RunAsync(string store, int port)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "RecruitRetain.Functions.dll"), "--port", $"{port}", "--store", store },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var http = new HttpClient();
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/api/open-vacancies"));
                if (answer.IsSuccessStatusCode)
                {
                    return (process, watch.Elapsed.TotalSeconds);
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(5);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
