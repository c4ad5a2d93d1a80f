using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Webhooks;

/// <summary>What came of sending: a status, or what went wrong before there was one.</summary>
/// <param name="Status">The HTTP status; null where there was none.</param>
/// <param name="Fault"><c>address-refused</c>, <c>unreachable</c>, <c>not-trusted</c> (TLS) or <c>timeout</c>; null where there was an answer.</param>
public sealed record WebhookOutcome(int? Status, string? Fault)
{
    /// <summary>Whether the receiver has taken it: any 2xx.</summary>
    public bool IsTaken => Status is >= 200 and < 300;
}

/// <summary>
/// Posts to receivers. Each connection goes to an address that was looked at when it was made, so that a name that leads elsewhere the next moment
/// helps nobody. Redirects are not followed, nothing of an answer is read but its status, and a slow receiver is given up after a while.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(5);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Lazy<HashSet<string>> _local;
    private readonly HttpClient _http;

    /// <summary>Sends to the public internet, and to what the setting <c>Webhooks:LocalReceivers</c> names on this machine.</summary>
    public WebhookSender(IConfiguration settings)
        : this(settings, Dns.GetHostAddressesAsync)
    {
    }

    internal WebhookSender(IConfiguration settings, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _resolve = resolve;
        _local = new(() => LocalReceivers(settings));
        _http = new HttpClient(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = LongestConnecting,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            UseCookies = false,
            UseProxy = false,
        })
        { Timeout = Longest };
    }

    /// <summary>Whether an address is that of a receiver on this machine that the embedded build was told to allow.</summary>
    public bool IsLocal(Uri url) => _local.Value.Contains(url.Authority);

    /// <summary>Posts an event.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="at">The time that is signed.</param>
    /// <param name="signature">The signature over all three.</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<WebhookOutcome> SendAsync(Uri url, string id, DateTimeOffset at, string signature, byte[] body, CancellationToken cancellationToken)
    {
        // A setting that must not be there is no fault of the receiver's.
        _ = _local.Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("RecruitRetain", "1.0"));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new((int)response.StatusCode, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, "timeout");
        }
        catch (HttpRequestException e)
        {
            return new(null, e.InnerException is AddressRefusedException ? "address-refused" : e.InnerException is AuthenticationException ? "not-trusted" : "unreachable");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : await _resolve(host, cancellationToken);
        var allowed = IsLocal(context.InitialRequestMessage.RequestUri!) ? (Predicate<IPAddress>)IPAddress.IsLoopback : WebhookAddress.IsPublic;
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, allowed))
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Only where the app's own store is on this machine too, which it is in the embedded build and nowhere else.
    private static HashSet<string> LocalReceivers(IConfiguration settings)
    {
        var named = (settings["Webhooks:LocalReceivers"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return named.Length == 0 || (Uri.TryCreate(settings["Storage:tableServiceUri"], UriKind.Absolute, out var store) && store.IsLoopback)
            ? named.ToHashSet(StringComparer.OrdinalIgnoreCase)
            : throw new InvalidOperationException("The setting Webhooks:LocalReceivers is for the embedded build only. Remove it.");
    }

    private sealed class AddressRefusedException() : Exception("The name leads to an address to which nothing is sent.");
}
