using RecruitRetain.Tests.Housing;
using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Tests.Retention;

namespace RecruitRetain.Tests.DataProtection;

public sealed class SevenYearsTests
{
    [Fact]
    public async Task Over_seven_years_everything_goes_the_night_after_its_last_day_and_what_is_held_stays()
    {
        await using var council = await Council.OpenAsync();

        // 2 March 2026: one is rejected, one too but held, one starts, one wants a home.
        var vacancy = await council.OpenVacancyAsync();
        var rejected = await council.ApplyAsync(vacancy);
        var held = (await council.PostAsync(
            null, "/api/applications", new { vacancyId = vacancy, name = "Hilda Held", email = "hilda@example.org", privacyNotice = "1" })).Expect(201).Id;
        (await council.ShortlistAsync(rejected, shortlisted: false)).Expect(200);
        (await council.ShortlistAsync(held, shortlisted: false)).Expect(200);
        var hold = (await council.PostAsync(
            Staff.Hr, "/api/legal-holds", new { personId = await PurgeTests.PersonOfAsync(council, held), reason = "A claim." })).Expect(201).Id;
        var sam = await Starter.BeginAsync(council);
        await sam.RecordAsync("checks/right-to-work/result", new { outcome = "satisfactory", on = "2026-03-02", reference = "SHARE-4711", validUntil = "2030-01-31" });
        await sam.RecordAsync("absence", new { kind = "maternity", startsOn = "2026-05-01", endsOn = "2026-07-31" });
        var stint = (await council.PostAsync(Staff.Hr, "/api/agency-stints", new
        {
            name = "Agnes Agency",
            email = "agnes@agency.example",
            role = "social-worker",
            team = "court",
            fte = 1.0m,
            startedOn = "2026-01-05",
            coversVacancy = true,
            hourlyPence = 36_00,
        })).Expect(201).Id;
        var amara = await HousingJourneyTests.EmployAsync(council);
        var home = await HousingJourneyTests.RequestAsync(council, amara);
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{home}/withdrawal", new { reason = "Found one." })).Expect(200);

        // 1 September 2026: the starter has left before the first payment, the agency worker too; the vacancy is given up.
        await council.AdvanceAsync("2026-09-01T09:00");
        (await council.PostAsync(Staff.Hr, "/api/sickness-returns", new { month = "2026-03", days = new[] { new { employmentId = sam.Id, days = 2.5m } } })).Expect(201);
        await sam.RecordAsync("leaving", new { lastDayOn = "2026-08-31", reason = "resignation" });
        (await council.PostAsync(Staff.Hr, $"/api/agency-stints/{stint}/end", new { lastDayOn = "2026-06-30" })).Expect(200);
        (await council.PostAsync(Staff.HiringManager, $"/api/vacancies/{vacancy}/cancellation", new { reason = "No money." })).Expect(200);
        (await council.PostAsync(Staff.Hr, "/api/subject-access-requests", new { personId = (await council.GetAsync(Staff.Hr, $"/api/employments/{sam.Id}")).Expect(200)["personId"].GetString() })).Expect(201);

        foreach (var (text, kept, gone) in new[]
        {
            ("Jo Bloggs", "2027-03-03T01:59", "2027-03-03T02:01"),
            ("SHARE-4711", "2028-09-01T01:59", "2028-09-01T02:01"),
            ("\"startsOn\":\"2026-05-01\"", "2030-04-06T01:59", "2030-04-06T02:01"),
            ("Agnes Agency", "2032-07-01T01:59", "2032-07-01T02:01"),
            ("Sam Starter", "2032-09-01T01:59", "2032-09-01T02:01"),
        })
        {
            await council.AdvanceAsync(kept);
            Assert.True(StoreWalk.Through(council).PlacesOf(text).Except([StoreWalk.Mail]).Any(), $"{text} was gone before {kept}");
            await council.AdvanceAsync(gone);
            Assert.Equal([], StoreWalk.Through(council).PlacesOf(text));
        }

        await council.AdvanceAsync("2033-03-31T09:00");

        var walk = StoreWalk.Through(council);
        Assert.Contains("people", walk.PlacesOf("Hilda Held"));
        Assert.Contains("people", walk.PlacesOf("Amara Osei"));
        (await council.PostAsync(Staff.Hr, $"/api/legal-holds/{hold}/lifting", new { reason = "Settled." })).Expect(200);
        await council.AdvanceAsync("2033-04-01T09:00");
        Assert.Empty(StoreWalk.Through(council).PlacesOf(["Hilda Held", "hilda@example.org"]));
        string[] purges =
        [
            "purge-2026-09-02 equality-answers 1",
            "purge-2027-03-03 unsuccessful-application 1",
            "purge-2027-03-03 housing-request 1",
            "purge-2028-09-01 right-to-work 1",
            "purge-2029-04-06 sickness 1",
            "purge-2030-04-06 leave 1",
            "purge-2032-04-06 payments 1",
            "purge-2032-07-01 agency-stint 1",
            "purge-2032-09-01 personnel-file 1",
            "purge-2033-04-01 unsuccessful-application 1",
        ];
        Assert.Equal(purges, await PurgeTests.PurgesAsync(council));
        TestContext.Current.TestOutputHelper?.WriteLine($"2,586 nights, {walk.Rows} rows in the store, {purges.Length} kinds of record gone:\n{string.Join('\n', purges)}");
    }
}
