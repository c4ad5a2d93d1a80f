using System.Globalization;
using FsCheck.Fluent;
using RecruitRetain.Retention;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class RecoveryRuleTests
{
    private static readonly RecoveryTerms Linear = DefaultSchemes.Retention.Recovery with { TieInMeasuredFrom = TieInStart.Start };

    private static readonly RecoveryTerms Stepped = Linear with { Mode = new RecoverySteps([new(12, 100), new(24, 50)]) };

    private static readonly RecoveryTerms Full = Linear with { Mode = new FullUntilDate() };

    [Theory]
    [InlineData("2025-02-14", 137_500)] // 13 full months: the last day counts as worked
    [InlineData("2025-02-13", 150_000)]
    [InlineData("2026-01-13", 12_500)]
    [InlineData("2026-01-14", 0)]
    [InlineData("2030-01-01", 0)]
    [InlineData("2024-01-15", 300_000)]
    public void Each_full_month_served_takes_an_equal_part_off(string lastDay, long owed) =>
        Assert.Equal(owed, RecoveryRule.OwedPence(Linear, 300_000, 24, new(2024, 1, 15), Date(lastDay), LeavingReason.Resignation));

    [Theory]
    [InlineData("2026-03-30", 400_000)] // one day short of a year
    [InlineData("2026-03-31", 200_000)]
    [InlineData("2027-03-30", 200_000)]
    [InlineData("2027-03-31", 0)]
    public void Leaving_the_day_before_a_full_year_repays_everything(string lastDay, long owed) =>
        Assert.Equal(owed, RecoveryRule.OwedPence(Stepped, 400_000, 24, new(2025, 4, 1), Date(lastDay), LeavingReason.Resignation));

    [Theory]
    [InlineData("2026-03-30", 400_000)]
    [InlineData("2026-03-31", 0)]
    public void All_of_it_is_owed_until_the_tie_in_ends(string lastDay, long owed) =>
        Assert.Equal(owed, RecoveryRule.OwedPence(Full, 400_000, 12, new(2025, 4, 1), Date(lastDay), LeavingReason.Dismissal));

    [Theory]
    [InlineData(LeavingReason.Redundancy)]
    [InlineData(LeavingReason.IllHealth)]
    [InlineData(LeavingReason.Death)]
    public void Nobody_repays_for_an_exempt_reason(LeavingReason reason) =>
        Assert.Equal(0, RecoveryRule.OwedPence(Linear, 300_000, 24, new(2024, 1, 15), new(2024, 2, 1), reason));

    [Fact]
    public void A_scheme_without_recovery_asks_for_nothing() =>
        Assert.Equal(
            0,
            RecoveryRule.OwedPence(Linear with { Mode = new NoRecovery() }, 300_000, 24, new(2024, 1, 15), new(2024, 2, 1), LeavingReason.Resignation));

    [Fact]
    public void A_tie_in_runs_from_the_payment_or_from_the_start_as_the_scheme_says()
    {
        Assert.Equal(new(2027, 2, 28), TieIn.FreeFrom(DefaultSchemes.Retention.Recovery, 12, new(2025, 8, 31), new(2026, 2, 28)));
        Assert.Equal(new(2026, 8, 31), TieIn.FreeFrom(Linear, 12, new(2025, 8, 31), new(2026, 2, 28)));
    }

    [Fact]
    public void Recovery_never_exceeds_what_was_paid_and_never_grows_by_staying_longer()
    {
        var leaving =
            from mode in Gen.Choose(0, 2)
            from pence in Gen.Choose(0, 2_000_000)
            from tieIn in Gen.Choose(1, 48)
            from start in Gen.Choose(0, 3_000)
            from stay in Gen.Choose(-30, 1_600)
            from longer in Gen.Choose(0, 400)
            select (mode, pence, tieIn, began: new DateOnly(2020, 1, 1).AddDays(start), stay, longer);

        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(leaving.ToArbitrary(), sample =>
        {
            var scheme = sample.mode switch
            {
                0 => Linear,
                1 => Full,
                _ => Linear with { Mode = new RecoverySteps([new((sample.tieIn + 1) / 2, 80), new(sample.tieIn + 1, 30)]) },
            };
            var early = Owed(scheme, sample.stay);
            var late = Owed(scheme, sample.stay + sample.longer);
            return late >= 0 && late <= early && early <= sample.pence;

            long Owed(RecoveryTerms terms, int days) => RecoveryRule.OwedPence(
                terms, sample.pence, sample.tieIn, sample.began, sample.began.AddDays(days), LeavingReason.Resignation);
        }));
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
