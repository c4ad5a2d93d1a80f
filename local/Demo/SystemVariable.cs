using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>A variable that the editors define: a new id, a random number, the time. The time is the embedded clock's.</summary>
internal sealed partial record SystemVariable(string Name, string Format, int Offset, string Unit, int From, int To) : Reference
{
    internal static (Reference? Reference, string? Problem) Parse(string source)
    {
        var match = Pattern().Match(source);
        if (!match.Success)
        {
            return (null, $"'{{{{{source}}}}}' is no variable known here, expected $guid, $uuid, $randomInt [from to], $timestamp [offset unit], " +
                "$datetime format [offset unit] or $localDatetime format [offset unit], with format iso8601, rfc1123 or \"yyyy-MM-dd\"");
        }

        int Number(string group, int otherwise) =>
            match.Groups[group] is { Success: true } number && int.TryParse(number.ValueSpan, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
        var variable = new SystemVariable(
            match.Groups["name"].Value,
            match.Groups["format"].Value.Trim('"', '\''),
            Number("offset", 0),
            match.Groups["unit"].Value,
            Number("from", 0),
            Number("to", 1000));
        return variable.From < variable.To
            ? (variable, null)
            : (null, $"'{{{{{source}}}}}' has no number to choose, expected the first to be below the second");
    }

    /// <summary>Its value at an instant of the clock.</summary>
    public string ValueAt(DateTimeOffset now) => Name switch
    {
        "randomInt" => RandomNumberGenerator.GetInt32(From, To).ToString(CultureInfo.InvariantCulture),
        "timestamp" => Shift(now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        "datetime" => Write(Shift(now).ToUniversalTime()),
        "localDatetime" => Write(London.At(Shift(now))),
        _ => Guid.NewGuid().ToString(),
    };

    private DateTimeOffset Shift(DateTimeOffset now) => Unit switch
    {
        "ms" => now.AddMilliseconds(Offset),
        "s" => now.AddSeconds(Offset),
        "m" => now.AddMinutes(Offset),
        "h" => now.AddHours(Offset),
        "d" => now.AddDays(Offset),
        "w" => now.AddDays(7 * Offset),
        "M" => now.AddMonths(Offset),
        "y" => now.AddYears(Offset),
        _ => now,
    };

    private string Write(DateTimeOffset at) => Format switch
    {
        "iso8601" => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffK", CultureInfo.InvariantCulture).Replace("+00:00", "Z", StringComparison.Ordinal),
        "rfc1123" => at.ToString("R", CultureInfo.InvariantCulture),
        // VS Code writes years and days in capitals, Visual Studio in small letters.
        _ => at.ToString(Format.Replace('Y', 'y').Replace('D', 'd'), CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(
        """
        ^\$(?:(?<name>guid|uuid)
          |(?<name>randomInt)(?:\s+(?<from>-?\d{1,9})\s+(?<to>-?\d{1,9}))?
          |(?<name>timestamp)(?:\s+(?<offset>-?\d{1,6})\s+(?<unit>ms|s|m|h|d|w|M|y))?
          |(?<name>datetime|localDatetime)\s+(?<format>iso8601|rfc1123|"[^"]{2,}"|'[^']{2,}')(?:\s+(?<offset>-?\d{1,6})\s+(?<unit>ms|s|m|h|d|w|M|y))?)$
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
