using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Webhooks;

/// <summary>
/// The subscribers' secrets. None is kept: each is made of the setting <c>Webhooks:MasterKey</c>, the subscription's id and the secret's number
/// whenever it is needed. Who has the master key has them all; who has the tables, a backup or the journal has none.
/// </summary>
public sealed class WebhookSecrets(IConfiguration settings)
{
    private const int ShortestKey = 32;

    private readonly Lazy<byte[]?> _master = new(() => settings["Webhooks:MasterKey"] is { Length: > 0 } text
        ? Convert.FromBase64String(text) is { Length: >= ShortestKey } key
            ? key
            : throw new InvalidOperationException($"The setting Webhooks:MasterKey has fewer than {ShortestKey} bytes.")
        : null);

    /// <summary>Whether there is a master key.</summary>
    public bool AreThere => _master.Value is not null;

    /// <summary>A subscription's secret, as its receiver keeps it.</summary>
    /// <param name="subscriptionId">Which subscription.</param>
    /// <param name="number">Which of its secrets, from 1.</param>
    /// <exception cref="InvalidOperationException">There is no master key.</exception>
    public string Of(string subscriptionId, int number)
    {
        var master = _master.Value ?? throw new InvalidOperationException("The setting Webhooks:MasterKey is missing.");
        return WebhookSignature.SecretPrefix + Convert.ToBase64String(HMACSHA256.HashData(master, Encoding.ASCII.GetBytes($"webhook/{subscriptionId}/{number}")));
    }
}
