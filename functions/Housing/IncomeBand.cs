namespace RecruitRetain.Housing;

/// <summary>What a provider may know of a household's income: a band of £15,000 a year, never the amount.</summary>
public static class IncomeBand
{
    private const long WidthPence = 1_500_000;

    private const int Bands = 4;

    /// <summary>The band's name in pounds: <c>30000-45000</c>; an amount on the border belongs to the lower band, all above the last is <c>over-60000</c>.</summary>
    public static string Of(long incomePence)
    {
        var band = Math.Max(0, incomePence - 1) / WidthPence;
        return band >= Bands ? $"over-{Bands * WidthPence / 100}" : $"{band * WidthPence / 100}-{(band + 1) * WidthPence / 100}";
    }
}
