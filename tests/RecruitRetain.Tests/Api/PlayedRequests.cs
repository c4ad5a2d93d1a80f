using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RecruitRetain.Access;
using RecruitRetain.Local;
using RecruitRetain.Local.Demo;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Api;

/// <summary>A request of <c>docs/http</c> to the API, as it was sent and answered.</summary>
/// <param name="Where">Its file.</param>
/// <param name="Title">Its title in the file.</param>
/// <param name="Route">The route that it met; null for none.</param>
/// <param name="Path">The path.</param>
/// <param name="Parameters">The values of the parameters in its path.</param>
/// <param name="Query">Those of its query.</param>
/// <param name="Accepts">The media type of the body; null for none.</param>
/// <param name="Body">The body.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Produces">The media type of the answer; null for none.</param>
/// <param name="Answer">The answer.</param>
internal sealed record PlayedRequest(
    string Where,
    string Title,
    ApiRoute? Route,
    string Path,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Query,
    string? Accepts,
    string Body,
    int Status,
    string? Produces,
    string Answer);

/// <summary>The holdings of a table on people.</summary>
/// <param name="Type">The name of the type that knows of them.</param>
/// <param name="IsPersonal">Whether they are about one person each.</param>
/// <param name="Kinds">The kinds of record, where they were seen; empty where the type's source says them.</param>
internal sealed record TableHoldings(string Type, bool IsPersonal, RecordKind[] Kinds);

/// <summary>The files of <c>docs/http</c>, played in the order of their names on one store, and the problems that the code of each operation can come to.</summary>
[CollectionDefinition(nameof(PlayedRequests))]
public sealed partial class PlayedRequests : IAsyncLifetime, ICollectionFixture<PlayedRequests>
{
    private const string LinkToken = "the-secret-out-of-the-link-in-the-mail";

    private static readonly IReadOnlyList<(ApiRoute Route, Regex Path)> Paths =
    [
        .. RouteTable.Routes.OrderBy(route => OpenApiDocument.ParametersOf(route).Count)
            .Select(route => (route, new Regex($"^{Parameter().Replace(OpenApiDocument.PathOf(route), "(?<$1>[^/]+)")}$"))),
    ];

    private readonly string _folder = Scratch.Folder("http-");
    private readonly Recorder _recorder = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>Every request to the API, in order.</summary>
    internal List<PlayedRequest> Requests { get; } = [];

    /// <summary>What did not go as its file says; null if all did.</summary>
    public string? Unmet { get; private set; }

    /// <summary>What the notes on the operations have to be.</summary>
    public SortedDictionary<string, OperationNotes> Notes { get; } = new(StringComparer.Ordinal);

    /// <summary>The columns, in every table, of what was left behind.</summary>
    internal SortedDictionary<string, IReadOnlyList<string>> Columns { get; } = new(StringComparer.Ordinal);

    /// <summary>By table, what is kept of people.</summary>
    internal Dictionary<string, TableHoldings> Kept { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await using var host = await LocalHost.StartAsync(
            builder =>
            {
                builder.AddRecruitRetain();
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
            },
            typeof(Composition).Assembly,
            new LocalHostOptions { StorePath = Path.Combine(_folder, "store.db") });
        using var client = new HttpClient(_recorder) { BaseAddress = host.BaseAddress };
        foreach (var path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "http"), "*.http").Order(StringComparer.Ordinal))
        {
            var file = HttpFile.Parse(await File.ReadAllTextAsync(path), path);
            var before = Requests.Count;
            _recorder.Where = Path.GetFileName(path);
            var result = await HttpPlayer.PlayAsync(file, client, new Story(TextWriter.Null, colours: false));
            Unmet ??= result.Unmet?.ToString();
            Requests.AddRange(_recorder.Take().Zip(
                file.Steps.Where(step => step.Request is { } request && !request.Url.Source.Contains("/local/", StringComparison.Ordinal)),
                (sent, step) => sent with { Title = step.Title.Source }));
        }

        await ReadTablesAsync(host.Services);
        var problems = new ReachableProblems(host.Services);
        foreach (var route in RouteTable.Routes)
        {
            if (ExampleOf(route) is { } example)
            {
                Notes[route.Function] = new(problems.Of(route), Note(example));
            }
        }
    }

    private async Task ReadTablesAsync(IServiceProvider services)
    {
        var tables = services.GetRequiredService<TableServiceClient>();
        foreach (var table in Composition.Tables)
        {
            SortedSet<string> columns = new(StringComparer.Ordinal);
            await foreach (var row in tables.GetTableClient(table).QueryAsync<TableEntity>())
            {
                if (!row.RowKey.StartsWith("event-", StringComparison.Ordinal) && !row.RowKey.StartsWith("command-", StringComparison.Ordinal))
                {
                    columns.UnionWith(row.Keys.Where(column => !General().IsMatch(column)));
                }
            }

            Columns[table] = [.. columns];
        }

        foreach (var holdings in services.GetRequiredService<Holdings>().All)
        {
            var whole = holdings.GetType().IsGenericType;
            HashSet<RecordKind> kinds = [];
            await foreach (var id in whole ? holdings.RecordsAsync(default) : AsyncEnumerable.Empty<string>())
            {
                kinds.UnionWith((await holdings.OfRecordAsync(id, default)).Select(holding => holding.Kind));
            }

            Kept[holdings.Table] = new(holdings.GetType().Name, holdings is IPersonalHoldings, [.. kinds.Order()]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _recorder.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The request that stands for a route: the first that it did, or else the first that it refused.</summary>
    internal PlayedRequest? ExampleOf(ApiRoute route)
    {
        var sent = Requests.Where(request => request.Route == route).ToList();
        return sent.FirstOrDefault(request => request.Status < 400) ?? sent.FirstOrDefault();
    }

    private static OperationExample Note(PlayedRequest sent)
    {
        var names = new Dictionary<string, string>();
        return new(
            sent.Title,
            Values(sent.Parameters),
            Values(sent.Query),
            sent.Body.Length == 0 ? null : Read(sent.Body, sent.Accepts),
            sent.Status,
            sent.Answer.Length == 0 || sent.Route!.Function is nameof(ShowOpenApi) or nameof(ShowOpenApi.ShowApiPage) ? null : Shorten(Read(sent.Answer, sent.Produces)));

        Dictionary<string, string> Values(IReadOnlyDictionary<string, string> values) =>
            values.ToDictionary(value => value.Key, value => value.Key == "token" ? LinkToken : Named(value.Value));

        JsonNode Read(string text, string? type) => type?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(Named(text))! : JsonValue.Create(Begin(Named(text)));

        // Ids are random; in each example they are those of the first, second… thing of their kind.
        string Named(string text) => AnId().Replace(Local().Replace(text, "https://council.example"), id =>
        {
            var (prefix, random, part) = (id.Groups["prefix"].Value, id.Groups["id"].Value, id.Groups["part"].Value);
            if (!names.TryGetValue(random, out var name))
            {
                var number = names.Count(known => known.Value.StartsWith(prefix + "_", StringComparison.Ordinal)) + 1;
                names[random] = name = Id.From(prefix, SHA256.HashData([(byte)number]));
            }

            return $"{prefix}{name[prefix.Length..]}{part}";
        });
    }

    /// <summary>A text without what differs each time: the ids.</summary>
    internal static string Masked(string text) => AnId().Replace(text, "${prefix}_…${part}");

    private static string Begin(string text)
    {
        const int Most = 1_200;
        return text.Length <= Most ? text : text[..Most] + "…";
    }

    private static JsonNode Shorten(JsonNode node)
    {
        const int Most = 2;
        switch (node)
        {
            case JsonArray array:
                while (array.Count > Most)
                {
                    array.RemoveAt(Most);
                }

                array.OfType<JsonNode>().ToList().ForEach(item => Shorten(item));
                break;
            case JsonObject thing:
                thing.Select(member => member.Value).OfType<JsonNode>().ToList().ForEach(value => Shorten(value));
                break;
        }

        return node;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

    // Some ids are those of something else and a number: the payments of an employment.
    [GeneratedRegex(@"(?<![0-9a-z])(?<prefix>[a-z]+)_(?<id>[0-7][0-9a-hjkmnp-tv-z]{25})(?<part>\d*)(?![0-9a-z])")]
    private static partial Regex AnId();

    // Where keys, number, time and text of a row stand is said of all tables at once.
    [GeneratedRegex(@"^(odata\.etag|PartitionKey|RowKey|Timestamp|Number|Course|Import|Data\d+)$")]
    private static partial Regex General();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Local();

    private sealed class Recorder(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly List<PlayedRequest> _sent = [];

        public string Where { get; set; } = "";

        public List<PlayedRequest> Take()
        {
            var taken = _sent.ToList();
            _sent.Clear();
            return taken;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            if (path.StartsWith("/api/", StringComparison.Ordinal))
            {
                var (route, match) = Paths.Where(one => one.Route.Method == request.Method.Method)
                    .Select(one => ((ApiRoute?)one.Route, one.Path.Match(path))).FirstOrDefault(one => one.Item2.Success);
                _sent.Add(new(
                    Where,
                    "",
                    route,
                    path,
                    route is null ? new Dictionary<string, string>() : OpenApiDocument.ParametersOf(route).ToDictionary(name => name, name => Uri.UnescapeDataString(match.Groups[name].Value)),
                    QueryHelpers.ParseQuery(request.RequestUri.Query).ToDictionary(value => value.Key, value => value.Value.ToString()),
                    request.Content?.Headers.ContentType?.MediaType,
                    body,
                    (int)response.StatusCode,
                    response.Content.Headers.ContentType?.MediaType,
                    await response.Content.ReadAsStringAsync(cancellationToken)));
            }

            return response;
        }
    }
}
