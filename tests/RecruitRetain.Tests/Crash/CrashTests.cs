using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RecruitRetain.Tests.Crash;

/// <summary>The program is killed as it works, and nothing that it acknowledged is lost, doubled or stuck.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;

    private string StorePath => Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>At least 50 live journeys and 100 kills; more with <c>RECRUITRETAIN_KILLS=1000</c>.</summary>
    [Fact]
    public async Task Killed_at_random_moments_under_load()
    {
        const int People = 50;
        var kills = int.Parse(Environment.GetEnvironmentVariable("RECRUITRETAIN_KILLS") ?? "100", CultureInfo.InvariantCulture);
        await using var server = new ServedProcess(StorePath);
        using var client = new PatientClient(server.BaseAddress);
        await server.StartAsync();
        client.Server(up: true);
        await client.PostAsync("/local/clock/set", "clock", new { to = "2026-03-02T09:00:00Z", hold = true });

        using var done = new CancellationTokenSource();
        var killed = 0;
        var killer = Task.Run(async () =>
        {
            var random = new Random(20260302);
            while (!done.IsCancellationRequested && killed < kills)
            {
                // The moment is random both in work done and in real time, as that of a power cut is.
                var enough = client.Acknowledged + random.Next(1, 25);
                var late = Stopwatch.StartNew();
                var patience = random.Next(50, 1_500);
                while (client.Acknowledged < enough && late.ElapsedMilliseconds < patience)
                {
                    await Task.Delay(1);
                }

                await Task.Delay(random.Next(0, 20));
                client.Server(up: false);
                await server.KillAsync();
                Interlocked.Increment(ref killed);
                Assert.True(await server.StartAsync());
                client.Server(up: true);
            }
        });

        var journeys = new Journeys(client, People);
        await journeys.RunAsync();
        for (var round = 0; Volatile.Read(ref killed) < kills; round++)
        {
            await journeys.UnsettleAsync(round);
        }

        await done.CancelAsync();
        await killer;
        await AssertWholeAsync(client, journeys, People);
        await server.KillAsync();
        AssertSound(StorePath);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{killed} kills, {client.Acknowledged} requests acknowledged, {client.Repeated} sent again; 0 lost, 0 doubled, 0 stuck.");
    }

    /// <summary>Everything acknowledged is there, once.</summary>
    internal static async Task AssertWholeAsync(PatientClient client, Journeys journeys, int people)
    {
        var instructions = await journeys.InstructionsAsync();
        Assert.Equal(people, instructions.Count);
        Assert.Equal(people, instructions.Select(instruction => instruction.MessageId).Distinct().Count());
        Assert.Equal(
            journeys.Employments.Order(), instructions.Select(instruction => instruction.Body.GetProperty("employmentId").GetString()!).Order());
        Assert.All(instructions, instruction => Assert.Equal(100_000, instruction.Body.GetProperty("grossPence").GetInt64()));
        await journeys.EachAsync(async i =>
        {
            var payment = await journeys.PaymentAsync(i);
            Assert.Equal("paid", payment.GetProperty("state").GetString());
            Assert.Equal(["NominationMade", "HomeOfferAnswered"], await journeys.HousingMessagesAsync(i));
            Assert.Equal("let", (await journeys.HomeAsync(i)).GetProperty("state").GetString());
            Assert.True((await journeys.SubjectsAsync(i)).Count >= 6, $"Candidate {i} got too few mails.");
        });
        Assert.Equal(people, (await client.GetAsync("/api/employments?size=200", "hannah", "hr")).GetProperty("items").GetArrayLength());
        Assert.Equal(
            $$$"""{"total":{{{people}}},"states":{"started":{{{people}}}}}""", (await client.GetAsync("/api/board/counts", "rachel", "recruiter")).GetRawText());
    }

    /// <summary>The file is sound, and nothing in it waits to be done or was set aside.</summary>
    internal static void AssertSound(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Assert.Equal("ok", Ask("PRAGMA integrity_check"));
        Assert.Equal(0L, Ask("SELECT COUNT(*) FROM instances WHERE status = 3"));
        Assert.Equal(0L, Ask("SELECT COUNT(*) FROM instances WHERE started = 0"));
        Assert.Equal(0L, Ask("SELECT COUNT(*) FROM inbox"));
        Assert.Equal(0L, Ask("SELECT COUNT(*) FROM activities"));
        Assert.Equal(0L, Ask("SELECT COUNT(*) FROM set_aside"));

        object Ask(string sql)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            return command.ExecuteScalar()!;
        }
    }
}
