using System.Collections.Concurrent;
using System.Diagnostics;

namespace RecruitRetain.Benchmarks;

/// <summary>How fast requests are answered, so many at a time.</summary>
internal sealed record Measurement(double PerSecond, double P50Milliseconds, double P99Milliseconds)
{
    public static async Task<Measurement> OfAsync(int count, int atATime, Func<int, Task> request)
    {
        ConcurrentBag<double> milliseconds = [];
        var watch = Stopwatch.StartNew();
        await Staff.EachAsync(count, atATime, async i =>
        {
            var began = Stopwatch.GetTimestamp();
            await request(i);
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        });
        var seconds = watch.Elapsed.TotalSeconds;
        double[] sorted = [.. milliseconds.Order()];
        return new(Math.Round(count / seconds), Math.Round(sorted[count / 2], 2), Math.Round(sorted[count * 99 / 100], 2));
    }
}
