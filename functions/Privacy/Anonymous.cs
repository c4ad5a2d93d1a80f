using System.Security.Cryptography;
using System.Text;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>
/// Who stands in the place of somebody who is forgotten: the same for all of their records, so that what is counted together stays together, and
/// made of their id, which is random and stands nowhere any more but in the audit trail, where nothing leads from it to a name.
/// </summary>
public static class Anonymous
{
    private const string Prefix = "anon";

    /// <summary>The id that takes the place of a person's; that of somebody forgotten already is left as it is.</summary>
    public static string Of(string personId) =>
        IsAnonymous(personId) ? personId : Id.From(Prefix, SHA256.HashData(Encoding.UTF8.GetBytes($"forgotten/{personId}")));

    /// <summary>Whether an id stands for somebody who was forgotten.</summary>
    public static bool IsAnonymous(string personId) => personId.StartsWith($"{Prefix}_", StringComparison.Ordinal);
}
