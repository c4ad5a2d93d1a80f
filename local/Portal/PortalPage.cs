using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RecruitRetain.Local.Demo;

namespace RecruitRetain.Local;

/// <summary>One page of the portal, and what its parts have in common.</summary>
internal sealed record PortalPage(string Title, Html Body, int Status = StatusCodes.Status200OK)
{
    /// <summary>How many rows a page lists.</summary>
    public const int Rows = 50;

    private const string Style = """
        *{box-sizing:border-box}
        body{margin:0;font:1rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}
        .wide{max-width:75rem;margin:0 auto;padding:0 1rem}
        header{background:#0b0c0c;color:#fff}
        header .wide{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;padding-top:.6rem;padding-bottom:.6rem}
        header a{color:#fff;font-weight:bold;font-size:1.25rem;text-decoration:none}
        header p{margin:0}
        .parts{border-bottom:1px solid #b1b4b6;background:#f3f2f1}
        .parts ul{display:flex;flex-wrap:wrap;list-style:none;margin-top:0;margin-bottom:0}
        .parts li{margin-right:1.5rem}
        .parts a{display:inline-block;padding:.6rem 0;text-decoration:none;border-bottom:4px solid transparent}
        .parts a[aria-current]{border-color:#1d70b8;font-weight:bold}
        main.wide{padding-top:1.5rem;padding-bottom:3rem}
        h1{font-size:2rem;line-height:1.2;margin:0 0 1.5rem;overflow-wrap:anywhere}
        h2{font-size:1.4rem;line-height:1.25;margin:2rem 0 .75rem}
        a{color:#1d70b8}a:hover{color:#003078}
        a:focus,button:focus,input:focus,select:focus,summary:focus{outline:3px solid #fd0;outline-offset:0;box-shadow:0 0 0 5px #0b0c0c}
        a:focus{background:#fd0;color:#0b0c0c;box-shadow:0 4px #0b0c0c}
        .skip{position:absolute;left:-99rem}.skip:focus{position:static;display:block;padding:.5rem 1rem}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}
        caption{text-align:left;font-weight:bold;padding-bottom:.4rem}
        th,td{text-align:left;vertical-align:top;padding:.45rem 1rem .45rem 0;border-bottom:1px solid #b1b4b6;overflow-wrap:anywhere;min-width:4rem}
        thead th{white-space:nowrap;overflow-wrap:normal}
        .n{text-align:right;padding-right:2rem}
        time{white-space:nowrap}
        dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;margin:0 0 1.5rem}
        dt,dd{margin:0;padding:.45rem 1rem .45rem 0;border-bottom:1px solid #b1b4b6}
        dt{font-weight:bold}dd{overflow-wrap:anywhere}
        pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:.9rem/1.45 ui-monospace,Consolas,monospace}
        form{margin:0}.row{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:flex-end;margin-bottom:1.5rem}
        label{display:block;font-weight:bold;margin-bottom:.25rem}
        input,select{font:inherit;color:inherit;padding:.35rem .5rem;border:2px solid #0b0c0c;background:#fff;min-height:2.5rem;max-width:100%}
        button{font:inherit;font-weight:bold;color:#fff;background:#00703c;border:0;border-bottom:2px solid #002d18;padding:.45rem .9rem;min-height:2.5rem;cursor:pointer}
        button:hover{background:#005a30}
        button.plain{color:#0b0c0c;background:#f3f2f1;border-bottom-color:#929191}button.plain:hover{background:#dbdad9}
        input[type=text],input[type=email]{width:22rem}
        .error{border:4px solid #d4351c;padding:1rem;margin-bottom:1.5rem}.error h2{margin-top:0}
        .tag{font-weight:bold}.bad{color:#aa2a16}
        iframe{width:100%;height:32rem;border:1px solid #b1b4b6;background:#fff}
        """;

    private static readonly (string Path, string Name)[] Parts =
    [
        ("/local", "Overview"),
        ("/local/functions", "Functions"),
        ("/local/instances", "Instances"),
        ("/local/tables", "Tables"),
        ("/local/queues", "Queues"),
        ("/local/mailbox", "Mailbox"),
        ("/local/set-aside", "Set aside"),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A page that says what is wrong.</summary>
    public static PortalPage Problem(int status, string message) => new(
        "There is a problem", Html.Of($"<div class=\"error\" role=\"alert\"><p>{message}</p></div><p><a href=\"/local\">Overview</a></p>"), status);

    /// <summary>A table with a caption, or a sentence where it has no rows. A heading that begins with <c>#</c> is one of numbers.</summary>
    public static Html Table(string caption, string[] headings, IEnumerable<Html[]> rows, string none = "None.")
    {
        var cells = rows.ToList();
        if (cells.Count == 0)
        {
            return Html.Of($"<p><strong>{caption}:</strong> {none}</p>");
        }

        var classes = headings.Select(heading => heading.StartsWith('#') ? new Html(" class=\"n\"") : Html.None).ToList();
        var head = Html.Each(headings.Zip(classes), heading => Html.Of($"<th scope=\"col\"{heading.Second}>{heading.First.TrimStart('#')}</th>"));
        var body = Html.Each(cells, row => Html.Of(
            $"<tr>{Html.Each(row.Zip(classes), cell => Html.Of($"<td{cell.Second}>{cell.First}</td>"))}</tr>"));
        return Html.Of(
            $"<div class=\"scroll\"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>");
    }

    /// <summary>Names with their values; those without a value are left out.</summary>
    public static Html Facts(params IEnumerable<(string Name, Html Value)> facts) => Html.Of(
        $"<dl>{Html.Each(facts.Where(fact => fact.Value.Markup.Length > 0), fact => Html.Of($"<dt>{fact.Name}</dt><dd>{fact.Value}</dd>"))}</dl>");

    /// <summary>A link to a path with a query.</summary>
    public static Html Link(string text, string path, params ReadOnlySpan<(string Name, string? Value)> query) =>
        Html.Of($"<a href=\"{Address(path, query)}\">{text}</a>");

    /// <summary>The link to the next page of a list, if there is one.</summary>
    public static Html Next(string path, params ReadOnlySpan<(string Name, string? Value)> query) =>
        Html.Of($"<nav aria-label=\"Pages\" class=\"row\"><a href=\"{Address(path, query)}\" rel=\"next\">Next page</a></nav>");

    /// <summary>An instant by London's clocks.</summary>
    public static Html When(DateTimeOffset? instant) => instant is { } at
        ? Html.Of($"<time datetime=\"{at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}\">{London.At(at).ToString("ddd d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)}</time>")
        : Html.None;

    /// <summary>A text as it stands, JSON laid out.</summary>
    public static Html Code(string? text) => text is null ? Html.None : Html.Of($"<pre>{LayOut(text)}</pre>");

    /// <summary>A text without markup of its own.</summary>
    public static Html Text(object? value) => Html.Of($"{value}");

    /// <summary>A label with its field.</summary>
    public static Html Field(string label, string name, string? value, string type = "text") => Html.Of(
        $"<div><label for=\"{name}\">{label}</label><input id=\"{name}\" name=\"{name}\" type=\"{type}\" value=\"{value}\"></div>");

    /// <summary>A label with a choice.</summary>
    public static Html Choice(string label, string name, IEnumerable<string> values, string? chosen)
    {
        var options = Html.Each(values, value => Html.Of(
            $"<option value=\"{value}\"{(value == chosen ? new Html(" selected") : Html.None)}>{(value.Length == 0 ? "Any" : value)}</option>"));
        return Html.Of($"<div><label for=\"{name}\">{label}</label><select id=\"{name}\" name=\"{name}\">{options}</select></div>");
    }

    /// <summary>Answers with the page.</summary>
    public async Task WriteAsync(HttpContext http, LocalClock clock)
    {
        var path = http.Request.Path.Value!;
        var parts = Html.Each(Parts, part => Html.Of($"<li><a href=\"{part.Path}\"{Current(part.Path, path)}>{part.Name}</a></li>"));
        var page = Html.Of($$"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{Title}} – RecruitRetain, embedded Azure</title>
            <style>{{new Html(Style)}}</style></head>
            <body>
            <a class="skip" href="#main">Skip to main content</a>
            <header><div class="wide"><a href="/local">RecruitRetain, embedded Azure</a>
            <p>{{When(clock.GetUtcNow())}}{{(clock.IsHeld ? " (held)" : string.Empty)}}</p></div></header>
            <nav aria-label="Portal" class="parts"><ul class="wide">{{parts}}</ul></nav>
            <main id="main" class="wide">
            <h1>{{Title}}</h1>
            {{Body}}
            </main>
            </body>
            </html>
            """);
        var response = http.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(page.Markup, Encoding.UTF8, http.RequestAborted);
    }

    private static Html Current(string part, string path) =>
        path == part || (part != "/local" && path.StartsWith(part + "/", StringComparison.Ordinal)) ? new Html(" aria-current=\"page\"") : Html.None;

    private static string Address(string path, ReadOnlySpan<(string Name, string? Value)> query)
    {
        var address = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (!string.IsNullOrEmpty(value))
            {
                address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return address.ToString();
    }

    private static string LayOut(string text)
    {
        try
        {
            return text.AsSpan().TrimStart() is ['{' or '[', ..] ? JsonSerializer.Serialize(JsonElement.Parse(text), Indented) : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
