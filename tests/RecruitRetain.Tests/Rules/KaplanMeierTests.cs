using System.Globalization;
using RecruitRetain.Reporting;

namespace RecruitRetain.Tests.Rules;

public class KaplanMeierTests
{
    // The "aml" data of R's survival package, as printed by its survfit.
    [Fact]
    public void The_maintained_group_is_as_R_prints_it()
    {
        var curve = KaplanMeier.Of(Stays("9 13 13+ 18 23 28+ 31 34 45+ 48 161+"))!;

        Assert.Equal(
            [
                "9 11 1 0.9091 0.0867 0.7541 1.000",
                "13 10 1 0.8182 0.1163 0.6192 1.000",
                "18 8 1 0.7159 0.1397 0.4884 1.000",
                "23 7 1 0.6136 0.1526 0.3769 0.999",
                "31 5 1 0.4909 0.1642 0.2549 0.946",
                "34 4 1 0.3682 0.1627 0.1549 0.875",
                "48 2 1 0.1841 0.1535 0.0359 0.944",
            ],
            curve.Points.Select(Printed));
        Assert.Equal(31, curve.MedianMonths);
    }

    [Fact]
    public void The_other_group_ends_with_nobody_left()
    {
        var curve = KaplanMeier.Of(Stays("5 5 8 8 12 16+ 23 27 30 33 43 45"))!;

        Assert.Equal(
            [
                "5 0.8333 0.1076", "8 0.6667 0.1361", "12 0.5833 0.1423", "23 0.4861 0.1481", "27 0.3889 0.1470", "30 0.2917 0.1387",
                "33 0.1944 0.1219", "43 0.0972 0.0919", "45 0.0000 ",
            ],
            curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Months} {point.Survival:F4} {point.StandardError:F4}")));
        Assert.Equal(23, curve.MedianMonths);
        Assert.Equal(0, curve.At(60));
        Assert.Null(curve.StandardErrorAt(60));
    }

    [Fact]
    public void Two_thirds_of_the_staff_who_stayed_a_year_stay_two()
    {
        var curve = KaplanMeier.Of(Stays("3 6 6+ 9+ 12 12+ 14+ 18 24+ 24+"))!;

        Assert.Equal([0.900000, 0.800000, 0.666667, 0.444444], new[] { 3, 6, 12, 18 }.Select(months => Math.Round(curve.At(months)!.Value, 6)));
        Assert.Equal([0.094868, 0.126491, 0.161015, 0.210819], curve.Points.Select(point => Math.Round(point.StandardError!.Value, 6)));
        Assert.Equal(18, curve.MedianMonths);
        Assert.Equal(0.666667, Math.Round(curve.Conditional(12, 24)!.Value, 6));
        Assert.Equal([10, 9, 6, 3, 2], new[] { 3, 6, 12, 18, 24 }.Select(months => curve.AtRisk(months)));
    }

    [Fact]
    public void Where_nobody_left_everybody_stays()
    {
        var curve = KaplanMeier.Of(Stays("6+ 12+"))!;

        Assert.Equal((1.0, 0.0), (curve.At(12), curve.StandardErrorAt(12)));
        Assert.Null(curve.MedianMonths);
        Assert.Null(curve.At(13)); // nobody was followed so long
    }

    [Fact]
    public void Nobody_followed_for_any_time_gives_no_curve()
    {
        Assert.Null(KaplanMeier.Of(Stays("0+ 0+")));
        Assert.Null(KaplanMeier.Of([]));
    }

    [Theory]
    [InlineData("2025-01-15", "2026-01-14", 12)]
    [InlineData("2025-01-15", "2026-01-13", 11.967742)]
    [InlineData("2024-02-29", "2025-02-27", 12)]
    [InlineData("2025-01-15", "2025-01-15", 0.032258)]
    public void A_year_is_served_on_the_day_before_the_anniversary(string start, string lastDay, double months) =>
        Assert.Equal(months, ServiceLength.Months(Date(start), Date(lastDay)), 6);

    private static Stay[] Stays(string text) =>
    [
        .. text.Split(' ').Select(stay => new Stay(double.Parse(stay.TrimEnd('+'), CultureInfo.InvariantCulture), !stay.EndsWith('+'))),
    ];

    private static string Printed(SurvivalPoint point) => string.Create(
        CultureInfo.InvariantCulture,
        $"{point.Months} {point.AtRisk} {point.Leavers} {point.Survival:F4} {point.StandardError:F4} {point.Lower:F4} {point.Upper:F3}");

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
