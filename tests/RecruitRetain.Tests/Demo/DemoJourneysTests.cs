using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using RecruitRetain.Housing;
using RecruitRetain.Local;
using RecruitRetain.Local.Demo;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Tests.DataProtection;
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
        var store = Scratch.Folder("demo-");
        using LogLines log = new();
        var host = await StartAsync(store, port: 0, log);
        try
        {
            // The port stays and the app behind it changes: no connection may outlive a request.
            var address = host.BaseAddress;
            using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero };
            using var client = new HttpClient(handler) { BaseAddress = address };
            var result = await HttpPlayer.PlayAsync(journey, client, new Story(TextWriter.Null, colours: false), rebuilds ? RebuildAsync : null);

            Assert.Null(result.Unmet);
            Assert.Equal(journey.Steps.Count, result.Steps);
            LookForPeople(file, await PeopleAsync(address), StoreWalk.Through(host), host, log);
            LookForDecisions(file, await DecisionsAsync(address));
            return await Ending.ReadAsync(address, client);

            async Task RebuildAsync()
            {
                await host.DisposeAsync();
                host = await StartAsync(store, address.Port, log);
            }
        }
        finally
        {
            await host.DisposeAsync();
            Directory.Delete(store, recursive: true);
        }
    }

    // Who somebody is stands in the people's rows and nowhere else, but for the mails themselves; what they said of themselves for equality
    // monitoring stands in its own table only.
    private static void LookForPeople(string file, IReadOnlyList<TableEntity> people, StoreWalk walk, LocalHost host, LogLines log)
    {
        string[] columns = ["Name", "Email", "Phone"];
        List<string> texts = [.. columns.SelectMany(column => people.Select(row => row.GetString(column))).OfType<string>().Where(text => text.Length > 4).Distinct()];
        string[] offices = ["hr@council.example", "housing@council.example", "recruitment-team@council.example"];
        var letters = host.Azure.Mailbox.List(int.MaxValue)
            .Where(mail => mail.Recipients.All(recipient => offices.Contains(recipient.Email)))
            .Select(mail => ($"letter to {mail.Recipients[0].Email}: {mail.Subject}", string.Join('\n', mail.Subject, mail.Text, mail.Html)));

        Assert.Equal([], walk.Elsewhere(texts, People.TableName, StoreWalk.Mail));
        Assert.Equal([], walk.Elsewhere(walk.TextsIn(EqualityAnswers.TableName, 5), EqualityAnswers.TableName, People.TableName, StoreWalk.Mail));
        Assert.Equal([], StoreWalk.Found(texts, letters));
        Assert.Equal([], StoreWalk.Found(texts, log.Lines.Select(line => (line, line))));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{file}: {people.Count} people, {texts.Count} names, addresses and telephone numbers looked for in {walk.Rows} rows, {host.Azure.Mailbox.List(int.MaxValue).Count} mails and {log.Lines.Count} log lines.");
    }

    // A named human rejects, takes back and gives up; the provider's answer comes from the provider. What lapses by a published deadline is marked
    // as lapsed; a payment ends by itself only on its published day, by terms that its record names, because of what a named human recorded.
    private static void LookForDecisions(string file, IReadOnlyList<TableEntity> events)
    {
        string[] decided = [nameof(ApplicationNotShortlisted), nameof(ApplicationRejected), nameof(KeyWorkerNominated), nameof(NominationTakenBack), nameof(PaymentWithheld), nameof(RecoveryWaived)];
        string[] ended = [nameof(PaymentDisallowed), nameof(PaymentVoided)];
        string[] lapsed = [nameof(OfferLapsed), nameof(InterviewSlotsLapsed), nameof(NominationLapsed), nameof(HomeOfferLapsed)];
        var byPeople = events.Where(row => Shared.Actor.IsPerson(row.GetString("Actor")!)).ToLookup(row => row.PartitionKey, row => row.GetString("Kind")!);
        var alone = events.Where(row => !Shared.Actor.IsPerson(row.GetString("Actor")!)).Select(row => (Id: row.PartitionKey, Kind: row.GetString("Kind")!, Text: row.GetString("Data0")!)).ToList();

        Assert.DoesNotContain(alone, one => decided.Contains(one.Kind));
        Assert.DoesNotContain(alone, one => ended.Contains(one.Kind) && !byPeople[one.Id].Any(kind => kind is nameof(NoticeGiven) or nameof(EmploymentLeft)));
        Assert.All(alone.Where(one => ended.Contains(one.Kind)), one => Assert.Matches("\"lapsedUnder\":\\{\"schemeId\":\"[a-z0-9-]+\",\"version\":[0-9]+\\}", one.Text));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{file}: {events.Count(row => decided.Contains(row.GetString("Kind")))} decisions, all by named people; {alone.Count(one => lapsed.Contains(one.Kind))} lapses by published deadline; "
            + $"{alone.Count(one => ended.Contains(one.Kind))} payments ended by the terms of their scheme.");
    }

    private static async Task<IReadOnlyList<TableEntity>> DecisionsAsync(Uri address)
    {
        List<TableEntity> events = [];
        foreach (var table in new[] { Applications.Kind.Table, Employments.Kind.Table, HousingRequests.Kind.Table, RetentionPlans.Kind.Table })
        {
            events.AddRange(await new TableServiceClient(address, new DefaultAzureCredential()).GetTableClient(table)
                .QueryAsync<TableEntity>("RowKey ge 'event-' and RowKey lt 'event.'").ToListAsync());
        }

        return events;
    }

    private static async Task<IReadOnlyList<TableEntity>> PeopleAsync(Uri address) =>
        await new TableServiceClient(address, new DefaultAzureCredential()).GetTableClient(People.TableName).QueryAsync<TableEntity>("RowKey eq 'person'").ToListAsync();

    private static Task<LocalHost> StartAsync(string store, int port, LogLines log) => LocalHost.StartAsync(
        builder =>
        {
            builder.AddRecruitRetain();
            builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Information).AddFilter<ConsoleLoggerProvider>(null, LogLevel.Warning);
        },
        typeof(Composition).Assembly,
        new LocalHostOptions
        {
            StorePath = Path.Combine(store, "store.db"),
            Port = port,
        });

    /// <summary>Every line that the app logs, with what went wrong.</summary>
    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }

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
