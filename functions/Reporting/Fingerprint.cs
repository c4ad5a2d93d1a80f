using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>
/// The fingerprint of a set of facts: the sum, modulo 2^256, of the SHA-256 of each one's JSON. It does not depend on their order, and when a
/// fact changes only that one is hashed again.
/// </summary>
public sealed class Fingerprint
{
    private static readonly BigInteger Modulus = BigInteger.One << 256;

    private BigInteger _sum;

    /// <summary>The hash of a fact: of its kind and what it says.</summary>
    public static byte[] Of<TFact>(TFact fact) =>
        SHA256.HashData([.. Encoding.ASCII.GetBytes(typeof(TFact).Name), .. JsonSerializer.SerializeToUtf8Bytes(fact, Json.Options)]);

    /// <summary>Adds a fact's hash.</summary>
    public void Add(byte[] hash) => _sum += new BigInteger(hash, isUnsigned: true, isBigEndian: true);

    /// <summary>Takes a fact's hash away.</summary>
    public void Remove(byte[] hash) => _sum -= new BigInteger(hash, isUnsigned: true, isBigEndian: true);

    /// <summary>Adds all the facts of another one.</summary>
    public void Add(Fingerprint other) => _sum += other._sum;

    /// <summary>Adds facts of a kind.</summary>
    public void AddAll<TFact>(IEnumerable<TFact> facts)
    {
        foreach (var fact in facts)
        {
            Add(Of(fact));
        }
    }

    /// <summary>The fingerprint as 64 hexadecimal digits.</summary>
    public override string ToString()
    {
        var rest = BigInteger.Remainder(_sum, Modulus);
        return (rest.Sign < 0 ? rest + Modulus : rest).ToString("x65", CultureInfo.InvariantCulture)[^64..];
    }
}
