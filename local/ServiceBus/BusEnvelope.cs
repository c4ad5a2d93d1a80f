using System.Globalization;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Xml;
using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Local;

/// <summary>What is written on a message apart from its body and what the bus itself keeps; stored as JSON.</summary>
internal sealed record BusEnvelope(
    string? CorrelationId,
    string? Subject,
    string? ContentType,
    string? To,
    string? ReplyTo,
    Dictionary<string, BusProperty>? Properties)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static BusEnvelope Of(ServiceBusMessage message) => new(
        message.CorrelationId,
        message.Subject,
        message.ContentType,
        message.To,
        message.ReplyTo,
        message.ApplicationProperties.Count == 0 ? null : message.ApplicationProperties.ToDictionary(p => p.Key, p => BusProperty.Of(p.Key, p.Value)));

    public static BusEnvelope Parse(byte[] json) => JsonSerializer.Deserialize<BusEnvelope>(json, Format)!;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Format);

    public Dictionary<string, object> ReadProperties() => Properties?.ToDictionary(p => p.Key, p => p.Value.Read()) ?? [];

    public BusEnvelope With(IDictionary<string, object> changes)
    {
        var properties = Properties is null ? [] : new Dictionary<string, BusProperty>(Properties);
        foreach (var (name, value) in changes)
        {
            properties[name] = BusProperty.Of(name, value);
        }

        return this with { Properties = properties };
    }
}

/// <summary>An application property with the type it was sent with.</summary>
internal sealed record BusProperty(string Type, string Value)
{
    public static BusProperty Of(string name, object value) => value switch
    {
        string text => new("string", text),
        bool flag => new("bool", flag ? "true" : "false"),
        byte number => new("byte", number.ToString(CultureInfo.InvariantCulture)),
        short number => new("short", number.ToString(CultureInfo.InvariantCulture)),
        int number => new("int", number.ToString(CultureInfo.InvariantCulture)),
        long number => new("long", number.ToString(CultureInfo.InvariantCulture)),
        double number => new("double", number.ToString("R", CultureInfo.InvariantCulture)),
        decimal number => new("decimal", number.ToString(CultureInfo.InvariantCulture)),
        Guid id => new("guid", id.ToString()),
        DateTime time => new("datetime", time.ToString("O", CultureInfo.InvariantCulture)),
        DateTimeOffset instant => new("datetimeoffset", instant.ToString("O", CultureInfo.InvariantCulture)),
        TimeSpan span => new("timespan", XmlConvert.ToString(span)),
        Uri uri => new("uri", uri.OriginalString),
        _ => throw new SerializationException(
            $"The application property '{name}' has the type {value?.GetType().FullName ?? "null"}, which a Service Bus message cannot carry."),
    };

    public object Read() => Type switch
    {
        "string" => Value,
        "bool" => Value == "true",
        "byte" => byte.Parse(Value, CultureInfo.InvariantCulture),
        "short" => short.Parse(Value, CultureInfo.InvariantCulture),
        "int" => int.Parse(Value, CultureInfo.InvariantCulture),
        "long" => long.Parse(Value, CultureInfo.InvariantCulture),
        "double" => double.Parse(Value, CultureInfo.InvariantCulture),
        "decimal" => decimal.Parse(Value, CultureInfo.InvariantCulture),
        "guid" => Guid.Parse(Value),
        "datetime" => DateTime.Parse(Value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        "datetimeoffset" => DateTimeOffset.Parse(Value, CultureInfo.InvariantCulture),
        "timespan" => XmlConvert.ToTimeSpan(Value),
        "uri" => new Uri(Value, UriKind.RelativeOrAbsolute),
        _ => throw new SerializationException($"The store holds an application property of the unknown type '{Type}'."),
    };
}
