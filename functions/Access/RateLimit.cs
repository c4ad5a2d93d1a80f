using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Access;

/// <summary>What somebody without a token does too often.</summary>
public enum Limited
{
    /// <summary>Posting: <c>RateLimit:PublicPostsPerMinute</c>, 30 without it.</summary>
    PublicPosts,

    /// <summary>Reading what is public: <c>RateLimit:PublicReadsPerMinute</c>, 300 without it.</summary>
    PublicReads,

    /// <summary>Trying links that open nothing: <c>RateLimit:WrongLinksPerMinute</c>, 20 without it.</summary>
    WrongLinks,

    /// <summary>Trying tokens that are not to be trusted: <c>RateLimit:WrongTokensPerMinute</c>, 60 without it.</summary>
    WrongTokens,
}

/// <summary>
/// How often somebody without a token may do a thing: so many in a burst, and that many a minute in the long run; 0 for no limit. Each instance
/// counts for itself and by address, so that nobody can use up what another has; and whoever holds a valid link or token is let in however
/// many wrong ones came from their address.
/// </summary>
public sealed class RateLimit(IConfiguration settings, TimeProvider clock)
{
    private const int MostAddresses = 10_000;

    private static readonly TimeSpan BetweenClearings = TimeSpan.FromSeconds(1);

    // By what and address, when the allowance is whole again (the generic cell rate algorithm).
    private readonly ConcurrentDictionary<(Limited, string), DateTimeOffset> _wholeAt = new();

    private readonly Dictionary<Limited, int> _perMinute = new()
    {
        [Limited.PublicPosts] = Setting(settings, "RateLimit:PublicPostsPerMinute", 30),
        [Limited.PublicReads] = Setting(settings, "RateLimit:PublicReadsPerMinute", 300),
        [Limited.WrongLinks] = Setting(settings, "RateLimit:WrongLinksPerMinute", 20),
        [Limited.WrongTokens] = Setting(settings, "RateLimit:WrongTokensPerMinute", 60),
    };

    private long _clearedAt;

    /// <summary>Counts a request; answers how long to wait when it is one too many, otherwise null.</summary>
    public TimeSpan? Exceeded(HttpContext http, Limited what)
    {
        var perMinute = _perMinute[what];
        if (perMinute == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (_wholeAt.Count >= MostAddresses)
        {
            Forget(now);
        }

        var each = TimeSpan.FromMinutes(1) / perMinute;
        var key = (what, AddressOf(http));
        while (true)
        {
            var known = _wholeAt.TryGetValue(key, out var wholeAt);
            var next = (known && wholeAt > now ? wholeAt : now) + each;
            if (next - now > TimeSpan.FromMinutes(1))
            {
                return next - now - TimeSpan.FromMinutes(1);
            }

            if (known ? _wholeAt.TryUpdate(key, next, wholeAt) : _wholeAt.TryAdd(key, next))
            {
                return null;
            }
        }
    }

    private static int Setting(IConfiguration settings, string name, int usual) =>
        settings[name] is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : usual;

    // The front end appends the caller's address last; what stands before it anybody can have written.
    private static string AddressOf(HttpContext http) =>
        http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() is { Length: > 0 } forwarded && IPEndPoint.TryParse(forwarded, out var caller)
            ? Neighbourhood(caller.Address)
            : http.Connection.RemoteIpAddress is { } remote ? Neighbourhood(remote) : "";

    // One subscriber has a whole /64 of IPv6 addresses to choose from.
    private static string Neighbourhood(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    private void Forget(DateTimeOffset now)
    {
        var cleared = Interlocked.Read(ref _clearedAt);
        if (now.Ticks - cleared < BetweenClearings.Ticks || Interlocked.CompareExchange(ref _clearedAt, now.Ticks, cleared) != cleared)
        {
            return;
        }

        foreach (var (key, wholeAt) in _wholeAt)
        {
            if (wholeAt <= now)
            {
                _wholeAt.TryRemove(new(key, wholeAt));
            }
        }
    }
}
