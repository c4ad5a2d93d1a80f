using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class JobApplicationTests
{
    private const string Manager = "usr_manager";

    private static readonly DateOnly OfferedOn = new(2026, 4, 28);

    private static readonly OfferTerms Terms = new(4_100_000, 1m, new(2026, 6, 1), 5, "retention-2026", 1);

    private static readonly OfferBasis Basis = new(
        Vacancy.Apply(null, new RequisitionDrafted(
            "vac_1", new(["post_1"], "social-worker", "t", "PO2", 1m, ContractKind.Permanent, new(2026, 4, 1), 4_100_000, 1), "usr_recruiter")),
        new("PO2", new(2015, 4, 1), 3_400_000, 4_500_000),
        SchemeBook.Apply(null, new SchemePublished(DefaultSchemes.Retention)));

    private static readonly CheckSet Checks = new("social-worker", 3,
    [
        new("right-to-work", true, 7), new("enhanced-dbs", true, 14), new("references", true, 7), new("occupational-health", false, 14),
    ]);

    private static readonly Vacancy Vacancy = new(
        "vac_1", VacancyState.Open, new(["post-1"], "social-worker", "cin", "PO2", 1m, ContractKind.Permanent, new(2026, 3, 27), 42_000_00, 1), Manager, new(2026, 3, 2), []);

    [Fact]
    public void The_state_machine_is_sound()
    {
        StateMachine.IsSound(
            JobApplication.Machine,
            ApplicationState.NotShortlisted,
            ApplicationState.Started,
            ApplicationState.Withdrawn,
            ApplicationState.Rejected);
        StateMachine.IsSound(ApplicationCheck.Machine, CheckStatus.AcceptedByDecision, CheckStatus.NotNeeded);
        StateMachine.EveryEventIsNamed<ApplicationEvent>();
    }

    [Fact]
    public void A_candidate_cannot_be_hired_straight_from_the_application() =>
        Assert.Equal(
            "'start' cannot follow 'submitted'; allowed now: shortlist, decline-to-shortlist, score, moderate, withdraw, assign, write-note, ask-for-changes, name-referrer.",
            ApplicationDecisions.Start(Submitted(), "emp_1", new(2026, 7, 3), new(2026, 7, 3), 31).Refusal!.Message);

    [Fact]
    public void Only_a_named_person_with_a_reason_decides_on_the_shortlist()
    {
        Assert.Equal("person-required", ShortlistingDecisions.Decide(Submitted(), Vacancy, false, "score 3", Actor.Timer, false, ShortlistingRules.Default).Refusal!.Code);
        Assert.Equal("reason-required", ShortlistingDecisions.Decide(Submitted(), Vacancy, true, "", Manager, false, ShortlistingRules.Default).Refusal!.Code);
        Assert.Equal(
            ApplicationState.NotShortlisted,
            Fold(Submitted(), ShortlistingDecisions.Decide(Submitted(), Vacancy, false, "no post-qualifying experience", Manager, false, ShortlistingRules.Default)).State);
    }

    [Fact]
    public void Only_an_appointable_candidate_gets_an_offer()
    {
        Assert.Equal("not-appointable", OfferDecisions.Make(Interviewed(false), Terms, Basis, Checks, Manager, OfferedOn).Refusal!.Code);
        Assert.Equal(
            "wrong-check-set",
            OfferDecisions.Make(Interviewed(), Terms, Basis, Checks with { Role = "team-manager" }, Manager, OfferedOn).Refusal!.Code);
    }

    [Fact]
    public void An_offer_stands_until_the_end_of_its_last_working_day()
    {
        var offered = Offered();
        Assert.Equal(new(2026, 5, 6), offered.Offer!.ExpiresOn); // 4 May is a bank holiday
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 23, 0, 0, TimeSpan.Zero), OfferDeadline.LapsesAt(offered.Offer.ExpiresOn));

        Assert.Equal("offer-still-open", OfferDecisions.Lapse(offered, new(2026, 5, 6)).Refusal!.Code);
        Assert.Null(OfferDecisions.Accept(offered, null, null, null, new(2026, 5, 6)).Refusal);
        Assert.Equal("offer-lapsed", OfferDecisions.Accept(offered, null, null, null, new(2026, 5, 7)).Refusal!.Code);
        Assert.Equal(ApplicationState.OfferLapsed, Fold(offered, OfferDecisions.Lapse(offered, new(2026, 5, 7))).State);
    }

    [Fact]
    public void An_offer_names_every_field_at_fault()
    {
        var wrong = new OfferTerms(0, 0m, new(2026, 4, 27), 0, "retention-2026", null);

        Assert.Equal(
            ["salaryPence", "fte", "notBefore", "validForWorkingDays", "schemeVersion"],
            OfferDecisions.Make(Interviewed(), wrong, Basis, Checks, Manager, OfferedOn).Refusal!.Fields.Select(error => error.Field));
    }

    [Fact]
    public void The_earliest_start_is_set_by_the_last_reference()
    {
        var application = Cleared();
        application = Record(application, "occupational-health", new(2026, 7, 20));

        var earliest = EarliestStart.Of(application);

        Assert.Equal(new(2026, 7, 3), earliest.On);
        Assert.Equal(["references"], earliest.BlockedBy);
        var refusal = ApplicationDecisions.Start(application, "emp_1", new(2026, 7, 2), new(2026, 7, 3), 31).Refusal!;
        Assert.Equal("before-earliest-start", refusal.Code);
        Assert.Equal("The earliest start is 3 July 2026, set by: references.", refusal.Message);
        Assert.Equal("start-in-future", ApplicationDecisions.Start(application, "emp_1", new(2026, 7, 6), new(2026, 7, 3), 31).Refusal!.Code);

        application = Fold(application, ApplicationDecisions.Start(application, "emp_1", new(2026, 7, 3), new(2026, 7, 3), 31));
        Assert.Equal((ApplicationState.Started, "emp_1"), (application.State, application.EmploymentId));
    }

    [Fact]
    public void Nobody_starts_before_the_right_to_work_has_been_seen()
    {
        var application = Record(Record(Accepted(), "enhanced-dbs", new(2026, 6, 12)), "references", new(2026, 7, 3));

        var refusal = ApplicationDecisions.Start(application, "emp_1", new(2026, 7, 3), new(2026, 7, 3), 31).Refusal!;

        Assert.Equal("checks-outstanding", refusal.Code);
        Assert.EndsWith("right-to-work.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_is_asked_for_before_its_result_and_again_after_an_unsatisfactory_one()
    {
        var accepted = Fold(Offered(), OfferDecisions.Accept(Offered(), null, null, null, new(2026, 5, 1)));
        var result = new CheckResult("references", CheckStatus.Unsatisfactory, new(2026, 5, 20), null);
        Assert.Equal("step-not-allowed", CheckDecisions.Record(accepted, result, Manager, new(2026, 5, 20), 31).Refusal!.Code);

        var application = Fold(Accepted(), CheckDecisions.Record(Accepted(), result, Manager, new(2026, 5, 20), 31));
        application = Fold(application, CheckDecisions.Request(application, "references", new(2026, 5, 21)));
        application = Record(application, "references", new(2026, 6, 1));

        var check = Assert.Single(application.Checks, check => check.Check == "references");
        Assert.Equal((CheckStatus.Satisfactory, new DateOnly(2026, 6, 1), Manager), (check.Status, check.ResultOn, check.SeenBy));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00123456789")]
    [InlineData("see certificate")]
    public void Of_a_DBS_certificate_only_its_number_is_kept(string? reference)
    {
        var result = new CheckResult("enhanced-dbs", CheckStatus.Satisfactory, new(2026, 6, 12), reference);

        Assert.Equal(
            ["reference"],
            CheckDecisions.Record(Accepted(), result, Manager, new(2026, 6, 12), 31).Refusal!.Fields.Select(error => error.Field));
    }

    [Fact]
    public void A_check_is_chased_at_its_interval_until_the_result_comes()
    {
        var references = Accepted().Checks.Single(check => check.Check == "references");

        Assert.Equal(new(2026, 5, 8), references.NextChaseOn(new(2026, 5, 1)));
        Assert.Equal(new(2026, 5, 15), references.NextChaseOn(new(2026, 5, 8)));
        Assert.Equal(new(2026, 7, 3), references.NextChaseOn(new(2026, 6, 26)));
        Assert.False(references.IsChasedEnough(new(2026, 7, 2)));
        Assert.True(references.IsChasedEnough(new(2026, 7, 3)));
        Assert.Null(references.NextChaseOn(new(2026, 7, 3)));
        Assert.Null((references with { Status = CheckStatus.Satisfactory }).NextChaseOn(new(2026, 5, 8)));
    }

    [Fact]
    public void Alternatively_qualified_workers_need_no_registration()
    {
        Assert.All(DefaultCheckSets.All, set => Assert.Empty(set.Validate()));
        Assert.Equal(
            ["alternatively-qualified-worker"],
            DefaultCheckSets.All.Where(set => set.Checks.All(check => check.Check != CheckNames.SocialWorkEngland)).Select(set => set.Role));
    }

    [Fact]
    public void A_check_set_without_the_right_to_work_cannot_be_saved() =>
        Assert.Equal(
            ["checks[1].check", "checks[1].chaseEveryDays", "checks"],
            new CheckSet("social-worker", 1, [new("identity", true, 7), new("identity", true, 0)]).Validate().Select(error => error.Field));

    private static JobApplication Submitted() => JobApplication.Apply(null, new ApplicationSubmitted("app_1", "vac_1", "per_1", "social-worker"));

    private static JobApplication Interviewed(bool appointable = true)
    {
        var at = new DateTimeOffset(2026, 4, 20, 9, 0, 0, TimeSpan.Zero);
        var application = Fold(Submitted(), ShortlistingDecisions.Decide(Submitted(), Vacancy, true, "meets all essentials", Manager, false, ShortlistingRules.Default));
        application = Fold(application, InterviewDecisions.Schedule(application, Vacancy, at, null, at.AddDays(-7)));
        Assert.Equal("interview-not-held", InterviewDecisions.Record(application, new(78, true), Manager, at.AddTicks(-1)).Refusal!.Code);
        return Fold(application, InterviewDecisions.Record(application, new(78, appointable), Manager, at));
    }

    private static JobApplication Offered()
    {
        var application = Interviewed();
        return Fold(application, OfferDecisions.Make(application, Terms, Basis, Checks, Manager, OfferedOn));
    }

    private static JobApplication Accepted()
    {
        var application = Offered();
        application = Fold(application, OfferDecisions.Accept(application, new(2026, 6, 30), null, null, new(2026, 5, 1)));
        return Fold(application, CheckDecisions.RequestAll(application, new(2026, 5, 1)));
    }

    private static JobApplication Cleared()
    {
        var application = Record(Accepted(), "right-to-work", new(2026, 5, 5));
        application = Record(application, "enhanced-dbs", new(2026, 6, 12));
        Assert.Equal(ApplicationState.OfferAccepted, application.State);
        application = Record(application, "references", new(2026, 7, 3));
        Assert.Equal(ApplicationState.Cleared, application.State);
        return application;
    }

    private static JobApplication Record(JobApplication application, string check, DateOnly on) => Fold(
        application,
        CheckDecisions.Record(
            application,
            new(check, CheckStatus.Satisfactory, on, check == "enhanced-dbs" ? "001234567890" : null),
            Manager,
            on,
            31));

    private static JobApplication Fold(JobApplication application, Decision<ApplicationEvent> decision) =>
        decision.Events.Aggregate(application, JobApplication.Apply);
}
