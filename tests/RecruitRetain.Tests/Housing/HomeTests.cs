using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Housing;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Recruitment;
using static RecruitRetain.Tests.Housing.HousingJourneyTests;

namespace RecruitRetain.Tests.Housing;

public class HomeTests
{
    private static readonly Staff Meadow = new("peter", "provider") { ProviderId = "meadow" };

    [Fact]
    public async Task A_home_of_a_provider_without_an_agreement_is_refused_and_set_aside()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");

        (await council.PostAsync(Staff.Housing, "/api/homes", Void("MW-1", providerId: "meadow"))).Expect(422, "unknown-agreement");
        await council.SendMessageAsync(Queues.HousingHomes, Void("MW-1", providerId: "meadow"));
        await council.SendMessageAsync(Queues.HousingHomes, "not JSON");
        await council.SendMessageAsync(Queues.HousingHomes, Void("RV-1", bedrooms: 40));

        Assert.Equal(
            ["unknown-agreement", "unreadable", "invalid-fields"],
            council.Messages($"{Queues.HousingHomes}/$deadletterqueue").Select(message => message.DeadLetterReason));
        Assert.Equal(0, (await council.GetAsync(Staff.Housing, "/api/homes")).Expect(200)["items"].GetArrayLength());
        Assert.Equal(0, (await council.GetAsync(Staff.Housing, "/api/housing-figures")).Expect(200)["providers"][1].GetProperty("homesNotified").GetInt32());
    }

    [Fact]
    public async Task The_same_notice_again_changes_nothing()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");

        foreach (var messageId in new[] { "first", "first", "again" })
        {
            await council.SendMessageAsync(Queues.HousingHomes, Void("RV-1"), messageId);
        }

        (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1"))).Expect(201);
        (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1", readyOn: "2026-06-01"))).Expect(409, "home-open");
        var home = (await council.GetAsync(Staff.Provider, "/api/homes")).Expect(200)["items"].EnumerateArray().Single();
        Assert.Equal((1, "nomination-due", "2026-04-02"), (home.GetProperty("void").GetInt32(), home.GetProperty("state").GetString(), home.GetProperty("nominateBy").GetString()));
        Assert.Single(council.MailsTo("housing@council.example"));
        Assert.Empty(council.Messages($"{Queues.HousingHomes}/$deadletterqueue"));
    }

    [Fact]
    public async Task A_home_to_which_nobody_is_nominated_goes_back_after_a_reminder()
    {
        await using var council = await Council.OpenAsync("2026-04-02T15:00");
        var home = (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1"))).Expect(201).Id;

        await council.AdvanceAsync("2026-04-12T09:00");

        Assert.Equal(
            [
                $"2026-04-02 15:00 A home to nominate to: {home}", $"2026-04-09 08:00 A nomination is due today: {home}",
                $"2026-04-10 00:00 Home returned to its provider: {home}",
            ],
            council.MailLines("housing@council.example"));
        var told = Assert.Single(council.Messages(Queues.HousingNominations));
        Assert.Equal("""{"providerId":"riverside","homeReference":"RV-1","reason":"council-did-not-nominate"}""", told.Body.ToString());
        Assert.Equal("returned", (await council.GetAsync(Staff.Provider, $"/api/homes/{home}")).Expect(200)["state"].GetString());

        var next = (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1", readyOn: "2027-01-04"))).Expect(201);
        Assert.Equal((2, "nomination-due"), (next["void"].GetInt32(), next["state"].GetString()));
    }

    [Fact]
    public async Task The_fourth_relet_of_a_size_is_the_providers_own()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");

        foreach (var (number, state) in new[] { (1, "nomination-due"), (2, "nomination-due"), (3, "nomination-due"), (4, "not-ours"), (5, "nomination-due") })
        {
            Assert.Equal(state, (await council.PostAsync(Staff.Provider, "/api/homes", Void($"RV-{number}"))).Expect(201)["state"].GetString());
        }

        Assert.Equal("""{"providerId":"riverside","homeReference":"RV-4"}""", Assert.Single(council.Messages(Queues.HousingNominations)).Body.ToString());
        var share = (await council.GetAsync(Staff.Housing, "/api/housing-figures")).Expect(200)["providers"][1].GetProperty("shares")[0];
        Assert.Equal("""{"kind":"relet","fromBedrooms":2,"sharePercent":75,"voids":5,"ours":4}""", share.GetRawText());
    }

    [Fact]
    public async Task A_provider_sees_and_notifies_its_own_homes_only()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var home = (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1"))).Expect(201).Id;

        (await council.PostAsync(Meadow, "/api/homes", Void("RV-2"))).Expect(404, "not-found");
        (await council.GetAsync(Meadow, $"/api/homes/{home}")).Expect(404, "not-found");
        (await council.PostAsync(Meadow, $"/api/homes/{home}/withdrawal", new { reason = "sold" })).Expect(404, "not-found");
        Assert.Equal(0, (await council.GetAsync(Meadow, "/api/homes")).Expect(200)["items"].GetArrayLength());
        (await council.GetAsync(Staff.Provider, $"/api/homes/{home}/list")).Expect(403);
        (await council.PostAsync(Staff.Provider, $"/api/homes/{home}/return", new { reason = "no" })).Expect(403);
    }

    [Fact]
    public async Task A_decision_of_another_provider_is_recorded_and_changes_nothing()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);

        await council.SendMessageAsync(Queues.HousingDecisions, new { providerId = "meadow", nominationId, decision = "offered" });
        (await council.PostAsync(Meadow, $"/api/nominations/{nominationId}/tenancy-end", new { endedOn = "2026-03-30" })).Expect(404, "not-found");

        Assert.Equal("nominated", (await ShowAsync(council, requestId))["state"].GetString());
        Assert.Empty(council.Messages($"{Queues.HousingDecisions}/$deadletterqueue"));
    }

    [Fact]
    public async Task A_home_that_is_withdrawn_while_it_is_offered_puts_the_applicant_back_on_the_list()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);
        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "offered" })).Expect(200);

        var home = Home.IdOf("riverside", "RV-17");
        (await council.PostAsync(Staff.Provider, $"/api/homes/{home}/withdrawal", new { })).Expect(422, "reason-required");
        (await council.PostAsync(Staff.Provider, $"/api/homes/{home}/withdrawal", new { reason = "flooded" })).Expect(200);

        (await council.PostAsync(null, $"{OfferLink(council)}-acceptance")).Expect(409, "step-not-allowed");
        var request = await ShowAsync(council, requestId);
        Assert.Equal(("requested", "home-lost"), (request["state"].GetString(), request["nominations"][0].GetProperty("outcome").GetString()));
        Assert.Equal("2026-03-30 09:00 The home is not available any more", council.MailLines(Applicant)[^1]);
    }

    [Fact]
    public async Task An_offer_lapses_after_24_elapsed_hours_and_the_home_is_due_a_further_nomination()
    {
        await using var council = await Council.OpenAsync("2026-03-27T18:00");
        var requestId = await RequestAsync(council, await EmployAsync(council));
        var nominationId = await NominateAsync(council, requestId);
        await council.AdvanceAsync("2026-03-28T18:00");
        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "offered", expiresAt = "2026-03-29T17:00:00Z" })).Expect(422, "invalid-fields");
        (await council.PostAsync(Staff.Provider, $"/api/nominations/{nominationId}/decision", new { decision = "offered" })).Expect(200);
        Assert.Contains("19:00 on 29 March 2026", council.MailsTo(Applicant)[^1].Text, StringComparison.Ordinal);

        await council.AdvanceAsync("2026-03-29T19:00");

        (await council.PostAsync(null, $"{OfferLink(council)}-acceptance")).Expect(409, "offer-expired");
        (await council.PostAsync(null, $"{OfferLink(council)}-refusal", new { reason = "rent" })).Expect(409, "offer-expired");
        Assert.Equal("offer-lapsed", (await ShowAsync(council, requestId))["state"].GetString());
        var home = (await council.GetAsync(Staff.Housing, $"/api/homes/{Home.IdOf("riverside", "RV-17")}")).Expect(200);
        Assert.Equal(("nomination-due", "2026-04-01"), (home["state"].GetString(), home["nominateBy"].GetString()));
    }

    [Fact]
    public async Task Of_two_officers_who_nominate_to_one_home_at_once_one_succeeds()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        string[] requests = [await RequestAsync(council, await EmployAsync(council)), await RequestAsync(council, await EmployAsync(council, email: "another@example.org"))];
        var homeId = (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1"))).Expect(201).Id;
        await council.GetAsync(Staff.Housing, "/api/homes");

        var replies = await Task.WhenAll(requests.Select(request =>
            council.PostAsync(Staff.Housing, $"/api/housing-requests/{request}/nomination", new { homeId, reason = "agreed" })));

        Assert.Equal([200, 409], replies.Select(reply => reply.Status).Order());
        Assert.Single(council.Messages(Queues.HousingNominations));
    }

    [Fact]
    public async Task Nobody_is_nominated_to_two_homes_at_once()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var request = await RequestAsync(council, await EmployAsync(council));
        string[] homes =
        [
            (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1"))).Expect(201).Id, (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-2"))).Expect(201).Id,
        ];
        await council.GetAsync(Staff.Housing, "/api/homes");

        var replies = await Task.WhenAll(homes.Select(homeId => council.PostAsync(Staff.Housing, $"/api/housing-requests/{request}/nomination", new { homeId })));

        Assert.Equal([200, 409], replies.Select(reply => reply.Status).Order());
        Assert.Single(council.Messages(Queues.HousingNominations));

        // What the other claimed and could not use is free for the next, and goes back if there is none.
        await council.AdvanceAsync("2026-04-10T09:00");
        Assert.All((await council.GetAsync(Staff.Housing, "/api/homes")).Expect(200)["items"].EnumerateArray(), home => Assert.Equal("returned", home.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_claim_that_a_crash_left_behind_binds_nobody()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var (dead, alive) = (await RequestAsync(council, await EmployAsync(council)), await RequestAsync(council, await EmployAsync(council, email: "another@example.org")));
        var homeId = (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1"))).Expect(201).Id;
        var journal = council.Services.GetRequiredService<Journal>();
        var home = await journal.GetAsync(Homes.Kind, homeId);
        await journal.CommitAsync(Homes.Kind, homeId, home, [new HomeClaimed(new(dead, 1, "emp_1"), new(2026, 3, 30))], "hugo");

        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{alive}/nomination", new { homeId, reason = "agreed" })).Expect(200);

        Assert.Equal("requested", (await ShowAsync(council, dead))["state"].GetString());
        Assert.Single(council.Messages(Queues.HousingNominations));
    }

    [Fact]
    public async Task A_prospective_starter_who_withdraws_frees_the_home()
    {
        await using var council = await Council.OpenAsync();
        var application = await council.OfferedAsync("2026-03-10");
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", new { applicationId = application, incomePence = 4_000_000, household = 1, bedrooms = 1 })).Expect(422, "invalid-fields");
        (await council.PostAsync(null, $"{council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        var request = (await council.PostAsync(
            Staff.Housing, "/api/housing-requests", new { applicationId = application, incomePence = 4_000_000, household = 1, bedrooms = 1 })).Expect(201).Id;
        var homeId = (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-1"))).Expect(201).Id;
        Assert.Equal(
            "Not eligible for a key-worker home: start-not-confirmed.",
            (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{request}/nomination", new { homeId })).Expect(409, "not-eligible")["detail"].GetString());
        foreach (var check in Candidates.Checks.Append("occupational-health"))
        {
            (await council.RecordCheckAsync(application, check, "2026-03-10")).Expect(200);
        }

        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{request}/nomination", new { homeId })).Expect(200);
        (await council.PostAsync(null, $"{council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);

        Assert.Equal("withdrawn", (await ShowAsync(council, request))["state"].GetString());
        Assert.Equal("nomination-due", (await council.GetAsync(Staff.Housing, $"/api/homes/{homeId}")).Expect(200)["state"].GetString());
        Assert.Equal(["NominationMade", "NominationEnded"], council.Messages(Queues.HousingNominations).Select(message => message.Subject));
    }

    [Fact]
    public async Task What_is_said_of_a_household_must_be_whole_and_agree()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var employmentId = await EmployAsync(council);

        (await council.PostAsync(Staff.Housing, "/api/housing-requests", new { employmentId, household = 2, bedrooms = 1 })).Expect(400, "body-malformed");
        Assert.Equal(["incomePence"], (await council.PostAsync(Staff.Housing, "/api/housing-requests", new { employmentId, incomePence = -1, household = 2, bedrooms = 1 })).Expect(422).Fields);
        Assert.Equal(["household", "bedrooms"], (await council.PostAsync(Staff.Housing, "/api/housing-requests", new { employmentId, incomePence = 1 })).Expect(422).Fields);
        Assert.Equal(
            ["bedrooms"],
            (await council.PostAsync(Staff.Housing, "/api/housing-requests", new { employmentId, incomePence = 1, bedrooms = 3, members = new { partner = true } })).Expect(422).Fields);
        Assert.Equal(["band"], (await council.PostAsync(Staff.Housing, "/api/housing-requests", new { employmentId, incomePence = 1, household = 1, bedrooms = 1, band = "Z" })).Expect(422).Fields);
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", new { incomePence = 1, household = 1, bedrooms = 1 })).Expect(422, "invalid-fields");
        Assert.Equal(0, (await council.GetAsync(Staff.Housing, "/api/housing-requests")).Expect(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task An_agreement_is_published_in_versions_and_says_what_may_be_shared()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var terms = JsonNode.Parse((await council.GetAsync(Staff.Housing, "/api/housing-agreements/riverside/versions/1")).Expect(200).Text)!.AsObject();
        terms.Remove("version");
        terms["shared"] = new JsonArray("household-size");
        (await council.PostAsync(Staff.Housing, "/api/housing-agreements", terms.ToJsonString())).Expect(201);
        terms["offerHours"] = 0;
        Assert.Equal(["offerHours"], (await council.PostAsync(Staff.Housing, "/api/housing-agreements", terms.ToJsonString())).Expect(422).Fields);
        (await council.PostAsync(Staff.Hr, "/api/housing-agreements", terms.ToJsonString())).Expect(403);

        var nominationId = await NominateAsync(council, await RequestAsync(council, await EmployAsync(council)));

        Assert.Equal(
            $$"""{"nominationId":"{{nominationId}}","homeReference":"RV-17","householdSize":3,"decideBy":"2026-04-02"}""",
            Assert.Single(council.Messages(Queues.HousingNominations)).Body.ToString());
    }

    [Fact]
    public async Task The_end_of_a_fixed_term_is_read_from_the_employment()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var employmentId = await EmployAsync(council, "fixed-term");
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", Wanted(employmentId))).Expect(409, "not-eligible");

        (await council.PostAsync(Staff.Hr, $"/api/employments/{employmentId}/fixed-term", new { endsOn = "2026-09-28" })).Expect(200);
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", Wanted(employmentId))).Expect(409, "not-eligible");
        (await council.PostAsync(Staff.Hr, $"/api/employments/{employmentId}/fixed-term", new { endsOn = "2026-09-29" })).Expect(200);
        (await council.PostAsync(Staff.Housing, "/api/housing-requests", Wanted(employmentId))).Expect(201);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{await EmployAsync(council, email: "another@example.org")}/fixed-term", new { endsOn = "2026-09-29" })).Expect(409, "no-fixed-term");
    }
}
