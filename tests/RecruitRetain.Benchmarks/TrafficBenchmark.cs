using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using RecruitRetain.Local;
using RecruitRetain.Local.Demo;
using RecruitRetain.Shared;

namespace RecruitRetain.Benchmarks;

/// <summary>
/// What is asked of Azure, counted and not timed: by somebody who applies and is turned down, by the whole story of the demo, by a starter with four
/// payments over two years, and by a year in which nothing happens but reports and sweeps.
/// </summary>
internal static class TrafficBenchmark
{
    private const int People = 100;

    public static async Task<object> RunAsync() => new
    {
        application = await ApplicationAsync(),
        story = await StoryAsync(),
        starter = await StarterAsync(),
        quietYearOf100 = await QuietYearAsync(100),
        quietYearOf10000 = await QuietYearAsync(10_000),
    };

    private static async Task<object> ApplicationAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("application.db"));
        using var staff = new Staff(host.BaseAddress);
        var vacancy = await staff.OpenVacancyAsync();
        await host.Azure.Clock.SettleAsync();
        using var counted = new Count(host);
        for (var i = 0; i < People; i++)
        {
            var application = (await staff.ApplyAsync(vacancy, i)).GetProperty("id").GetString();
            await host.Azure.Clock.SettleAsync();
            await staff.PostAsync($"/api/applications/{application}/shortlisting", new { shortlisted = false, reason = "Does not meet the essential criteria." }, "hiring-manager");
            await host.Azure.Clock.SettleAsync();
        }

        return counted.Of(People);
    }

    private static async Task<object> StoryAsync()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "demo", "journey.http");
        var file = HttpFile.Parse(await File.ReadAllTextAsync(path), path);
        using var folder = new TemporaryFolder();
        await using var host = await LocalHost.StartAsync(
            builder => builder.AddRecruitRetain(), typeof(Composition).Assembly, new LocalHostOptions { StorePath = folder.File("story.db") });
        using var http = new HttpClient { BaseAddress = host.BaseAddress };
        using var counted = new Count(host);
        var result = await HttpPlayer.PlayAsync(file, http, new Story(TextWriter.Null, colours: false));
        return result.Unmet is { } unmet ? throw new InvalidOperationException(unmet.ToString()) : counted.Of(1);
    }

    private static async Task<object> StarterAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("starter.db"));
        using var staff = new Staff(host.BaseAddress);
        var start = new DateOnly(2026, 3, 2);
        using var counted = new Count(host);
        for (var i = 0; i < People; i++)
        {
            await staff.StartAsync(i, start);
        }

        await host.Azure.Clock.SettleAsync();
        await using var payroll = new Payroll(host.Services);
        for (var months = 6; months <= 24; months += 6)
        {
            var due = UkCalendar.AddMonths(start, months);

            // The reports on the way are counted by themselves.
            using (counted.Pause())
            {
                await host.Azure.Clock.AdvanceAsync(UkCalendar.StartOfDayUtc(due).AddHours(-1));
            }

            await host.Azure.Clock.AdvanceAsync(UkCalendar.StartOfDayUtc(due).AddHours(1));
            staff.Forget();
            await staff.LetOutPayRunAsync(due);
            await host.Azure.Clock.SettleAsync();
            await payroll.ConfirmAsync(People, due);
            await host.Azure.Clock.SettleAsync();
        }

        var paid = await Payroll.PaidAsync(host.Services);
        return paid == 4 * People ? counted.Of(People) : throw new InvalidOperationException($"{paid} payments are paid, not {4 * People}.");
    }

    private static async Task<object> QuietYearAsync(int people)
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("year.db"));
        using var staff = new Staff(host.BaseAddress);
        await staff.ImportWorkforceAsync(Workforce(people));
        await host.Azure.Clock.SettleAsync();
        await host.Azure.Clock.AdvanceAsync(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero));
        using var counted = new Count(host);
        await host.Azure.Clock.AdvanceAsync(new DateTimeOffset(2027, 3, 3, 0, 0, 0, TimeSpan.Zero));
        return counted.Of(1);
    }

    private static string Workforce(int people)
    {
        var file = new StringBuilder("kind,post_reference,role,team,grade,fte,contract,name,email,registration_number,started_on,payroll_reference\n");
        for (var i = 0; i < people; i++)
        {
            file.AppendLine(CultureInfo.InvariantCulture, $"post,P{i},social-worker,team-{i % 20},PO2,1.00,,,,,,");
            file.AppendLine(
                CultureInfo.InvariantCulture,
                $"employment,P{i},social-worker,team-{i % 20},PO2,1.00,permanent,Person {i},person{i}@example.org,SW{1_000_000 + i},2024-01-08,E{i}");
        }

        return file.ToString();
    }

    /// <summary>Counts from its making on.</summary>
    private sealed class Count : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
        private readonly MeterListener _listener = new();
        private readonly LocalHost _host;
        private readonly (long Mails, long Messages) _before;
        private bool _paused;

        public Count(LocalHost host)
        {
            _host = host;
            _before = Sent();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Traffic.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            {
                if (!_paused)
                {
                    _counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
                }
            });
            _listener.Start();
        }

        public IDisposable Pause()
        {
            _paused = true;
            return new Resumed(this);
        }

        /// <summary>The counts for each of so many.</summary>
        public object Of(int many)
        {
            var (mails, messages) = Sent();
            return new
            {
                tableReads = Each("table.reads"),
                tablePages = Each("table.pages"),
                tableWrites = Each("table.writes"),
                turns = Each("durable.turns"),
                deliveries = Each("durable.deliveries"),
                activities = Each("durable.activities"),
                mails = Math.Round((mails - _before.Mails) / (double)many, 1),
                messages = Math.Round((messages - _before.Messages) / (double)many, 1),
            };

            double Each(string name) => Math.Round(_counts.GetValueOrDefault(name) / (double)many, 1);
        }

        public void Dispose() => _listener.Dispose();

        private (long Mails, long Messages) Sent() => _host.Azure.Store.Read(session => (
            session.Scalar<long>("SELECT COUNT(*) FROM mails"), session.Scalar<long>("SELECT COUNT(*) FROM bus_sent")));

        private sealed class Resumed(Count count) : IDisposable
        {
            public void Dispose() => count._paused = false;
        }
    }
}
