using System.Runtime.InteropServices;
using System.Text.Json;
using RecruitRetain.Benchmarks;

// One JSON object a run: what was measured, on what machine, with what promise of durability.
var benchmarks = new Dictionary<string, Func<Task<object>>>
{
    ["hello5"] = HelloBenchmark.RunAsync,
    ["journey"] = JourneyBenchmark.RunAsync,
    ["milestones"] = MilestonesBenchmark.RunAsync,
    ["milestones10000"] = ScaledMilestonesBenchmark.RunAsync,
    ["payrun"] = PayRunBenchmark.RunAsync,
    ["start"] = ProcessBenchmarks.StartAsync,
    ["restart"] = ProcessBenchmarks.RestartAsync,
    ["http"] = HttpBenchmark.RunAsync,
    ["board"] = BoardBenchmark.RunAsync,
    ["import"] = ImportBenchmark.RunAsync,
    ["workforce-import"] = WorkforceImportBenchmark.RunAsync,
    ["reports"] = ReportsBenchmark.RunAsync,
    ["memory"] = ProcessBenchmarks.MemoryAsync,
    ["traffic"] = TrafficBenchmark.RunAsync,
};
var unknown = args.Where(name => !benchmarks.ContainsKey(name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{unknown[0]}'. There are: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

var results = new Dictionary<string, object>
{
    ["machine"] = new
    {
        cores = Environment.ProcessorCount,
        memoryGiB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(2, 30), 1),
        os = RuntimeInformation.OSDescription,
        runtime = RuntimeInformation.FrameworkDescription,
        store = "SQLite, WAL, synchronous=FULL",
#if DEBUG
        build = "Debug",
#else
        build = "Release",
#endif
    },
};
foreach (var (name, run) in benchmarks.Where(benchmark => args.Length == 0 || args.Contains(benchmark.Key)))
{
    await Console.Error.WriteLineAsync($"{name} …");
    results[name] = await run();
}

Console.WriteLine(JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
return 0;
