using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Access;
using RecruitRetain.Local;
using RecruitRetain.Local.Demo;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Access;

/// <summary>Every route gets what it should not: each request is answered in time and with a reason, and what is refused has changed nothing.</summary>
public sealed partial class FuzzTests : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "demo");
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly string _store = Scratch.Folder("fuzz-");
    private readonly List<string> _faults = [];
    private readonly SortedDictionary<int, int> _statuses = [];
    private LocalHost _host = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LocalHost.StartAsync(
            builder =>
            {
                builder.AddRecruitRetain();
                builder.Logging.SetMinimumLevel(LogLevel.Critical);
            },
            typeof(Composition).Assembly,
            new LocalHostOptions
            {
                StorePath = Path.Combine(_store, "store.db"),
                Settings = Enum.GetValues<Limited>().ToDictionary(what => $"RateLimit:{what}PerMinute", string? (_) => "0"),
            });
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = _host.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_store, recursive: true);
    }

    [Theory]
    [InlineData("journey.http")]
    [InlineData("campaign.http")]
    [InlineData("key-worker-homes.http")]
    public async Task Whatever_is_sent_before_each_step_of_a_journey_changes_nothing(string file)
    {
        using var vandal = new Vandal(this);
        using var client = new HttpClient(vandal) { BaseAddress = _host.BaseAddress };
        var path = Path.Combine(Folder, file);

        var result = await HttpPlayer.PlayAsync(HttpFile.Parse(await File.ReadAllTextAsync(path), path), client, new Story(TextWriter.Null, colours: false));

        Assert.Null(result.Unmet);
        Report(file);
    }

    [Fact]
    public async Task Every_route_answers_whatever_it_is_asked()
    {
        var path = Path.Combine(Folder, "journey.http");
        Assert.Null((await HttpPlayer.PlayAsync(HttpFile.Parse(await File.ReadAllTextAsync(path), path), _client, new Story(TextWriter.Null, colours: false))).Unmet);
        var token = await TokenAsync();
        var ids = Ids();
        var bodies = new SoundBodies(ids.SelectMany(table => table.Take(1)).GroupBy(id => id[..3]).ToDictionary(group => group.Key, group => group.First()));

        foreach (var route in RouteTable.Routes)
        {
            await _host.Azure.Clock.SettleAsync();
            var (before, commits) = (State(), _host.Azure.Store.Commits);
            var known = ids[route.Resource.Replace("-", "", StringComparison.Ordinal)].Take(2).ToList();
            foreach (var request in Requests(route, known, bodies))
            {
                using (request)
                {
                    request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", token);
                    var status = await AnswerAsync(request);
                    if (_host.Azure.Store.Commits == commits)
                    {
                        continue;
                    }

                    await _host.Azure.Clock.SettleAsync();
                    var after = State();
                    if (after != before && (status >= 400 || route.Method == "GET"))
                    {
                        _faults.Add($"{request.Method} {Excerpt.Of(request.RequestUri!.ToString())} was refused and changed the store: {before} -> {after}");
                    }

                    (before, commits) = (after, _host.Azure.Store.Commits);
                }
            }
        }

        // What was taken in goes its way for a week: no timer, no journey and no message stumbles over it, and every list can still be read.
        await _host.Azure.Clock.AdvanceAsync(_host.Azure.Clock.GetUtcNow().AddDays(8));
        token = await TokenAsync();
        foreach (var route in RouteTable.Routes.Where(route => route is { Method: "GET", Policy: AllowAttribute } && !route.Path.Contains('{')))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/{route.Path}") { Headers = { Authorization = new("Bearer", token) } };
            Assert.True(await AnswerAsync(request) is 200 or 400, $"{route.Path} cannot be read any more");
        }

        Assert.Empty(_host.Azure.Store.Read(session => session.Query("SELECT id || ': ' || failure FROM instances WHERE status = ?1", row => row.GetString(0), (long)OrchestrationRuntimeStatus.Failed)));
        Assert.Empty(_host.Azure.Store.Read(session => session.Query("SELECT entity || ': ' || dead_reason FROM bus_messages WHERE dead_reason IS NOT NULL", row => row.GetString(0))));
        var mails = _host.Azure.Mailbox.List(int.MaxValue);
        Assert.DoesNotContain(mails, mail => mail.Recipients.Any(recipient => recipient.Email.EndsWith("@evil.example", StringComparison.Ordinal)));
        Assert.DoesNotContain(mails, mail => mail.Subject.Contains('\n') || mail.Html?.Contains("<script>alert", StringComparison.Ordinal) == true);
        Report("all routes");
    }

    private void Report(string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {_statuses.Values.Sum()} requests; {string.Join(", ", _statuses.Select(status => $"{status.Value} times {status.Key}"))}.");
        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults.Take(20)));
    }

    private static IEnumerable<HttpRequestMessage> Requests(ApiRoute route, IReadOnlyList<string> known, SoundBodies bodies)
    {
        var template = OpenApiDocument.PathOf(route);
        string Path(string id) => Parameter().Replace(template, name => Uri.EscapeDataString(name.Groups[1].Value is "id" or "token" ? id : "1"));
        var usual = Path(known is [var first, ..] ? first : "per_00000000000000000000000000");
        var method = new HttpMethod(route.Method);
        var operation = SoundBodies.Operation(route.Method, template);
        var accepts = route.Operation?.Body is null ? null : route.Operation.Accepts;
        var sound = accepts switch
        {
            null => "{}",
            "application/json" => bodies.Of(operation),
            _ => File.ReadAllText(System.IO.Path.Combine(Folder, route.Path.StartsWith("application-imports", StringComparison.Ordinal) ? "campaign-applications.csv" : "establishment-2015.csv")),
        };

        HttpRequestMessage Request(string path, byte[]? body = null, string? mediaType = null) => new(method, path)
        {
            Content = method == HttpMethod.Get ? null : Content(body ?? Encoding.UTF8.GetBytes(sound), mediaType ?? accepts ?? "application/json"),
        };

        foreach (var word in template.Contains('{') ? Malice.Words : [])
        {
            yield return Request(Parameter().Replace(template, _ => Uri.EscapeDataString(word)));
        }

        var names = (operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : []).Where(parameter => parameter.GetProperty("in").GetString() == "query")
            .Select(parameter => parameter.GetProperty("name").GetString()!);
        foreach (var name in names.Append("no-such-parameter"))
        {
            foreach (var word in Malice.Words)
            {
                yield return Request($"{usual}?{name}={Uri.EscapeDataString(word)}");
            }

            yield return Request($"{usual}?{name}=1&{name}=2");
            yield return Request($"{usual}?{name}");
        }

        foreach (var (name, value) in Malice.Headers)
        {
            var request = Request(usual);
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }

            yield return request;
        }

        if (method == HttpMethod.Get)
        {
            yield break;
        }

        foreach (var mediaType in Malice.MediaTypes)
        {
            yield return Request(usual, mediaType: mediaType);
        }

        if (accepts is not null)
        {
            foreach (var body in accepts == "application/json" ? Malice.Spoilt(sound).Concat(Malice.Bent(sound)) : Malice.Tables(sound))
            {
                yield return Request(usual, body);
            }
        }
    }

    private async Task<int> AnswerAsync(HttpRequestMessage request)
    {
        using var patience = new CancellationTokenSource(Longest);
        var what = $"{request.Method} {Excerpt.Of(request.RequestUri!.ToString())} {(request.Content is { } content ? Excerpt.Of(Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(patience.Token))) : "")}";
        try
        {
            using var response = await _client.SendAsync(request, patience.Token);
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            var status = (int)response.StatusCode;
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;

            // What is no route, lacks the host's key or is no HTTP at all is answered before any of our code runs.
            var isOurs = status is not (400 or 401 or 404) || text.Length > 0;
            var isProblem = response.Content.Headers.ContentType?.MediaType == "application/problem+json";
            if (status >= 500 || (status >= 400 && isOurs && (!isProblem || !Code().IsMatch(JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()!))))
            {
                _faults.Add($"{what}: {status} {Excerpt.Of(text)}");
            }

            return status;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            _faults.Add($"{what}: {e.Message}");
            return 0;
        }
    }

    private async Task<string> TokenAsync()
    {
        using var answer = await _client.PostAsJsonAsync(
            "/local/tokens", new { sub = "mallory", roles = Enum.GetValues<Role>().Select(Caller.Word), teams = new[] { "children-in-need" }, provider = "riverside" });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    // What there is by table; of the links, their secrets are not known, so that the mails must do.
    private ILookup<string, string> Ids() => _host.Azure.Store.Read(session => session.Query(
            "SELECT DISTINCT name, pk FROM entities JOIN tables ON tbl = id WHERE rk GLOB 'event-*'", row => (Table: row.GetString(0), Id: row.GetString(1))))
        .Concat(_host.Azure.Mailbox.List(int.MaxValue).SelectMany(mail => Link().Matches(mail.Text ?? "")).Select(link => (Table: "links", Id: link.Groups[1].Value)))
        .ToLookup(row => row.Table, row => row.Id);

    // Everything but the answers kept for repeats, of which a refusal is one, the record of who read what, and counts that are kept once somebody has asked.
    private string State() => _host.Azure.Store.Read(session => session.Query(
        """
        SELECT count(*), coalesce(max(written), 0), coalesce(sum(length(data)), 0), (SELECT count(*) FROM mails), (SELECT count(*) FROM bus_sent), (SELECT count(*) FROM instances), (SELECT count(*) FROM inbox)
        FROM entities WHERE tbl NOT IN (SELECT id FROM tables WHERE name IN ('idempotency', 'audit')) AND rk NOT GLOB 'count|*'
        """,
        row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(row.GetInt64))).Single());

    private static ByteArrayContent Content(byte[] body, string mediaType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return content;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"/api/links/([^/\s]+)/")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Code();

    /// <summary>Sends spoilt copies of each request before it, with the same token to the same place.</summary>
    private sealed class Vandal(FuzzTests tests) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal) && request.Content is { } content)
            {
                var sound = (await content.ReadAsStringAsync(cancellationToken)).Trim();
                var isObject = sound.StartsWith('{');
                var before = tests.State();
                foreach (var copy in (isObject ? Malice.Spoilt(sound) : [[], [0xff, 0xfe, 0x00, 0xd8]]).Select(body => Copy(request, body, content.Headers.ContentType?.ToString() ?? ""))
                    .Concat(new[] { "", "text/plain", "application/xml" }.Select(type => Copy(request, Encoding.UTF8.GetBytes(sound), type))))
                {
                    using (copy)
                    {
                        var status = await tests.AnswerAsync(copy);
                        if (status < 400 || tests.State() != before)
                        {
                            tests._faults.Add($"{request.RequestUri.AbsolutePath}: {status}, and the store is {(tests.State() == before ? "the same" : "another")} after {Excerpt.Of(Encoding.UTF8.GetString(await copy.Content!.ReadAsByteArrayAsync(cancellationToken)))}");
                            before = tests.State();
                        }
                    }
                }
            }

            return await base.SendAsync(request, cancellationToken);
        }

        private static HttpRequestMessage Copy(HttpRequestMessage request, byte[] body, string mediaType)
        {
            var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = Content(body, mediaType) };
            foreach (var (name, values) in request.Headers.Where(header => header.Key != "Idempotency-Key"))
            {
                copy.Headers.TryAddWithoutValidation(name, values);
            }

            return copy;
        }
    }
}
