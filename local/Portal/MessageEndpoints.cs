using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Local;

/// <summary><c>/local/messages</c>: what has been sent to the queues and topics, and sending as a neighbouring system would.</summary>
internal static class MessageEndpoints
{
    private const int Most = 10_000;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(WebApplication app, Bus bus)
    {
        app.MapGet("/local/messages", http => List(http.Request.Query, bus).ExecuteAsync(http));
        app.MapPost("/local/messages", async http => await (await SendAsync(http, bus)).ExecuteAsync(http));
    }

    private static IResult List(IQueryCollection query, Bus bus)
    {
        var after = 0L;
        return query["after"] is [{ Length: > 0 } text] && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after)
            ? LocalJson.Wrong("'after' must be the sequence of a message.")
            : Results.Json(bus.Sends(after, Most), Readable);
    }

    private static async Task<IResult> SendAsync(HttpContext http, Bus bus)
    {
        if (await LocalJson.ReadAsync(http) is not { } body
            || LocalJson.Text(body, "queue") is not { Length: > 0 } queue || !body.TryGetProperty("body", out var content)
            || !LocalJson.IsTextOrMissing(body, "messageId") || !LocalJson.IsTextOrMissing(body, "subject"))
        {
            return LocalJson.Wrong(
                "Expected { \"queue\": \"payroll-confirmations\", \"body\": { … } or \"text\", \"messageId\": \"…\", \"subject\": \"…\" }; the last two are optional.");
        }

        try
        {
            var isText = content.ValueKind == JsonValueKind.String;
            var message = new ServiceBusMessage(isText ? content.GetString()! : content.GetRawText())
            {
                ContentType = isText ? "text/plain" : "application/json",
                MessageId = LocalJson.Text(body, "messageId"),
                Subject = LocalJson.Text(body, "subject"),
            };
            var sequence = (await bus.SendAsync(queue, [message]))[0];
            return Results.Json(new { queue, sequence }, statusCode: StatusCodes.Status202Accepted);
        }
        catch (ServiceBusException e)
        {
            return Results.Problem(
                statusCode: e.Reason switch
                {
                    ServiceBusFailureReason.MessagingEntityNotFound => StatusCodes.Status404NotFound,
                    ServiceBusFailureReason.MessageSizeExceeded => StatusCodes.Status413PayloadTooLarge,
                    _ => StatusCodes.Status400BadRequest,
                },
                detail: e.Message);
        }
        catch (ArgumentException e)
        {
            return LocalJson.Wrong(e.Message.Split(" (Parameter")[0]);
        }
    }
}
