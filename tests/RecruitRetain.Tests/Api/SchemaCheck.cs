using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RecruitRetain.Tests.Api;

/// <summary>Holds JSON against a schema of the OpenAPI document, as far as this document goes in what it asks for; a keyword that it does not know is a fault.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    /// <summary>What is wrong with a value, each as its path and what was expected; nothing where it fits.</summary>
    public IEnumerable<string> Faults(JsonElement value, JsonElement schema, string path = "$")
    {
        if (schema.ValueKind is JsonValueKind.True)
        {
            yield break;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            foreach (var fault in Faults(value, schema, keyword, path))
            {
                yield return fault;
            }
        }
    }

    private IEnumerable<string> Faults(JsonElement value, JsonElement schema, JsonProperty keyword, string path)
    {
        var said = keyword.Value;
        switch (keyword.Name)
        {
            case "$ref":
                return Faults(value, Resolve(said.GetString()!), path);
            case "allOf":
                return said.EnumerateArray().SelectMany(part => Faults(value, part, path));
            case "anyOf":
                return said.EnumerateArray().Any(one => !Faults(value, one, path).Any()) ? [] : [$"{path}: one of {said}"];
            case "type":
                return Types(said).Any(type => Is(value, type)) ? [] : [$"{path}: {said}, not {value.ValueKind}"];
            case "enum":
                return said.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{path}: one of {said}, not {value}"];
            case "const":
                return JsonElement.DeepEquals(said, value) ? [] : [$"{path}: {said}, not {value}"];
            case "required":
                return value.ValueKind != JsonValueKind.Object ? []
                    : said.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name}: it is missing");
            case "properties":
                return value.ValueKind != JsonValueKind.Object ? []
                    : value.EnumerateObject().Where(member => said.TryGetProperty(member.Name, out _)).SelectMany(member => Faults(member.Value, said.GetProperty(member.Name), $"{path}.{member.Name}"));
            case "additionalProperties":
                return value.ValueKind != JsonValueKind.Object ? []
                    : value.EnumerateObject().Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _))
                        .SelectMany(member => said.ValueKind == JsonValueKind.False ? [$"{path}.{member.Name}: no such member"] : Faults(member.Value, said, $"{path}.{member.Name}"));
            case "items":
                return value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, i) => Faults(item, said, $"{path}[{i}]"));
            case "format":
                return value.ValueKind != JsonValueKind.String || IsOfFormat(value.GetString()!, said.GetString()!) ? [] : [$"{path}: a {said}, not {value}"];
            case "pattern":
                return value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, said.GetString()!) ? [] : [$"{path}: {said}, not {value}"];
            case "minimum":
                return value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= said.GetDecimal() ? [] : [$"{path}: at least {said}, not {value}"];
            case "maximum":
                return value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= said.GetDecimal() ? [] : [$"{path}: at most {said}, not {value}"];
            case "default" or "description" or "title" or "example":
                return [];
            default:
                throw new NotSupportedException($"The schema of {path} asks for '{keyword.Name}', which nothing here looks at.");
        }
    }

    private JsonElement Resolve(string reference) => reference.Split('/')[1..].Aggregate(document, (place, step) => place.GetProperty(step));

    private static IEnumerable<string> Types(JsonElement said) =>
        said.ValueKind == JsonValueKind.Array ? said.EnumerateArray().Select(type => type.GetString()!) : [said.GetString()!];

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new NotSupportedException($"No type is called '{type}'."),
    };

    private static bool IsOfFormat(string text, string format) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "int32" or "int64" => true,
        _ => throw new NotSupportedException($"No format is called '{format}'."),
    };
}
