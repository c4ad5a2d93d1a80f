using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RecruitRetain.Tests.Webhooks;

/// <summary>A request that a receiver got.</summary>
internal sealed record Received(string Path, string Id, long Timestamp, string Signature, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    /// <summary>When it was signed, in London.</summary>
    public string At => Shared.UkCalendar.InLondon(DateTimeOffset.FromUnixTimeSeconds(Timestamp)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Whether one of the signatures is made with the secret, as a receiver checks it.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}"));
        return Signature.Split(' ').Any(one => one.StartsWith("v1,", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(one["v1,".Length..]), expected));
    }
}

/// <summary>A receiver on this machine, which answers as it is told.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<Received> _requests = [];

    public Receiver()
    {
        Authority = $"127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add($"http://{Authority}/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>Host and port.</summary>
    public string Authority { get; }

    public string Url => $"http://{Authority}/hooks";

    /// <summary>The setting that lets the app send here.</summary>
    public (string, string) Setting => ("Webhooks:LocalReceivers", Authority);

    /// <summary>What it answers.</summary>
    public int Answers { get; set; } = 204;

    /// <summary>Where it sends callers on to; null for nowhere.</summary>
    public string? Location { get; set; }

    /// <summary>What it writes into its answers.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>Whether a caller went away in the middle of an answer.</summary>
    public bool WasCutOff { get; private set; }

    /// <summary>What it got, in order.</summary>
    public IReadOnlyList<Received> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public IReadOnlyList<string> Types => [.. Requests.Select(request => request.Type)];

    public void Forget()
    {
        lock (_requests)
        {
            _requests.Clear();
        }
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var headers = context.Request.Headers;
            lock (_requests)
            {
                _requests.Add(new(
                    context.Request.Url!.AbsolutePath,
                    headers["webhook-id"]!,
                    long.Parse(headers["webhook-timestamp"]!, CultureInfo.InvariantCulture),
                    headers["webhook-signature"]!,
                    body));
            }

            try
            {
                context.Response.StatusCode = Answers;
                if (Location is not null)
                {
                    context.Response.RedirectLocation = Location;
                }

                await context.Response.OutputStream.WriteAsync(Body);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // The caller reads no more than it wants.
                WasCutOff = true;
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
