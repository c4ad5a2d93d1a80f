using System.Buffers;
using System.Security.Cryptography;

namespace RecruitRetain.Shared;

/// <summary>Opaque, unguessable identifiers, prefixed by kind: <c>app_</c> and 26 characters of lower-case base32 (128 random bits).</summary>
public static class Id
{
    // Crockford's alphabet in lower case: no i, l, o, u.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int Length = 26;

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>A new identifier of the kind that the prefix names, without its underscore.</summary>
    public static string New(string prefix)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return From(prefix, random);
    }

    /// <summary>The identifier of the kind that the prefix names, made of the first 16 bytes given.</summary>
    public static string From(string prefix, ReadOnlySpan<byte> bytes)
    {
        var bits = BitConverter.ToUInt128(bytes);
        return string.Create(prefix.Length + 1 + Length, (prefix, bits), static (text, source) =>
        {
            source.prefix.CopyTo(text);
            text[source.prefix.Length] = '_';
            var rest = source.bits;
            for (var at = text.Length - 1; at > source.prefix.Length; at--)
            {
                text[at] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }

    /// <summary>Whether the value has the shape of an identifier of that kind.</summary>
    public static bool IsValid(string prefix, string? value) =>
        value is not null
        && value.Length == prefix.Length + 1 + Length
        && value.StartsWith(prefix, StringComparison.Ordinal)
        && value[prefix.Length] == '_'
        && value[prefix.Length + 1] <= '7' // 26 characters hold 130 bits; the first carries three
        && !value.AsSpan(prefix.Length + 1).ContainsAnyExcept(Characters);
}
