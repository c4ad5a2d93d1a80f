using System.Diagnostics;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Local;

namespace RecruitRetain.Benchmarks;

/// <summary>How many orchestrations of five activities finish a second, one after another and twenty at a time.</summary>
internal static class HelloBenchmark
{
    private const int Rounds = 5;

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await LocalHost.StartAsync(
            builder => builder.ConfigureFunctionsWebApplication(),
            typeof(HelloFunctions).Assembly,
            new LocalHostOptions { StorePath = folder.File("hello.db"), Types = [typeof(HelloFunctions)] });
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        await RunManyAsync(client, 500, 20);

        List<double> sequential = [], concurrent = [];
        for (var round = 0; round < Rounds; round++)
        {
            sequential.Add(await RunManyAsync(client, 300, 1));
            concurrent.Add(await RunManyAsync(client, 3_000, 20));
        }

        return new
        {
            sequentialPerSecond = Statistics.Of(sequential),
            twentyAtATimePerSecond = Statistics.Of(concurrent),
        };
    }

    private static async Task<double> RunManyAsync(DurableTaskClient client, int count, int atATime)
    {
        var left = count;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(HelloFunctions.Hello5));
                var done = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
                if (done.ReadOutputAs<string>() != "Hello Eve!")
                {
                    throw new InvalidOperationException($"{id} ended with {done.RuntimeStatus}.");
                }
            }
        }));
        return count / watch.Elapsed.TotalSeconds;
    }
}
