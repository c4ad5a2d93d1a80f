using Azure.Data.Tables;
using Azure.Identity;
using RecruitRetain.Housing;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Housing;

public class HousingJourneyTests
{
    internal const string Applicant = "amara@example.org";

    private const string Officers = "housing@council.example";

    private static readonly Staff OtherProvider = new("peter", "provider") { ProviderId = "meadow" };

    [Fact]
    public async Task A_nomination_is_accepted_by_the_queue_and_becomes_a_tenancy()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);

        var asked = Assert.Single(council.Messages(Queues.HousingNominations));
        Assert.Equal("NominationMade", asked.Subject);
        Assert.Equal(
            $$"""{"nominationId":"{{nominationId}}","homeReference":"RV-17","bedrooms":2,"householdSize":3,"incomeBand":"30000-45000","employmentConfirmed":true,"decideBy":"2026-04-02"}""",
            asked.Body.ToString());

        await council.SendMessageAsync(
            Queues.HousingDecisions, new { providerId = "riverside", nominationId, decision = "accepted", on = "2026-03-30", letBy = "a field of theirs" });
        Assert.Equal("accepted", (await ShowAsync(council, requestId))["state"].GetString());
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/tenancy", new { startedOn = "2026-03-30" })).Expect(409, "step-not-allowed");
        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId, decision = "offered" });
        (await council.PostAsync(null, $"{OfferLink(council)}-acceptance")).Expect(200);

        await council.AdvanceAsync("2026-04-20T10:00");
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/tenancy", new { startedOn = "2026-04-21" })).Expect(422);
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/tenancy", new { startedOn = "2026-04-20" })).Expect(200);

        Assert.Equal(
            [
                "2026-03-30 09:00 Your request for a key-worker home",
                "2026-03-30 09:00 You have been nominated to a home",
                "2026-03-30 09:00 The housing association has accepted your nomination",
                "2026-03-30 09:00 You have been offered a home",
                "2026-03-30 09:00 You have accepted the home",
                "2026-04-20 10:00 Welcome to your new home",
            ],
            council.MailLines(Applicant));
        Assert.Equal(7, council.MailsTo(Officers).Count);
        Assert.Equal("let", (await council.GetAsync(Staff.Housing, $"/api/homes/{Home.IdOf("riverside", "RV-17")}")).Expect(200)["state"].GetString());
        Assert.Equal(["NominationMade", "HomeOfferAnswered"], council.Messages(Queues.HousingNominations).Select(message => message.Subject));
        Assert.DoesNotContain(council.MailsTo(Officers), mail => mail.Text!.Contains("Amara", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rejection_needs_a_reason_and_puts_the_applicant_back_on_the_list()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);

        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "rejected" })).Expect(422, "reason-required");
        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "rejected", reason = "failed affordability" })).Expect(200);

        var request = await ShowAsync(council, requestId);
        Assert.Equal(("rejected", "2026-03-30"), (request["state"].GetString(), request["priorityOn"].GetString()));
        Assert.Equal("failed affordability", request["nominations"][0].GetProperty("reason").GetString());
        Assert.DoesNotContain("affordability", council.MailsTo(Applicant)[^1].Text, StringComparison.Ordinal);
        Assert.Contains("failed affordability", council.MailsTo(Officers)[^1].Text, StringComparison.Ordinal);

        var second = await NominateAsync(council, requestId, "RV-18");
        Assert.EndsWith("-2", second, StringComparison.Ordinal);
        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "accepted" })).Expect(409, "stale-answer");
    }

    [Fact]
    public async Task A_nomination_for_a_relet_made_before_Easter_lapses_after_three_working_days()
    {
        await using var council = await Council.OpenAsync("2026-04-02T15:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);

        // Good Friday is the 3rd of April, Easter Monday the 6th.
        await council.AdvanceAsync("2026-04-09T23:59");
        Assert.Equal("nominated", (await ShowAsync(council, requestId))["state"].GetString());

        await council.AdvanceAsync("2026-04-10T12:00");
        Assert.Equal("lapsed", (await ShowAsync(council, requestId))["state"].GetString());
        Assert.Equal("2026-04-10 00:00 We have had no decision on your nomination", council.MailLines(Applicant)[^1]);
        Assert.Equal(new DateTimeOffset(2026, 4, 9, 23, 0, 0, TimeSpan.Zero), council.MailsTo(Applicant)[^1].At);

        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId, decision = "accepted" }, "late");
        Assert.Equal("lapsed", (await ShowAsync(council, requestId))["state"].GetString());
        Assert.Equal(["step-not-allowed"], await ResultsAsync(council, nominationId));
        Assert.Empty(council.Messages(Queues.HousingDecisions));

        Assert.Equal(["NominationMade", "DecisionDue", "HomeGivenBack"], council.Messages(Queues.HousingNominations).Select(message => message.Subject));
        Assert.Contains(council.MailLines(Officers), line => line.StartsWith("2026-04-09 08:00 A provider has until tonight", StringComparison.Ordinal));
        var home = (await council.GetAsync(Staff.Provider, $"/api/homes/{Home.IdOf("riverside", "RV-17")}")).Expect(200);
        Assert.Equal(("returned", "provider-did-not-decide"), (home["state"].GetString(), home["reason"].GetString()));
    }

    [Fact]
    public async Task A_first_let_over_Christmas_has_ten_working_days()
    {
        await using var council = await Council.OpenAsync("2026-12-21T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));

        var home = await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1", "first-let"));
        Assert.Equal("2027-01-07", home.Expect(201)["nominateBy"].GetString());
        var nominated = await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/nomination", new { homeId = home.Id });

        Assert.Equal("2027-01-07", nominated.Expect(200)["nominations"][0].GetProperty("decideBy").GetString());
    }

    [Fact]
    public async Task A_decision_that_comes_again_changes_nothing()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);

        foreach (var messageId in new[] { "first", "first", "again" })
        {
            await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId, decision = "accepted" }, messageId);
        }

        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId, decision = "rejected", reason = "changed our mind" }, "other");

        Assert.Equal("accepted", (await ShowAsync(council, requestId))["state"].GetString());
        Assert.Equal(3, council.MailsTo(Applicant).Count);
        Assert.Equal(["decided", "step-not-allowed", "step-not-allowed"], await ResultsAsync(council, nominationId));
        Assert.Empty(council.Messages(Queues.HousingDecisions));
        Assert.Empty(council.Messages($"{Queues.HousingDecisions}/$deadletterqueue"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_set_aside_with_the_reason_and_what_is_for_nobody_is_recorded()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);

        await council.SendMessageAsync(Queues.HousingDecisions, "not JSON");
        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId, decision = "perhaps" });
        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId, decision = "rejected" });
        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId = "nom_00000000000000000000000000-1", decision = "accepted" }, "nobody");
        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "riverside", nominationId = "something else", decision = "accepted" }, "nothing");

        Assert.Equal(
            ["unreadable", "unreadable", "reason-required"],
            council.Messages($"{Queues.HousingDecisions}/$deadletterqueue").Select(message => message.DeadLetterReason));
        Assert.Equal(["not-found"], await ResultsAsync(council, "nom_00000000000000000000000000-1"));
        Assert.Equal(["not-found"], await ResultsAsync(council, "unknown"));
        Assert.Empty(council.Messages(Queues.HousingDecisions));
        Assert.Equal("nominated", (await ShowAsync(council, requestId))["state"].GetString());
    }

    [Fact]
    public async Task One_request_and_one_live_nomination_a_person()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var employmentId = await EmployAsync(council);
        var requestId = await RequestAsync(council, employmentId);
        await NominateAsync(council, requestId);

        var other = (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-18"))).Expect(201).Id;
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/nomination", new { homeId = other })).Expect(409, "nomination-live");
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", Wanted(employmentId))).Expect(409, "request-open");
        Assert.Single(council.Messages(Queues.HousingNominations));
    }

    [Fact]
    public async Task Only_employees_within_the_agreement_are_eligible_and_every_reason_is_named()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var zeroHours = await EmployAsync(council, contract: "zero-hours");

        var refused = await council.PostAsync(
            Staff.Housing, "/api/housing-requests", new { employmentId = zeroHours, household = 3, bedrooms = 2, incomePence = 6_000_001, ownsHome = true });
        Assert.Equal(
            "Not eligible for a key-worker home: contract-not-eligible, income-over-cap, owns-home.",
            refused.Expect(409, "not-eligible")["detail"].GetString());
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", Wanted("emp_00000000000000000000000000"))).Expect(422, "invalid-fields");
        (await council.PostAsync(Staff.Recruiter, "/api/housing-requests", Wanted(zeroHours))).Expect(403);
    }

    [Fact]
    public async Task A_provider_sees_its_own_nominations_only_and_no_more_than_the_agreement_allows()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var nominationId = await NominateAsync(council, await RequestAsync(council, await EmployAsync(council)));

        var own = (await council.GetAsync(Staff.Provider, "/api/nominations")).Expect(200)["items"];
        Assert.Equal(
            $$"""{"nominationId":"{{nominationId}}","homeReference":"RV-17","nominatedOn":"2026-03-30","decideBy":"2026-04-02","outcome":"open","offerExpiresAt":null,"tenancyStartedOn":null,"tenancyEndedOn":null}""",
            Assert.Single(own.EnumerateArray()).GetRawText());
        Assert.Equal(0, (await council.GetAsync(OtherProvider, "/api/nominations")).Expect(200)["items"].GetArrayLength());
        (await council.GetAsync(Staff.Provider, $"/api/nominations/{nominationId}")).Expect(200);
        (await council.GetAsync(OtherProvider, $"/api/nominations/{nominationId}")).Expect(404, "not-found");
        (await council.PostAsync(OtherProvider, $"/api/nominations/{nominationId}/decision", new { decision = "accepted" })).Expect(404, "not-found");
        (await council.GetAsync(new Staff("pat", "provider"), $"/api/nominations/{nominationId}")).Expect(404, "not-found");
        (await council.GetAsync(Staff.Provider, "/api/housing-requests")).Expect(403);
    }

    [Fact]
    public async Task A_withdrawn_request_that_was_never_nominated_is_no_concern_of_the_provider()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));

        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/withdrawal", new { })).Expect(422, "reason-required");
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/withdrawal", new { reason = "found a home" })).Expect(200);

        Assert.Empty(council.Messages(Queues.HousingNominations));
        Assert.Equal(2, council.MailsTo(Applicant).Count);
    }

    internal static async Task<string> EmployAsync(Council council, string contract = "permanent", string email = Applicant) => (await council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = "Amara Osei",
        email,
        contract,
        role = "social-worker",
        team = "assessment-1",
        grade = "G10",
        fte = 1,
        startedOn = "2026-01-05",
    })).Expect(201).Id;

    internal static async Task<string> RequestAsync(Council council, string employmentId) =>
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", Wanted(employmentId))).Expect(201).Id;

    internal static async Task<string> NominateAsync(Council council, string requestId, string home = "RV-17")
    {
        var homeId = (await council.PostAsync(Staff.Provider, "/api/homes", Void(home))).Expect(201).Id;
        return (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/nomination", new { homeId })).Expect(200)["nominations"]
            .EnumerateArray().Last().GetProperty("id").GetString()!;
    }

    /// <summary>From the nomination to the keys.</summary>
    internal static async Task HouseAsync(Council council, string requestId, string nominationId, string startedOn)
    {
        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "offered" })).Expect(200);
        (await council.PostAsync(null, $"{OfferLink(council)}-acceptance")).Expect(200);
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/tenancy", new { startedOn })).Expect(200);
    }

    internal static string OfferLink(Council council, string address = Applicant) =>
        Council.LinkIn(council.MailsTo(address).Last(mail => mail.Subject == "You have been offered a home"));

    internal static object Void(string homeReference, string kind = "relet", int bedrooms = 2, string providerId = "riverside", string readyOn = "2026-05-01") =>
        new { providerId, homeReference, kind, bedrooms, rentPence = 81_500, area = "north", readyOn };

    internal static Task<Reply> ShowAsync(Council council, string requestId) => council.GetAsync(Staff.Housing, $"/api/housing-requests/{requestId}");

    internal static object Wanted(string employmentId) => new { employmentId, household = 3, bedrooms = 2, incomePence = 4_100_000, areas = new[] { "north" } };

    // What came of the decisions about a nomination, in the order in which they came.
    private static async Task<IReadOnlyList<string>> ResultsAsync(Council council, string nominationId)
    {
        var table = new TableServiceClient(council.Http.BaseAddress!, new DefaultAzureCredential()).GetTableClient(ReceiveHousingDecision.TableName);
        return await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {nominationId}"))
            .OrderBy(row => row.Timestamp)
            .Select(row => row.GetString("Result")!)
            .ToListAsync();
    }
}
