using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Recruitment;

/// <summary>The listings say what the journals say, whatever fails and whoever is faster.</summary>
public sealed partial class ListingsTests : IAsyncLifetime
{
    private const string List = "applications";

    private Council _council = null!;

    private Journal Journal => _council.Services.GetRequiredService<Journal>();

    private Listings Listings => _council.Services.GetRequiredService<Listings>();

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_updates_that_race_the_higher_number_wins(bool laterFirst)
    {
        var submitted = await BeginAsync(1);
        await Listings.KeepAsync(Applications.Kind, submitted);
        var shortlisted = await HappenAsync(submitted, new ApplicationShortlisted("Meets the criteria."));
        var withdrawn = await HappenAsync(shortlisted, new ApplicationWithdrawn(null));

        await Listings.KeepAsync(Applications.Kind, laterFirst ? withdrawn : shortlisted);
        await Listings.KeepAsync(Applications.Kind, laterFirst ? shortlisted : withdrawn);

        Assert.Equal(
            [$"person|per_1|{submitted.Id}", $"source|a-friend|Withdrawn|001772442000000|{submitted.Id}", $"stage|Withdrawn|001772442000000|{submitted.Id}", $"vacancy|vac_1|Withdrawn|001772442000000|{submitted.Id}"],
            (await DumpAsync()).Keys.Where(key => !key.StartsWith("head", StringComparison.Ordinal) && !key.StartsWith("changed", StringComparison.Ordinal)));
        Assert.Equal("Withdrawn=1", await CountAsync());
    }

    [Fact]
    public async Task Many_updates_at_once_leave_the_last()
    {
        List<Loaded<JobApplication>> course = [await BeginAsync(1)];
        course.Add(await HappenAsync(course[^1], new ApplicationShortlisted("Meets the criteria.")));
        for (var i = 0; i < 8; i++)
        {
            course.Add(await HappenAsync(course[^1], new InterviewScheduled(new DateTimeOffset(2026, 3, 9 + i, 9, 0, 0, TimeSpan.Zero), [])));
        }

        course.Add(await HappenAsync(course[^1], new ApplicationRejected("The post was withdrawn.")));
        await Task.WhenAll(course.Concat(course).Select(version => Listings.KeepAsync(Applications.Kind, version)));

        var kept = await DumpAsync();
        await Listings.KeepAsync(Applications.Kind, course[^1]);
        Assert.Equal(kept, await DumpAsync());
        Assert.Equal("Rejected=1", await CountAsync());
    }

    [Fact]
    public async Task What_a_crash_swallowed_is_listed_by_the_sweeper()
    {
        var application = await BeginAsync(1);
        await _council.Services.GetRequiredService<Intents>().KeepAsync(new([], (List, application.Id)));
        Assert.Empty(await DumpAsync());

        await _council.AdvanceAsync("2026-03-02T09:02");
        await _council.RebuildAsync();
        await _council.SettleAsync();

        Assert.Equal(7, (await DumpAsync()).Count);
        Assert.Empty(await RowsAsync(EventFeed.TableName));
    }

    [Fact]
    public async Task After_any_failures_the_listings_equal_those_made_from_the_journals()
    {
        var random = new Random(20260302);
        var intents = _council.Services.GetRequiredService<Intents>();
        List<Loaded<JobApplication>> all = [];
        for (var step = 0; step < 200; step++)
        {
            var i = random.Next(all.Count + 2);
            var intent = await intents.KeepAsync(new([], (List, i < all.Count ? all[i].Id : IdOf(all.Count))));
            var after = i >= all.Count ? await BeginAsync(all.Count) : Next(all[i].State, random) is { } happened ? await HappenAsync(all[i], happened) : all[i];
            if (i < all.Count)
            {
                all[i] = after;
            }
            else
            {
                all.Add(after);
            }

            // The process dies before the listing, or after it and before the intent is forgotten, or not at all.
            var death = random.Next(3);
            if (death > 0)
            {
                await Listings.KeepAsync(Applications.Kind, after);
            }

            if (death > 1)
            {
                await intents.ForgetAsync(intent);
            }
        }

        await _council.AdvanceAsync("2026-03-02T09:02");
        await _council.RebuildAsync();
        await _council.SettleAsync();
        var (swept, sweptCount) = (await DumpAsync(), await CountAsync());

        await Tables.GetTableClient(Listings.TableName).DeleteAsync(TestContext.Current.CancellationToken);
        await _council.RebuildAsync();
        Assert.Equal(await DumpAsync(), swept);
        Assert.Equal(await CountAsync(), sweptCount);
        Assert.Equal(all.Count, swept.Keys.Count(key => key.StartsWith("head", StringComparison.Ordinal)));
    }

    private TableServiceClient Tables => _council.Services.GetRequiredService<TableServiceClient>();

    private static string IdOf(int number) => Id.From("app", [.. BitConverter.GetBytes((long)number), .. new byte[8]]);

    private static ApplicationEvent? Next(JobApplication application, Random random) => (application.State, random.Next(3)) switch
    {
        (ApplicationState.Submitted, 0) => new ApplicationShortlisted("Meets the criteria."),
        (ApplicationState.Submitted, 1) => new ApplicationNotShortlisted("No experience."),
        (ApplicationState.Shortlisted, 0) => new InterviewScheduled(new(2026, 3, 9, 9, 0, 0, TimeSpan.Zero), []),
        (ApplicationState.Shortlisted, 1) => new ApplicationRejected("The post was withdrawn."),
        (ApplicationState.Submitted or ApplicationState.Shortlisted or ApplicationState.InterviewScheduled, 2) => new ApplicationWithdrawn(null),
        _ => null,
    };

    private Task<Loaded<JobApplication>> BeginAsync(int number) => Journal.CommitAsync(
        Applications.Kind,
        IdOf(number),
        null,
        [new ApplicationSubmitted(IdOf(number), $"vac_{number % 3}", $"per_{number}", "social-worker", "a-friend")],
        "usr_test");

    private Task<Loaded<JobApplication>> HappenAsync(Loaded<JobApplication> before, ApplicationEvent happened) =>
        Journal.CommitAsync(Applications.Kind, before.Id, before, [happened], "usr_test");

    private async Task<string> CountAsync()
    {
        var counts = await Listings.CountAsync(List, null, TestContext.Current.CancellationToken);
        return string.Join(' ', counts.OrderBy(group => group.Key).SelectMany(group => group.Value.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    // When something was listed is no part of what is listed.
    private async Task<SortedDictionary<string, string>> DumpAsync() => new(
        (await RowsAsync(Listings.TableName)).Where(row => row.PartitionKey == List && row.RowKey != "made" && !row.RowKey.StartsWith("count", StringComparison.Ordinal)).ToDictionary(
            row => Undated().Replace(row.RowKey, "changed|"),
            row => Undated().Replace(
                string.Join(
                    '\n',
                    row.Where(pair => pair.Key is not ("odata.etag" or "Timestamp")).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}"))),
                "changed|")),
        StringComparer.Ordinal);

    [GeneratedRegex(@"changed\|\d{15}\|")]
    private static partial Regex Undated();

    private async Task<List<TableEntity>> RowsAsync(string table)
    {
        List<TableEntity> rows = [];
        await foreach (var row in Tables.GetTableClient(table).QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}
