using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class CheckTests
{
    private const string Recruiter = "usr_recruiter";
    private const string Hr = "usr_hr";

    private const int GraceDays = 31;

    private static readonly DateOnly AcceptedOn = new(2026, 5, 1);

    // Accepted 1 May, notice to 30 June, certificate 12 June, occupational health 1 June, second reference 3 July.
    [Fact]
    public void The_earliest_start_is_the_day_of_the_second_reference()
    {
        var application = Record(Accepted(), "enhanced-dbs", new(2026, 6, 12));
        application = Record(application, "occupational-health", new(2026, 6, 1));
        foreach (var check in new[] { "identity", "right-to-work", "first-reference", "overseas-record", "qualifications", "social-work-england" })
        {
            application = Record(application, check, new(2026, 6, 1));
        }

        Assert.Equal((null, "second-reference"), (EarliestStart.Of(application).On, EarliestStart.Of(application).BlockedBy.Single()));
        application = Record(application, "second-reference", new(2026, 7, 3));

        Assert.Equal(ApplicationState.Cleared, application.State);
        Assert.Equal((new DateOnly(2026, 7, 3), "second-reference"), (EarliestStart.Of(application).On, EarliestStart.Of(application).BlockedBy.Single()));
        Assert.Equal("before-earliest-start", Start(application, new(2026, 7, 2)).Refusal!.Code);
        Assert.Null(Start(application, new(2026, 7, 3)).Refusal);
    }

    [Fact]
    public void A_result_is_recorded_by_a_person_who_has_seen_it() => Assert.Equal(
        "person-required", CheckDecisions.Record(Accepted(), new("identity", CheckStatus.Satisfactory, AcceptedOn, null), Actor.Journey, AcceptedOn, GraceDays).Refusal!.Code);

    [Theory]
    [InlineData("identity", "reference", "a certificate that says a little more than forty characters")]
    [InlineData("enhanced-dbs", "reference", "00123456789")]
    [InlineData("enhanced-dbs", "reference", "see the certificate")]
    [InlineData("social-work-england", "validUntil", "SW12345")]
    [InlineData("first-reference", "coversFrom", null)]
    public void A_satisfactory_result_says_what_it_must_and_nothing_more(string check, string field, string? reference) => Assert.Equal(
        [field],
        CheckDecisions.Record(Accepted(), new(check, CheckStatus.Satisfactory, AcceptedOn, reference), Recruiter, AcceptedOn, GraceDays)
            .Refusal!.Fields.Select(error => error.Field));

    [Fact]
    public void Days_that_cannot_be_are_named()
    {
        Assert.Equal(["on"], Fields("identity", AcceptedOn.AddDays(1), null));
        Assert.Equal(["coversTo"], Fields("first-reference", AcceptedOn, new(CoversFrom: new(2020, 1, 2), CoversTo: new(2020, 1, 1))));
        Assert.Equal(["coversTo"], Fields("first-reference", AcceptedOn, new(CoversFrom: new(2020, 1, 2), CoversTo: new(2026, 5, 2))));
        Assert.Equal(["validUntil"], Fields("right-to-work", AcceptedOn, new(ValidUntil: new(2026, 4, 30))));
        Assert.Equal(["updateService"], Fields("identity", AcceptedOn, new(UpdateService: true, IssuedOn: new(2024, 1, 1))));
        Assert.Equal(["issuedOn"], Fields("enhanced-dbs", AcceptedOn, new(UpdateService: true)));

        static IEnumerable<string> Fields(string check, DateOnly on, CheckEvidence? evidence) => CheckDecisions
            .Record(Accepted(), new(check, CheckStatus.Satisfactory, on, check == "enhanced-dbs" ? "001234567890" : null, evidence), Recruiter, AcceptedOn, GraceDays)
            .Refusal!.Fields.Select(error => error.Field);
    }

    [Fact]
    public void The_Update_Service_stands_for_a_new_certificate()
    {
        var asked = new CheckResult("enhanced-dbs", CheckStatus.Satisfactory, new(2026, 5, 4), "001234567890", new(IssuedOn: new(2024, 2, 29), UpdateService: true));

        var application = Fold(Accepted(), CheckDecisions.Record(Accepted(), asked, Recruiter, new(2026, 5, 4), GraceDays));

        var check = Check(application, "enhanced-dbs");
        Assert.Equal((CheckStatus.Satisfactory, Recruiter, new DateOnly(2026, 5, 4)), (check.Status, check.SeenBy, check.ResultOn));
        Assert.Equal(new CheckEvidence(new(2024, 2, 29), true), check.Evidence);
    }

    // Asked for on 1 May 2026: five years back is 1 May 2021.
    [Theory]
    [InlineData("2021-05-01", null)]
    [InlineData("2021-05-02", "references-too-short")]
    public void The_references_together_reach_back_five_years(string secondFrom, string? code)
    {
        var application = Record(Accepted(), "first-reference", AcceptedOn, new(CoversFrom: new(2024, 1, 1), CoversTo: AcceptedOn));
        var second = new CheckResult("second-reference", CheckStatus.Satisfactory, AcceptedOn, null, new(CoversFrom: Day(secondFrom), CoversTo: new(2023, 12, 31)));

        Assert.Equal(code, CheckDecisions.Record(application, second, Recruiter, AcceptedOn, GraceDays).Refusal?.Code);
    }

    [Fact]
    public void Of_somebody_newly_qualified_a_manager_decides_to_go_on_with_references_that_do_not()
    {
        var application = Record(Accepted(), "first-reference", AcceptedOn, new(CoversFrom: new(2025, 9, 1), CoversTo: AcceptedOn));
        var second = new CheckResult("second-reference", CheckStatus.Unsatisfactory, AcceptedOn, null, new(CoversFrom: new(2023, 9, 1), CoversTo: new(2025, 7, 31)));
        application = Fold(application, CheckDecisions.Record(application, second, Recruiter, AcceptedOn, GraceDays));

        Assert.Equal("reason-required", CheckDecisions.Proceed(application, "second-reference", "", Hr, AcceptedOn).Refusal!.Code);
        application = Fold(application, CheckDecisions.Proceed(application, "second-reference", "At school until 2023; the placement's tutor wrote.", Hr, new(2026, 5, 6)));

        var check = Check(application, "second-reference");
        Assert.Equal((CheckStatus.AcceptedByDecision, Hr, new DateOnly(2026, 5, 6)), (check.Status, check.Decision!.By, check.MetOn()));
        Assert.Contains("second-reference: accepted-by-decision", CheckDecisions.Warnings(application));
    }

    [Fact]
    public void Nobody_waives_the_right_to_work_nor_starts_without_it()
    {
        var application = Fold(
            AllBut("right-to-work"),
            CheckDecisions.Record(AllBut("right-to-work"), new("right-to-work", CheckStatus.Unsatisfactory, AcceptedOn, null), Recruiter, AcceptedOn, GraceDays));

        Assert.Equal("check-not-waivable", CheckDecisions.Proceed(application, "right-to-work", "A visa is on its way.", Hr, AcceptedOn).Refusal!.Code);
        Assert.Equal("risk-not-assessable", CheckDecisions.AcceptRisk(AllBut("right-to-work"), "right-to-work", AcceptedOn, "Soon.", Hr, "usr_manager", AcceptedOn).Refusal!.Code);
        Assert.Equal("checks-outstanding", Start(application, new(2026, 7, 1)).Refusal!.Code);
    }

    [Fact]
    public void A_start_before_the_DBS_certificate_needs_a_risk_assessment_signed_by_HR()
    {
        var application = AllBut("enhanced-dbs");
        Assert.Equal("checks-outstanding", Start(application, new(2026, 7, 1)).Refusal!.Code);
        Assert.Equal("approver-is-preparer", Sign(application, by: "usr_manager").Refusal!.Code);
        Assert.Equal("person-required", Sign(application, by: Actor.Journey).Refusal!.Code);
        Assert.Equal("reason-required", Sign(application, reason: " ").Refusal!.Code);
        Assert.Equal(["signedOn"], Sign(application, signedOn: new(2026, 6, 2)).Refusal!.Fields.Select(error => error.Field));

        application = Fold(application, Sign(application));

        Assert.Equal(ApplicationState.Cleared, application.State);
        Assert.Contains("enhanced-dbs: risk-assessed", CheckDecisions.Warnings(application));
        Assert.Null(Start(application, new(2026, 7, 1)).Refusal);
        application = Fold(application, CheckDecisions.Record(
            application, new("enhanced-dbs", CheckStatus.Unsatisfactory, new(2026, 6, 20), "001234567890"), Recruiter, new(2026, 6, 20), GraceDays));
        Assert.Equal("checks-outstanding", Start(application, new(2026, 7, 1)).Refusal!.Code);
        application = Fold(application, CheckDecisions.Proceed(application, "enhanced-dbs", "Old and unrelated.", Hr, new(2026, 6, 25)));
        Assert.Null(Start(application, new(2026, 7, 1)).Refusal);

        static Decision<ApplicationEvent> Sign(JobApplication application, string by = Hr, string reason = "Works in pairs until then.", DateOnly? signedOn = null) =>
            CheckDecisions.AcceptRisk(application, "enhanced-dbs", signedOn ?? new(2026, 6, 1), reason, by, "usr_manager", new(2026, 6, 1));
    }

    // The register shows "until 30 November 2026" while it is being updated.
    [Fact]
    public void A_register_that_is_behind_warns_and_still_so_in_January_it_blocks()
    {
        var application = Record(AllBut("social-work-england"), "social-work-england", new(2026, 12, 2), new(ValidUntil: new(2026, 11, 30)));

        Assert.Equal(RegistrationStatus.PendingRegisterUpdate, Check(application, "social-work-england").Evidence!.Registration);
        Assert.Contains("social-work-england: pending-register-update", CheckDecisions.Warnings(application));
        Assert.Null(Start(application, new(2026, 12, 31)).Refusal);
        Assert.Equal("registration-lapsed", Start(application, new(2027, 1, 15)).Refusal!.Code);
        Assert.Equal(
            "registration-lapsed",
            CheckDecisions.Record(application, Registered(new(2027, 1, 15), new(2026, 11, 30)), Recruiter, new(2027, 1, 15), GraceDays).Refusal!.Code);
        application = Record(application, "social-work-england", new(2027, 1, 15), new(ValidUntil: new(2027, 11, 30)));
        Assert.Null(Start(application, new(2027, 1, 15)).Refusal);
    }

    [Theory]
    [InlineData("2026-05-14", "2026-05-14", RegistrationStatus.Registered)]
    [InlineData("2026-05-15", "2026-05-14", RegistrationStatus.Lapsed)] // no season ended that day
    [InlineData("2026-12-01", "2026-11-30", RegistrationStatus.PendingRegisterUpdate)]
    [InlineData("2026-12-02", "2025-11-30", RegistrationStatus.Lapsed)]
    public void Only_the_end_of_a_renewal_season_has_a_grace(string on, string until, RegistrationStatus expected) =>
        Assert.Equal(expected, RegistrationRule.Judge(Day(on), Day(until), GraceDays));

    [Theory]
    [InlineData("2026-11-30", "2026-03-01", RegistrationStatus.Registered, false)]
    [InlineData("2026-12-01", "2026-03-01", RegistrationStatus.Registered, true)]
    [InlineData("2026-12-01", "2026-11-30", RegistrationStatus.Registered, true)]
    [InlineData("2026-12-01", "2026-12-01", RegistrationStatus.Registered, false)]
    [InlineData("2027-01-15", "2026-12-01", RegistrationStatus.Registered, false)]
    [InlineData("2027-01-15", "2026-12-02", RegistrationStatus.PendingRegisterUpdate, true)]
    public void The_register_is_looked_up_again_after_every_season(string today, string checkedOn, RegistrationStatus status, bool due) =>
        Assert.Equal(due, RegistrationRule.IsRecheckDue(new(Day(checkedOn), status), Day(today)));

    [Fact]
    public void A_check_that_only_some_need_can_be_found_not_to_apply()
    {
        var application = Fold(Accepted(), CheckDecisions.FindNotNeeded(Accepted(), "overseas-record", "Never lived abroad, says the form.", Recruiter, AcceptedOn));

        Assert.Equal(CheckStatus.NotNeeded, Check(application, "overseas-record").Status);
        Assert.DoesNotContain("overseas-record", EarliestStart.Of(application).BlockedBy);
        Assert.Equal("check-needed", CheckDecisions.FindNotNeeded(Accepted(), "identity", "Known to us.", Recruiter, AcceptedOn).Refusal!.Code);
    }

    [Fact]
    public void Occupational_health_warns_and_never_blocks()
    {
        var application = AllBut();
        Assert.Equal(ApplicationState.Cleared, application.State);
        Assert.Contains("occupational-health: awaited", CheckDecisions.Warnings(application));

        application = Fold(application, CheckDecisions.Record(
            application, new("occupational-health", CheckStatus.Unsatisfactory, AcceptedOn, null), Recruiter, AcceptedOn, GraceDays));

        Assert.Contains("occupational-health: unsatisfactory", CheckDecisions.Warnings(application));
        Assert.Null(Start(application, new(2026, 7, 1)).Refusal);
    }

    [Theory]
    [InlineData("right-to-work", false, false)]
    [InlineData("right-to-work", true, true)]
    public void No_check_set_lets_anybody_start_without_the_right_to_work(string check, bool blocking, bool waivable) => Assert.Equal(
        ["checks"],
        new CheckSet("social-worker", 1, [new(check, blocking, 7, Waivable: waivable)]).Validate().Select(error => error.Field));

    [Fact]
    public void Nobody_asks_an_alternatively_qualified_worker_for_registration() => Assert.Equal(
        ["checks[1].check"],
        new CheckSet("alternatively-qualified-worker", 2, [new("right-to-work", true, 7), new("social-work-england", true, 7)])
            .Validate().Select(error => error.Field));

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static CheckResult Registered(DateOnly on, DateOnly until) => new("social-work-england", CheckStatus.Satisfactory, on, "SW12345", new(ValidUntil: until));

    private static JobApplication Accepted()
    {
        var checks = DefaultCheckSets.All.Single(set => set.Role == "social-worker");
        var accepted = ((ApplicationEvent[])
        [
            new ApplicationShortlisted("meets all essentials"),
            new InterviewScheduled(new(2026, 4, 20, 9, 0, 0, TimeSpan.Zero), []),
            new InterviewRecorded(new(78, true)),
            new OfferMade(new(4_100_000, 1m, new(2026, 6, 1), new(2026, 5, 6), null, null), 1, checks.Checks),
            new OfferAccepted(new(2026, 6, 30)),
        ]).Aggregate(JobApplication.Apply(null, new ApplicationSubmitted("app_1", "vac_1", "per_1", "social-worker")), JobApplication.Apply);
        return Fold(accepted, CheckDecisions.RequestAll(accepted, AcceptedOn));
    }

    // Every blocking check but one, seen on the day of the acceptance.
    private static JobApplication AllBut(string? missing = null) => Accepted().Checks
        .Where(check => check.Blocking && check.Check != missing)
        .Aggregate(Accepted(), (application, check) => Record(application, check.Check, AcceptedOn));

    private static JobApplication Record(JobApplication application, string check, DateOnly on, CheckEvidence? evidence = null) => Fold(
        application,
        CheckDecisions.Record(
            application,
            new(check, CheckStatus.Satisfactory, on, check == "enhanced-dbs" ? "001234567890" : null, evidence ?? check switch
            {
                "first-reference" or "second-reference" => new(CoversFrom: new(2019, 1, 1), CoversTo: AcceptedOn),
                "social-work-england" => new(ValidUntil: new(2026, 11, 30)),
                _ => null,
            }),
            Recruiter,
            on,
            GraceDays));

    private static Decision<ApplicationEvent> Start(JobApplication application, DateOnly on) => ApplicationDecisions.Start(application, "emp_1", on, on, GraceDays);

    private static ApplicationCheck Check(JobApplication application, string name) => application.Checks.Single(check => check.Check == name);

    private static JobApplication Fold(JobApplication application, Decision<ApplicationEvent> decision) =>
        decision.Events.Aggregate(application, JobApplication.Apply);
}
