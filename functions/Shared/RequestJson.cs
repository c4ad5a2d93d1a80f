using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace RecruitRetain.Shared;

/// <summary>
/// Reads the JSON that somebody sent. Beyond what <see cref="Json"/> asks of our own, no item of a list is null, and every value is one that can be
/// kept and reckoned with, whatever a rule makes of it afterwards.
/// </summary>
internal static partial class RequestJson
{
    /// <summary>The longest text of one field, in UTF-16 units: as much as a column of a row holds with a little to spare.</summary>
    internal const int LongestText = 30_000;

    /// <summary>The largest amount, in pence: ten thousand million pounds, so that sums of amounts are amounts too.</summary>
    internal const long MostPence = 1_000_000_000_000;

    private static readonly JsonSerializerOptions Options = new(Json.Options)
    {
        Converters =
        {
            new Bounded<string>(text => text.Length <= LongestText && !text.Contains('\0'), $"at most {LongestText} characters, none of them NUL"),
            new Bounded<long>(number => Math.Abs(number) <= MostPence, $"from -{MostPence} to {MostPence}"),
            new Bounded<DateOnly>(UkCalendar.Covers, "a date from 1900 to 2199"),
            new Bounded<DateTimeOffset>(at => at.Year >= UkCalendar.Earliest.Year && at.Year <= UkCalendar.Latest.Year, "a time from 1900 to 2199"),
        },
    };

    /// <summary>Reads a value that somebody sent.</summary>
    /// <exception cref="JsonException">The text is not such a value; the path says where, the message what was expected.</exception>
    public static T Read<T>(string text)
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("null is no body");
            using var document = JsonDocument.Parse(text);
            return NullItem(document.RootElement, "$") is { } place ? throw new ValueRefusedException("a value, not null", place) : value;
        }
        catch (NotSupportedException e)
        {
            // A discriminated union without its discriminator.
            throw new ValueRefusedException("an object that says of which kind it is", Place().Match(e.Message).Groups[1].Value);
        }
    }

    private static string? NullItem(JsonElement element, string place) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(member => NullItem(member.Value, $"{place}.{member.Name}")).FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Null ? $"{place}[{i}]" : NullItem(item, $"{place}[{i}]"))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };

    [GeneratedRegex(@"Path: (\S+)")]
    private static partial Regex Place();

    private sealed class Bounded<TValue>(Func<TValue, bool> isWithin, string expected) : JsonConverter<TValue>
    {
        private static readonly JsonConverter<TValue> Unbounded = (JsonConverter<TValue>)Json.Options.GetConverter(typeof(TValue));

        public override TValue? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Unbounded.Read(ref reader, typeToConvert, options) is var value && (value is null || isWithin(value)) ? value : throw new ValueRefusedException(expected);

        public override void Write(Utf8JsonWriter writer, TValue value, JsonSerializerOptions options) => Unbounded.Write(writer, value, options);
    }
}

/// <summary>A value that no request may carry; its message says what was expected, for a field error.</summary>
internal sealed class ValueRefusedException(string expected, string? path = null) : JsonException(expected, path, null, null);
