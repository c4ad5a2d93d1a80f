using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Tests.Retention;

namespace RecruitRetain.Tests.DataProtection;

public sealed class ErasureTests
{
    private static readonly string[] OfJo = ["Jo Bloggs", Candidates.Jo, "SW12345", "I have worked with children for ten years.", "mixed"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_somebody_who_was_not_employed_nothing_is_left(bool rebuilds)
    {
        await using var council = await Council.OpenAsync(rebuilds: rebuilds);
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var personId = await PurgeTests.PersonOfAsync(council, id);
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);

        var asked = (await council.PostAsync(Staff.Hr, $"/api/people/{personId}/erasure", null, ("Idempotency-Key", "erase-jo"))).Expect(201);
        var again = (await council.PostAsync(Staff.Hr, $"/api/people/{personId}/erasure", null, ("Idempotency-Key", "erase-jo"))).Expect(201);

        var erasure = (await council.GetAsync(Staff.Hr, $"/api/erasures/{asked.Id}")).Expect(200);
        Assert.Equal(asked.Id, again.Id);
        Assert.Equal(("complete", true), (erasure["state"].GetString(), erasure["forgotten"].GetBoolean()));
        Assert.Equal(["unsuccessful-application 1", "equality-answers 1"], Counts(erasure));
        Assert.Equal(0, erasure["stays"].GetArrayLength());
        Assert.Empty(StoreWalk.Through(council).PlacesOf(OfJo));
        Assert.Equal(["audit", "erasures", "idempotency"], StoreWalk.Through(council).PlacesOf(personId).Except(["history", "instances"]));
        (await council.PostAsync(Staff.Hr, $"/api/people/{personId}/erasure")).Expect(404);
    }

    [Fact]
    public async Task An_application_that_goes_on_stays_until_it_is_withdrawn()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var personId = await PurgeTests.PersonOfAsync(council, id);

        var first = await EraseAsync(council, personId);
        (await council.PostAsync(null, $"{council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);
        var second = await EraseAsync(council, personId);

        Assert.Equal(["equality-answers 1"], Counts(first));
        Assert.Equal(["unsuccessful-application goes-on "], Stays(first));
        Assert.False(first["forgotten"].GetBoolean());
        Assert.Equal(["unsuccessful-application 1"], Counts(second));
        Assert.True(second["forgotten"].GetBoolean());
        Assert.Empty(StoreWalk.Through(council).PlacesOf(OfJo));
    }

    [Fact]
    public async Task Of_a_leaver_stays_what_the_law_asks_for_with_the_reason_and_the_day()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        var personId = (await council.GetAsync(Staff.Hr, $"/api/employments/{sam.Id}")).Expect(200)["personId"].GetString()!;
        await council.AdvanceAsync("2026-04-01T09:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2026-03-31", reason = "resignation" });

        var erasure = await EraseAsync(council, personId);

        Assert.Equal(["payments legal-reason 2032-04-05", "personnel-file legal-reason 2032-03-31"], Stays(erasure).Order(StringComparer.Ordinal));
        Assert.Empty(Counts(erasure));
        Assert.Contains("people", StoreWalk.Through(council).PlacesOf("Sam Starter"));
    }

    [Fact]
    public async Task Under_a_legal_hold_nothing_goes()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var personId = await PurgeTests.PersonOfAsync(council, id);
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        (await council.PostAsync(Staff.Hr, "/api/legal-holds", new { personId, reason = "A claim." })).Expect(201);

        var erasure = await EraseAsync(council, personId);

        Assert.Equal(["equality-answers legal-hold ", "unsuccessful-application legal-hold "], Stays(erasure).Order(StringComparer.Ordinal));
        Assert.Equal(["people"], StoreWalk.Through(council).PlacesOf("SW12345"));
    }

    [Theory]
    [InlineData("kept", "merged")]
    [InlineData("kept", "kept")]
    [InlineData("merged", "kept")]
    [InlineData("merged", "merged")]
    public async Task Somebody_with_two_ids_goes_under_both_though_the_first_attempt_failed_at_one_of_them(string asks, string fails)
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        Dictionary<string, string> people = [];
        foreach (var (who, address) in new[] { ("kept", Candidates.Jo), ("merged", "jo.bloggs@example.org") })
        {
            var id = await council.ApplyAsync(vacancy, address);
            (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
            people[who] = await PurgeTests.PersonOfAsync(council, id);
        }

        (await council.PostAsync(Staff.Hr, "/api/person-merges", new { keptId = people["kept"], mergedId = people["merged"], reason = "Same number." })).Expect(201);
        await council.Azure.Store.WriteAsync(session => session.Execute(
            $"CREATE TRIGGER failing BEFORE DELETE ON entities WHEN OLD.pk = '{people[fails]}' BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"));
        var asked = (await council.PostAsync(Staff.Hr, $"/api/people/{people[asks]}/erasure")).Expect(201);
        Assert.Equal("under-way", (await council.GetAsync(Staff.Hr, $"/api/erasures/{asked.Id}")).Expect(200)["state"].GetString());

        await council.Azure.Store.WriteAsync(session => session.Execute("DROP TRIGGER failing"));
        await council.AdvanceAsync("2026-03-02T09:05");

        var erasure = (await council.GetAsync(Staff.Hr, $"/api/erasures/{asked.Id}")).Expect(200);
        Assert.Equal(("complete", true), (erasure["state"].GetString(), erasure["forgotten"].GetBoolean()));
        Assert.Equal(["unsuccessful-application 2", "equality-answers 2"], Counts(erasure));
        Assert.Empty(StoreWalk.Through(council).PlacesOf([.. OfJo, "jo.bloggs@example.org"]));
    }

    internal static async Task<Reply> EraseAsync(Council council, string personId)
    {
        var asked = (await council.PostAsync(Staff.Hr, $"/api/people/{personId}/erasure")).Expect(201);
        return (await council.GetAsync(Staff.Hr, $"/api/erasures/{asked.Id}")).Expect(200);
    }

    private static IReadOnlyList<string> Counts(Reply erasure) =>
        [.. erasure["went"].EnumerateArray().Select(count => $"{count.GetProperty("kind").GetString()} {count.GetProperty("count").GetInt32()}")];

    private static IReadOnlyList<string> Stays(Reply erasure) =>
    [
        .. erasure["stays"].EnumerateArray().Select(stays =>
            $"{stays.GetProperty("kind").GetString()} {stays.GetProperty("for").GetString()} {stays.GetProperty("until").GetString()}"),
    ];
}
