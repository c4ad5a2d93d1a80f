using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Local;

/// <summary>
/// The mailbox as a service of the host: <c>POST /v3/mail/send</c> for whoever speaks HTTP to it, and the event webhook that the setting
/// <c>SendGrid:EventWebhook</c> asks for, whose public key the app finds in <c>SendGrid:EventPublicKey</c>.
/// </summary>
internal static class MailService
{
    private const string Webhook = "SendGrid:EventWebhook";

    /// <summary>Puts the key that proves the events among the app's settings, unless there is one.</summary>
    public static void PublishKey(ConfigurationManager settings, Mailbox mailbox)
    {
        if (settings[Webhook] is not null && settings["SendGrid:EventPublicKey"] is null)
        {
            settings.AddInMemoryCollection([new("SendGrid:EventPublicKey", mailbox.PublicKey)]);
        }
    }

    /// <summary>From now on posts what becomes of each mail.</summary>
    /// <exception cref="WorkerException">The setting is not an address.</exception>
    public static void PostEvents(IConfiguration settings, Mailbox mailbox)
    {
        if (settings[Webhook] is not { } text)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new WorkerException($"The setting {Webhook} must be an http address, not '{text}'.");
        }

        mailbox.PostEventsTo(url);
    }

    /// <summary>Answers as the real service does. A function with the same route comes first.</summary>
    public static void Map(WebApplication app, Mailbox mailbox)
    {
        app.MapPost("/v3/mail/send", http => AnswerAsync(http, mailbox.AcceptAsync)).WithOrder(1);
        app.MapPost("/v3/recipients/erasejob", http => AnswerAsync(http, mailbox.EraseAsync)).WithOrder(1);
    }

    private static async Task AnswerAsync(HttpContext http, Func<string, string?, Task<MailAnswer>> serve)
    {
        const string Scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        using var reader = new StreamReader(http.Request.Body);
        var answer = await serve(
            await reader.ReadToEndAsync(http.RequestAborted), header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null);
        http.Response.StatusCode = answer.Status;
        if (answer.MessageId is { } id)
        {
            http.Response.Headers["X-Message-Id"] = id;
        }

        if (answer.Body.Length > 0)
        {
            http.Response.ContentType = MediaTypeNames.Application.Json;
            await http.Response.WriteAsync(answer.Body, http.RequestAborted);
        }
    }
}
