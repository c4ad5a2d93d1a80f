using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Recruitment;

public sealed class OfferJourneyTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_letter_that_a_crash_sends_again_leaves_the_link_of_the_first_one_working(bool revised)
    {
        var id = await _council.OfferedAsync("2026-03-10");
        if (revised)
        {
            (await _council.PostAsync(
                Staff.HiringManager, $"/api/applications/{id}/offer-revision", new { salaryPence = 42_500_00L, fte = 1.0m, notBefore = "2026-05-01", validForWorkingDays = 5 })).Expect(200);
        }

        var first = _council.LinkOf(revised ? "A new version of your offer" : "We would like to offer");
        var number = (await _council.GetAsync(Staff.Hr, $"/api/applications/{id}/history"))["items"].EnumerateArray()
            .Last(entry => entry.GetProperty("happened").GetProperty("$type").GetString() is "OfferMade" or "OfferRevised").GetProperty("number").GetInt64();
        var due = new LetterDue(id, revised ? LetterKind.OfferRevised : LetterKind.Offer, revised ? $"offer-revised-{number}" : $"offer-{number}", number);
        await _council.Services.GetRequiredService<TableServiceClient>().GetTableClient(Effects.TableName).DeleteEntityAsync(id, due.Key);
        var mails = _council.MailsTo(Candidates.Jo).Count;

        await ActivatorUtilities.CreateInstance<RecruitmentActivities>(_council.Services).SendRecruitmentLetter(due);

        Assert.Equal(mails + 1, _council.MailsTo(Candidates.Jo).Count);
        (await _council.PostAsync(null, $"{first}/offer-acceptance", new { })).Expect(200);
    }

    [Fact]
    public async Task Above_the_grade_HR_agrees_before_it_is_offered()
    {
        var id = await InterviewedAsync();

        (await MakeAsync(id, salaryPence: 45_000_01)).Expect(409, "salary-above-range");
        (await _council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/salary-approval", new { upToPence = 46_000_00, reason = "Scarce." })).Expect(403);
        (await _council.PostAsync(Staff.Hr, $"/api/applications/{id}/salary-approval", new { upToPence = 46_000_00, reason = " " })).Expect(422, "reason-required");
        Assert.Equal("interviewed", await StateAsync(id));
        (await _council.PostAsync(Staff.Hr, $"/api/applications/{id}/salary-approval", new { upToPence = 46_000_00, reason = "Ten years in court work." })).Expect(200);

        Assert.Equal(["salaryPence"], (await MakeAsync(id, salaryPence: 33_999_99)).Expect(422, "salary-below-range").Fields);
        (await MakeAsync(id, salaryPence: 46_000_01)).Expect(409, "salary-above-range");
        var offered = (await MakeAsync(id, salaryPence: 46_000_00)).Expect(200);
        Assert.Equal(46_000_00, offered["offer"].GetProperty("salaryPence").GetInt64());
        Assert.Equal("hannah", offered["salaryApproval"].GetProperty("by").GetString());
    }

    [Fact]
    public async Task A_scheme_that_nobody_published_or_that_has_ended_is_not_offered()
    {
        var id = await InterviewedAsync();

        Assert.Equal(["schemeId"], (await MakeAsync(id, schemeId: "golden-hello", schemeVersion: 1)).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["schemeId"], (await MakeAsync(id, schemeId: "retention-2026", schemeVersion: 9)).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["schemeVersion"], (await MakeAsync(id, schemeId: "retention-2026")).Expect(422, "invalid-fields").Fields);
        (await _council.PostAsync(Staff.Hr, "/api/payment-schemes/retention-2026/versions/1/closing", new { effectiveTo = "2026-04-30" })).Expect(200);
        (await MakeAsync(id, schemeId: "retention-2026", schemeVersion: 1)).Expect(409, "scheme-not-in-effect");

        Assert.Equal("interviewed", await StateAsync(id));
        (await MakeAsync(id, notBefore: "2026-04-30", schemeId: "retention-2026", schemeVersion: 1)).Expect(200);
    }

    [Fact]
    public async Task A_candidate_asks_for_changes_and_gets_a_new_version_whose_link_replaces_the_old()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        var first = _council.OfferLink();

        Assert.Equal(["message"], (await _council.PostAsync(null, $"{first}/offer-changes", new { })).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["message"], (await _council.PostAsync(null, $"{first}/offer-changes", new { message = new string('x', 2_001) })).Expect(422).Fields);
        var asked = (await _council.PostAsync(null, $"{first}/offer-changes", new { fte = 0.8m, message = "My mother needs me on <b>Fridays</b>." })).Expect(200);
        Assert.Equal(0.8m, asked["offer"].GetProperty("changesWanted").GetProperty("fte").GetDecimal());
        var seen = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200);
        Assert.Equal("My mother needs me on <b>Fridays</b>.", seen["candidate"].GetProperty("offerMessage").GetString());
        Assert.DoesNotContain("mother", (await _council.GetAsync(Staff.Hr, $"/api/applications/{id}/history")).Text, StringComparison.Ordinal);
        Assert.Equal("2026-03-10 11:00 A candidate asks for changes to an offer: social worker", _council.MailLines("recruitment-team@council.example")[^1]);

        (await ReviseAsync(id, fte: 0.8m)).Expect(200);

        Assert.Equal("2026-03-10 11:00 A new version of your offer: social worker", _council.MailLines(Candidates.Jo)[^1]);
        (await _council.GetAsync(null, $"{first}/offer")).Expect(404, "link-not-valid");
        var second = _council.LinkOf("A new version of your offer");
        (await _council.PostAsync(null, $"{second}/offer-acceptance", new { offerNumber = 1 })).Expect(409, "offer-revised");
        var accepted = (await _council.PostAsync(null, $"{second}/offer-acceptance", new { offerNumber = 2, livedAbroad = false })).Expect(200);
        Assert.Equal("offer-accepted", accepted["state"].GetString());
        var view = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200);
        Assert.Equal(["revised 1", "accepted 0.8"], view["offers"].EnumerateArray().Select(offer => $"{offer.GetProperty("status").GetString()} {offer.GetProperty("fte").GetDecimal():0.#}"));
        Assert.Equal("not-needed", Status(view, "overseas-record"));
    }

    [Fact]
    public async Task A_lapsed_offer_can_be_made_again_with_a_reminder_and_a_deadline_of_its_own()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        var late = _council.OfferLink();
        await _council.AdvanceAsync("2026-03-18T10:00");
        Assert.Equal("offer-lapsed", await StateAsync(id));
        (await _council.PostAsync(null, $"{late}/offer-acceptance", new { })).Expect(409, "step-not-allowed");

        (await _council.OfferAsync(id)).Expect(200);
        (await _council.GetAsync(null, $"{late}/offer")).Expect(404, "link-not-valid");
        await _council.AdvanceAsync("2026-03-24T10:00");
        (await _council.PostAsync(null, $"{_council.LinkOf("Your offer waits")}/offer-acceptance", new { })).Expect(200);

        Assert.Equal(
            [
                "2026-03-10 11:00 We would like to offer you the post: social worker",
                "2026-03-13 08:00 Your offer waits for your answer: social worker",
                "2026-03-18 00:00 Your offer has ended: social worker",
                "2026-03-18 10:00 We would like to offer you the post: social worker",
                "2026-03-23 08:00 Your offer waits for your answer: social worker",
                "2026-03-24 10:00 What we need before you start: social worker",
            ],
            _council.MailLines(Candidates.Jo).Skip(3));
    }

    [Fact]
    public async Task A_person_with_an_open_offer_gets_no_second_one_until_it_has_ended()
    {
        var first = await _council.OfferedAsync("2026-03-10");
        var second = await AnotherAsync(first);

        (await _council.OfferAsync(second)).Expect(409, "another-offer-open");
        Assert.Equal("interviewed", await StateAsync(second));
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        (await _council.OfferAsync(second)).Expect(409, "another-offer-open");
        (await _council.PostAsync(null, $"{_council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);

        (await _council.OfferAsync(second)).Expect(200);
    }

    [Fact]
    public async Task Two_people_found_to_be_one_have_one_offer_between_them()
    {
        var first = await _council.OfferedAsync("2026-03-10");
        var second = await InterviewedAsync("jo.bloggs@example.org");
        async Task<string?> PersonAsync(string id) => (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200)["personId"].GetString();
        (await _council.PostAsync(
            Staff.Recruiter,
            "/api/person-merges",
            new { keptId = await PersonAsync(second), mergedId = await PersonAsync(first), reason = "The same registration number." })).Expect(201);

        (await _council.OfferAsync(second)).Expect(409, "another-offer-open");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-refusal", new { })).Expect(200);

        (await _council.OfferAsync(second)).Expect(200);
        (await _council.OfferAsync(first)).Expect(409, "another-offer-open");
    }

    [Fact]
    public async Task Of_two_managers_who_offer_one_person_a_post_at_once_one_succeeds()
    {
        for (var round = 0; round < 5; round++)
        {
            var first = await InterviewedAsync($"r{round}@example.org");
            var second = await AnotherAsync(first);

            var replies = await Task.WhenAll(_council.OfferAsync(first), _council.OfferAsync(second));

            Assert.Equal([200, 409], replies.Select(reply => reply.Status).Order());
            Assert.Equal("another-offer-open", replies.Single(reply => reply.Status == 409).Code);
        }
    }

    [Fact]
    public async Task A_claim_left_by_a_crash_binds_nobody_and_what_was_being_decided_under_it_cannot_be_committed_any_more()
    {
        var first = await InterviewedAsync();
        var second = await AnotherAsync(first);
        var journal = _council.Services.GetRequiredService<Journal>();
        var read = await journal.GetAsync(Applications.Kind, first);
        Assert.Null(await _council.Services.GetRequiredService<OpenOffers>().ClaimAsync(read.State));

        (await _council.OfferAsync(second)).Expect(200);

        await Assert.ThrowsAsync<JournalConflictException>(() => journal.CommitAsync(Applications.Kind, first, read, [new SalaryApproved(new(1, "late", "x"))], "x"));
        (await _council.OfferAsync(first)).Expect(409, "another-offer-open");
    }

    private Task<string> InterviewedAsync() => InterviewedAsync(Candidates.Jo);

    private async Task<string> InterviewedAsync(string email)
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync(), email);
        var application = await _council.Services.GetRequiredService<Journal>().GetAsync(Applications.Kind, id);
        await CommitInterviewAsync(id, application);
        return id;
    }

    // A second application of the same person, for a vacancy of its own, as there is once a recruiter has found two people to be one.
    private async Task<string> AnotherAsync(string applicationId)
    {
        var journal = _council.Services.GetRequiredService<Journal>();
        var personId = (await journal.GetAsync(Applications.Kind, applicationId)).State.PersonId;
        var id = Id.New("app");
        await CommitInterviewAsync(
            id, await journal.CommitAsync(Applications.Kind, id, null, [new ApplicationSubmitted(id, await _council.OpenVacancyAsync(), personId, "social-worker")], "public"));
        return id;
    }

    private Task<Loaded<JobApplication>> CommitInterviewAsync(string id, Loaded<JobApplication> application) => _council.Services.GetRequiredService<Journal>().CommitAsync(
        Applications.Kind,
        id,
        application,
        [
            new ApplicationShortlisted("meets all essentials"),
            new InterviewScheduled(new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), []),
            new InterviewRecorded(new(80, true)),
        ],
        "henry");

    private Task<Reply> MakeAsync(
        string id, long salaryPence = 42_000_00, string notBefore = "2026-05-01", string? schemeId = null, int? schemeVersion = null) => _council.PostAsync(
        Staff.HiringManager,
        $"/api/applications/{id}/offer",
        new { salaryPence, fte = 1.0m, notBefore, validForWorkingDays = 5, schemeId, schemeVersion });

    private Task<Reply> ReviseAsync(string id, decimal fte) => _council.PostAsync(
        Staff.HiringManager, $"/api/applications/{id}/offer-revision", new { salaryPence = 42_000_00L, fte, notBefore = "2026-05-01", validForWorkingDays = 5 });

    private async Task<string?> StateAsync(string id) => (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200)["state"].GetString();

    private static string? Status(Reply view, string check) =>
        view["checks"].EnumerateArray().Single(one => one.GetProperty("check").GetString() == check).GetProperty("status").GetString();
}
