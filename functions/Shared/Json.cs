using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecruitRetain.Shared;

/// <summary>The one way this system writes and reads JSON: camelCase names, kebab-case enum words, nothing missing and nothing unknown.</summary>
public static class Json
{
    /// <summary>For requests, answers, messages and journals.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Writes a value.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a value that this system wrote.</summary>
    /// <exception cref="JsonException">The text is not such a value.</exception>
    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException($"null is not a {typeof(T).Name}");

    /// <summary>An enum's value in the API's words, as it is written: <c>offer-accepted</c>.</summary>
    public static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => Word(value.ToString());

    /// <summary>The name of a value, an event or a function in the same words.</summary>
    public static string Word(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            AllowOutOfOrderMetadataProperties = true,
            MaxDepth = 32,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
