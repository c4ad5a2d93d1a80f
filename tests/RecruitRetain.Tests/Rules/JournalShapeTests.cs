using RecruitRetain.Housing;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

/// <summary>What a journal keeps for years must read back as it was written.</summary>
public class JournalShapeTests
{
    private static readonly DateOnly On = new(2026, 4, 2);

    private static readonly DateTimeOffset At = new(2026, 4, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly VacancyEvent[] VacancyEvents =
    [
        new RequisitionDrafted(
            "vac_1",
            new(["post_1"], "social-worker", "t", "G10", 0.81m, ContractKind.FixedTerm, On, 4_100_000, 2, null)
            {
                Criteria = [new("degree", "A social work degree.", true, 3)],
                Panel = [new("henry", true)],
            },
            "usr_recruiter"),
        new RequisitionApproved(On, "henry"),
        new VacancyStaffNamed(["robin"]),
        new VacancyOpened(), new HireRecorded("app_1"), new VacancyClosed(), new HireRecorded("app_2"), new VacancyFilled(),
    ];

    private static readonly ApplicationEvent[] ApplicationEvents =
    [
        new ApplicationSubmitted("app_1", "vac_1", "per_1", "social-worker"),
        new ApplicationAssigned("usr_hr"),
        new NoteWritten("note_1"),
        new ApplicationShortlisted("meets all essentials"),
        new InterviewScheduled(new(2026, 4, 20, 9, 0, 0, TimeSpan.Zero), ["usr_manager"]),
        new SafeguardingInterviewRecorded(new(SafeguardingOutcome.Satisfactory, On, "usr_manager", null)),
        new InterviewRecorded(new(78, true)),
        new SalaryApproved(new(4_600_000, "scarce", "usr_hr")),
        new OfferMade(new(4_100_000, 1m, On, On, "retention-2026", 1), 1, DefaultCheckSets.All[0].Checks),
        new OfferChangesRequested(new(4_200_000, 0.8m, On)),
        new OfferRevised(new(4_200_000, 0.8m, On, On, "retention-2026", 1) { Number = 2, MadeOn = On }),
        new OfferLapsed(),
        new OfferMade(new(4_200_000, 0.8m, On, On, null, null) { Number = 3, MadeOn = On }, 1, DefaultCheckSets.All[0].Checks),
        new OfferAccepted(null, false),
        new CheckRequested("enhanced-dbs", On),
        new RiskAccepted("enhanced-dbs", new("usr_hr", On, "supervised")),
        new CheckRecorded("enhanced-dbs", CheckStatus.Satisfactory, "usr_hr", On, "001234567890", new(On, true)),
        new CheckRequested("social-work-england", On),
        new CheckRecorded(
            "social-work-england", CheckStatus.Satisfactory, "usr_hr", On, "SW12345", new(ValidUntil: On, Registration: RegistrationStatus.PendingRegisterUpdate)),
        new CheckRequested("first-reference", On),
        new CheckRecorded("first-reference", CheckStatus.Unsatisfactory, "usr_hr", On, null, new(CoversFrom: On, CoversTo: On)),
        new CheckDecided("first-reference", CheckStatus.AcceptedByDecision, new("usr_hr", On, "newly qualified")),
        new ChecksCleared(),
        new ApplicantStarted("emp_1", On),
    ];

    private static readonly EmploymentEvent[] EmploymentEvents =
    [
        new EmploymentStarted("emp_1", "per_1", null, null, ContractKind.Permanent, new(On, "social-worker", "t", "G10", 1m), On),
        new PositionChanged(new(On.AddDays(9), "social-worker", "t", "G10", 0.6m)),
        new NoticeGiven(On, On), new NoticeWithdrawn(On), new ProbationExtended(On), new ProbationPassed(On),
        new FormalProcessOpened("capability", On), new FormalProcessClosed("capability", On),
        new RegistrationChecked(On, RegistrationStatus.PendingRegisterUpdate, On, "usr_hr"),
        new EmployeeCheckSeen(new(new("enhanced-dbs", CheckStatus.Satisfactory, On, "001234567890", new(On, true)), "usr_hr")),
        new EmploymentLeft(On, LeavingReason.EndOfFixedTerm),
    ];

    private static readonly RetentionEvent[] RetentionEvents =
    [
        new EnrolledInScheme(
            "emp_1",
            "per_1",
            new(
                DefaultSchemes.Retention with { Recovery = new(new RecoverySteps([new(12, 100)]), [], TieInStart.Start) },
                On,
                On,
                new(Origin.ExAgency, QualifiedOn: On, SalaryPence: 4_100_000),
                null,
                "usr_hr"),
            MilestoneSchedule.Of(DefaultSchemes.Retention.Schedule, On, On, Background.Unknown)),
        new AgreementSigned(On),
        new ScheduleRevised([new(1, On, On.AddDays(10), 60_000, ["position-not-eligible"])]),
        new PaymentFellDue(1), new PaymentHeld(1, ["formal-process-open"]), new PaymentPrepared(1, 100_000, Actor.Timer),
        new PaymentApproved(1, "usr_hr"), new PaymentApprovalWithdrawn(1, "again", "usr_hr"), new PaymentApproved(1, "usr_other", "run_1"), new PaymentInstructed(1, "emp_1/1/pay/1", On), new PaymentPaid(1, On),
        new PaymentFellDue(2), new PaymentDisallowed(2, ["notice-given"], new("retention-2026", 1)), new PaymentVoided(3, "left-before-due", LapsedUnder: new("retention-2026", 1)),
        new LeaverRecorded(On, LeavingReason.Resignation), new RecoveryProposed(1, 58_333, Actor.Timer), new RecoveryApproved(1, "usr_hr"),
        new RecoveryInstructed(1, "emp_1/1/recover/1", [new(2, 10_000)]), new RecoveryRejected(1, "no pay left"), new RecoveryApproved(1, "usr_hr"),
        new RecoveryInstructed(1, "emp_1/1/recover/2", []), new RecoveryTaken(1, On, 8_333, 50_000), new RepaymentPlanned(1, [new(On, 25_000), new(On.AddDays(30), 25_000)], "usr_hr"),
        new InstalmentMissed(1, 1), new RepaymentReceived(1, On.AddDays(5), 25_000, 25_000), new RecoveryWaived(1, "hardship", "usr_hr"),
    ];

    private static readonly HousingEvent[] HousingEvents =
    [
        new HousingInvited("hou_1", "per_1", "app_1", On),
        new HousingRequested("hou_1", "per_1", "app_1", new(3, 2, 4_100_000, false, ["north"], true, ["step-free"]), "A", On),
        new EvidenceSeen(new(EvidenceKind.RightToRent, On, "usr_hr")), new EmploymentFollowed("emp_1"),
        Nominated("RV-1"), new NominationRejected("arrears", On), Nominated("RV-2"), new ProviderReminded(), new NominationLapsed(),
        Nominated("RV-3"), new NominationAccepted(On), new HomeOffered(At, At.AddHours(24)), new HomeRefused(RefusalReason.Rent, On),
        Nominated("RV-4"), new HomeOffered(At, At.AddHours(24)), new HomeOfferLapsed(), Nominated("RV-5"), new NominationTakenBack("mistaken"),
        Nominated("RV-6"), new HomeLost(), Nominated("RV-7"), new HomeOffered(At, At.AddHours(24)), new HomeAccepted(On), new TenancyStarted(On),
        new EmploymentEndNotified(On), new TenancyEnded(On), new HousingRequested("hou_1", "per_1", "emp_2", new(1, 1, 4_100_000, false, [], false, []), "A", On),
        new NominationWithdrawn("found a home"),
    ];

    private static readonly HomeEvent[] HomeEvents =
    [
        Notified(On), new HomeNotOurs(), Notified(On.AddDays(1)), new HomeClaimed(new("hou_1", 1, "emp_1"), On), new HomeFreed(On),
        new HomeClaimed(new("hou_2", 1, "emp_2"), On), new HomeLet(On), Notified(On.AddDays(2)), new HomeReturned("no taker", On),
        Notified(On.AddDays(3)), new HomeWithdrawn("sold", On),
    ];

    [Fact]
    public void Vacancies_read_back_as_written() => ReadsBack<Vacancy, VacancyEvent>(VacancyEvents, Vacancy.Apply);

    [Fact]
    public void Applications_read_back_as_written() => ReadsBack<JobApplication, ApplicationEvent>(ApplicationEvents, JobApplication.Apply);

    [Fact]
    public void Employments_read_back_as_written() => ReadsBack<Employment, EmploymentEvent>(EmploymentEvents, Employment.Apply);

    [Fact]
    public void Retention_ledgers_read_back_as_written() => ReadsBack<RetentionLedger, RetentionEvent>(RetentionEvents, RetentionLedger.Apply);

    [Fact]
    public void Pay_runs_read_back_as_written() => ReadsBack<PayRun, PayRunEvent>(
        [
            new PayRunDrafted("run_1", On),
            new PayRunPrepared(
                [new("retention-2026", "court", [new("pay_1", 100_000)])], [new("retention-2026", 500_000)], "usr_hr", ["usr_hr"]),
            new PayRunApproved("usr_other"), new PayRunApprovalWithdrawn("wait for the budget"), new PayRunApproved("usr_other"),
            new PayRunInstructed(On), new PayRunCompleted([new("pay_1", "step-not-allowed")]),
        ],
        PayRun.Apply);

    [Fact]
    public void Enrolments_of_teams_read_back_as_written() => ReadsBack<TeamEnrolment, TeamEnrolmentEvent>(
        [
            new TeamEnrolmentBegun(
                "ten_1", "retention-2026", 1, "court", On, [new("emp_1", new(Origin.ExistingStaff), 4, 500_000, 300_000), new("emp_2", new(), 4, 500_000, 500_000)], []),
            new TeamEnrolmentCompleted([new("emp_2", "employment-ended", "The employment has ended.")]),
        ],
        TeamEnrolment.Apply);

    [Fact]
    public void Nominations_read_back_as_written() => ReadsBack<HousingRequest, HousingEvent>(HousingEvents, HousingRequest.Apply);

    [Fact]
    public void Homes_read_back_as_written() => ReadsBack<Home, HomeEvent>(HomeEvents, Home.Apply);

    [Fact]
    public void Housing_agreements_read_back_as_written() => ReadsBack<HousingAgreementBook, HousingAgreementEvent>(
        [new HousingAgreementPublished(HousingAgreement.With("riverside")), new VoidCounted(new("hom_1", 1, LettingKind.Relet, 2, On, true))],
        HousingAgreementBook.Apply);

    [Fact]
    public void Settings_read_back_as_written()
    {
        AssertReadsBack(DefaultSchemes.Retention);
        AssertReadsBack(HousingAgreement.With("riverside"));
        Assert.All(DefaultCheckSets.All, set => AssertReadsBack(set));
    }

    // At every step the state is rebuilt from what was stored, never from what was in memory.
    private static void ReadsBack<TState, TEvent>(IEnumerable<TEvent> events, Func<TState?, TEvent, TState> apply)
        where TState : class
    {
        TState? state = null;
        foreach (var happened in events)
        {
            var stored = AssertReadsBack(happened);
            Assert.Equal(happened!.GetType(), stored!.GetType());
            state = AssertReadsBack(apply(state, stored));
        }
    }

    private static T AssertReadsBack<T>(T value)
    {
        var text = Json.Write(value);
        var stored = Json.Read<T>(text);
        Assert.Equal(text, Json.Write(stored));
        return stored;
    }

    private static HomeFacts Flat(string home, DateOnly readyOn) => new("riverside", home, LettingKind.Relet, 2, 81_500, "north", readyOn, 4, ["step-free"]);

    private static KeyWorkerNominated Nominated(string home) => new("hom_1", Flat(home, On), 1, On, On, null);

    private static HomeNotified Notified(DateOnly readyOn) => new("hom_1", Flat("RV-1", readyOn), 1, On, On);
}
