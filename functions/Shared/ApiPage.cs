using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RecruitRetain.Shared;

/// <summary>
/// The OpenAPI document as one page of HTML for people: no scripts, nothing from elsewhere, to be read on screen, on paper and aloud, and to be searched
/// with the browser's own search.
/// </summary>
public static partial class ApiPage
{
    private const string Title = "RecruitRetain: the API";

    private const string Style =
        "body{font:18px/1.5 Arial,sans-serif;color:#0b0c0c;background:#fff;max-width:60rem;margin:0 auto;padding:1rem}"
        + "h1{font-size:2rem;line-height:1.2;margin:1rem 0 .5rem}h2{font-size:1.5rem;line-height:1.3;margin:2.5rem 0 .75rem;padding-top:.5rem;border-top:2px solid #0b0c0c}"
        + "h3{font-size:1.15rem;margin:2rem 0 .25rem;padding-top:.75rem;border-top:1px solid #b1b4b6}h4{font-size:1rem;margin:.75rem 0 .25rem}p,ul{margin:.5rem 0}ul{padding-left:1.2rem}"
        + "a{color:#1d4f7c}a:focus{outline:3px solid #0b0c0c}nav ul{columns:2;font-size:.9rem}code,pre{font:.85em/1.4 monospace;overflow-wrap:anywhere}"
        + "pre{background:#f3f2f1;border-left:5px solid #b1b4b6;padding:.5rem .75rem;margin:.25rem 0;white-space:pre-wrap}.route{margin:.25rem 0}.route b{display:inline-block;min-width:3.5rem}"
        + "table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;font-weight:bold;padding:.5rem 0 .25rem}"
        + "th,td{text-align:left;font-weight:normal;padding:.25rem 1rem .25rem 0;border-bottom:1px solid #b1b4b6;vertical-align:top;overflow-wrap:anywhere}th,th code{overflow-wrap:normal}thead th{font-weight:bold}"
        + "@page{size:A4;margin:16mm 15mm}@media print{body{font-size:10pt;max-width:none;padding:0}pre,tr{break-inside:avoid}h2,h3,h4,caption{break-after:avoid}h2{break-before:page}a{color:inherit;text-decoration:none}thead{display:table-header-group}}";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<string> Made = new(() => Make(JsonNode.Parse(OpenApiDocument.Text)!.AsObject()));

    /// <summary>The page.</summary>
    public static string Html => Made.Value;

    private static string Make(JsonObject document)
    {
        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Method: operation.Key.ToUpperInvariant(), Path: path.Key, Says: operation.Value!.AsObject())))
            .ToLookup(operation => Text(operation.Says["tags"]![0]));
        var schemas = document["components"]!["schemas"]!.AsObject();
        var html = new StringBuilder("<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(Title).Append("</title><style>").Append(Style).Append("</style></head><body><main><h1>").Append(Title).Append("</h1><p>Version ").Append(Encode(document["info"]!["version"]))
            .Append(". ").Append(Encode(document["info"]!["description"])).Append(" For programs the same stands in <a href=\"openapi.json\">openapi.json</a>.</p><nav aria-label=\"Contents\">");
        foreach (var tag in document["tags"]!.AsArray())
        {
            html.Append("<p><b><a href=\"#").Append(Encode(tag!["name"])).Append("\">").Append(Encode(tag["name"])).Append("</a></b></p><ul>");
            foreach (var (_, _, says) in operations[Text(tag["name"])])
            {
                html.Append("<li><a href=\"#").Append(Encode(says["operationId"])).Append("\">").Append(Encode(says["summary"])).Append("</a></li>");
            }

            html.Append("</ul>");
        }

        html.Append("<p><a href=\"#Types\">Types</a></p></nav>");
        foreach (var tag in document["tags"]!.AsArray())
        {
            html.Append("<section><h2 id=\"").Append(Encode(tag!["name"])).Append("\">").Append(Encode(tag["name"])).Append("</h2><p>").Append(Encode(tag["description"])).Append("</p>");
            foreach (var (method, path, says) in operations[Text(tag["name"])])
            {
                Append(html, method, path, says, document["components"]!["responses"]!.AsObject());
            }

            html.Append("</section>");
        }

        html.Append("<section><h2 id=\"Types\">Types</h2>");
        foreach (var (name, schema) in schemas.Where(schema => schema.Value is JsonObject))
        {
            html.Append("<section><h3 id=\"type-").Append(Encode(name)).Append("\">").Append(Encode(name)).Append("</h3>");
            AppendMeaning(html, Text(schema!["description"]));
            if (schema["properties"] is JsonObject properties)
            {
                Append(html, $"Members of {name}", ["Name", "Kind", "Always there", "What it says"], properties.Select(property => new[]
                {
                    Code(property.Key),
                    Kind(property.Value),
                    schema["required"]?.AsArray().Any(required => Text(required) == property.Key) == true ? "yes" : "no",
                    Prose(property.Value?["description"]),
                }));
            }
            else if (schema["enum"] is null)
            {
                html.Append("<p>").Append(Kind(schema)).Append("</p>");
            }

            html.Append("</section>");
        }

        return html.Append("</section></main></body></html>").ToString();
    }

    private static void Append(StringBuilder html, string method, string path, JsonObject says, JsonObject responses)
    {
        html.Append("<section><h3 id=\"").Append(Encode(says["operationId"])).Append("\">").Append(Encode(says["summary"])).Append("</h3><p class=\"route\"><b>").Append(method)
            .Append("</b> ").Append(Code(path)).Append("</p><p>").Append(Encode(says["description"])).Append("</p>");
        if (says["parameters"] is JsonArray { Count: > 0 } parameters)
        {
            Append(html, "Parameters", ["Name", "Where", "Kind", "What it does"], parameters.Select(parameter => new[]
            {
                Code(Text(parameter!["name"])), Encode(parameter["in"]), Kind(parameter["schema"]), Prose(parameter["description"]),
            }));
        }

        if (says["requestBody"] is { } body)
        {
            foreach (var (type, content) in body["content"]!.AsObject())
            {
                html.Append("<h4>Body</h4><p>").Append(Code(type)).Append(": ").Append(Kind(content!["schema"])).Append("</p>");
                AppendExample(html, "Example of a body", content["example"]);
            }
        }

        var answers = says["responses"]!.AsObject().Select(response => (
            Status: response.Key, Says: response.Value!["$ref"] is { } reference ? responses[Text(reference).Split('/')[^1]]! : response.Value!)).ToList();
        foreach (var (status, answer) in answers.Where(answer => answer.Status[0] == '2'))
        {
            html.Append("<h4>Answer ").Append(status).Append("</h4>");
            foreach (var (type, content) in answer["content"]?.AsObject() ?? [])
            {
                html.Append("<p>").Append(Code(type)).Append(": ").Append(Kind(content!["schema"])).Append("</p>");
                AppendExample(html, "Example of an answer", content["example"]);
            }
        }

        Append(html, "What can go wrong", ["Status", "Codes", "Why"], answers.Where(answer => answer.Status[0] != '2').Select(answer => new[]
        {
            answer.Status,
            string.Join(", ", CodesOf(answer.Says).Select(code => Code(Text(code)))),
            Prose(answer.Says["description"]),
        }));
        html.Append("</section>");
    }

    /// <summary>The codes of the problems that a response of the document names.</summary>
    internal static IEnumerable<JsonNode?> CodesOf(JsonNode response) =>
        response["content"]?["application/problem+json"]?["schema"]?["allOf"]?[1]?["properties"]?["code"]?["enum"]?.AsArray() ?? [];

    // A sentence, and after an empty line perhaps a list.
    private static void AppendMeaning(StringBuilder html, string text)
    {
        var parts = text.Split("\n\n- ");
        html.Append("<p>").Append(Prose(parts[0])).Append("</p>");
        if (parts is [_, var list])
        {
            html.Append("<ul>").AppendJoin("", list.Split("\n- ").Select(item => $"<li>{Prose(item)}</li>")).Append("</ul>");
        }
    }

    private static void AppendExample(StringBuilder html, string name, JsonNode? example)
    {
        if (example is not null)
        {
            html.Append("<pre role=\"region\" tabindex=\"0\" aria-label=\"").Append(name).Append("\">")
                .Append(Encode(example.GetValueKind() == JsonValueKind.String ? Text(example) : example.ToJsonString(Readable))).Append("</pre>");
        }
    }

    private static void Append(StringBuilder html, string caption, string[] columns, IEnumerable<string[]> rows)
    {
        html.Append("<table><caption>").Append(Encode(caption)).Append("</caption><thead><tr>");
        foreach (var column in columns)
        {
            html.Append("<th scope=\"col\">").Append(column).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr><th scope=\"row\">").Append(row[0]).Append("</th>");
            foreach (var cell in row[1..])
            {
                html.Append("<td>").Append(cell).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
    }

    // What a value is, in words; HTML.
    private static string Kind(JsonNode? schema) => schema switch
    {
        JsonObject it when it["$ref"] is { } reference => Text(reference).Split('/')[^1] is var name ? $"<a href=\"#type-{Encode(name)}\">{Encode(name)}</a>" : "",
        JsonObject it when it["anyOf"] is JsonArray choices => string.Join(" or ", choices.Select(Kind).Where(kind => kind != "null")),
        JsonObject it when it["enum"] is JsonArray words => "one of " + string.Join(", ", words.Where(word => word is not null).Select(word => Code(Text(word)))),
        JsonObject it when it["const"] is { } only => Code(Text(only)),
        JsonObject it when it["items"] is { } items => $"list of {Kind(items)}",
        JsonObject it when it["properties"] is JsonObject members => "object with " + string.Join(", ", members.Select(member => Code(member.Key))),
        JsonObject it when it["type"] is JsonArray types => string.Join(" or ", types.Select(type => Word(Text(type), it["format"])).Where(word => word != "null")),
        JsonObject it when it["type"] is { } type => Word(Text(type), it["format"]),
        _ => "any JSON",
    };

    private static string Word(string type, JsonNode? format) => (type, format is null ? null : Text(format)) switch
    {
        ("string", "date") => "day",
        ("string", "date-time") => "time",
        ("string", _) => "text",
        ("integer", _) => "whole number",
        ("boolean", _) => "true or false",
        _ => type,
    };

    private static string Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node?.ToJsonString() ?? "";

    private static string Code(string text) => $"<code>{Encode(text)}</code>";

    // Words between backticks are code, as in Markdown.
    private static string Prose(JsonNode? node) => Ticked().Replace(Encode(node), "<code>$1</code>");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Ticked();

    private static string Encode(JsonNode? node) => Encode(Text(node));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
