using System.Diagnostics;
using RecruitRetain.Local;
using RecruitRetain.Local.Demo;

namespace RecruitRetain.Benchmarks;

/// <summary>The main demo, from application to second-year payment with 100 colleagues and their weekly reports: how long, and how much history.</summary>
internal static class JourneyBenchmark
{
    public static async Task<object> RunAsync()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "demo", "journey.http");
        var file = HttpFile.Parse(await File.ReadAllTextAsync(path), path);
        List<double> seconds = [];
        long lines = 0;
        for (var round = 0; round < 3; round++)
        {
            using var folder = new TemporaryFolder();
            await using var host = await LocalHost.StartAsync(
                builder => builder.AddRecruitRetain(), typeof(Composition).Assembly, new LocalHostOptions { StorePath = folder.File("journey.db") });
            using var http = new HttpClient { BaseAddress = host.BaseAddress };
            var watch = Stopwatch.StartNew();
            var result = await HttpPlayer.PlayAsync(file, http, new Story(TextWriter.Null, colours: false));
            if (result.Unmet is { } unmet)
            {
                throw new InvalidOperationException(unmet.ToString());
            }

            seconds.Add(watch.Elapsed.TotalSeconds);
            lines = host.Azure.Store.Read(session => session.Scalar<long>("SELECT SUM(history_events) FROM instances"));
        }

        return new { seconds = Statistics.Of(seconds), historyLinesOfTheWholeJourney = lines };
    }
}
