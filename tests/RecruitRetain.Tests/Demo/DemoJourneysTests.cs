using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Identity;
using RecruitRetain.Housing;
using RecruitRetain.Local;
using RecruitRetain.Local.Demo;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Demo;

/// <summary>Every journey in <c>demo/</c>, played against the whole app on a store of its own.</summary>
public sealed partial class DemoJourneysTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "demo");

    public static TheoryData<string> Journeys =>
        [.. Directory.GetFiles(Folder, "*.http").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Journeys))]
    public async Task A_journey_meets_what_it_expects_and_ends_the_same_when_the_app_is_rebuilt_after_every_step(string file)
    {
        var straight = await PlayAsync(file, rebuilds: false);
        var rebuilt = await PlayAsync(file, rebuilds: true);

        Assert.Equal(straight.Journals, rebuilt.Journals);
        Assert.Equal(straight.Mails, rebuilt.Mails);
        Assert.Equal(straight.Messages, rebuilt.Messages);
    }

    private static async Task<Ending> PlayAsync(string file, bool rebuilds)
    {
        var path = Path.Combine(Folder, file);
        var journey = HttpFile.Parse(await File.ReadAllTextAsync(path), path);
        var store = Directory.CreateTempSubdirectory("demo-").FullName;
        var host = await StartAsync(store, port: 0);
        try
        {
            // The port stays and the app behind it changes: no connection may outlive a request.
            var address = host.BaseAddress;
            using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero };
            using var client = new HttpClient(handler) { BaseAddress = address };
            var result = await HttpPlayer.PlayAsync(journey, client, new Story(TextWriter.Null, colours: false), rebuilds ? RebuildAsync : null);

            Assert.Null(result.Unmet);
            Assert.Equal(journey.Steps.Count, result.Steps);
            return await Ending.ReadAsync(address, client);

            async Task RebuildAsync()
            {
                await host.DisposeAsync();
                host = await StartAsync(store, address.Port);
            }
        }
        finally
        {
            await host.DisposeAsync();
            Directory.Delete(store, recursive: true);
        }
    }

    private static Task<LocalHost> StartAsync(string store, int port) => LocalHost.StartAsync(
        builder => builder.AddRecruitRetain(),
        typeof(Composition).Assembly,
        new LocalHostOptions
        {
            StorePath = Path.Combine(store, "store.db"),
            Port = port,
            Settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Warning" },
        });

    /// <summary>All that a journey left behind, as lines in which an id has only its prefix left: ids are random.</summary>
    private sealed partial record Ending(IReadOnlyList<string> Journals, IReadOnlyList<string> Mails, IReadOnlyList<string> Messages)
    {
        private static readonly string[] Tables =
            [Applications.Kind.Table, Employments.Kind.Table, HousingRequests.Kind.Table, RetentionPlans.Kind.Table, Vacancies.Kind.Table];

        public static async Task<Ending> ReadAsync(Uri address, HttpClient client)
        {
            var local = new LocalApi(client);
            var mails = await local.MailsAsync(0, null, CancellationToken.None);
            var messages = await local.MessagesAsync(0, CancellationToken.None);
            List<string> journals = [];
            foreach (var table in Tables)
            {
                journals.AddRange(await JournalsAsync(new TableServiceClient(address, new DefaultAzureCredential()).GetTableClient(table)));
            }

            return new(
                journals,
                Lines(mails.Select(mail => (mail.At, $"{mail.To} {mail.Subject}"))),
                Lines(messages.Select(message => (message.At, $"{message.Entity} {message.Subject}"))));
        }

        // One text an aggregate, in the order of the texts: the aggregates themselves have none that stays.
        private static async Task<IReadOnlyList<string>> JournalsAsync(TableClient table)
        {
            var events = await table.QueryAsync<TableEntity>("RowKey ge 'event-' and RowKey lt 'event.'").ToListAsync();
            return
            [
                .. events.GroupBy(row => row.PartitionKey)
                    .Select(journal => string.Join('\n', journal.Select(row =>
                        Line(row.GetDateTimeOffset("At")!.Value, $"{row.GetString("Kind")} by {row.GetString("Actor")}"))))
                    .Order(StringComparer.Ordinal),
            ];
        }

        // What happened at one instant has no order that stays.
        private static IReadOnlyList<string> Lines(IEnumerable<(DateTimeOffset At, string Text)> happened) =>
            [.. happened.Select(one => Line(one.At, one.Text)).Order(StringComparer.Ordinal)];

        private static string Line(DateTimeOffset at, string text) =>
            string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:O} {AnId().Replace(text, "$1")}");

        [GeneratedRegex(@"\b([a-z]{3})_[0-9a-z]{26}")]
        private static partial Regex AnId();
    }
}
