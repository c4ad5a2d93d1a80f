using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RecruitRetain.Local;
using SendGrid.Helpers.Mail;

namespace SendGrid;

public interface ISendGridClient
{
    Task<Response> SendEmailAsync(SendGridMessage msg, CancellationToken cancellationToken = default);
}

public class SendGridClientOptions
{
    public string? ApiKey { get; set; }

    public string Host { get; set; } = "https://api.sendgrid.com";
}

public class SendGridClient(SendGridClientOptions options) : ISendGridClient
{
    public virtual async Task<Response> SendEmailAsync(SendGridMessage msg, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(msg);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await LocalAzure.At(new Uri(options.Host).Authority).Mailbox.AcceptAsync(msg.Serialize(), options.ApiKey);
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
