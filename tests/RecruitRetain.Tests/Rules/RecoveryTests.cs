using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

/// <summary>£1,000 paid on 2 September 2026, tied for a year; the last day is 31 January 2027: 8 of 12 months, £666.67, are owed.</summary>
public class RecoveryTests
{
    private static readonly DateOnly Today = new(2027, 2, 1);

    private static readonly DateOnly PayDay = new(2027, 2, 25);

    public static TheoryData<RecoveryState, string> Steps => new()
    {
        { RecoveryState.None, "propose" },
        { RecoveryState.Proposed, "approve, plan, waive" },
        { RecoveryState.Approved, "instruct, waive" },
        { RecoveryState.Instructed, "reject, settle, take-part" },
        { RecoveryState.Outstanding, "plan, waive" },
        { RecoveryState.Planned, "plan, repay, settle, waive" },
        { RecoveryState.Recovered, "" },
        { RecoveryState.Waived, "" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Only_these_steps_lead_out_of_each_state(RecoveryState state, string steps) =>
        Assert.Equal(steps, string.Join(", ", PaymentRecovery.Machine.AllowedActions(state).Order(StringComparer.Ordinal)));

    [Fact]
    public void What_the_final_pay_does_not_cover_is_repaid_by_instalments()
    {
        var ledger = Instructed();
        ledger = Fold(ledger, RecoveryDecisions.Take(ledger, 1, PayDay, 26_667));
        Assert.Equal((RecoveryState.Outstanding, 40_000), (Recovery(ledger).State, Recovery(ledger).LeftPence));
        Assert.Empty(RecoveryDecisions.Take(ledger, 1, PayDay, 26_667).Events);

        ledger = Fold(ledger, RecoveryDecisions.Plan(ledger, 1, [new(new(2027, 3, 31), 20_000), new(new(2027, 4, 30), 20_000)], PayDay, "usr_hr", null));
        ledger = Fold(ledger, RecoveryDecisions.Repay(ledger, 1, new(2027, 3, 30), 20_000, new(2027, 3, 30), "usr_finance", null));
        Assert.Equal((RecoveryState.Planned, 20_000), (Recovery(ledger).State, Recovery(ledger).LeftPence));
        ledger = Fold(ledger, RecoveryDecisions.Repay(ledger, 1, new(2027, 4, 30), 20_000, new(2027, 4, 30), "usr_finance", null));

        Assert.Equal((RecoveryState.Recovered, 66_667, 0), (Recovery(ledger).State, Recovery(ledger).RecoveredPence, Recovery(ledger).LeftPence));
        Assert.Equal((PaymentState.Paid, 100_000), (ledger.Payments[0].State, ledger.Payments[0].AmountPence));
    }

    [Fact]
    public void A_plan_takes_the_place_of_an_earlier_one_and_what_is_left_of_it_can_be_waived()
    {
        var ledger = Left();
        ledger = Fold(ledger, RecoveryDecisions.Plan(ledger, 1, [new(new(2027, 3, 31), 66_667)], Today, "usr_hr", null));
        ledger = Fold(ledger, RecoveryDecisions.Repay(ledger, 1, new(2027, 3, 1), 6_667, new(2027, 3, 1), "usr_hr", null));
        ledger = Fold(ledger, RecoveryDecisions.Plan(ledger, 1, [new(new(2027, 6, 30), 30_000), new(new(2027, 9, 30), 30_000)], new(2027, 3, 2), "usr_hr", null));
        ledger = Fold(ledger, RecoveryDecisions.Repay(ledger, 1, new(2027, 6, 30), 30_000, new(2027, 6, 30), "usr_hr", null));
        ledger = Fold(ledger, RecoveryDecisions.Waive(ledger, 1, "hardship", "usr_hr", null));

        Assert.Equal((36_667, 30_000, 0), (Recovery(ledger).RecoveredPence, Recovery(ledger).WaivedPence, Recovery(ledger).LeftPence));
    }

    [Fact]
    public void An_instalment_whose_day_went_by_is_noted_once()
    {
        var ledger = Left();
        ledger = Fold(ledger, RecoveryDecisions.Plan(ledger, 1, [new(new(2027, 3, 31), 30_000), new(new(2027, 4, 30), 36_667)], Today, "usr_hr", null));
        Assert.Empty(RecoveryDecisions.NoteMissed(ledger, new(2027, 3, 31)).Events);

        var missed = RecoveryDecisions.NoteMissed(ledger, new(2027, 4, 1));
        Assert.Equal([new InstalmentMissed(1, 1)], missed.Events);
        ledger = Fold(ledger, missed);
        Assert.Empty(RecoveryDecisions.NoteMissed(ledger, new(2027, 4, 30)).Events);

        ledger = Fold(ledger, RecoveryDecisions.Repay(ledger, 1, new(2027, 4, 30), 66_667, new(2027, 4, 30), "usr_hr", null));
        Assert.Empty(RecoveryDecisions.NoteMissed(ledger, new(2027, 5, 1)).Events);
    }

    [Fact]
    public void A_plan_adds_up_to_what_is_left_by_ascending_days()
    {
        var ledger = Left();

        Assert.Equal(["instalments"], Faults());
        Assert.Equal(["instalments"], Faults(new Instalment(Today, 66_666)));
        Assert.Equal(["instalments[0].dueOn"], Faults(new Instalment(Today.AddDays(-1), 66_667)));
        Assert.Equal(["instalments[1].dueOn", "instalments[1].pence"], Faults(new Instalment(Today, 66_668), new Instalment(Today, -1)));
        Assert.Equal("approver-is-beneficiary", RecoveryDecisions.Plan(ledger, 1, [new(Today, 66_667)], Today, "usr_hr", "per_1").Refusal!.Code);
        Assert.Equal("person-required", RecoveryDecisions.Plan(ledger, 1, [new(Today, 66_667)], Today, Actor.Timer, null).Refusal!.Code);

        IEnumerable<string> Faults(params Instalment[] instalments) =>
            RecoveryDecisions.Plan(ledger, 1, instalments, Today, "usr_hr", null).Refusal!.Fields.Select(field => field.Field);
    }

    [Fact]
    public void Never_more_comes_back_than_is_owed()
    {
        var ledger = Instructed();
        Assert.Equal("more-than-owed", RecoveryDecisions.Take(ledger, 1, PayDay, 66_668).Refusal!.Code);

        ledger = Fold(ledger, RecoveryDecisions.Take(ledger, 1, PayDay, 66_666));
        ledger = Fold(ledger, RecoveryDecisions.Plan(ledger, 1, [new(PayDay, 1)], PayDay, "usr_hr", null));
        Assert.Equal("more-than-owed", RecoveryDecisions.Repay(ledger, 1, PayDay, 2, PayDay, "usr_hr", null).Refusal!.Code);
        Assert.Equal(["on", "pence"], RecoveryDecisions.Repay(ledger, 1, PayDay.AddDays(1), 0, PayDay, "usr_hr", null).Refusal!.Fields.Select(field => field.Field));
    }

    [Fact]
    public void Nothing_is_taken_from_pay_without_an_agreement_signed_by_the_last_day()
    {
        var ledger = Left(signedOn: null);
        Assert.Equal("agreement-not-signed", RecoveryDecisions.Approve(ledger, 1, "usr_hr", null).Refusal!.Code);
        var late = Fold(ledger, RetentionDecisions.SignAgreement(ledger, Today, Today));
        Assert.Equal("agreement-not-signed", RecoveryDecisions.Approve(late, 1, "usr_hr", null).Refusal!.Code);

        Assert.Null(RecoveryDecisions.Plan(ledger, 1, [new(Today, 66_667)], Today, "usr_hr", null).Refusal);
        Assert.Null(RecoveryDecisions.Waive(ledger, 1, "never signed", "usr_hr", null).Refusal);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "2: 66667")]
    public void It_is_set_off_against_a_payment_not_made_yet_only_where_the_scheme_says_so(bool netOff, string against)
    {
        var ledger = WithSecondApproved(netOff);

        ledger = Fold(ledger, RecoveryDecisions.Approve(ledger, 1, "usr_other", null));
        ledger = Fold(ledger, RecoveryDecisions.Instruct(ledger, 1));

        Assert.Equal(against, string.Join(", ", Recovery(ledger).NetOff.Select(one => $"{one.Number}: {one.Pence}")));
        Assert.Equal(100_000, ledger.Find(2)!.AmountPence);
    }

    [Fact]
    public void Two_recoveries_are_not_set_off_against_the_same_money()
    {
        var ledger = WithSecondApproved(true, ledger => ledger with
        {
            Payments = [ledger.Payments[0], ledger.Payments[1], ledger.Payments[0] with { Milestone = ledger.Payments[2].Milestone }],
        });
        foreach (var number in new[] { 1, 3 })
        {
            ledger = Fold(ledger, RecoveryDecisions.Approve(ledger, number, "usr_other", null));
            ledger = Fold(ledger, RecoveryDecisions.Instruct(ledger, number));
        }

        Assert.Equal([new NetOff(2, 66_667)], ledger.Find(1)!.Recovery.NetOff);
        Assert.Equal([new NetOff(2, 33_333)], ledger.Find(3)!.Recovery.NetOff);
    }

    [Fact]
    public void An_answer_of_payroll_that_repeats_changes_nothing()
    {
        var ledger = Instructed();
        var no = new Confirmation("emp_1/1/recover/1", false, PayDay, "no pay left");
        ledger = Fold(ledger, RecoveryDecisions.Answer(ledger, 1, no));
        Assert.Equal((RecoveryState.Proposed, 2), (Recovery(ledger).State, Recovery(ledger).Attempt));
        Assert.Empty(RecoveryDecisions.Answer(ledger, 1, no).Events);
        Assert.Equal("instruction-not-open", RecoveryDecisions.Answer(ledger, 1, new("emp_1/1/recover/1", true, PayDay, null)).Refusal!.Code);

        ledger = Fold(ledger, RecoveryDecisions.Approve(ledger, 1, "usr_hr", null));
        ledger = Fold(ledger, RecoveryDecisions.Instruct(ledger, 1));
        var yes = new Confirmation("emp_1/1/recover/2", true, PayDay, null);
        ledger = Fold(ledger, RecoveryDecisions.Answer(ledger, 1, yes));
        Assert.Empty(RecoveryDecisions.Answer(ledger, 1, yes).Events);
        Assert.Equal("step-not-allowed", RecoveryDecisions.Answer(ledger, 1, yes with { On = PayDay.AddDays(1) }).Refusal!.Code);
    }

    private static RetentionLedger Left(string? signedOn = "2026-03-02", bool netOff = false, Func<RetentionLedger, RetentionLedger>? change = null)
    {
        var scheme = DefaultSchemes.Retention with { Gates = [], Recovery = DefaultSchemes.Retention.Recovery with { NetOff = netOff } };
        var employment = Life.Of("2026-03-02").Employment;
        var start = employment.StartedOn;
        var ledger = RetentionLedger.Apply(null, RetentionDecisions.Enrol(null, employment, scheme, new(start, Background.Unknown), "usr_hr").Events[0]);
        ledger = signedOn is null ? ledger : Fold(ledger, RetentionDecisions.SignAgreement(ledger, Life.Date(signedOn), Today));
        ledger = Fold(ledger, RetentionDecisions.Judge(ledger, 1, employment, new(2026, 9, 2), Actor.Timer));
        ledger = Fold(ledger, RetentionDecisions.Approve(ledger, 1, "usr_hr", null));
        ledger = Fold(ledger, RetentionDecisions.Instruct(ledger, 1, new(2026, 9, 2)));
        ledger = Fold(ledger, RetentionDecisions.ConfirmPaid(ledger, 1, new(2026, 9, 2)));
        ledger = change?.Invoke(ledger) ?? ledger;
        return Fold(ledger, RetentionDecisions.RecordLeaver(ledger, new(2027, 1, 31), LeavingReason.Resignation, Actor.Timer));
    }

    private static RetentionLedger Instructed()
    {
        var ledger = Left();
        ledger = Fold(ledger, RecoveryDecisions.Approve(ledger, 1, "usr_hr", null));
        return Fold(ledger, RecoveryDecisions.Instruct(ledger, 1));
    }

    // The second payment fell due by the last day and is approved, but not made yet.
    private static RetentionLedger WithSecondApproved(bool netOff, Func<RetentionLedger, RetentionLedger>? change = null) => Left(netOff: netOff, change: ledger =>
    {
        var second = ledger.Payments[1] with { Milestone = ledger.Payments[1].Milestone with { DueOn = new(2027, 1, 31) }, State = PaymentState.Approved, ApprovedBy = "usr_hr" };
        var changed = ledger with { Payments = [ledger.Payments[0], second, .. ledger.Payments.Skip(2)] };
        return change?.Invoke(changed) ?? changed;
    });

    private static PaymentRecovery Recovery(RetentionLedger ledger) => ledger.Payments[0].Recovery;

    private static RetentionLedger Fold(RetentionLedger ledger, Decision<RetentionEvent> decision)
    {
        Assert.Null(decision.Refusal);
        return decision.Events.Aggregate(ledger, RetentionLedger.Apply);
    }
}
