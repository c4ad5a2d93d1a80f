using System.Globalization;

namespace RecruitRetain.Shared;

/// <summary>Gross amounts in whole pence, rounded half away from zero, once, at the last step.</summary>
public static class Money
{
    /// <summary>The share <paramref name="part"/>/<paramref name="whole"/> of an amount in pence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The whole is not positive, or the part is negative.</exception>
    public static long ProRata(long pence, decimal part, decimal whole)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(whole);
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        return (long)Math.Round(pence * part / whole, MidpointRounding.AwayFromZero);
    }

    /// <summary>Pence as people read them: £1,234.50.</summary>
    public static string Format(long pence) =>
        (pence < 0 ? "-£" : "£") + Math.Abs(pence / 100m).ToString("#,##0.00", CultureInfo.InvariantCulture);
}
