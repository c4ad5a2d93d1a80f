using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Access;

/// <summary>
/// How often somebody without a token may post: so many in a burst, and that many a minute in the long run. The setting
/// <c>RateLimit:PublicPostsPerMinute</c> says how many from one address (30 without it, 0 for no limit). Each instance counts for itself.
/// </summary>
public sealed class RateLimit(IConfiguration settings, TimeProvider clock)
{
    private const int Usual = 30;

    private const int MostAddresses = 10_000;

    // By address, when its allowance is whole again (the generic cell rate algorithm).
    private readonly ConcurrentDictionary<string, DateTimeOffset> _wholeAt = new(StringComparer.Ordinal);

    private readonly int _perMinute = settings["RateLimit:PublicPostsPerMinute"] is { } text
        ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : Usual;

    /// <summary>Counts a request; answers how long to wait when it is one too many, otherwise null.</summary>
    public TimeSpan? Exceeded(HttpContext http)
    {
        if (_perMinute == 0 || !HttpMethods.IsPost(http.Request.Method))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (_wholeAt.Count >= MostAddresses)
        {
            Forget(now);
        }

        var each = TimeSpan.FromMinutes(1) / _perMinute;
        var address = AddressOf(http);
        while (true)
        {
            var known = _wholeAt.TryGetValue(address, out var wholeAt);
            var next = (known && wholeAt > now ? wholeAt : now) + each;
            if (next - now > TimeSpan.FromMinutes(1))
            {
                return next - now - TimeSpan.FromMinutes(1);
            }

            if (known ? _wholeAt.TryUpdate(address, next, wholeAt) : _wholeAt.TryAdd(address, next))
            {
                return null;
            }
        }
    }

    // The front end appends the caller's address last; what stands before it anybody can have written.
    private static string AddressOf(HttpContext http) =>
        http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() is { Length: > 0 } forwarded && IPEndPoint.TryParse(forwarded, out var caller)
            ? caller.Address.ToString()
            : http.Connection.RemoteIpAddress?.ToString() ?? "";

    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, wholeAt) in _wholeAt)
        {
            if (wholeAt <= now)
            {
                _wholeAt.TryRemove(new(address, wholeAt));
            }
        }
    }
}
