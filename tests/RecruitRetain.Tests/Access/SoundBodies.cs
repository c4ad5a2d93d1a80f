using System.Text.Json;
using System.Text.Json.Nodes;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Access;

/// <summary>Bodies of the shape that the API's document asks for, with the ids of things that there are.</summary>
internal sealed class SoundBodies(IReadOnlyDictionary<string, string> ids)
{
    private const int Deepest = 6;

    private static readonly JsonElement Document = JsonDocument.Parse(OpenApiDocument.Text).RootElement;

    /// <summary>The operation of a route.</summary>
    public static JsonElement Operation(string method, string path) => Document.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant());

    /// <summary>A JSON body of an operation.</summary>
    public string Of(JsonElement operation) =>
        (Value(operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"), "", 0) ?? new JsonObject()).ToJsonString();

    private JsonNode? Value(JsonElement schema, string name, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
        {
            return null;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Value(Document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), name, depth);
        }

        if (schema.TryGetProperty("anyOf", out var choices))
        {
            return Value(choices.EnumerateArray().First(), name, depth);
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            return JsonNode.Parse(constant.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return words[0].GetString();
        }

        var type = !schema.TryGetProperty("type", out var types) ? null : types.ValueKind == JsonValueKind.Array ? types[0].GetString() : types.GetString();
        return type switch
        {
            null or "object" when schema.TryGetProperty("properties", out var properties) => new JsonObject(
                properties.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Value(property.Value, property.Name, depth + 1)))),
            "object" when schema.TryGetProperty("additionalProperties", out var values) => new JsonObject { ["one"] = Value(values, name, depth + 1) },
            "array" => new JsonArray(Value(schema.GetProperty("items"), name, depth + 1)),
            "integer" => 1,
            "number" => 0.8,
            "boolean" => true,
            "string" => Text(schema.TryGetProperty("format", out var format) ? format.GetString() : null, name),
            _ => new JsonObject(),
        };
    }

    private string Text(string? format, string name) => format switch
    {
        "date" => "2026-03-02",
        "date-time" => "2026-03-02T09:00:00+00:00",
        "time" => "09:30:00",
        _ when name.Contains("email", StringComparison.OrdinalIgnoreCase) => "jo@example.org",
        _ when name.Contains("url", StringComparison.OrdinalIgnoreCase) => "https://hooks.example.org/in",
        _ when name.EndsWith("Id", StringComparison.Ordinal) => ids.GetValueOrDefault(name[..Math.Min(3, name.Length)], "per_00000000000000000000000000"),
        _ => "one",
    };
}
