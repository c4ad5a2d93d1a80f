using System.Text;

namespace RecruitRetain.Local;

/// <summary>The stored form of an entity's own properties: name, one byte for the type, value.</summary>
internal static class EntityCodec
{
    private enum Kind : byte
    {
        String = 1,
        False = 2,
        True = 3,
        Int32 = 4,
        Int64 = 5,
        Double = 6,
        DateTime = 7,
        Guid = 8,
        Binary = 9,
    }

    public static byte[] Encode(IReadOnlyDictionary<string, object> properties)
    {
        using var stream = new MemoryStream(256);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach (var (name, value) in properties)
        {
            writer.Write(name);
            Write(writer, value);
        }

        return stream.ToArray();
    }

    /// <param name="data">The stored form.</param>
    /// <param name="only">The properties that are wanted; null for all.</param>
    public static Dictionary<string, object> Decode(byte[] data, IReadOnlySet<string>? only = null)
    {
        using var stream = new MemoryStream(data);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        Dictionary<string, object> properties = new(StringComparer.Ordinal);
        while (stream.Position < stream.Length && properties.Count != only?.Count)
        {
            var name = reader.ReadString();
            if (only?.Contains(name) ?? true)
            {
                properties.Add(name, Read(reader));
            }
            else
            {
                Skip(reader);
            }
        }

        return properties;
    }

    private static void Write(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.Write((byte)Kind.String);
                writer.Write(text);
                break;
            case bool flag:
                writer.Write((byte)(flag ? Kind.True : Kind.False));
                break;
            case int number:
                writer.Write((byte)Kind.Int32);
                writer.Write(number);
                break;
            case long number:
                writer.Write((byte)Kind.Int64);
                writer.Write(number);
                break;
            case double number:
                writer.Write((byte)Kind.Double);
                writer.Write(number);
                break;
            case DateTimeOffset instant:
                writer.Write((byte)Kind.DateTime);
                writer.Write(instant.UtcTicks);
                break;
            case Guid id:
                writer.Write((byte)Kind.Guid);
                writer.Write(id.ToByteArray());
                break;
            case byte[] bytes:
                writer.Write((byte)Kind.Binary);
                writer.Write7BitEncodedInt(bytes.Length);
                writer.Write(bytes);
                break;
            default:
                throw new InvalidOperationException($"{value.GetType()} is not a property type.");
        }
    }

    private static void Skip(BinaryReader reader)
    {
        var length = (Kind)reader.ReadByte() switch
        {
            Kind.String or Kind.Binary => reader.Read7BitEncodedInt(),
            Kind.False or Kind.True => 0,
            Kind.Int32 => sizeof(int),
            Kind.Int64 or Kind.Double or Kind.DateTime => sizeof(long),
            Kind.Guid => 16,
            var kind => throw Unknown(kind),
        };
        reader.BaseStream.Position += length;
    }

    private static object Read(BinaryReader reader) => (Kind)reader.ReadByte() switch
    {
        Kind.String => reader.ReadString(),
        Kind.False => false,
        Kind.True => true,
        Kind.Int32 => reader.ReadInt32(),
        Kind.Int64 => reader.ReadInt64(),
        Kind.Double => reader.ReadDouble(),
        Kind.DateTime => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        Kind.Guid => new Guid(reader.ReadBytes(16)),
        Kind.Binary => reader.ReadBytes(reader.Read7BitEncodedInt()),
        var kind => throw Unknown(kind),
    };

    private static InvalidDataException Unknown(Kind kind) => new($"An entity holds a property of unknown type {(byte)kind}.");
}
