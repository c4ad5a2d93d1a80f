using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class MoneyTests
{
    [Theory]
    [InlineData(300_000, 30, 37, 243_243)]
    [InlineData(100_005, 0.5, 1, 50_003)] // banker's rounding would give 500.02
    [InlineData(100_000, 0.6, 1, 60_000)]
    [InlineData(200_000, 0.6, 1, 120_000)]
    [InlineData(300_000, 0.6, 1, 180_000)]
    [InlineData(300_000, 11, 24, 137_500)]
    public void A_share_is_rounded_half_away_from_zero_once(long pence, double part, double whole, long expected) =>
        Assert.Equal(expected, Money.ProRata(pence, (decimal)part, (decimal)whole));

    [Theory]
    [InlineData(123_450, "£1,234.50")]
    [InlineData(0, "£0.00")]
    [InlineData(5, "£0.05")]
    [InlineData(-137_500, "-£1,375.00")]
    [InlineData(6_048_000, "£60,480.00")]
    public void Pence_are_written_as_pounds(long pence, string expected) => Assert.Equal(expected, Money.Format(pence));
}
