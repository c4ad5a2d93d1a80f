using System.Diagnostics;
using System.Text.Json;
using RecruitRetain.Tests.Crash;

namespace RecruitRetain.Tests.Webhooks;

/// <summary>The program is killed as it tells others what happened: none is lost, and what comes twice comes under its own id.</summary>
public sealed class WebhookCrashTests : IDisposable
{
    private const int Kills = 25;

    private readonly string _folder = Directory.CreateTempSubdirectory("hooks-").FullName;
    private readonly Receiver _receiver = new();

    public void Dispose()
    {
        _receiver.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_at_random_moments_as_it_tells()
    {
        await using var server = new ServedProcess(Path.Combine(_folder, "store.db"), _receiver.Setting);
        using var client = new PatientClient(server.BaseAddress);
        await server.StartAsync();
        client.Server(up: true);
        await client.PostAsync("/local/clock/set", "clock", new { to = "2026-03-02T09:00:00Z", hold = true });
        await client.PostAsync("/api/webhook-subscriptions", "subscribe", new { url = _receiver.Url }, "hannah", "hr");

        using var done = new CancellationTokenSource();
        var killed = 0;
        var killer = Task.Run(async () =>
        {
            var random = new Random(20260302);
            while (killed < Kills)
            {
                var enough = client.Acknowledged + random.Next(1, 8);
                var late = Stopwatch.StartNew();
                while (client.Acknowledged < enough && late.ElapsedMilliseconds < 1_500)
                {
                    await Task.Delay(1);
                }

                await Task.Delay(random.Next(0, 20));
                client.Server(up: false);
                await server.KillAsync();
                killed++;
                Assert.True(await server.StartAsync());
                client.Server(up: true);
            }

            await done.CancelAsync();
        });

        List<string> posts = [];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            for (var number = 0; !done.IsCancellationRequested; number++)
            {
                var reference = $"P{worker}-{number}";
                var post = await client.PostAsync("/api/posts", reference, A.Post(reference), "hannah", "hr");
                lock (posts)
                {
                    posts.Add(post.GetProperty("id").GetString()!);
                }
            }
        }));
        await killer;
        await client.AdvanceAsync("2026-03-04T09:00");

        var told = await EventsAsync(client);
        Assert.Equal(posts.Order(StringComparer.Ordinal), told.Select(one => one.SubjectId).Distinct().Order(StringComparer.Ordinal));
        var received = _receiver.Requests.Select(request => request.Id).ToList();
        Assert.Equal(told.Select(one => one.Id).Distinct().Order(StringComparer.Ordinal), received.Distinct().Order(StringComparer.Ordinal));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{killed} kills, {posts.Count} events; in the feed {told.Count} times, received {received.Count} times; 0 lost, 0 invented.");
    }

    private static async Task<IReadOnlyList<(string Id, string SubjectId)>> EventsAsync(PatientClient client)
    {
        List<(string, string)> all = [];
        var path = "/api/events?size=200";
        for (JsonElement page; ; path = $"/api/events?size=200&after={page.GetProperty("after").GetString()}")
        {
            page = await client.GetAsync(path, "data-platform", "integration");
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("subjectId").GetString()!)));
            if (!page.GetProperty("more").GetBoolean())
            {
                return all;
            }
        }
    }
}
