using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RecruitRetain.Local;
using SendGrid.Helpers.Mail;

namespace SendGrid;

public abstract class BaseClient : ISendGridClient
{
    private protected BaseClient()
    {
    }

    public enum Method
    {
        DELETE,
        GET,
        PATCH,
        POST,
        PUT,
    }

    public abstract Task<Response> RequestAsync(
        Method method, string? requestBody = default, string? queryParams = default, string? urlPath = default, CancellationToken cancellationToken = default);

    public abstract Task<Response> SendEmailAsync(SendGridMessage msg, CancellationToken cancellationToken = default);
}

public interface ISendGridClient
{
    Task<Response> RequestAsync(
        BaseClient.Method method, string? requestBody = default, string? queryParams = default, string? urlPath = default, CancellationToken cancellationToken = default);

    Task<Response> SendEmailAsync(SendGridMessage msg, CancellationToken cancellationToken = default);
}

public class SendGridClientOptions
{
    public string? ApiKey { get; set; }

    public string Host { get; set; } = "https://api.sendgrid.com";
}

public class SendGridClient(SendGridClientOptions options) : BaseClient
{
    private Mailbox Mailbox => LocalAzure.At(new Uri(options.Host).Authority).Mailbox;

    public override async Task<Response> RequestAsync(
        Method method, string? requestBody = default, string? queryParams = default, string? urlPath = default, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ToResponse((method, urlPath) switch
        {
            (Method.POST, "mail/send") => await Mailbox.AcceptAsync(requestBody ?? "", options.ApiKey),
            (Method.POST, "recipients/erasejob") => await Mailbox.EraseAsync(requestBody ?? "", options.ApiKey),
            _ => MailRequest.Refuse(404, [new("not found", null)]),
        });
    }

    public override async Task<Response> SendEmailAsync(SendGridMessage msg, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(msg);
        cancellationToken.ThrowIfCancellationRequested();
        return ToResponse(await Mailbox.AcceptAsync(msg.Serialize(), options.ApiKey));
    }

    private static Response ToResponse(MailAnswer answer)
    {
        using var message = new HttpResponseMessage();
        if (answer.MessageId is { } id)
        {
            message.Headers.Add("X-Message-Id", id);
        }

        return new Response((HttpStatusCode)answer.Status, new StringContent(answer.Body, Encoding.UTF8, "application/json"), message.Headers);
    }
}

public class Response(HttpStatusCode statusCode, HttpContent responseBody, HttpResponseHeaders responseHeaders)
{
    public HttpStatusCode StatusCode { get; set; } = statusCode;

    public HttpContent Body { get; set; } = responseBody;

    public HttpResponseHeaders Headers { get; set; } = responseHeaders;

    public bool IsSuccessStatusCode => (int)StatusCode is >= 200 and <= 299;
}
