using System.Text;
using System.Text.Json.Nodes;

namespace RecruitRetain.Tests.Access;

/// <summary>What people and machines send that they should not: by mistake, out of curiosity, or to do harm.</summary>
internal static class Malice
{
    private const string Here = "here-stands-the-value";

    /// <summary>Values for any place in a JSON body, as they are written.</summary>
    public static readonly IReadOnlyList<string> Values =
    [
        "null", "true", "{}", "[]", "[[]]", "0", "-1", "-0.0", "1e308", "1e400", "0.00000000000000000001", "2147483648", "9223372036854775807", "9223372036854775808",
        "99999999999999999999999999999999999999", "3.14", "NaN", "\"\"", "\" \"", "\"1\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-02-30\"", "\"2026-03-29T01:30:00\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"", "\"24:00:00\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\u202e\\u200bgnp.exe\"", "\"ⅷ 👩‍👩‍👧‍👦 e\\u0301 ﷽ İ\"", "\"Jo\\r\\nBcc: evil@evil.example\"",
        "\"=HYPERLINK(\\\"http://evil.example\\\")\"", "\"+cmd|' /C calc'!A0\"", "\"{{7*7}}${7*7}<%= 7*7 %>\"", "\"<script>alert(1)</script>\"", "\"' or '1' eq '1\"",
        "\"../../../etc/passwd\"", "\"per_00000000000000000000000000\"", "\"evil@evil.example\\u0000@council.example\"", $"\"{new string('a', 40_000)}\"", $"\"{new string('a', 30_000)}!\"",
        $"\"{string.Concat(Enumerable.Repeat("a.", 20_000))}@\"", $"[{string.Join(',', Enumerable.Repeat("1", 20_000))}]",
    ];

    /// <summary>Texts for a place in an address, before they are escaped.</summary>
    public static readonly IReadOnlyList<string> Words =
    [
        "", " ", "0", "-1", "2147483648", "99999999999999999999", "1e9", "true", "null", "NaN", "yesterday", "0001-01-01", "9999-12-31", "2026-02-30", "' or '1' eq '1", "a'b\"c\\d", "..", "../..", "%00", "%2e%2e%2f",
        "\0", "\r\nSet-Cookie: a=b", "\ud83d\udc69\u200d\ud83d\udc67", "\u202e", "\ufffd", "/#?&=", "per_00000000000000000000000000", "PER_00000000000000000000000000", "<script>", "=1+1", "{{7*7}}", "eyJhIjoxfQ==", "AAAA",
        new string('a', 3_000), string.Concat(Enumerable.Repeat("a-", 1_000)),
    ];

    /// <summary>Headers that a request may carry, each with what should not be in it.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Headers =
    [
        ("Idempotency-Key", ""), ("Idempotency-Key", new string('k', 4_000)), ("Idempotency-Key", "Schlüssel/../%00'?#"), ("If-Match", "\""), ("If-Match", "W/\"\""), ("If-Match", new string('"', 2_000)), ("If-Match", "'; drop"),
        ("Content-Encoding", "gzip"), ("Accept", ";;;q=many"), ("Accept", "text/html;q=-1, */*;q=9e99"), ("Accept-Language", new string('x', 2_000)), ("Range", "bytes=9-0,-1"), ("Expect", "miracles"),
        ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "' or 1 eq 1"), ("X-Original-URL", "/api/people"), ("X-MS-CLIENT-PRINCIPAL", "e30="), ("X-MS-CLIENT-PRINCIPAL", "no base64"), ("Origin", "null"), ("traceparent", "00-zz-zz-zz"),
    ];

    /// <summary>Media types that a body may claim to be.</summary>
    public static readonly IReadOnlyList<string> MediaTypes =
        ["", "text/plain", "application/xml", "application/json; charset=utf-16", "application/json; charset=none-such", "multipart/form-data; boundary=", "application/x-www-form-urlencoded", ";;;", "text/csv; header=present", "application/json\t"];

    /// <summary>Bodies where a table is asked for.</summary>
    public static IEnumerable<byte[]> Tables(string sound)
    {
        string[] texts =
        [
            "", "\n", ",", "\"", "\"\"\"\n\"", "a", sound[..^3], sound + "\"", sound + ",,,,\n", sound.Replace(',', ';'), sound.Replace("\n", "\r", StringComparison.Ordinal), sound + sound, sound.ToUpperInvariant(),
            "=1+1,@SUM(A1),+1,-1\n=1+1,@SUM(A1),+1,-1\n", sound + "\0\n", new string(',', 20_000), sound.Split('\n')[0] + "\n" + new string('x', 300_000), string.Concat(Enumerable.Repeat("\"", 50_001)), "{}",
            "<!DOCTYPE x [<!ENTITY a \"a\">]><x>&a;</x>",
        ];
        foreach (var text in texts)
        {
            yield return Encoding.UTF8.GetBytes(text);
        }

        yield return Encoding.Unicode.GetBytes(sound);
        yield return [0xff, 0xfe, 0x00, 0xd8];
        yield return [.. Encoding.UTF8.GetBytes(sound), 0xc3];
        foreach (var value in Values.Where(value => value.StartsWith('"') && value.Length < 1_000))
        {
            // One cell of the last line.
            var end = sound.TrimEnd().LastIndexOf(',');
            yield return Encoding.UTF8.GetBytes(sound[..(end + 1)] + JsonNode.Parse(value.Replace("\\ud800", "?", StringComparison.Ordinal)) + "\n");
        }
    }

    /// <summary>Bodies that can never be meant, made of one that can: whatever the rules are, each is a bad request.</summary>
    public static IEnumerable<byte[]> Spoilt(string sound)
    {
        var bytes = Encoding.UTF8.GetBytes(sound);
        yield return [];
        yield return " "u8.ToArray();
        yield return "null"u8.ToArray();
        yield return "1"u8.ToArray();
        yield return "\"{}\""u8.ToArray();
        yield return Encoding.UTF8.GetBytes(sound + sound);
        yield return Encoding.UTF8.GetBytes(sound + "x");
        yield return Encoding.UTF8.GetBytes("//\n" + sound);
        yield return bytes[..^1];
        yield return bytes[..(bytes.Length / 2)];
        yield return Encoding.Unicode.GetBytes(sound);
        yield return [.. bytes[..^1], 0xff, .. bytes[^1..]];
        yield return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 20_000)));
        yield return Encoding.UTF8.GetBytes(new string('[', 100_000));
        if (JsonNode.Parse(sound) is not JsonObject body)
        {
            yield break;
        }

        yield return Encoding.UTF8.GetBytes($"[{sound}]");
        yield return Encoding.UTF8.GetBytes(With(sound, "\"no such field\":1"));
        yield return Encoding.UTF8.GetBytes(With(sound, "\"__proto__\":{\"a\":1}"));
        yield return Encoding.UTF8.GetBytes(With(sound, "\"$type\":\"System.Diagnostics.Process\""));
        yield return Encoding.UTF8.GetBytes(With(sound, $"\"deep\":{new string('[', 100)}{new string(']', 100)}"));
        yield return Encoding.UTF8.GetBytes(With(sound, $"\"long\":\"{new string('a', 300_000)}\""));
        foreach (var member in body.Select(member => member.Key))
        {
            // The same field twice, and once more in other letters.
            yield return Encoding.UTF8.GetBytes(With(sound, $"\"{member}\":1,\"{member}\":1"));
            yield return Encoding.UTF8.GetBytes(With(sound, $"\"{member.ToUpperInvariant()}\":1,\"{member}\":1"));
        }
    }

    /// <summary>A body with one of <see cref="Values"/> at one of its places, and without each of its fields: some are sound, most are not.</summary>
    public static IEnumerable<byte[]> Bent(string sound)
    {
        for (var place = 0; ; place++)
        {
            var body = JsonNode.Parse(sound)!;
            if (Places(body).ElementAtOrDefault(place) is not { } found)
            {
                yield break;
            }

            if (found.Parent is JsonObject parent && JsonNode.Parse(sound) is { } whole)
            {
                ((JsonObject)Places(whole).ElementAt(place).Parent!).Remove(parent.First(member => member.Value == found).Key);
                yield return Encoding.UTF8.GetBytes(whole.ToJsonString());
            }

            found.ReplaceWith(Here);
            var text = body.ToJsonString();
            foreach (var value in Values)
            {
                yield return Encoding.UTF8.GetBytes(text.Replace($"\"{Here}\"", value, StringComparison.Ordinal));
            }
        }
    }

    private static string With(string sound, string member) => sound.TrimEnd()[..^1] + (JsonNode.Parse(sound)!.AsObject().Count > 0 ? "," : "") + member + "}";

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject members => members.Where(member => member.Value is not null).SelectMany(member => Places(member.Value!).Prepend(member.Value!)),
        JsonArray items => items.Where(item => item is not null).SelectMany(item => Places(item!).Prepend(item!)),
        _ => [],
    };
}
