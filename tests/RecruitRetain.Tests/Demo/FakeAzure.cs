using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Tests.Demo;

/// <summary>Stands in for an embedded Azure: a clock that obeys, tokens that tell whose they are, a mailbox, a bus, and an API that echoes.</summary>
internal sealed class FakeAzure : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly List<string> _calls = [];

    private FakeAzure(WebApplication application) => _application = application;

    public HttpClient Client { get; private set; } = new();

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>What was called, but for looking at the clock, the mails and the messages.</summary>
    public IReadOnlyList<string> Calls => _calls;

    public List<JsonObject> Mails { get; } = [];

    public List<JsonObject> Messages { get; } = [];

    public static async Task<FakeAzure> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var fake = new FakeAzure(builder.Build());
        fake.Map();
        await fake._application.StartAsync();
        fake.Client = new HttpClient { BaseAddress = new Uri(fake._application.Urls.First()) };
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }

    private void Map()
    {
        _application.MapGet("/local/clock", Clock);
        _application.MapPost("/local/clock/{move}", async (string move, HttpRequest request) =>
        {
            var body = (await JsonNode.ParseAsync(request.Body))!;
            _calls.Add($"clock {move} {body.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal)}");
            Now = body["to"] is { } to ? to.GetValue<DateTimeOffset>() : Now;
            return Clock();
        });
        _application.MapPost("/local/tokens", async (HttpRequest request) =>
        {
            var body = (await JsonNode.ParseAsync(request.Body))!;
            _calls.Add($"token {body.ToJsonString()}");
            return Results.Json(new { access_token = $"token-of-{body["sub"]}", token_type = "Bearer", expires_in = 8 * 60 * 60 });
        });
        _application.MapGet("/local/mails", (long after, string? to) =>
            Results.Json(Mails.Where(mail => (long)mail["id"]! > after && (to is null || (string)mail["to"]! == to))));
        _application.MapGet("/local/messages", (long after) => Results.Json(Messages.Where(message => (long)message["sequence"]! > after)));
        _application.Map("/api/{**rest}", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            _calls.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            if (context.Request.Query["mails"] is [{ } to])
            {
                Mail(to, "Your offer from the council", "https://council.example/offer/abc");
            }

            context.Response.StatusCode = context.Request.Query["status"] is [{ } status] ? int.Parse(status, CultureInfo.InvariantCulture) : 200;
            context.Response.Headers.ETag = "\"v1\"";
            await context.Response.WriteAsJsonAsync(new
            {
                id = "vac_1",
                posts = 3,
                open = true,
                closedAt = (string?)null,
                items = new[] { new { name = "first" }, new { name = "second" } },
                tags = new[] { "red", "green" },
                authorization = context.Request.Headers.Authorization.ToString(),
                type = context.Request.ContentType,
                body,
            });
        });
    }

    public void Mail(string to, string subject, params string[] links) => Mails.Add(new JsonObject
    {
        ["id"] = Mails.Count + 1L,
        ["to"] = to,
        ["subject"] = subject,
        ["text"] = "Please answer by Friday.",
        ["html"] = null,
        ["at"] = Now,
        ["links"] = new JsonArray([.. links.Select(link => JsonValue.Create(link))]),
    });

    public void Message(string entity, string subject) => Messages.Add(new JsonObject
    {
        ["sequence"] = Messages.Count + 1L,
        ["entity"] = entity,
        ["messageId"] = "emp_1/12/pay",
        ["subject"] = subject,
        ["body"] = """{"pence":100000}""",
        ["at"] = Now,
    });

    private IResult Clock() => Results.Json(new { now = Now, held = true });
}
