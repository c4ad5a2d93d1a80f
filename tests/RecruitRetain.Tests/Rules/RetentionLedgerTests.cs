using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class RetentionLedgerTests
{
    private static readonly DateOnly Start = new(2025, 9, 30);

    [Fact]
    public void The_state_machines_are_sound()
    {
        StateMachine.IsSound(Payment.Machine, PaymentState.NotPayable, PaymentState.Paid, PaymentState.Voided);
        StateMachine.IsSound(PaymentRecovery.Machine, RecoveryState.Recovered, RecoveryState.Waived);
        StateMachine.IsSound(TeamEnrolment.Machine, TeamEnrolmentState.Complete);
        StateMachine.IsSound(PayRun.Machine, PayRunState.Instructed, PayRunState.Cancelled);
        StateMachine.EveryEventIsNamed<RetentionEvent>();
        StateMachine.EveryEventIsNamed<PayRunEvent>();
        StateMachine.EveryEventIsNamed<TeamEnrolmentEvent>();
    }

    [Fact]
    public void A_payment_goes_from_its_due_date_to_payroll_by_way_of_a_second_person()
    {
        var ledger = Prepared();
        Assert.Equal((PaymentState.Eligible, 100_000, Actor.Timer), (State(ledger), ledger.Payments[0].AmountPence, ledger.Payments[0].PreparedBy));

        ledger = Fold(ledger, RetentionDecisions.Approve(ledger, 1, "usr_hr", null));
        ledger = Fold(ledger, RetentionDecisions.Instruct(ledger, 1, new(2026, 4, 1)));
        Assert.Equal("emp_1/1/pay/1", RetentionDecisions.PaymentKey(ledger, ledger.Payments[0]));

        ledger = Fold(ledger, RetentionDecisions.ConfirmPaid(ledger, 1, new(2026, 4, 15)));
        Assert.Equal((PaymentState.Paid, new DateOnly(2026, 4, 15)), (State(ledger), ledger.Payments[0].PaidOn));
        Assert.Equal("step-not-allowed", RetentionDecisions.Void(ledger, 1, "mistake", "usr_hr").Refusal!.Code);
        Assert.Equal("step-not-allowed", RetentionDecisions.ConfirmPaid(ledger, 1, new(2026, 4, 16)).Refusal!.Code);
    }

    [Fact]
    public void Nobody_approves_what_they_prepared_or_what_they_get()
    {
        var byTimer = Prepared();
        var byPerson = Prepared("usr_hr");

        Assert.Equal("approver-is-preparer", RetentionDecisions.Approve(byPerson, 1, "usr_hr", null).Refusal!.Code);
        Assert.Null(RetentionDecisions.Approve(byPerson, 1, "usr_other", null).Refusal);
        Assert.Null(RetentionDecisions.Approve(byTimer, 1, "usr_hr", "per_2").Refusal);
        Assert.Equal("approver-is-beneficiary", RetentionDecisions.Approve(byTimer, 1, "usr_hr", "per_1").Refusal!.Code);
        Assert.Equal("person-required", RetentionDecisions.Approve(byTimer, 1, Actor.Timer, null).Refusal!.Code);
    }

    [Fact]
    public void Resigning_the_day_before_the_due_date_ends_the_claim()
    {
        var employment = Worker(new NoticeGiven(new(2026, 3, 29), new(2026, 4, 30)));

        var ledger = Fold(Enrolled(), RetentionDecisions.Judge(Enrolled(), 1, employment, new(2026, 3, 30), Actor.Timer));

        Assert.Equal(PaymentState.NotPayable, State(ledger));
        Assert.Equal(["notice-given"], ledger.Payments[0].Reasons);
        Assert.Equal(new("retention-2026", 1), ledger.Payments[0].LapsedUnder);
    }

    [Fact]
    public void After_its_day_a_claim_ends_by_nobody_but_a_named_person()
    {
        var employment = Worker(new FormalProcessOpened("capability", new(2026, 3, 1)));
        var ledger = Fold(Enrolled(), RetentionDecisions.Judge(Enrolled(), 1, employment, new(2026, 3, 30), Actor.Timer));
        employment = Employment.Apply(employment, new NoticeGiven(new(2026, 4, 10), new(2026, 5, 31)));

        ledger = Fold(ledger, RetentionDecisions.Judge(ledger, 1, employment, new(2026, 4, 10), Actor.Timer));
        Assert.Equal((PaymentState.Held, true), (State(ledger), ledger.Payments[0].ClaimEnded));
        Assert.Equal(["notice-given"], ledger.Payments[0].Reasons);
        Assert.Empty(RetentionDecisions.Judge(ledger, 1, employment, new(2026, 4, 17), Actor.Timer).Events);
        ledger = Fold(ledger, RetentionDecisions.RecordLeaver(ledger, new(2026, 5, 31), LeavingReason.Resignation, Actor.Timer));
        Assert.Equal(PaymentState.Held, State(ledger));

        Assert.Equal("person-required", RetentionDecisions.Void(ledger, 1, "gave notice", Actor.Timer).Refusal!.Code);
        ledger = Fold(ledger, RetentionDecisions.Void(ledger, 1, "gave notice before it was settled", "usr_hr"));
        Assert.Equal((PaymentState.Voided, null), (State(ledger), ledger.Payments[0].LapsedUnder));
    }

    [Fact]
    public void A_claim_that_ended_after_its_day_opens_again_with_its_gates()
    {
        var employment = Worker(new FormalProcessOpened("capability", new(2026, 3, 1)));
        var ledger = Fold(Enrolled(), RetentionDecisions.Judge(Enrolled(), 1, employment, new(2026, 3, 30), Actor.Timer));
        employment = Employment.Apply(employment, new NoticeGiven(new(2026, 4, 10), new(2026, 5, 31)));
        ledger = Fold(ledger, RetentionDecisions.Judge(ledger, 1, employment, new(2026, 4, 10), Actor.Timer));
        employment = Employment.Apply(employment, new NoticeWithdrawn(new(2026, 4, 20)));
        employment = Employment.Apply(employment, new FormalProcessClosed("capability", new(2026, 4, 20)));

        ledger = Fold(ledger, RetentionDecisions.Judge(ledger, 1, employment, new(2026, 4, 20), Actor.Timer));

        Assert.Equal((PaymentState.Eligible, false), (State(ledger), ledger.Payments[0].ClaimEnded));
    }

    [Fact]
    public void What_was_recorded_before_lapses_were_marked_reads_back_without_the_mark()
    {
        var ledger = Fold(Enrolled(), new RetentionEvent[]
        {
            new PaymentFellDue(1),
            Json.Read<RetentionEvent>("{\"$type\":\"PaymentHeld\",\"reasons\":[\"formal-process-open\"],\"number\":1}"),
            Json.Read<RetentionEvent>("{\"$type\":\"PaymentDisallowed\",\"reasons\":[\"notice-given\"],\"number\":1}"),
        });

        Assert.Equal((PaymentState.NotPayable, false, null), (State(ledger), ledger.Payments[0].ClaimEnded, ledger.Payments[0].LapsedUnder));
    }

    [Fact]
    public void Resigning_after_the_due_date_leaves_the_payment_alone()
    {
        var employment = Worker(new NoticeGiven(new(2026, 4, 2), new(2026, 5, 31)));

        Assert.Equal(
            PaymentState.Eligible,
            State(Fold(Enrolled(), RetentionDecisions.Judge(Enrolled(), 1, employment, new(2026, 3, 30), Actor.Timer))));
    }

    [Fact]
    public void A_formal_process_holds_the_payment_until_it_is_closed()
    {
        var employment = Worker(new FormalProcessOpened("capability", new(2026, 3, 1)));
        var ledger = Fold(Enrolled(), RetentionDecisions.Judge(Enrolled(), 1, employment, new(2026, 3, 30), Actor.Timer));
        Assert.Equal(PaymentState.Held, State(ledger));
        Assert.Equal(["formal-process-open"], ledger.Payments[0].Reasons);
        Assert.Empty(RetentionDecisions.Judge(ledger, 1, employment, new(2026, 4, 30), Actor.Timer).Events);

        employment = Employment.Apply(employment, new FormalProcessClosed("capability", new(2026, 5, 4)));
        ledger = Fold(ledger, RetentionDecisions.Judge(ledger, 1, employment, new(2026, 5, 4), Actor.Timer));

        Assert.Equal(PaymentState.Eligible, State(ledger));
        Assert.Empty(ledger.Payments[0].Reasons);
    }

    [Fact]
    public void Nothing_is_judged_before_its_day()
    {
        Assert.Equal("not-due", RetentionDecisions.Judge(Enrolled(), 1, Worker(), new(2026, 3, 29), Actor.Timer).Refusal!.Code);
        Assert.Equal(RefusalKind.NotFound, RetentionDecisions.Judge(Enrolled(), 5, Worker(), new(2028, 1, 1), Actor.Timer).Refusal!.Kind);
    }

    [Fact]
    public void What_payroll_cannot_pay_is_prepared_approved_and_instructed_anew()
    {
        var ledger = Fold(Prepared(), RetentionDecisions.Approve(Prepared(), 1, "usr_hr", null));
        Assert.Equal("step-not-allowed", RetentionDecisions.PrepareAgain(ledger, 1, "usr_hr").Refusal!.Code);
        ledger = Fold(ledger, RetentionDecisions.Instruct(ledger, 1, new(2026, 4, 1)));
        ledger = Fold(ledger, RetentionDecisions.ConfirmRejected(ledger, 1, "account closed"));
        Assert.Equal(PaymentState.Rejected, State(ledger));

        ledger = Fold(ledger, RetentionDecisions.PrepareAgain(ledger, 1, "usr_hr"));
        Assert.Equal("approver-is-preparer", RetentionDecisions.Approve(ledger, 1, "usr_hr", null).Refusal!.Code);
        Assert.Equal("emp_1/1/pay/2", RetentionDecisions.PaymentKey(ledger, ledger.Payments[0]));
    }

    [Fact]
    public void A_leaver_gets_nothing_more_and_owes_back_what_is_still_tied()
    {
        var ledger = Paid(new(2026, 4, 15));

        ledger = Fold(ledger, RetentionDecisions.RecordLeaver(ledger, new(2026, 9, 14), LeavingReason.Resignation, Actor.Timer));

        Assert.Equal([PaymentState.Paid, PaymentState.Voided, PaymentState.Voided, PaymentState.Voided], ledger.Payments.Select(payment => payment.State));
        Assert.All(ledger.Payments.Skip(1), payment => Assert.Equal(new("retention-2026", 1), payment.LapsedUnder));
        Assert.Equal((RecoveryState.Proposed, 58_333), (ledger.Payments[0].Recovery.State, ledger.Payments[0].Recovery.OwedPence)); // 7 of 12 months
        Assert.Equal(100_000, ledger.Payments[0].AmountPence);
        Assert.Empty(RetentionDecisions.RecordLeaver(ledger, new(2026, 9, 14), LeavingReason.Resignation, Actor.Timer).Events);

        Assert.Equal("approver-is-beneficiary", RecoveryDecisions.Approve(ledger, 1, "usr_hr", "per_1").Refusal!.Code);
        ledger = Fold(ledger, RecoveryDecisions.Approve(ledger, 1, "usr_hr", null));
        ledger = Fold(ledger, RecoveryDecisions.Instruct(ledger, 1));
        ledger = Fold(ledger, RecoveryDecisions.Take(ledger, 1, new(2026, 10, 15), null));
        Assert.Equal(RecoveryState.Recovered, ledger.Payments[0].Recovery.State);
    }

    [Fact]
    public void Redundancy_owes_nothing_back()
    {
        var ledger = Paid(new(2026, 4, 15));

        ledger = Fold(ledger, RetentionDecisions.RecordLeaver(ledger, new(2026, 9, 14), LeavingReason.Redundancy, Actor.Timer));

        Assert.Equal(RecoveryState.None, ledger.Payments[0].Recovery.State);
    }

    [Fact]
    public void A_payment_confirmed_after_the_person_left_is_recovered_at_once()
    {
        var ledger = Fold(Prepared(), RetentionDecisions.Approve(Prepared(), 1, "usr_hr", null));
        ledger = Fold(ledger, RetentionDecisions.Instruct(ledger, 1, new(2026, 4, 1)));
        ledger = Fold(ledger, RetentionDecisions.RecordLeaver(ledger, new(2026, 4, 10), LeavingReason.Resignation, Actor.Timer));
        Assert.Equal(PaymentState.Instructed, State(ledger));

        ledger = Fold(ledger, RetentionDecisions.ConfirmPaid(ledger, 1, new(2026, 4, 15)));

        Assert.Equal((RecoveryState.Proposed, 100_000), (ledger.Payments[0].Recovery.State, ledger.Payments[0].Recovery.OwedPence));
        Assert.Equal("reason-required", RecoveryDecisions.Waive(ledger, 1, null, "usr_hr", null).Refusal!.Code);
        ledger = Fold(ledger, RecoveryDecisions.Waive(ledger, 1, "hardship", "usr_hr", null));
        Assert.Equal(RecoveryState.Waived, ledger.Payments[0].Recovery.State);
    }

    [Fact]
    public void A_ledger_binds_until_its_last_tie_in_has_run_out()
    {
        Assert.Equal(new(2028, 9, 30), Enrolled().FreeFrom());

        var ledger = Paid(new(2026, 4, 15));
        ledger = Fold(ledger, RetentionDecisions.RecordLeaver(ledger, new(2026, 9, 14), LeavingReason.Resignation, Actor.Timer));
        Assert.Equal(new(2027, 4, 15), ledger.FreeFrom());
    }

    [Fact]
    public void Only_those_the_scheme_is_for_are_enrolled()
    {
        Assert.Equal(
            "contract-not-eligible",
            RetentionDecisions.Enrol(null, Worker() with { Contract = ContractKind.FixedTerm }, DefaultSchemes.Retention, new(Start, Background.Unknown), "usr_hr").Refusal!.Code);
        Assert.Equal(
            "scheme-not-in-effect",
            RetentionDecisions.Enrol(null, Worker(), DefaultSchemes.Retention with { EffectiveFrom = Start.AddDays(1) }, new(Start, Background.Unknown), "usr_hr").Refusal!.Code);
        Assert.Equal("agreement-already-signed", RetentionDecisions.SignAgreement(Enrolled(), Start, Start).Refusal!.Code);
    }

    private static Employment Worker(params EmploymentEvent[] happened) => happened.Prepend(new RegistrationChecked(Start, RegistrationStatus.Registered))
        .Aggregate(
            Employment.Apply(null, new EmploymentStarted("emp_1", "per_1", "app_1", "post_1", ContractKind.Permanent, new(Start, "social-worker", "assessment-1", "G10", 1m), null)),
            Employment.Apply);

    private static RetentionLedger Enrolled()
    {
        var ledger = RetentionLedger.Apply(null, RetentionDecisions.Enrol(null, Worker(), DefaultSchemes.Retention, new(Start, Background.Unknown), "usr_hr").Events[0]);
        return Fold(ledger, RetentionDecisions.SignAgreement(ledger, Start, Start));
    }

    private static RetentionLedger Prepared(string by = Actor.Timer) =>
        Fold(Enrolled(), RetentionDecisions.Judge(Enrolled(), 1, Worker(), new(2026, 3, 30), by));

    private static RetentionLedger Paid(DateOnly on)
    {
        var ledger = Fold(Prepared(), RetentionDecisions.Approve(Prepared(), 1, "usr_hr", null));
        ledger = Fold(ledger, RetentionDecisions.Instruct(ledger, 1, new(2026, 4, 1)));
        return Fold(ledger, RetentionDecisions.ConfirmPaid(ledger, 1, on));
    }

    private static PaymentState State(RetentionLedger ledger) => ledger.Payments[0].State;

    private static RetentionLedger Fold(RetentionLedger ledger, Decision<RetentionEvent> decision) =>
        decision.Events.Aggregate(ledger, RetentionLedger.Apply);
}
