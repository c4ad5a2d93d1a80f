using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RecruitRetain.Webhooks;

/// <summary>
/// How a webhook is signed: the convention of standardwebhooks.com. <c>webhook-signature</c> holds, for each secret that is valid,
/// <c>v1,</c> and the base64 of HMAC-SHA256 over the event's id, the time of sending in seconds since 1970 and the body, with full stops between.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The beginning of a secret; what follows is its bytes in base64.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The value of the header.</summary>
    /// <param name="secrets">The secrets that are valid, the newest first.</param>
    /// <param name="id">The event's id, as the header <c>webhook-id</c> says it.</param>
    /// <param name="at">When it is sent, as the header <c>webhook-timestamp</c> says it.</param>
    /// <param name="body">The body, byte for byte.</param>
    public static string Of(IEnumerable<string> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")), .. body];
        return string.Join(' ', secrets.Select(secret =>
            $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), content))}"));
    }
}
