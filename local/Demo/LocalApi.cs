using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RecruitRetain.Local.Demo;

/// <summary>A mail in the mailbox, as <c>GET /local/mails</c> lists it. Ids ascend in the order of sending.</summary>
internal sealed record SentMail(long Id, string To, string? Subject, string? Text, string? Html, DateTimeOffset At, IReadOnlyList<string>? Links);

/// <summary>A message sent to a queue or topic, as <c>GET /local/messages</c> lists it. Sequences ascend in the order of sending.</summary>
internal sealed record SentMessage(long Sequence, string Entity, string? MessageId, string? Subject, string? Body, DateTimeOffset At);

/// <summary>The endpoints under <c>/local</c> of an embedded Azure: its clock, its token issuer, its mailbox and its bus.</summary>
internal sealed class LocalApi(HttpClient client)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The clock's instant.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        (await GetAsync<ClockAnswer>("local/clock", cancellationToken)).Now;

    /// <summary>Sets the clock of a fresh store to an instant, and holds it there.</summary>
    public async Task<DateTimeOffset> SetClockAsync(DateTimeOffset to, CancellationToken cancellationToken) =>
        (await PostAsync<ClockAnswer>("local/clock/set", new { to, hold = true }, cancellationToken)).Now;

    /// <summary>Advances the clock to an instant, with all that falls due on the way.</summary>
    public async Task<DateTimeOffset> AdvanceClockAsync(DateTimeOffset to, CancellationToken cancellationToken) =>
        (await PostAsync<ClockAnswer>("local/clock/advance", new { to }, cancellationToken)).Now;

    /// <summary>Waits until nothing is runnable.</summary>
    public async Task<DateTimeOffset> SettleAsync(CancellationToken cancellationToken) =>
        (await PostAsync<ClockAnswer>("local/clock/settle", new { }, cancellationToken)).Now;

    /// <summary>Mints a development token; answers how long it lasts by the clock.</summary>
    public async Task<(string Token, TimeSpan Lasts)> MintTokenAsync(string name, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var answer = await PostAsync<TokenAnswer>("local/tokens", new { sub = name, name, roles }, cancellationToken);
        return (answer.AccessToken, TimeSpan.FromSeconds(answer.ExpiresIn));
    }

    /// <summary>The mails after an id, oldest first; those to one address, if given.</summary>
    public Task<IReadOnlyList<SentMail>> MailsAsync(long after, string? to, CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<SentMail>>(
            string.Create(CultureInfo.InvariantCulture, $"local/mails?after={after}{(to is null ? null : $"&to={Uri.EscapeDataString(to)}")}"), cancellationToken);

    /// <summary>The messages after a sequence, oldest first.</summary>
    public Task<IReadOnlyList<SentMessage>> MessagesAsync(long after, CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<SentMessage>>(string.Create(CultureInfo.InvariantCulture, $"local/messages?after={after}"), cancellationToken);

    private Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    private Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, path, JsonContent.Create(body, options: Json), cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await client.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return response.IsSuccessStatusCode && JsonSerializer.Deserialize<T>(body, Json) is { } answer
                ? answer
                : throw Unmet($"{(int)response.StatusCode} {Excerpt.Of(body)}".TrimEnd());
        }
        catch (JsonException exception)
        {
            throw Unmet($"{Excerpt.Of(body)} ({exception.Message})");
        }

        UnmetException Unmet(string got) => new($"an answer of the embedded Azure to {method} /{path}", got);
    }

    private sealed record ClockAnswer([property: JsonRequired] DateTimeOffset Now);

    private sealed record TokenAnswer(
        [property: JsonRequired, JsonPropertyName("access_token")] string AccessToken,
        [property: JsonRequired, JsonPropertyName("expires_in")] int ExpiresIn);
}
