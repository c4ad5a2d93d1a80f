using System.Net;
using System.Text;

namespace RecruitRetain.Correspondence;

/// <summary>A mail's words: a subject, paragraphs, and at most one thing to do.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="Paragraphs">Plain text; nothing in them is taken for markup.</param>
/// <param name="Action">A button's words and where it leads.</param>
/// <param name="Attachments">Files to go with it.</param>
public sealed record Letter(
    string Subject, IReadOnlyList<string> Paragraphs, (string Words, Uri Address)? Action = null, IReadOnlyList<Enclosure>? Attachments = null)
{
    /// <summary>The mail for those who read plain text.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var paragraph in Paragraphs)
        {
            text.Append(paragraph).Append("\n\n");
        }

        if (Action is { } action)
        {
            text.Append(action.Words).Append(": ").Append(action.Address).Append("\n\n");
        }

        return text.Append(Signature).Append('\n').ToString();
    }

    /// <summary>The same as HTML.</summary>
    public string Html()
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>")
            .Append(WebUtility.HtmlEncode(Subject))
            .Append("</title></head><body style=\"font-family:Arial,sans-serif;font-size:16px;line-height:1.5;color:#0b0c0c;max-width:38em;margin:0 auto;padding:1em\">");
        foreach (var paragraph in Paragraphs)
        {
            html.Append("<p>").Append(WebUtility.HtmlEncode(paragraph).Replace("\n", "<br>", StringComparison.Ordinal)).Append("</p>");
        }

        if (Action is { } action)
        {
            html.Append("<p><a href=\"").Append(WebUtility.HtmlEncode(action.Address.AbsoluteUri))
                .Append("\" style=\"background:#00703c;color:#fff;padding:.6em 1em;text-decoration:none;font-weight:bold\">")
                .Append(WebUtility.HtmlEncode(action.Words)).Append("</a></p>");
        }

        return html.Append("<p>").Append(Signature).Append("</p></body></html>").ToString();
    }

    private const string Signature = "Children's Services recruitment and retention team";
}

/// <summary>A file that goes with a mail.</summary>
public sealed record Enclosure(string FileName, string ContentType, byte[] Content);
