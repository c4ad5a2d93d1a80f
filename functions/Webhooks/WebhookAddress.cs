using System.Net;
using System.Net.Sockets;
using RecruitRetain.Shared;

namespace RecruitRetain.Webhooks;

/// <summary>
/// Where webhooks may go: to https on the public internet, and to nothing that only this app can reach. What a name leads to is looked at when a
/// connection is made (<see cref="WebhookSender"/>); what is said here of an address is all that is needed there.
/// </summary>
public static class WebhookAddress
{
    private const int LongestUrl = 2_000;

    // IANA's special-purpose registries (RFC 6890 and after), and the address at which Azure's machines reach their platform.
    private static readonly IPNetwork[] Refused =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    // Of IPv6 only this is given to the public internet: all else is local, multicast, mapped or kept back.
    private static readonly IPNetwork PublicIPv6 = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is on the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        return (address.AddressFamily == AddressFamily.InterNetwork || PublicIPv6.Contains(address))
            && !Array.Exists(Refused, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    /// <summary>Reads the address of a receiver.</summary>
    /// <param name="text">As it was given.</param>
    /// <param name="isLocal">Whether a host and port are those of a receiver on this machine, which the embedded build can be told to allow.</param>
    /// <returns>The address, or what was expected of it.</returns>
    public static (Uri? Url, FieldError? Error) Read(string? text, Func<Uri, bool> isLocal)
    {
        if (text is not { Length: > 0 and <= LongestUrl } || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return (null, new("url", $"an absolute https address, at most {LongestUrl} characters"));
        }

        if (isLocal(url))
        {
            return (url, null);
        }

        return url.Scheme != Uri.UriSchemeHttps ? Expected("https")
            : url.UserInfo.Length > 0 ? Expected("no user or password within it")
            : url.Fragment.Length > 0 ? Expected("nothing after a #")
            : IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) ? IsPublic(address) ? (url, null) : Expected("an address on the public internet")
            : !url.IdnHost.TrimEnd('.').Contains('.') ? Expected("the whole name of a host on the public internet")
            : (url, null);
    }

    private static (Uri?, FieldError?) Expected(string what) => (null, new("url", what));
}
