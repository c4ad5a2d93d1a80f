using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace RecruitRetain.Shared;

/// <summary>
/// The JSON schemas of the types that go in and out, as <see cref="Json.Options"/> reads and writes them. Records and enums become components
/// by their name, everything else stands where it is used.
/// </summary>
internal sealed class OpenApiSchemas
{
    private readonly Dictionary<Type, string> _names = [];
    private readonly SortedDictionary<string, JsonNode> _components = new(StringComparer.Ordinal);

    /// <summary>All components that were referred to so far.</summary>
    public JsonObject Components => new(_components.Select(component => KeyValuePair.Create(component.Key, (JsonNode?)component.Value.DeepClone())));

    /// <summary>The schema of a type where it is used.</summary>
    public JsonObject Of(Type type) =>
        IsComponent(Json.Options.GetTypeInfo(type)) ? Reference(type)
        : Export(type) as JsonObject ?? []; // The exporter says true for whatever JSON; some readers of OpenAPI expect an object.

    private JsonObject Reference(Type type)
    {
        if (!_names.TryGetValue(type, out var name))
        {
            name = NameOf(type);
            name = _components.ContainsKey(name) ? type.Namespace!.Split('.')[^1] + name : name;
            _names.Add(type, name);
            _components.Add(name, true);
            _components[name] = Described(Export(type), type.IsEnum ? $"{Meanings.Of(type)}\n\n{Words(type)}" : Meanings.Of(type));
        }

        return new() { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private JsonNode Export(Type type) => Json.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Transform,
    });

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var declared = context.TypeInfo.Type;
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var isNullable = type != declared || context.PropertyInfo is { IsGetNullable: true };
        if (!context.Path.IsEmpty && context.BaseTypeInfo is null && IsComponent(Json.Options.GetTypeInfo(type)))
        {
            return isNullable ? new JsonObject { ["anyOf"] = new JsonArray(Reference(type), new JsonObject { ["type"] = "null" }) } : Reference(type);
        }

        if (node is not JsonObject schema)
        {
            return node;
        }

        if (schema.ContainsKey("$ref") && context.TypeInfo is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            // The exporter points to where it met the same list type before; that place is not within the component any more.
            return new JsonObject { ["type"] = isNullable ? new JsonArray("array", "null") : "array", ["items"] = Of(element) };
        }

        foreach (var property in context.TypeInfo.Properties.Where(property => property.AttributeProvider is { } declaration
            && declaration.IsDefined(typeof(JsonIgnoreAttribute), false)))
        {
            // Where it is null it is left out.
            (schema["required"] as JsonArray)?.RemoveAll(name => (string?)name == property.Name);
        }

        foreach (var property in context.TypeInfo.Properties)
        {
            if (property.AttributeProvider is MemberInfo member && schema["properties"]?[property.Name] is { } value)
            {
                schema["properties"]![property.Name] = Described(value, Meanings.Of(member));
            }
        }

        if (type.IsEnum)
        {
            schema["type"] = "string";
        }
        else if (type == typeof(int))
        {
            schema["format"] = "int32";
        }
        else if (type == typeof(long))
        {
            schema["format"] = "int64";
        }

        return schema;
    }

    private static JsonNode Described(JsonNode schema, string meaning)
    {
        if (meaning.Length == 0)
        {
            return schema;
        }

        // Whatever JSON is true for the exporter.
        var described = schema as JsonObject ?? [];
        described["description"] = meaning;
        return described;
    }

    private static string Words(Type type) =>
        string.Join('\n', Enum.GetNames(type).Select(name => $"- `{Json.Word(name)}`: {Meanings.Of(type.GetField(name)!)}"));

    private static bool IsComponent(JsonTypeInfo type) => type.Type.IsEnum || (type.Kind == JsonTypeInfoKind.Object && type.Type != typeof(object));

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}"
        : type.Name;
}
