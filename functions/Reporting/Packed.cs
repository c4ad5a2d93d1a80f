using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>JSON that is longer than a property of Table Storage may be: compressed, and cut over as many binary properties, and rows of them, as it takes.</summary>
internal static class Packed
{
    /// <summary>What one binary property holds.</summary>
    internal const int LargestPart = 64 * 1024;

    // Of a row's 1 MiB, less than what its names and other properties take.
    private const int MostParts = 15;

    private const string Part = "Part";

    /// <summary>The value as compressed JSON.</summary>
    public static byte[] Of<T>(T value)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(brotli, value, Json.Options);
        }

        return packed.ToArray();
    }

    /// <summary>The value again.</summary>
    public static T Read<T>(byte[] packed)
    {
        // Unpacked whole first: the serializer is slower over text that comes in parts.
        using var text = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            brotli.CopyTo(text);
        }

        return JsonSerializer.Deserialize<T>(text.GetBuffer().AsSpan(0, (int)text.Length), Json.Options) ?? throw new JsonException($"null is not a {typeof(T).Name}");
    }

    /// <summary>The bytes as rows of a partition, in the order of their keys.</summary>
    public static IEnumerable<TableEntity> Rows(string partition, byte[] packed) => packed.Chunk(MostParts * LargestPart).Select((bytes, number) =>
    {
        var row = new TableEntity(partition, $"{number:D4}");
        foreach (var (part, i) in bytes.Chunk(LargestPart).Select((part, i) => (part, i)))
        {
            row[$"{Part}{i:D2}"] = part;
        }

        return row;
    });

    /// <summary>The bytes of such rows, given in order.</summary>
    public static byte[] Join(IEnumerable<TableEntity> rows)
    {
        using var packed = new MemoryStream();
        foreach (var row in rows)
        {
            for (var i = 0; row.GetBinary($"{Part}{i:D2}") is { } part; i++)
            {
                packed.Write(part);
            }
        }

        return packed.ToArray();
    }
}
