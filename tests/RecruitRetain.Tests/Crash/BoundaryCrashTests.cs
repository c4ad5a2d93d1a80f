using RecruitRetain.Local;

namespace RecruitRetain.Tests.Crash;

/// <summary>The program kills itself at each of its named moments, with the same outcome. A class of its own, since classes run beside each other.</summary>
public sealed class BoundaryCrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Dies by itself the 1st, 10th and 60th time it comes to each of the named moments.</summary>
    [Fact]
    public async Task Killed_at_every_named_boundary()
    {
        const int People = 3;
        List<string> died = [];
        foreach (var boundary in Boundary.All)
        {
            var path = Path.Combine(_folder, $"{boundary}.db");
            await using var server = new ServedProcess(path);
            using var client = new PatientClient(server.BaseAddress);
            var deaths = new Queue<int>([1, 10, 60]);
            using var done = new CancellationTokenSource();
            var keeper = Task.Run(async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var count = deaths.TryDequeue(out var next) ? next : 0;
                    if (await server.StartAsync(count == 0 ? null : $"{boundary}:{count}"))
                    {
                        client.Server(up: true);
                        await Task.WhenAny(server.DeathAsync(), Task.Delay(Timeout.Infinite, done.Token));
                        client.Server(up: false);
                    }

                    if (!done.IsCancellationRequested)
                    {
                        died.Add($"{boundary}:{count}");
                    }
                }
            });

            await client.PostAsync("/local/clock/set", "clock", new { to = "2026-03-02T09:00:00Z", hold = true });
            var journeys = new Journeys(client, People);
            await journeys.RunAsync();
            await CrashTests.AssertWholeAsync(client, journeys, People);
            await done.CancelAsync();
            await keeper;
            await server.DisposeAsync();
            CrashTests.AssertSound(path);
        }

        Assert.All(Boundary.All, boundary => Assert.Contains($"{boundary}:1", died));
        TestContext.Current.TestOutputHelper!.WriteLine($"{died.Count} deaths at {Boundary.All.Count} boundaries: {string.Join(", ", died)}");
    }
}
