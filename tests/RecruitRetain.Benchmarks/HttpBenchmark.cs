using System.Collections.Concurrent;
using System.Diagnostics;

namespace RecruitRetain.Benchmarks;

/// <summary>Reads and commands over HTTP on 20 connections, client and server in one process.</summary>
internal static class HttpBenchmark
{
    private const int Connections = 20;

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("http.db"));
        using var staff = new Staff(host.BaseAddress);
        var vacancy = await staff.OpenVacancyAsync();
        var application = (await staff.ApplyAsync(vacancy, 0)).GetProperty("id").GetString();
        var next = 1;
        await MeasureAsync(500, () => staff.GetAsync($"/api/applications/{application}", "recruiter"));
        await MeasureAsync(200, () => staff.ApplyAsync(vacancy, Interlocked.Increment(ref next)));
        return new
        {
            connections = Connections,
            read = await MeasureAsync(10_000, () => staff.GetAsync($"/api/applications/{application}", "recruiter")),
            command = await MeasureAsync(2_000, () => staff.ApplyAsync(vacancy, Interlocked.Increment(ref next))),
        };
    }

    private static async Task<object> MeasureAsync(int count, Func<Task> request)
    {
        ConcurrentBag<double> milliseconds = [];
        var watch = Stopwatch.StartNew();
        await Staff.EachAsync(count, Connections, async _ =>
        {
            var began = Stopwatch.GetTimestamp();
            await request();
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        });
        var seconds = watch.Elapsed.TotalSeconds;
        double[] sorted = [.. milliseconds.Order()];
        return new
        {
            perSecond = Math.Round(count / seconds),
            p50Milliseconds = Math.Round(sorted[count / 2], 2),
            p99Milliseconds = Math.Round(sorted[count * 99 / 100], 2),
        };
    }
}
