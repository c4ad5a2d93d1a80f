using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Api;

/// <summary>Every operation has a request in <c>docs/http</c> that works; what the API's document says of it is what comes back.</summary>
[Collection(nameof(PlayedRequests))]
public sealed class HttpFilesTests(PlayedRequests played)
{
    private const string HowToWrite = "Build, then `RecruitRetain.Tests -explicit only -method \"*HttpFilesTests.The_notes_are_written\"` writes OperationNotes.json anew; then docs/api.md.";

    private static readonly JsonSerializerOptions Written = new(Json.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonElement Document = JsonDocument.Parse(OpenApiDocument.Text).RootElement;

    /// <summary>What cannot be had in a file: a race between two people, a crash in the middle, the signature of the mail service, a key of the host.</summary>
    private static readonly string[] Refused = ["CompleteTeamEnrolment", "ReceiveMailEvents", "ShowReadiness", "WithdrawPaymentApproval"];

    [Fact]
    public void All_goes_as_the_files_say() => Assert.Null(played.Unmet);

    [Fact]
    public void Every_request_meets_a_route_and_every_route_has_a_request_that_it_does()
    {
        Assert.Empty(played.Requests.Where(request => request.Route is null).Select(request => $"{request.Where}: {request.Title}"));
        Assert.Equal(
            RouteTable.Routes.Select(route => route.Function).Except(Refused).Order(StringComparer.Ordinal),
            played.Requests.Where(request => request.Status < 400).Select(request => request.Route!.Function).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(RouteTable.Routes.Where(route => played.ExampleOf(route) is null).Select(route => route.Function));
    }

    [Fact]
    public void What_is_sent_and_answered_is_what_the_document_says()
    {
        var check = new SchemaCheck(Document);
        List<string> faults = [];
        foreach (var request in played.Requests)
        {
            var operation = Operation(request.Route!);
            var name = $"{request.Where}, '{request.Title}' ({request.Route!.Function})";
            if (request.Body.Length > 0 && request.Accepts == "application/json")
            {
                faults.AddRange(check.Faults(Parse(request.Body), Schema(operation.GetProperty("requestBody"), request.Accepts)).Select(fault => $"{name} sends {fault}"));
            }

            if (!operation.GetProperty("responses").TryGetProperty($"{request.Status}", out var response))
            {
                faults.Add($"{name} is answered {request.Status}, which is not documented");
            }
            else if (request.Produces is { } type)
            {
                response = response.TryGetProperty("$ref", out var reference) ? Document.GetProperty("components").GetProperty("responses").GetProperty(reference.GetString()!.Split('/')[^1]) : response;
                if (!response.TryGetProperty("content", out var content) || !content.TryGetProperty(type, out _))
                {
                    faults.Add($"{name} is answered in {type}, which is not documented");
                }
                else if (type.EndsWith("json", StringComparison.Ordinal))
                {
                    faults.AddRange(check.Faults(Parse(request.Answer), Schema(response, type)).Select(fault => $"{name} is answered {fault}"));
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void The_notes_on_the_operations_are_true()
    {
        foreach (var (function, notes) in played.Notes)
        {
            Assert.True(OperationNotes.All.TryGetValue(function, out var noted), $"There are no notes on {function}. {HowToWrite}");
            Assert.True(Core(notes) == Core(noted), $"The notes on {function} are not true any more.\nWritten: {Core(noted)}\nTrue:    {Core(notes)}\n{HowToWrite}");
        }

        Assert.Equal(played.Notes.Keys, OperationNotes.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_examples_in_the_document_fit_its_schemas()
    {
        var check = new SchemaCheck(Document);
        var faults =
            from path in Document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            from content in Contents(operation.Value)
            where content.TryGetProperty("example", out _)
            from fault in check.Faults(content.GetProperty("example"), content.GetProperty("schema"))
            select $"{operation.Value.GetProperty("operationId")}: {fault}";

        Assert.Empty(faults);
        Assert.Equal(
            RouteTable.Routes.Count(route => route.Operation is { Body: not null }),
            Document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
                .Count(operation => operation.Value.TryGetProperty("requestBody", out var body) && body.GetProperty("content").EnumerateObject().All(content => content.Value.TryGetProperty("example", out _))));
    }

    [Fact(Explicit = true)]
    public async Task The_notes_are_written() =>
        await File.WriteAllTextAsync(
            Path.Combine(Sources(), "functions", "Shared", "OperationNotes.json"), JsonSerializer.Serialize(played.Notes, Written) + "\n", TestContext.Current.CancellationToken);

    private static IEnumerable<JsonElement> Contents(JsonElement operation)
    {
        var bodies = operation.TryGetProperty("requestBody", out var body) ? [body] : Enumerable.Empty<JsonElement>();
        return bodies.Concat(operation.GetProperty("responses").EnumerateObject().Select(response => response.Value))
            .Where(one => one.TryGetProperty("content", out _)).SelectMany(one => one.GetProperty("content").EnumerateObject().Select(content => content.Value));
    }

    // What an answer says may differ each time, in order and in fingerprints; that it fits its schema is looked at elsewhere.
    private static string Core(OperationNotes notes) =>
        PlayedRequests.Masked(JsonSerializer.Serialize(notes with { Example = notes.Example with { Answer = null } }, Written));

    private static JsonElement Operation(ApiRoute route) => Document.GetProperty("paths").GetProperty(OpenApiDocument.PathOf(route)).GetProperty(route.Method.ToLowerInvariant());

    private static JsonElement Schema(JsonElement holder, string type) => holder.GetProperty("content").GetProperty(type).GetProperty("schema");

    private static JsonElement Parse(string text) => JsonDocument.Parse(text).RootElement;

    private static string Sources([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
}
