using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using RecruitRetain.Local;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests;

/// <summary>Somebody with a token: who they are and what they may do, in the words of the token's claims.</summary>
internal sealed record Staff(string Name, params string[] Roles)
{
    public static readonly Staff Recruiter = new("rachel", "recruiter");
    public static readonly Staff HiringManager = new("henry", "hiring-manager");
    public static readonly Staff Hr = new("hannah", "hr");
    public static readonly Staff OtherHr = new("harold", "hr");
    public static readonly Staff Payroll = new("paula", "payroll");
    public static readonly Staff Housing = new("hugo", "housing");
    public static readonly Staff Provider = new("petra", "provider") { ProviderId = "riverside" };
    public static readonly Staff Auditor = new("audrey", "auditor");
    public static readonly Staff Integration = new("data-platform", "integration");

    /// <summary>The housing association that a provider acts for.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The address in the token.</summary>
    public string? Email { get; init; }

    /// <summary>The teams that a hiring manager runs.</summary>
    public string[] Teams { get; init; } = [];
}

/// <summary>An HTTP answer, read whole.</summary>
internal sealed record Reply(int Status, string Text, string? ETag, string? Location, string? Link, string? RetryAfter)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Id => this["id"].GetString()!;

    /// <summary>A problem's stable code.</summary>
    public string Code => this["code"].GetString()!;

    /// <summary>The fields that a problem names.</summary>
    public IReadOnlyList<string> Fields => [.. this["errors"].EnumerateArray().Select(error => error.GetProperty("field").GetString()!)];

    public JsonElement this[string property] => Json.GetProperty(property);

    public Reply Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        return this;
    }

    public Reply Expect(int status, string code)
    {
        Expect(status);
        Assert.Equal(code, Code);
        return this;
    }
}

/// <summary>
/// The whole app in this process, on a store of its own and a clock that moves when told. Every step waits for all that comes of it; with
/// <see cref="Rebuilds"/> the app is then stopped and started again from its store.
/// </summary>
internal sealed partial class Council : IAsyncDisposable
{
    private readonly string _folder = Scratch.Folder("council-");
    private readonly Dictionary<string, string> _tokens = [];
    private HttpClient _http = new();
    private LocalHost? _host;
    private readonly Hygiene _hygiene = new();
    private Dictionary<string, string?> _settings = [];

    /// <summary>Whether the app is rebuilt from its store after every step.</summary>
    public bool Rebuilds { get; private init; }

    public LocalAzure Azure => _host!.Azure;

    public HttpClient Http => _http;

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _host!.Services;

    /// <summary>Now, as London's clocks show it.</summary>
    public DateTime Now => UkCalendar.InLondon(Azure.Clock.GetUtcNow()).DateTime;

    /// <summary>Opens at a time in London, <c>2026-03-02T09:00</c> (a Monday) unless told otherwise.</summary>
    public static async Task<Council> OpenAsync(string at = "2026-03-02T09:00", bool rebuilds = false, params (string Name, string Value)[] settings)
    {
        var council = new Council { Rebuilds = rebuilds };
        council._settings = settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value);
        await council.StartAsync(London(at));
        return council;
    }

    /// <summary>Stops the app and starts it again from its store.</summary>
    public async Task RebuildAsync()
    {
        await _host!.DisposeAsync();
        await StartAsync(null);
    }

    /// <summary>Stops the app, lets time pass, and starts it again.</summary>
    public async Task DownUntilAsync(string to)
    {
        await _host!.DisposeAsync();
        await using (var azure = LocalAzure.Open(Path.Combine(_folder, "store.db")))
        {
            await azure.Clock.AdvanceAsync(London(to));
        }

        await StartAsync(null);
        await SettleAsync();
    }

    public Task<Reply> GetAsync(Staff? who, string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, who, path, null, headers);

    /// <summary>Posts and waits for all that comes of it.</summary>
    /// <param name="who">Whose token is sent; null for none.</param>
    /// <param name="path">Like <c>/api/vacancies</c>.</param>
    /// <param name="body">An object to be sent as JSON, or text to be sent as it is, or content of another type; null for no body.</param>
    /// <param name="headers">Further headers, like <c>Idempotency-Key</c>.</param>
    public async Task<Reply> PostAsync(Staff? who, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var content = body is null ? null : body as HttpContent ?? new StringContent(body as string ?? Shared.Json.Write(body), Encoding.UTF8, "application/json");
        var reply = await SendAsync(HttpMethod.Post, who, path, content, headers);
        await StepDoneAsync();
        return reply;
    }

    /// <summary>Deletes and waits for all that comes of it.</summary>
    public async Task<Reply> DeleteAsync(Staff? who, string path)
    {
        var reply = await SendAsync(HttpMethod.Delete, who, path, null, []);
        await StepDoneAsync();
        return reply;
    }

    /// <summary>Moves the clock to a time in London, <c>2026-03-10T09:00</c>, or to the start of a day, <c>2026-03-10</c>.</summary>
    public async Task AdvanceAsync(string to)
    {
        await Azure.Clock.AdvanceAsync(London(to));
        _tokens.Clear();
        await StepDoneAsync();
    }

    /// <summary>Waits until nothing is left to do at this instant.</summary>
    public Task SettleAsync() => Azure.Clock.SettleAsync();

    /// <summary>Sends a message to a queue, as a neighbouring system would, and waits for all that comes of it.</summary>
    public async Task SendMessageAsync(string queue, object body, string? messageId = null)
    {
        var message = new ServiceBusMessage(body as string ?? Shared.Json.Write(body)) { ContentType = "application/json" };
        if (messageId is not null)
        {
            message.MessageId = messageId;
        }

        await Azure.Bus.SendAsync(queue, [message]);
        await StepDoneAsync();
    }

    /// <summary>The messages that lie in a queue, oldest first; the dead ones with <c>queue/$deadletterqueue</c>.</summary>
    public IReadOnlyList<ServiceBusReceivedMessage> Messages(string queue) => Azure.Bus.Peek(queue, 0, 10_000);

    /// <summary>An orchestration instance as it stands in the store; null if there is none of that id.</summary>
    public InstanceRow? Instance(string id) => Azure.Store.Read(session => session.Instance(id));

    /// <summary>The mails to an address, oldest first.</summary>
    public IReadOnlyList<Mail> MailsTo(string address) => [.. Azure.Mailbox.List(10_000, recipient: address).Reverse()];

    /// <summary>The same as lines like <c>2026-03-02 09:00 We have your application</c>, London time.</summary>
    public IReadOnlyList<string> MailLines(string address) =>
        [.. MailsTo(address).Select(mail => $"{UkCalendar.InLondon(mail.At):yyyy-MM-dd HH:mm} {mail.Subject}")];

    /// <summary>The path of the signed link in a mail, like <c>/api/links/…/offer</c>.</summary>
    public static string LinkIn(Mail mail) => SignedLink().Match(mail.Text!) is { Success: true } found
        ? found.Groups[1].Value
        : throw new InvalidOperationException($"There is no link in '{mail.Subject}'.");

    /// <summary>The token within the path of a signed link.</summary>
    public static string TokenIn(Mail mail) => LinkIn(mail).Split('/')[3];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
        _hygiene.Dispose();
        _hygiene.Check();
    }

    private static DateTimeOffset London(string text)
    {
        var at = DateTime.Parse(text, CultureInfo.InvariantCulture);
        return UkCalendar.StartOfDayUtc(DateOnly.FromDateTime(at)) is var midnight && at.TimeOfDay == TimeSpan.Zero
            ? midnight
            : new DateTimeOffset(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/London").GetUtcOffset(at)).ToUniversalTime();
    }

    private async Task StartAsync(DateTimeOffset? at)
    {
        _host = await LocalHost.StartAsync(
            builder =>
            {
                builder.AddRecruitRetain();
                builder.Logging.AddProvider(_hygiene);
                builder.Logging.AddFilter<Hygiene>((category, level) =>
                    level >= (category?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true ? LogLevel.Warning : LogLevel.Information));
            },
            typeof(Composition).Assembly,
            new LocalHostOptions
            {
                StorePath = Path.Combine(_folder, "store.db"),
                StartAt = at,
                Hold = true,
                Settings = new Dictionary<string, string?>(_settings) { ["Logging:LogLevel:Default"] = "Warning" },
            });
        _tokens.Clear();
        _http.Dispose();
        _http = new HttpClient(_hygiene, disposeHandler: false) { BaseAddress = _host.BaseAddress };
    }

    private async Task StepDoneAsync()
    {
        await SettleAsync();
        if (Rebuilds)
        {
            await RebuildAsync();
        }
    }

    private async Task<Reply> SendAsync(HttpMethod method, Staff? who, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (who is not null)
        {
            request.Headers.Authorization = new("Bearer", await TokenAsync(who));
        }

        using var response = await _http.SendAsync(request);
        return new Reply(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.ETag?.ToString(),
            response.Headers.Location?.OriginalString,
            response.Headers.TryGetValues("Link", out var link) ? link.First() : null,
            response.Headers.RetryAfter?.ToString());
    }

    private async Task<string> TokenAsync(Staff who)
    {
        if (_tokens.TryGetValue(who.Name, out var known))
        {
            return known;
        }

        var claims = new Dictionary<string, object> { ["sub"] = who.Name, ["roles"] = who.Roles };
        if (who.ProviderId is { } provider)
        {
            claims["provider"] = provider;
        }

        if (who.Teams.Length > 0)
        {
            claims["teams"] = who.Teams;
        }

        if (who.Email is { } email)
        {
            claims["email"] = email;
        }

        using var response = await _http.PostAsJsonAsync("/local/tokens", claims);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var issued = await response.Content.ReadFromJsonAsync<JsonElement>();
        var token = (issued.TryGetProperty("access_token", out var standard) ? standard : issued.GetProperty("token")).GetString()!;
        return _tokens[who.Name] = token;
    }

    [GeneratedRegex(@"https?://[^/\s]+(/api/links/\S+)")]
    private static partial Regex SignedLink();
}
