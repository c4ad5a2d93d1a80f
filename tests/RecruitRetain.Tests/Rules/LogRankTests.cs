using System.Globalization;
using RecruitRetain.Reporting;

namespace RecruitRetain.Tests.Rules;

public class LogRankTests
{
    // R: survdiff(Surv(time, status) ~ x, data = aml) prints Chisq = 3.4 on 1 degrees of freedom, p = 0.07; observed 7 and 11, expected 10.69 and 7.31.
    [Fact]
    public void The_two_groups_of_aml_differ_as_R_prints_it()
    {
        var test = LogRank.Of([Stays("9 13 13+ 18 23 28+ 31 34 45+ 48 161+"), Stays("5 5 8 8 12 16+ 23 27 30 33 43 45")]);

        Assert.Equal([7, 11], test.Observed);
        Assert.Equal([10.69, 7.31], test.Expected.Select(expected => Math.Round(expected, 2)));
        Assert.Equal((3.4, 1), (Math.Round(test.ChiSquare, 1), test.DegreesOfFreedom));
        Assert.Equal(0.0653, Math.Round(test.P, 4));
    }

    // Freireich et al. (1963), remission of leukaemia in weeks: survdiff gives chi-square 16.8 on 1 degree of freedom, p = 0.00004; expected 19.3 and 10.7.
    [Fact]
    public void Six_mercaptopurine_differs_from_placebo_as_published()
    {
        var test = LogRank.Of(
        [
            Stays("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"),
            Stays("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"),
        ]);

        Assert.Equal([9, 21], test.Observed);
        Assert.Equal([19.25, 10.75], test.Expected.Select(expected => Math.Round(expected, 2)));
        Assert.Equal(16.79, Math.Round(test.ChiSquare, 2));
        Assert.InRange(test.P, 0.00004, 0.00005);
    }

    // Tables of the chi-square distribution: the points that 5%, 1% and 0.1% exceed.
    [Theory]
    [InlineData(1, 3.841459, 0.05)]
    [InlineData(1, 10.827566, 0.001)]
    [InlineData(2, 5.991465, 0.05)]
    [InlineData(5, 15.086272, 0.01)]
    [InlineData(19, 30.143527, 0.05)]
    [InlineData(100, 124.342113, 0.05)]
    [InlineData(2, 0.020101, 0.99)]
    public void The_tail_of_chi_square_is_as_tables_have_it(int degrees, double chiSquare, double tail) =>
        Assert.Equal(tail, Gamma.UpperTail(degrees / 2.0, chiSquare / 2), 6);

    [Fact]
    public void Where_there_is_nothing_to_compare_there_is_no_test()
    {
        Assert.Equal((0, 1.0), (LogRank.Of([Stays("3 6+")]).DegreesOfFreedom, LogRank.Of([Stays("3 6+")]).P));
        Assert.Equal(0, LogRank.Of([Stays("3+ 6+"), Stays("9+")]).DegreesOfFreedom);
        Assert.Equal(0, LogRank.Of([]).DegreesOfFreedom);
    }

    private static Stay[] Stays(string text) =>
    [
        .. text.Split(' ').Select(stay => new Stay(double.Parse(stay.TrimEnd('+'), CultureInfo.InvariantCulture), !stay.EndsWith('+'))),
    ];
}
