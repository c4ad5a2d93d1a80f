using FsCheck;
using FsCheck.Fluent;
using RecruitRetain.Reporting;

namespace RecruitRetain.Tests.Rules;

/// <summary>What holds of survival and of the log-rank test, whoever stayed how long.</summary>
public class SurvivalPropertiesTests
{
    private static readonly Gen<Stay> AnyStay =
        from halves in Gen.Choose(1, 80)
        from left in Gen.Elements(true, true, false)
        select new Stay(halves / 2.0, left);

    private static readonly Gen<Stay[]> AnyCohort = AnyStay.NonEmptyListOf().Select(stays => stays.ToArray());

    [Fact]
    public void Survival_never_rises_and_lies_between_nothing_and_all() => Check(AnyCohort, stays =>
    {
        var curve = KaplanMeier.Of(stays)!;
        var shares = Enumerable.Range(0, 41).Select(month => curve.At(month)).OfType<double>().ToList();
        return shares.All(share => share is >= 0 and <= 1)
            && shares.Zip(shares.Skip(1)).All(pair => pair.Second <= pair.First)
            && curve.Points.All(point => !(point.Lower > point.Survival) && !(point.Upper < point.Survival) && !(point.Upper > 1) && !(point.Lower < 0));
    });

    [Fact]
    public void Where_everybody_was_followed_to_the_end_it_is_the_plain_proportion() => Check(
        AnyCohort.Select(stays => stays.Select(stay => stay with { Left = true }).ToArray()),
        stays => Enumerable.Range(0, 41).All(month =>
            Math.Abs(KaplanMeier.Of(stays)!.At(month)!.Value - ((double)stays.Count(stay => stay.Months > month) / stays.Length)) < 1e-12));

    [Fact]
    public void A_cohort_split_and_put_together_again_stays_as_long_whatever_the_order() => Check(AnyCohort.Two(), pair =>
    {
        var (some, others) = pair;
        var together = KaplanMeier.Of([.. some, .. others])!;
        var (one, other) = (KaplanMeier.Of(some)!, KaplanMeier.Of(others)!);
        return together.Points.SequenceEqual(KaplanMeier.Of([.. others.Reverse(), .. some.Reverse()])!.Points)
            && Enumerable.Range(0, 41).All(month => together.AtRisk(month) == one.AtRisk(month) + other.AtRisk(month))
            && together.Points.All(point =>
                point.Leavers == some.Concat(others).Count(stay => stay.Left && stay.Months == point.Months)
                && point.AtRisk == one.AtRisk(point.Months) + other.AtRisk(point.Months));
    });

    [Fact]
    public void The_log_rank_test_says_the_same_in_whatever_order_the_groups_stand() => Check(
        from first in AnyCohort
        from second in AnyCohort
        from third in AnyCohort
        select (first, second, third),
        groups =>
        {
            var test = LogRank.Of([groups.first, groups.second, groups.third]);
            var turned = LogRank.Of([groups.third, groups.first, groups.second]);
            return Math.Abs(test.ChiSquare - turned.ChiSquare) <= 1e-6 * Math.Max(1, test.ChiSquare)
                && Math.Abs(test.P - turned.P) < 1e-6
                && test.DegreesOfFreedom == turned.DegreesOfFreedom
                && Math.Abs(test.Expected.Sum() - test.Observed.Sum()) < 1e-9
                && test.Observed[0] == turned.Observed[1];
        });

    [Fact]
    public void Groups_that_stay_alike_do_not_differ() => Check(AnyCohort, stays =>
        LogRank.Of([stays, stays]) is { ChiSquare: < 1e-9, P: > 0.999 });

    private static void Check<T>(Gen<T> gen, Func<T, bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(gen.ToArbitrary(), holds));
}
