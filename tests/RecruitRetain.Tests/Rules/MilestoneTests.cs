using FsCheck.Fluent;
using RecruitRetain.Retention;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class MilestoneTests
{
    private static readonly Milestone SixMonths = new(1, new(2026, 1, 1), new(2026, 7, 1), 300_000, 12);

    private static readonly GateFacts InOrder = new(true, true, false, false, true, true, true);

    [Fact]
    public void Milestones_are_counted_from_the_first_day_and_clamped_to_the_end_of_the_month() =>
        Assert.Equal(
            [new(2026, 2, 28), new(2026, 8, 31), new(2027, 2, 28), new(2027, 8, 31)],
            MilestoneSchedule.Of(DefaultSchemes.Retention.Schedule, new(2025, 8, 31), new(2025, 8, 31), Background.Unknown).Select(milestone => milestone.DueOn));

    [Theory]
    [InlineData("2025-08-31", 6, "2026-02-28")]
    [InlineData("2025-08-31", 18, "2027-02-28")]
    [InlineData("2024-02-29", 12, "2025-02-28")]
    [InlineData("2024-02-29", 48, "2028-02-29")]
    [InlineData("2026-01-31", 1, "2026-02-28")]
    [InlineData("2026-01-31", 2, "2026-03-31")]
    public void Months_are_always_added_to_the_original_day(string start, int months, string due)
    {
        var schedule = DefaultSchemes.Retention.Schedule with { Milestones = [new(new AfterMonths(1), new FixedAmount(1), 0), new(new AfterMonths(months), new FixedAmount(1), 0)] };
        var from = Life.Date(start);

        Assert.Equal(Life.Date(due), MilestoneSchedule.Of(schedule, from, from, Background.Unknown)[^1].DueOn);
    }

    [Theory]
    [InlineData(ProRataMode.FteOnDueDate)]
    [InlineData(ProRataMode.TimeWeighted)]
    public void Thirty_of_37_hours_earn_2432_43_of_3000(ProRataMode mode)
    {
        Position[] positions = [new(new(2025, 1, 1), "social-worker", "duty", "G10", 0.81m, new(30, 37))];

        Assert.Equal(243_243, ProRata.AmountPence(mode, SixMonths, positions));
        Assert.Equal(50_003, ProRata.AmountPence(mode, SixMonths with { AmountPence = 100_005 }, [positions[0] with { Hours = new(18.5m, 37) }]));
        Assert.Equal(61, ProRata.AmountPence(mode, SixMonths with { AmountPence = 74 }, [positions[0] with { Hours = new(30.25m, 37) }])); // 60.5 to the penny
    }

    [Fact]
    public void Payments_that_lie_in_the_past_are_left_out_unless_the_scheme_pays_them_at_once()
    {
        var schedule = DefaultSchemes.Retention.Schedule;
        Assert.Equal(
            [(new(2026, 9, 1), 150_000), (new(2027, 3, 1), 150_000)],
            MilestoneSchedule.Of(schedule, new(2025, 3, 1), new(2026, 3, 2), Background.Unknown).Select(milestone => (milestone.DueOn, milestone.AmountPence)));
        Assert.Equal(
            [new(2026, 3, 2), new(2026, 3, 2), new(2026, 9, 1), new(2027, 3, 1)],
            MilestoneSchedule.Of(schedule with { Past = PastMilestones.PaidAtOnce }, new(2025, 3, 1), new(2026, 3, 2), Background.Unknown).Select(milestone => milestone.DueOn));
    }

    [Fact]
    public void Milestones_ascend_and_leave_no_gap_whatever_the_first_day()
    {
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.Choose(0, 20_000).ToArbitrary(), day =>
        {
            var start = new DateOnly(2000, 1, 1).AddDays(day);
            var milestones = MilestoneSchedule.Of(DefaultSchemes.Retention.Schedule, start, start, Background.Unknown);
            return milestones[0].QualifyingFrom == start
                && milestones.All(milestone => milestone.QualifyingFrom < milestone.DueOn)
                && milestones.Zip(milestones.Skip(1)).All(pair => pair.First.DueOn == pair.Second.QualifyingFrom);
        }));
    }

    [Theory]
    [InlineData(ProRataMode.None, 300_000)]
    [InlineData(ProRataMode.FteOnDueDate, 180_000)]
    [InlineData(ProRataMode.TimeWeighted, 239_669)] // 90 days of 1.0 and 91 of 0.6 in 181
    public void Part_time_work_reduces_a_payment_as_the_scheme_says(ProRataMode mode, long pence) =>
        Assert.Equal(pence, ProRata.AmountPence(mode, SixMonths, [Working(new(2026, 4, 1), 0.6m), Working(new(2025, 1, 1), 1m)]));

    [Theory]
    [InlineData(100_000, 60_000)]
    [InlineData(200_000, 120_000)]
    [InlineData(300_000, 180_000)]
    public void Three_days_a_week_earn_three_fifths(long full, long pence)
    {
        Position[] positions = [Working(new(2026, 1, 1), 0.6m)];

        Assert.Equal(pence, ProRata.AmountPence(ProRataMode.TimeWeighted, SixMonths with { AmountPence = full }, positions));
        Assert.Equal(pence, ProRata.AmountPence(ProRataMode.FteOnDueDate, SixMonths with { AmountPence = full }, positions));
    }

    [Fact]
    public void A_payment_on_the_first_day_goes_by_the_hours_of_that_day() =>
        Assert.Equal(
            150_000,
            ProRata.AmountPence(ProRataMode.TimeWeighted, SixMonths with { DueOn = SixMonths.QualifyingFrom }, [Working(new(2026, 1, 1), 0.5m)]));

    [Fact]
    public void A_payment_is_made_when_every_gate_is_open() =>
        Assert.Equal(GateVerdict.Payable, MilestoneGate.Evaluate(DefaultSchemes.Retention, InOrder).Verdict);

    [Fact]
    public void Having_left_or_given_notice_ends_the_claim_whatever_else()
    {
        var result = MilestoneGate.Evaluate(DefaultSchemes.Retention, InOrder with { NoticeGiven = true, FormalProcessOpen = true });

        Assert.Equal(GateVerdict.NotPayable, result.Verdict);
        Assert.Equal(["notice-given"], result.Reasons);
        Assert.Equal(["not-in-post"], MilestoneGate.Evaluate(DefaultSchemes.Retention, InOrder with { InPost = false }).Reasons);
    }

    [Fact]
    public void What_can_still_come_right_holds_the_payment()
    {
        var result = MilestoneGate.Evaluate(DefaultSchemes.Retention, new(true, false, false, true, false, false, false));

        Assert.Equal(GateVerdict.Held, result.Verdict);
        Assert.Equal(
            ["position-not-eligible", "probation-not-passed", "formal-process-open", "registration-not-valid", "agreement-not-signed"],
            result.Reasons);
    }

    [Fact]
    public void A_scheme_without_a_gate_does_not_ask() =>
        Assert.Equal(
            GateVerdict.Payable,
            MilestoneGate.Evaluate(DefaultSchemes.Retention with { Gates = [] }, new(true, true, true, true, false, false, false)).Verdict);

    [Fact]
    public void The_shipped_scheme_promises_5000_pounds_over_two_years()
    {
        Assert.Empty(PaymentSchemeValidation.Validate(DefaultSchemes.Retention));
        Assert.Equal(
            [(6, 100_000), (12, 100_000), (18, 150_000), (24, 150_000)],
            MilestoneSchedule.Of(DefaultSchemes.Retention.Schedule, new(2026, 3, 2), new(2026, 3, 2), Background.Unknown)
                .Select(milestone => (milestone.Months, milestone.AmountPence)));
    }

    [Theory]
    [InlineData("2023-12-31", false)]
    [InlineData("2024-01-01", true)]
    public void A_scheme_takes_people_from_its_first_day(string date, bool inEffect) =>
        Assert.Equal(inEffect, DefaultSchemes.Retention.IsInEffectOn(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)));

    private static Position Working(DateOnly from, decimal fte) => new(from, "social-worker", "assessment-1", "G10", fte);
}
