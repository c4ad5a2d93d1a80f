using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Local;

/// <summary><c>/local/mails</c>: what has been sent; <c>/local/mail-addresses</c>: what becomes of mail to an address.</summary>
internal static partial class MailEndpoints
{
    public static void Map(WebApplication app, Mailbox mailbox)
    {
        app.MapGet("/local/mails", http => List(http.Request.Query, mailbox).ExecuteAsync(http));
        app.MapGet("/local/mails/{id:long}", http => Find(http, mailbox).ExecuteAsync(http));
        app.MapPost("/local/mail-addresses", async http => await (await TreatAsync(http, mailbox)).ExecuteAsync(http));
    }

    /// <summary>The addresses that a mail links to, each once: those of its text, then those of its HTML.</summary>
    internal static IReadOnlyList<string> Links(Mail mail) =>
    [
        .. TextLink().Matches(mail.Text ?? string.Empty).Select(match => match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')'))
            .Concat(HtmlLink().Matches(mail.Html ?? string.Empty).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
            .Distinct(StringComparer.Ordinal),
    ];

    private static IResult List(IQueryCollection query, Mailbox mailbox) => TryRead(query["after"], out var after)
        ? Results.Json(mailbox.After(after, Text(query["to"]), Text(query["contains"])).Select(Show))
        : LocalJson.Wrong("'after' must be the id of a mail.");

    private static IResult Find(HttpContext http, Mailbox mailbox) =>
        mailbox.Find(long.Parse((string)http.Request.RouteValues["id"]!, CultureInfo.InvariantCulture)) is { } mail
            ? Results.Json(Show(mail))
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, detail: "There is no mail of that id.");

    private static async Task<IResult> TreatAsync(HttpContext http, Mailbox mailbox)
    {
        if (await LocalJson.ReadAsync(http) is not { } body
            || LocalJson.Text(body, "address") is not { } address || !address.Contains('@')
            || LocalJson.Text(body, "treatment") is not { } treatment || treatment is not ("deliver" or "bounce" or "defer" or "refuse"))
        {
            return LocalJson.Wrong("Expected { \"address\": \"sam@example.com\", \"treatment\": \"deliver\" } (or \"bounce\", \"defer\", \"refuse\").");
        }

        await mailbox.TreatAsync(address, treatment == "deliver" ? null : Enum.Parse<MailTreatment>(treatment, ignoreCase: true));
        return Results.Json(new { address, treatment });
    }

    private static object Show(Mail mail) => new
    {
        id = mail.Id,
        to = string.Join(", ", mail.Recipients.Where(recipient => recipient.Kind == "to").Select(recipient => recipient.Email)),
        subject = mail.Subject,
        text = mail.Text,
        html = mail.Html,
        at = mail.At,
        links = Links(mail),
    };

    private static bool TryRead(string? text, out long after)
    {
        after = 0;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after);
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    [GeneratedRegex("""https?://[^\s<>"]+""")]
    private static partial Regex TextLink();

    [GeneratedRegex("""href\s*=\s*["'](https?://[^"']+)["']""", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlLink();
}
