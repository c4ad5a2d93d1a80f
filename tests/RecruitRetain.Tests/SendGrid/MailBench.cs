using System.Net;
using RecruitRetain.Local;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace RecruitRetain.Tests.SendGrid;

/// <summary>An embedded Azure on a file of its own with the clock held at 09:00 on Monday 5 January 2026, and a client to its SendGrid.</summary>
internal sealed class MailBench : IAsyncDisposable
{
    public static readonly DateTimeOffset Nine = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("mail").FullName;
    private readonly string _name = $"{Guid.NewGuid():N}.local";

    private MailBench()
    {
    }

    public LocalAzure Azure { get; private set; } = null!;

    public Mailbox Mailbox => Azure.Mailbox;

    /// <summary>What the webhook's receiver got.</summary>
    public Receiver Events { get; } = new();

    public ISendGridClient Client => new SendGridClient(new SendGridClientOptions { ApiKey = "SG.local", Host = $"http://{_name}" });

    public ISendGridClient ClientWithoutKey => new SendGridClient(new SendGridClientOptions { ApiKey = "", Host = $"http://{_name}" });

    public static async Task<MailBench> OpenAsync(bool withWebhook = false)
    {
        var bench = new MailBench();
        bench.Start();
        await bench.Azure.Clock.SetAsync(Nine, hold: true);
        if (withWebhook)
        {
            bench.PostEvents();
        }

        return bench;
    }

    public static SendGridMessage Offer(string to = "ada@example.org")
    {
        var message = new SendGridMessage { PlainTextContent = "We are pleased to offer you the post.", HtmlContent = "<p>We are pleased…</p>" };
        message.SetFrom("recruitment@council.example", "The Council");
        message.AddTo(to, "Ada");
        message.SetSubject("Your offer");
        return message;
    }

    public void PostEvents() => Mailbox.PostEventsTo(new Uri("http://functions.example/api/mail-events"), Events);

    public async Task ReopenAsync()
    {
        await Azure.DisposeAsync();
        Start();
    }

    public Task AdvanceAsync(TimeSpan by) => Azure.Clock.AdvanceAsync(Azure.Clock.GetUtcNow() + by).WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await Azure.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start()
    {
        Azure = LocalAzure.Open(Path.Combine(_folder, "store.db"));
        Azure.Publish(_name);
    }

    internal sealed record Post(string Signature, string Timestamp, string Body);

    internal sealed class Receiver : HttpMessageHandler
    {
        public List<Post> Posts { get; } = [];

        /// <summary>How many of the next posts it refuses.</summary>
        public int Refusals { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Posts.Add(new Post(
                request.Headers.GetValues("X-Twilio-Email-Event-Webhook-Signature").Single(),
                request.Headers.GetValues("X-Twilio-Email-Event-Webhook-Timestamp").Single(),
                await request.Content!.ReadAsStringAsync(cancellationToken)));
            return new HttpResponseMessage(Refusals-- > 0 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        }
    }
}
