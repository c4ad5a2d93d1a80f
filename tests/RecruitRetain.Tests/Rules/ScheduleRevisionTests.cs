using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class ScheduleRevisionTests
{
    [Fact]
    public void An_unpaid_career_break_moves_every_payment_still_to_come_by_its_days()
    {
        // 91 days, 1 June to 30 August 2026.
        var life = Life.Of("2026-03-02").Joins(DefaultSchemes.Retention).With(Absent(AbsenceKind.CareerBreak, "2026-06-01", "2026-08-30")).Until("2026-08-31");

        Assert.Equal(["2026-12-02", "2027-06-01", "2027-12-02", "2028-06-01"], Days(life));
        Assert.Equal(Life.Date("2026-09-02"), life.Ledger.Payments[0].PromisedFor);

        life.With(new AbsenceRecorded(new(AbsenceKind.CareerBreak, Life.Date("2026-06-01"), Life.Date("2026-06-30")))).Until("2026-09-01");

        Assert.Equal(["2026-10-02", "2027-04-01", "2027-10-02", "2028-04-01"], Days(life));
    }

    [Fact]
    public void A_career_break_after_a_payment_leaves_that_payment_alone_and_pays_the_next_in_full()
    {
        var life = Life.Of("2026-03-02").Joins(DefaultSchemes.Retention).Until("2026-09-02")
            .With(Absent(AbsenceKind.CareerBreak, "2026-10-01", "2026-10-31")).Until("2027-04-02");

        Assert.Equal(["2026-09-02 100000", "2027-04-02 100000"], life.Paid);
        Assert.Equal(["2026-09-02", "2027-04-02", "2027-10-03", "2028-04-02"], Days(life));
    }

    [Fact]
    public void A_career_break_planned_and_given_up_again_leaves_everything_as_it_was()
    {
        var life = Life.Of("2026-03-02").Joins(DefaultSchemes.Retention).With(Absent(AbsenceKind.CareerBreak, "2026-08-01", "2026-08-31")).Until("2026-07-01");
        Assert.Equal("2026-10-03", Days(life)[0]);

        life.With(Absent(AbsenceKind.Maternity, "2026-08-01", "2026-08-31")).Until("2026-09-02");

        Assert.Equal(["2026-09-02", "2027-03-02", "2027-09-02", "2028-03-02"], Days(life));
        Assert.Equal(["2026-09-02 100000"], life.Paid);
        Assert.All(life.Ledger.Payments, payment => Assert.Null(payment.PromisedFor));
    }

    [Theory]
    [InlineData(AbsenceKind.Maternity)]
    [InlineData(AbsenceKind.Adoption)]
    public void Maternity_and_adoption_leave_neither_delay_nor_reduce(AbsenceKind kind)
    {
        var life = Life.Of("2026-03-02", fte: 0.6m, probationEndsOn: "2026-08-31").Joins(DefaultSchemes.Retention)
            .With(Absent(kind, "2026-07-01", "2027-03-31")).Until("2027-03-02");

        Assert.Equal(["2026-09-02 60000", "2027-03-02 60000"], life.Paid);
    }

    [Fact]
    public void A_yearly_payment_on_a_day_of_the_calendar_stays_there_and_is_reduced_by_the_break()
    {
        var scheme = DefaultSchemes.Retention with
        {
            Gates = [],
            Schedule = new(Anchor.Start, [new(new YearlyOn(3, 31, 0), new FixedAmount(365_000), 0)], ProRataMode.TimeWeighted, 1_000_000, null, new(2028, 3, 31)),
        };
        var life = Life.Of("2026-03-31").Joins(scheme).With(Absent(AbsenceKind.CareerBreak, "2026-06-01", "2026-06-30")).Until("2027-03-31");

        Assert.Equal("2027-03-31 335000", life.Paid[^1]); // 335 of 365 days
    }

    [Fact]
    public void Who_works_part_time_is_promised_the_amount_for_their_hours_from_the_beginning()
    {
        var life = Life.Of("2026-03-02", fte: 0.6m).Joins(DefaultSchemes.Retention);
        Assert.Equal([60_000, 60_000, 90_000, 90_000], life.Ledger.Payments.Select(payment => payment.AmountPence));
        Assert.Equal([100_000, 100_000, 150_000, 150_000], life.Ledger.Payments.Select(payment => payment.Milestone.AmountPence));

        life.With(new PositionChanged(new(Life.Date("2027-03-02"), "social-worker", "children-in-need", "PO2", 1m))).Until("2026-07-01");

        Assert.Equal([60_000, 60_000, 150_000, 150_000], life.Ledger.Payments.Select(payment => payment.AmountPence));
    }

    [Fact]
    public void Notice_and_a_longer_probation_stand_in_the_way_until_they_are_undone()
    {
        var life = Life.Of("2026-03-02", probationEndsOn: "2026-08-31").Joins(DefaultSchemes.Retention)
            .With(new ProbationExtended(Life.Date("2026-11-30"))).Until("2026-07-01");
        Assert.Equal(["probation-not-passed"], life.Ledger.Payments[0].Reasons);
        Assert.Empty(life.Ledger.Payments[1].Reasons);

        life.With(new ProbationPassed(Life.Date("2026-07-02")), new NoticeGiven(Life.Date("2026-07-02"), Life.Date("2026-10-31"))).Until("2026-07-02");
        Assert.All(life.Ledger.Payments, payment => Assert.Equal(["notice-given"], payment.Reasons));

        life.With(new NoticeWithdrawn(Life.Date("2026-07-20"))).Until("2026-09-02");
        Assert.Equal(["2026-09-02 100000"], life.Paid);
    }

    [Fact]
    public void Leave_is_recorded_within_the_employment_and_never_overlaps()
    {
        var sam = Life.Of("2026-03-02").With(Absent(AbsenceKind.Maternity, "2026-07-01", "2027-03-31")).Employment;

        Assert.Equal("absences-overlap", Record(AbsenceKind.CareerBreak, "2027-03-01", "2027-05-01").Refusal!.Code);
        Assert.Equal("endsOn", Record(AbsenceKind.CareerBreak, "2027-05-01", null).Refusal!.Fields[0].Field);
        Assert.Equal("endsOn", Record(AbsenceKind.Adoption, "2027-05-01", "2027-04-30").Refusal!.Fields[0].Field);
        Assert.Equal("startsOn", Record(AbsenceKind.Adoption, "2026-03-01", "2026-04-30").Refusal!.Fields[0].Field);
        Assert.Null(Record(AbsenceKind.Maternity, "2026-07-01", "2027-06-30").Refusal);

        Decision<EmploymentEvent> Record(AbsenceKind kind, string from, string? to) =>
            EmploymentDecisions.RecordAbsence(sam, new(kind, Life.Date(from), to is null ? null : Life.Date(to)));
    }

    [Fact]
    public void What_HR_knows_and_what_the_starter_reads_are_kept_apart()
    {
        var payment = Life.Of("2026-03-02").Joins(DefaultSchemes.Retention).Ledger.Payments[0].Apply(new PaymentFellDue(1));
        var held = payment.Apply(new PaymentHeld(1, ["formal-process-open"]));
        Assert.Equal(["a formal process is open"], ReasonWords.ForHr(held));
        Assert.Equal(["something that your manager has spoken to you about is not settled yet"], ReasonWords.ForStarter(held));

        var withheld = payment.Apply(new PaymentPrepared(1, 100_000, Actor.Timer)).Apply(new PaymentWithheld(1, "under suspicion", "usr_hr"));
        Assert.Equal(["under suspicion"], ReasonWords.ForHr(withheld));
        Assert.Equal(["HR is looking at it, and will be in touch"], ReasonWords.ForStarter(withheld));
        Assert.Equal(["HR has decided so, and can tell you why"], ReasonWords.ForStarter(withheld.Apply(new PaymentVoided(1, "fraud"))));
    }

    private static AbsenceRecorded Absent(AbsenceKind kind, string from, string to) => new(new(kind, Life.Date(from), Life.Date(to)));

    private static IReadOnlyList<string> Days(Life life) => [.. life.Ledger.Payments.Select(payment => $"{payment.Milestone.DueOn:yyyy-MM-dd}")];
}
