using FsCheck;
using FsCheck.Fluent;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

/// <summary>What holds for every scheme that can be published.</summary>
public class SchemePropertiesTests
{
    private static readonly Gen<Amount> AnyAmount = Gen.OneOf(
        Gen.Choose(1, 400_000).Select(pence => (Amount)new FixedAmount(pence)),
        Gen.Choose(1, 30).Select(percent => (Amount)new SalaryPercentage(percent)),
        Gen.Choose(1, 90_000).Select(pence => (Amount)new ByExperience([new(0, pence), new(4, pence * 2L)])));

    private static readonly Gen<RecoveryMode> AnyRecovery = Gen.Elements<RecoveryMode>(
        new NoRecovery(), new FullUntilDate(), new LinearByFullMonth(), new RecoverySteps([new(6, 100), new(12, 70), new(18, 10)]));

    private static readonly Gen<PaymentScheme> AnyScheme =
        from months in Gen.Choose(0, 48).ArrayOf(4)
        from amounts in AnyAmount.ArrayOf(4)
        from day in Gen.Choose(1, 31)
        from yearly in Gen.Elements(false, true)
        from mode in AnyRecovery
        from proRata in Gen.Elements(ProRataMode.None, ProRataMode.FteOnDueDate, ProRataMode.TimeWeighted)
        from past in Gen.Elements(PastMilestones.LeftOut, PastMilestones.PaidAtOnce)
        from measured in Gen.Elements(TieInStart.Payment, TieInStart.Start)
        from anchor in Gen.Elements(Anchor.Start, Anchor.Enrolment, Anchor.MoveIntoTeam)
        from cap in Gen.Choose(1, 3_000_000)
        let milestones = months.Distinct().Order().Zip(amounts, (after, amount) => new SchemeMilestone(new AfterMonths(after), amount, 18)).ToList()
        select DefaultSchemes.Retention with
        {
            Eligibility = [new OnContracts([ContractKind.Permanent])],
            Schedule = new(
                anchor,
                yearly ? [.. milestones, new(new YearlyOn(2, Math.Min(day, 29), 12), new FixedAmount(50_000), 18)] : milestones,
                proRata,
                cap,
                null,
                new(2029, 1, 1),
                past),
            Recovery = new(mode, [], measured),
            Gates = [],
        };

    private static readonly Gen<(PaymentScheme Scheme, DateOnly Start, DateOnly Enrolled, DateOnly Changed, decimal Fte, int Stay, int Longer)> AnyLife =
        from scheme in AnyScheme
        from start in Gen.Choose(0, 1_000)
        from later in Gen.Choose(0, 700)
        from changed in Gen.Choose(0, 1_500)
        from hundredths in Gen.Choose(1, 100)
        from stay in Gen.Choose(0, 1_500)
        from longer in Gen.Choose(0, 400)
        let first = new DateOnly(2024, 1, 1).AddDays(start)
        select (scheme, first, first.AddDays(later), first.AddDays(changed), hundredths / 100m, stay, longer);

    [Fact]
    public void Milestones_fall_in_order_and_never_promise_more_than_the_cap() => Holds(life =>
    {
        var milestones = Enrolment(life).Milestones();
        return milestones.Sum(milestone => milestone.AmountPence) <= life.Scheme.Schedule.MaximumPence
            && milestones.All(milestone => milestone.AmountPence > 0 && milestone.DueOn >= life.Enrolled && milestone.QualifyingFrom <= milestone.DueOn)
            && milestones.Zip(milestones.Skip(1)).All(pair => pair.First.DueOn <= pair.Second.DueOn && pair.First.Number + 1 == pair.Second.Number);
    });

    [Fact]
    public void The_total_paid_never_exceeds_the_scheme_s_maximum() => Holds(life =>
    {
        var milestones = Enrolment(life).Milestones();
        return milestones.Sum(milestone => ProRata.AmountPence(life.Scheme.Schedule.ProRata, milestone, Worker(life).Positions)) <= life.Scheme.Schedule.MaximumPence;
    });

    [Fact]
    public void Recovery_never_exceeds_what_was_paid_and_never_grows_by_staying_longer() => Holds(life =>
    {
        var enrolment = Enrolment(life);
        return enrolment.Milestones().All(milestone =>
        {
            var early = Owed(life.Stay);
            var late = Owed(life.Stay + life.Longer);
            return late >= 0 && late <= early && early <= milestone.AmountPence;

            long Owed(int days) => RecoveryWorking.Of(
                enrolment, milestone, milestone.AmountPence, milestone.DueOn, milestone.DueOn.AddDays(days), LeavingReason.Resignation).OwedPence;
        });
    });

    [Fact]
    public void Shares_add_up_to_the_award_to_the_penny() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll((from pence in Gen.Choose(3, 1_000_000) from first in Gen.Choose(1, 98) select (pence, first)).ToArbitrary(), one =>
        {
            var schedule = DefaultSchemes.Retention.Schedule with
            {
                Award = new FixedAmount(one.pence),
                MaximumPence = one.pence,
                Milestones =
                [
                    new(new AfterMonths(0), new AwardShare(one.first), 0),
                    new(new AfterMonths(3), new AwardShare(0.5m), 0),
                    new(new AfterMonths(6), new AwardShare(99.5m - one.first), 0),
                ],
            };
            return MilestoneSchedule.Of(schedule, new(2026, 1, 31), new(2026, 1, 31), Background.Unknown).Sum(milestone => milestone.AmountPence) == one.pence;
        }));

    private static void Holds(Func<(PaymentScheme Scheme, DateOnly Start, DateOnly Enrolled, DateOnly Changed, decimal Fte, int Stay, int Longer), bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(AnyLife.ToArbitrary(), property));

    private static SchemeEnrolment Enrolment((PaymentScheme Scheme, DateOnly Start, DateOnly Enrolled, DateOnly Changed, decimal Fte, int Stay, int Longer) life) =>
        SchemeEnrolment.Of(life.Scheme, Worker(life), life.Enrolled, new(QualifiedOn: new(2021, 7, 1), SalaryPence: 4_100_001), null, "usr_hr");

    private static Employment Worker((PaymentScheme Scheme, DateOnly Start, DateOnly Enrolled, DateOnly Changed, decimal Fte, int Stay, int Longer) life) =>
        Life.Of($"{life.Start:yyyy-MM-dd}").With(new PositionChanged(new(life.Changed, "social-worker", "court", "PO2", life.Fte))).Employment;
}
