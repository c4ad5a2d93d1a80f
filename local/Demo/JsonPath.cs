using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>The part of JSONPath that names one value: <c>$.a.b[0].c</c> and <c>$['a name']</c>.</summary>
internal sealed partial class JsonPath
{
    private readonly string _source;
    private readonly List<string> _segments;

    private JsonPath(string source, List<string> segments)
    {
        _source = source;
        _segments = segments;
    }

    /// <summary>Reads a path; false if it is not one.</summary>
    public static bool TryParse(string source, [NotNullWhen(true)] out JsonPath? path)
    {
        var match = Pattern().Match(source);
        path = match.Success ? new JsonPath(source, [.. match.Groups["segment"].Captures.Select(capture => capture.Value)]) : null;
        return match.Success;
    }

    /// <summary>Looks the value up; false if there is none. JSON's null is found, as null.</summary>
    public bool TryFind(JsonNode? root, out JsonNode? found)
    {
        found = root;
        foreach (var segment in _segments)
        {
            var key = segment[0] is '.' ? segment[1..] : segment[1..^1];
            if (segment[0] is '[' && key[0] is '\'' or '"')
            {
                key = key[1..^1];
            }

            switch (found)
            {
                case JsonObject members when members.TryGetPropertyValue(key, out var member):
                    found = member;
                    break;
                case JsonArray items when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count:
                    found = items[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    public override string ToString() => _source;

    [GeneratedRegex("""^\$(?<segment>\.[\w-]+|\[(?:\d+|'[^']+'|"[^"]+")\])*$""")]
    private static partial Regex Pattern();
}
