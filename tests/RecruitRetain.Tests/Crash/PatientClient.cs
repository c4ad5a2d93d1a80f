using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RecruitRetain.Tests.Crash;

/// <summary>
/// A client as it should be: it repeats a request under the same Idempotency-Key until it is answered, however often the server dies under
/// it, and takes for done only what was acknowledged.
/// </summary>
internal sealed class PatientClient(Uri baseAddress) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(1) })
    {
        BaseAddress = baseAddress,
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly Dictionary<string, string> _tokens = [];
    private volatile TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _acknowledged;

    /// <summary>How many requests were answered.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>How many had to be sent again because the server died.</summary>
    public int Repeated { get; private set; }

    /// <summary>Tells everybody who waits that the server is up, or lets them wait because it is down.</summary>
    public void Server(bool up)
    {
        if (up)
        {
            _up.TrySetResult();
        }
        else if (_up.Task.IsCompleted)
        {
            _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task<JsonElement> GetAsync(string path, string? who = null, params string[] roles) => SendAsync(HttpMethod.Get, path, null, null, who, roles);

    public Task<JsonElement> PostAsync(string path, string key, object? body, string? who = null, params string[] roles) =>
        SendAsync(HttpMethod.Post, path, key, body, who, roles);

    /// <summary>Moves the clock to a London time, and goes on until it is there.</summary>
    public async Task AdvanceAsync(string london)
    {
        var local = DateTime.Parse(london, CultureInfo.InvariantCulture);
        var to = new DateTimeOffset(local, Shared.UkCalendar.InLondon(new DateTimeOffset(local, TimeSpan.Zero)).Offset).ToUniversalTime();
        while ((await GetAsync("/local/clock")).GetProperty("now").GetDateTimeOffset() < to)
        {
            await TryAsync(() => Request(HttpMethod.Post, "/local/clock/advance", null, new { to }, null));
        }

        lock (_tokens)
        {
            _tokens.Clear();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? key, object? body, string? who, string[] roles)
    {
        while (true)
        {
            var token = who is null ? null : await TokenAsync(who, roles);
            if (token is "" || await TryAsync(() => Request(method, path, key, body, token)) is not var (status, text))
            {
                continue;
            }

            Assert.True(status is >= 200 and < 300, $"{method} {path} → {status}: {text}");
            Interlocked.Increment(ref _acknowledged);
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        }
    }

    private async Task<string> TokenAsync(string who, string[] roles)
    {
        lock (_tokens)
        {
            if (_tokens.TryGetValue(who, out var known))
            {
                return known;
            }
        }

        if (await TryAsync(() => Request(HttpMethod.Post, "/local/tokens", null, new { sub = who, roles, minutes = 60 * 24 * 7 }, null)) is not var (_, text))
        {
            return "";
        }

        var token = JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()!;
        lock (_tokens)
        {
            _tokens[who] = token;
        }

        return token;
    }

    /// <summary>Sends once; null if the server was not there to the end.</summary>
    private async Task<(int Status, string Text)?> TryAsync(Func<HttpRequestMessage> request)
    {
        await _up.Task;
        try
        {
            using var message = request();
            using var answer = await _http.SendAsync(message);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TaskCanceledException)
        {
            Repeated++;
            return null;
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? key, object? body, string? token)
    {
        var message = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            message.Headers.Add("Idempotency-Key", key);
        }

        if (token is not null)
        {
            message.Headers.Add("Authorization", $"Bearer {token}");
        }

        if (body is not null)
        {
            message.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        }

        return message;
    }
}
