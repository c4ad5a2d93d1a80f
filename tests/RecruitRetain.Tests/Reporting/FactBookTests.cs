using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Reporting;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Reporting;

/// <summary>The book says what the journals say: at once, in every worker, and from whatever it is made anew.</summary>
public sealed class FactBookTests : IAsyncLifetime
{
    private Council _council = null!;

    private FactBook Book => _council.Services.GetRequiredService<FactBook>();

    private Listings Listings => _council.Services.GetRequiredService<Listings>();

    private TableServiceClient Tables => _council.Services.GetRequiredService<TableServiceClient>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task What_was_answered_is_measured_at_once()
    {
        for (var i = 1; i <= 3; i++)
        {
            var id = await EmployAsync(i);
            Assert.Equal(i, await MeasureAsync("headcount"));
            (await _council.PostAsync(Staff.Hr, $"/api/employments/{id}/leaving", new { lastDayOn = "2026-03-01", reason = "resignation" })).Expect(200);
            Assert.Equal((i - 1, i - 1 + 1), (await MeasureAsync("headcount"), await MeasureAsync("leavers")));
            await EmployAsync(100 + i);
            Assert.Equal(i, await MeasureAsync("headcount"));
        }
    }

    [Fact]
    public async Task Two_books_agree_after_every_step_whenever_they_last_looked()
    {
        using FactBook often = new(Listings, _council.Azure.Clock);
        using FactBook seldom = new(Listings, _council.Azure.Clock);
        await seldom.ReadAsync(Stop);
        for (var i = 1; i <= 4; i++)
        {
            var id = await EmployAsync(i);
            await often.ReadAsync(Stop);
            await _council.AdvanceAsync($"2026-03-{2 + i:D2}T10:00");
            (await _council.PostAsync(Staff.Hr, $"/api/employments/{id}/notice", new { givenOn = $"2026-03-{2 + i:D2}", lastDayOn = "2026-04-30" })).Expect(200);
            Assert.Equal(Sorted((await Book.ReadAsync(Stop)).Facts), Sorted((await often.ReadAsync(Stop)).Facts));
        }

        var (facts, fingerprint) = await seldom.ReadAsync(Stop);
        Assert.Equal(Sorted((await often.ReadAsync(Stop)).Facts), Sorted(facts));
        Assert.Equal((await often.ReadAsync(Stop)).Fingerprint, fingerprint);
        Assert.Equal(facts.Fingerprint, fingerprint);
    }

    [Fact]
    public async Task Whoever_deletes_the_listings_gets_the_same_facts_from_the_journals()
    {
        var id = await EmployAsync(1);
        await EmployAsync(2);
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{id}/enrolments", new { schemeId = "retention-2026", version = 1, enrolledOn = "2026-03-02" })).Expect(201);
        await _council.AdvanceAsync("2026-03-03T09:00");
        var before = await Book.ReadAsync(Stop);
        Assert.Equal((2, 1, 2), (before.Facts.Employments.Count, before.Facts.Plans.Count, before.Facts.Plans[0].Payments.Count));

        await Tables.GetTableClient(Listings.TableName).DeleteAsync(Stop);
        await _council.RebuildAsync();

        var after = await Book.ReadAsync(Stop);
        Assert.Equal(before.Fingerprint, after.Fingerprint);
        Assert.Equal(Sorted(before.Facts), Sorted(after.Facts));
    }

    [Fact]
    public async Task What_changes_no_fact_leaves_its_place_and_what_was_swallowed_comes_late_but_is_seen()
    {
        var id = await EmployAsync(1);
        var place = await PlaceAsync(id);
        await _council.AdvanceAsync("2026-03-04T09:00");
        (await _council.PostAsync(Staff.Hr, $"/api/employments/{id}/registration", new { checkedOn = "2026-03-04", status = "registered" })).Expect(200);
        Assert.Equal(place, await PlaceAsync(id));

        // The process dies between the commit and the listing; other workers have looked since.
        var journal = _council.Services.GetRequiredService<Journal>();
        await _council.Services.GetRequiredService<Intents>().KeepAsync(new([], (Employments.Kind.Table, id)));
        await journal.CommitAsync(Employments.Kind, id, await journal.GetAsync(Employments.Kind, id, Stop), [new NoticeGiven(new(2026, 3, 4), new(2026, 4, 30))], "usr_hr", cancellationToken: Stop);
        using FactBook other = new(Listings, _council.Azure.Clock);
        await _council.AdvanceAsync("2026-03-04T12:00");
        Assert.NotNull(Assert.Single((await other.ReadAsync(Stop)).Facts.Employments).NoticeGivenOn);
    }

    [Fact]
    public async Task People_who_are_one_count_once_until_they_are_two_again()
    {
        var one = (await _council.GetAsync(Staff.Hr, $"/api/employments/{await EmployAsync(1)}")).Expect(200);
        var other = (await _council.GetAsync(Staff.Hr, $"/api/employments/{await EmployAsync(2)}")).Expect(200);
        Assert.Equal(2, await MeasureAsync("headcount"));

        var merge = (await _council.PostAsync(
            Staff.Hr, "/api/person-merges", new { keptId = one["personId"].GetString(), mergedId = other["personId"].GetString(), reason = "The same registration number." })).Expect(201);
        Assert.Equal((1, 2.0m), (await MeasureAsync("headcount"), await MeasureAsync("fte")));

        (await _council.PostAsync(Staff.Hr, $"/api/person-merges/{merge.Id}/reversal", new { reason = "Sisters." })).Expect(200);
        Assert.Equal(2, await MeasureAsync("headcount"));
    }

    [Fact]
    public async Task Live_measures_answer_for_a_team_a_role_and_a_period_and_refuse_what_is_not_there()
    {
        await EmployAsync(1);
        var north = (await _council.GetAsync(Staff.Hr, "/api/measures?team=assessment-1&role=social-worker&from=2026-02-01&as-at=2026-02-28")).Expect(200);
        Assert.Equal(("2026-02-01", "2026-02-28", "assessment-1"), (north["from"].GetString(), north["asAt"].GetString(), north["filter"].GetProperty("team").GetString()));
        Assert.Equal(1, north["figures"].GetProperty("workforce").GetProperty("headcount").GetInt32());

        foreach (var (query, field) in new[] { ("team=nowhere", "team"), ("role=astronaut", "role"), ("as-at=2026-03-03", "as-at"), ("as-at=2026-02-01&from=2026-02-02", "from"), ("from=soon", "from") })
        {
            Assert.Equal([field], (await _council.GetAsync(Staff.Hr, $"/api/measures?{query}")).Expect(400, "query-malformed").Fields);
        }

        var audited = (await _council.GetAsync(Staff.Auditor, "/api/measures")).Expect(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, audited["figures"].ValueKind);
        (await _council.GetAsync(Staff.Auditor, "/api/measures?team=assessment-1")).Expect(403);
    }

    private static string Sorted(Facts facts) => Json.Write(facts with
    {
        Employments = [.. facts.Employments.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        Plans = [.. facts.Plans.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
    });

    private async Task<string> PlaceAsync(string id)
    {
        List<string> places = [];
        await foreach (var row in Listings.ChangedAsync(Employments.Kind.Table, null, ["RowKey"], Stop))
        {
            places.Add(row.RowKey);
        }

        return Assert.Single(places, place => place.EndsWith(id, StringComparison.Ordinal));
    }

    private async Task<decimal?> MeasureAsync(string name) =>
        (await _council.GetAsync(Staff.Hr, "/api/measures")).Expect(200)["measures"].EnumerateArray()
            .Single(measure => measure.GetProperty("name").GetString() == name).GetProperty("value").GetDecimal();

    private async Task<string> EmployAsync(int number) => (await _council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = $"Worker {number}",
        email = $"worker{number}@example.org",
        contract = "permanent",
        role = "social-worker",
        team = "assessment-1",
        grade = "G10",
        fte = 1.0,
        startedOn = "2025-01-06",
    })).Expect(201).Id;
}
