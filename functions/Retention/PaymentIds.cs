using System.Globalization;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>The ids of payments (<c>pay_…</c>) and recoveries (<c>rec_…</c>): the employment's own characters and the payment's number, so that they lead to the plan.</summary>
public static class PaymentIds
{
    /// <summary>The prefix of payments.</summary>
    public const string Payment = "pay";

    /// <summary>The prefix of recoveries.</summary>
    public const string Recovery = "rec";

    private const int Length = 26;

    /// <summary>The id of an employment's payment or recovery.</summary>
    public static string Of(string prefix, string employmentId, int number) => $"{prefix}_{employmentId[^Length..]}{number:D2}";

    /// <summary>The employment and the number behind an id; null when it is none.</summary>
    public static (string EmploymentId, int Number)? Read(string prefix, string id)
    {
        var start = prefix.Length + 1;
        return id.StartsWith($"{prefix}_", StringComparison.Ordinal)
            && id.Length >= start + Length + 2
            && $"{RetentionPlans.Kind.Prefix}_{id.Substring(start, Length)}" is var employmentId
            && Id.IsValid(RetentionPlans.Kind.Prefix, employmentId)
            && int.TryParse(id.AsSpan(start + Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Of(prefix, employmentId, number) == id
            ? (employmentId, number)
            : null;
    }
}
