using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>All that is kept about a person as one page of HTML: no scripts, nothing from elsewhere, to be read on screen, on paper and aloud.</summary>
public static partial class AccessPage
{
    private const string Style =
        "body{font:19px/1.5 Arial,sans-serif;color:#0b0c0c;background:#fff;max-width:50rem;margin:0 auto;padding:1rem}"
        + "h1{font-size:2rem;line-height:1.2;margin:1rem 0 .5rem}h2{font-size:1.5rem;margin:2rem 0 .5rem}dl{margin:0 0 0 1rem}dt{font-weight:bold;margin-top:.5rem}"
        + "dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}ol{margin:0}.note{border-left:10px solid #b1b4b6;padding:.5rem 1rem;margin:1rem 0}"
        + "@media print{body{font-size:11pt;max-width:none;padding:0}}";

    /// <summary>The page.</summary>
    public static string Html(AccessPackage package)
    {
        const string Title = "What we keep about you";
        var html = new StringBuilder("<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(Title).Append("</title><style>").Append(Style).Append("</style></head><body><main><h1>").Append(Title).Append("</h1><p>As at ")
            .Append(UkCalendar.InLondon(package.MadeAt).ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture))
            .Append(". Other people are left out; members of staff stand here by what they are.</p><h2>What for, and who else is given it</h2><p>")
            .Append(Encode(package.Purposes)).Append("</p><ul>");
        foreach (var recipient in package.Recipients)
        {
            html.Append("<li>").Append(Encode(recipient)).Append("</li>");
        }

        html.Append("</ul><p>").Append(Encode(package.Rights)).Append("</p>");
        foreach (var part in package.Parts)
        {
            html.Append("<section><h2>").Append(Encode(part.Title)).Append("</h2>");
            if (part.ReadBeforeSending)
            {
                html.Append("<p class=\"note\">Before this is sent: staff wrote freely here. Read it for what it may tell of others, and black that out.</p>");
            }

            html.Append("<dl>");
            Field(html, "Our number for it", part.RecordId);
            Field(html, "Where it came from", part.Source);
            Field(html, "How long we keep it", part.KeptFrom);
            Field(html, "Until", part.KeptUntil is { } until ? UkCalendar.Words(until) : "that day is not known yet");
            Field(html, "Why", part.WhyKept);
            html.Append("</dl><h3>What it says</h3>");
            Append(html, part.Content);
            html.Append("</section>");
        }

        return html.Append("</main></body></html>").ToString();
    }

    private static void Field(StringBuilder html, string name, string? text)
    {
        if (text is not null)
        {
            html.Append("<dt>").Append(name).Append("</dt><dd>").Append(Encode(text)).Append("</dd>");
        }
    }

    private static void Append(StringBuilder html, JsonNode node)
    {
        switch (node)
        {
            case JsonObject properties:
                html.Append("<dl>");
                foreach (var (name, value) in properties)
                {
                    if (value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 }))
                    {
                        html.Append("<dt>").Append(Encode(Words(name))).Append("</dt><dd>");
                        Append(html, value);
                        html.Append("</dd>");
                    }
                }

                html.Append("</dl>");
                break;
            case JsonArray items:
                html.Append("<ol>");
                foreach (var item in items.OfType<JsonNode>())
                {
                    html.Append("<li>");
                    Append(html, item);
                    html.Append("</li>");
                }

                html.Append("</ol>");
                break;
            default:
                html.Append(Encode(node.ToString()));
                break;
        }
    }

    // noticeEndsOn: Notice ends on.
    private static string Words(string name)
    {
        var words = Capital().Replace(name, " $1").Trim().ToLowerInvariant();
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Capital();
}
