using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Api;

/// <summary>The operations in <c>docs/api.md</c> are those of the OpenAPI document.</summary>
public sealed class ApiGuideTests
{
    private const string Begin = "<!-- operations -->";
    private const string End = "<!-- /operations -->";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_guide_shows_the_operations_that_there_are()
    {
        var guide = (await File.ReadAllTextAsync(Guide(), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");

        Assert.True(
            guide.Split(Begin)[1].Split(End)[0].Trim() == Operations(),
            "docs/api.md is not up to date. Build, then `RecruitRetain.Tests -explicit only -method \"*ApiGuideTests.The_guide_is_written\"` writes it anew.");
    }

    [Fact(Explicit = true)]
    public async Task The_guide_is_written()
    {
        var guide = (await File.ReadAllTextAsync(Guide(), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        await File.WriteAllTextAsync(Guide(), $"{guide.Split(Begin)[0]}{Begin}\n\n{Operations()}\n\n{End}\n", TestContext.Current.CancellationToken);
    }

    private static string Operations()
    {
        var document = JsonNode.Parse(OpenApiDocument.Text)!;
        var text = new StringBuilder();
        foreach (var tag in document["tags"]!.AsArray())
        {
            text.Append("## ").Append(tag!["name"]).Append("\n\n").Append(tag["description"]).Append("\n\n");
            foreach (var (path, methods) in document["paths"]!.AsObject())
            {
                foreach (var (method, operation) in methods!.AsObject().Where(operation => (string)operation.Value!["tags"]![0]! == (string)tag["name"]!))
                {
                    Append(text, method.ToUpperInvariant(), path, operation!);
                }
            }
        }

        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, string method, string path, JsonNode operation)
    {
        text.Append("### ").Append(operation["summary"]).Append("\n\n`").Append(method).Append(' ').Append(path).Append("` – ").Append(operation["description"]).Append("\n\n");
        foreach (var parameter in (operation["parameters"] as JsonArray ?? []).Where(parameter => (string)parameter!["in"]! == "query" && (string)parameter["name"]! is not ("size" or "cursor")))
        {
            text.Append("- `?").Append(parameter!["name"]).Append("=`: ").Append(parameter["description"]).Append('\n');
        }

        foreach (var (type, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
        {
            var example = content!["example"]!;
            var written = example.GetValueKind() == JsonValueKind.String ? (string)example! : example.ToJsonString(Readable);
            text.Append(text[^1] == '\n' && text[^2] != '\n' ? "\n" : "").Append("```").Append(type == "application/json" ? "json" : "text").Append('\n').Append(written.Trim()).Append("\n```\n\n");
        }

        var responses = operation["responses"]!.AsObject();
        var well = responses.First(response => response.Key[0] == '2');
        text.Append(text[^1] == '\n' && text[^2] != '\n' ? "\n" : "").Append("Answers ").Append(well.Key);
        if (well.Value!["content"] is JsonObject contents)
        {
            text.Append(" with ").AppendJoin(" or ", contents.Select(content => Kind(content.Key, content.Value!["schema"]!)));
        }

        var problems = responses.Where(response => response.Value!["$ref"] is null && response.Key[0] == '4')
            .Select(response => $"{response.Key} {string.Join(", ", ApiPage.CodesOf(response.Value!).Select(code => $"`{code}`"))}").ToList();
        text.Append(problems.Count > 0 ? $"; otherwise {string.Join("; ", problems)}" : "").Append(".\n\n");
    }

    private static string Kind(string type, JsonNode schema) => type == "application/json"
        ? schema["$ref"] is { } reference ? $"`{((string)reference!).Split('/')[^1]}`" : "JSON"
        : $"`{type}`";

    private static string Guide([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "api.md");
}
