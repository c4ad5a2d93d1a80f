using System.Globalization;

namespace RecruitRetain.Local;

/// <summary>Values as they are written in a filter.</summary>
internal static class ODataLiteral
{
    /// <summary>The filter of an interpolated string, each value quoted and escaped.</summary>
    public static string Fill(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(Of)]);
    }

    /// <summary>One value, quoted and escaped.</summary>
    /// <exception cref="ArgumentException">There is no literal of its type.</exception>
    public static string Of(object? value) => value switch
    {
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => number.ToString(CultureInfo.InvariantCulture),
        Guid id => $"guid'{id}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        DateTimeOffset instant => string.Create(CultureInfo.InvariantCulture, $"datetime'{instant.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'}'"),
        null => throw new ArgumentException("A filter cannot compare with null: what is null is absent, and what is absent matches no comparison.", nameof(value)),
        DateTime or BinaryData or Enum => Of(EntityMapper.ToKept("value", value)),
        _ => throw new ArgumentException($"There is no OData literal for a {value.GetType()}.", nameof(value)),
    };
}
