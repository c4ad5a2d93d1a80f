using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RecruitRetain.Local;

/// <summary>A settings file with the line of each value, for the errors. Paths are joined by <c>:</c> and ignore case.</summary>
internal sealed class JsonFile
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;

    private JsonFile(string path) => _path = path;

    /// <summary>Reads a file; null if there is none.</summary>
    /// <exception cref="WorkerException">It is not a JSON object.</exception>
    public static JsonFile? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        var file = new JsonFile(path);
        ReadOnlySpan<byte> json = File.ReadAllBytes(path);
        json = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
            reader.Read();
            file.Add(ref reader, json, "");
            reader.Read();
        }
        catch (JsonException e)
        {
            var detail = e.Message.Split(" LineNumber:")[0];
            throw new WorkerException($"{path}, line {e.LineNumber + 1}: {detail}", e);
        }

        return file.Of("")!.Kind == JsonTokenType.StartObject ? file : throw file.Wrong("", "a JSON object");
    }

    /// <summary>The text at a path; null where there is nothing.</summary>
    public string? Text(string path) => Of(path) is not { Kind: not JsonTokenType.Null } entry
        ? null
        : entry.Kind == JsonTokenType.String ? entry.Text : throw Wrong(path, "a text");

    /// <summary>The whole number from 1 at a path; null where there is nothing.</summary>
    public int? Count(string path) => Of(path) is not { Kind: not JsonTokenType.Null } entry
        ? null
        : entry.Kind == JsonTokenType.Number && int.TryParse(entry.Text, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw Wrong(path, "a whole number from 1");

    /// <summary>The truth value at a path; null where there is nothing.</summary>
    public bool? Flag(string path) => Of(path)?.Kind switch
    {
        null or JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Wrong(path, "true or false"),
    };

    /// <summary>The values directly under an object, which must be simple ones.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Under(string path)
    {
        if (Of(path) is { } parent && parent.Kind != JsonTokenType.StartObject)
        {
            throw Wrong(path, "an object");
        }

        foreach (var (key, entry) in _entries.Where(entry => entry.Key.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase)))
        {
            yield return entry.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray
                ? throw Wrong(key, "a text, a number, true or false")
                : new(key[(path.Length + 1)..], entry.Text);
        }
    }

    /// <summary>The error for a value that is not what it should be.</summary>
    public WorkerException Wrong(string path, string expected)
    {
        var (where, found) = Of(path) is { } entry ? ($"line {entry.Line}", Described(entry)) : ("line 1", "nothing");
        var what = path.Length == 0 ? "the file" : $"'{path.Replace(':', '.')}'";
        return new WorkerException($"{_path}, {where}: {what} must be {expected}, not {found}.");
    }

    private static string Described(Entry entry) => entry.Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{entry.Text}\"",
        JsonTokenType.Null => "null",
        _ => entry.Text!,
    };

    private Entry? Of(string path) => _entries.GetValueOrDefault(path);

    private void Add(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
        _entries[path] = new Entry(text, reader.TokenType, json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1);
        var prefix = path.Length == 0 ? "" : path + ":";
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString();
                reader.Read();
                Add(ref reader, json, prefix + name);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                Add(ref reader, json, prefix + i.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private sealed record Entry(string? Text, JsonTokenType Kind, int Line);
}
