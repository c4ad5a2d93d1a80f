using System.Net;
using System.Text;
using System.Text.Json;
using SendGrid.Helpers.Mail;

namespace RecruitRetain.Tests.SendGrid;

public class MailboxTests
{
    [Fact]
    public async Task A_mail_is_kept_with_everything_on_it_and_survives_a_restart()
    {
        await using var bench = await MailBench.OpenAsync();
        var message = MailBench.Offer();
        message.SetReplyTo(new EmailAddress("hr@council.example"));
        message.AddHeader("List-Unsubscribe", "<mailto:hr@council.example>");
        message.AddCustomArg("effect", "app_1/offer/made");
        message.AddGlobalCustomArg("tenant", "council");
        message.AddCategory("offers");
        message.AddAttachment("offer.txt", Convert.ToBase64String(Encoding.UTF8.GetBytes("£38,000")), "text/plain");

        var response = await bench.Client.SendEmailAsync(message);
        await bench.ReopenAsync();
        var mail = Assert.Single(bench.Mailbox.List(10));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(mail.MessageId, response.Headers.GetValues("X-Message-Id").Single());
        Assert.Equal(MailBench.Nine, mail.At);
        Assert.Equal(("recruitment@council.example", "The Council", "hr@council.example"), (mail.From, mail.FromName, mail.ReplyTo));
        Assert.Equal("Your offer", mail.Subject);
        Assert.Equal("We are pleased to offer you the post.", mail.Text);
        Assert.Equal("<p>We are pleased…</p>", mail.Html);
        Assert.Equal("<mailto:hr@council.example>", mail.Headers["List-Unsubscribe"]);
        Assert.Equal("app_1/offer/made", mail.CustomArgs["effect"]);
        Assert.Equal("council", mail.CustomArgs["tenant"]);
        Assert.Equal(["offers"], mail.Categories);
        var recipient = Assert.Single(mail.Recipients);
        Assert.Equal(("to", "ada@example.org", "Ada", "delivered"), (recipient.Kind, recipient.Email, recipient.Name, recipient.Status));
        Assert.Equal("offer.txt", Assert.Single(mail.Attachments).FileName);
        Assert.Equal("£38,000", Encoding.UTF8.GetString(bench.Mailbox.Attachment(mail.Id, 0)!.Content));
    }

    [Fact]
    public async Task Mails_are_listed_newest_first_by_page_and_found_by_recipient_and_by_custom_argument()
    {
        await using var bench = await MailBench.OpenAsync();
        foreach (var (to, effect) in new[] { ("ada@example.org", "1"), ("ben@example.org", "2"), ("ada@example.org", "3") })
        {
            var message = MailBench.Offer(to);
            message.AddCustomArg("effect", effect);
            await bench.Client.SendEmailAsync(message);
        }

        var page = bench.Mailbox.List(2);
        var rest = bench.Mailbox.List(2, before: page[^1].Id);

        Assert.Equal(["3", "2"], page.Select(mail => mail.CustomArgs["effect"]));
        Assert.Equal(["1"], rest.Select(mail => mail.CustomArgs["effect"]));
        Assert.Equal(["3", "1"], bench.Mailbox.List(10, recipient: "ADA@example.org").Select(mail => mail.CustomArgs["effect"]));
        Assert.Equal("ben@example.org", Assert.Single(bench.Mailbox.List(10, customArg: ("effect", "2"))).Recipients[0].Email);
        Assert.Single(bench.Mailbox.List(10, recipient: "ada@example.org", customArg: ("effect", "3")));
        Assert.Empty(bench.Mailbox.List(10, recipient: "ben@example.org", customArg: ("effect", "3")));
        Assert.Equal("3", bench.Mailbox.Find(page[0].Id)!.CustomArgs["effect"]);
        Assert.Null(bench.Mailbox.Find(99));
    }

    [Fact]
    public async Task An_empty_api_key_is_not_authorised()
    {
        await using var bench = await MailBench.OpenAsync();

        var response = await bench.ClientWithoutKey.SendEmailAsync(MailBench.Offer());

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            """{"errors":[{"message":"The provided authorization grant is invalid, expired, or revoked","field":null,"help":null}]}""",
            await response.Body.ReadAsStringAsync());
        Assert.Empty(bench.Mailbox.List(10));
    }

    [Fact]
    public async Task Each_personalization_is_a_mail_of_its_own_under_one_message_id()
    {
        await using var bench = await MailBench.OpenAsync();
        var message = MailBench.Offer();
        message.AddTo(new EmailAddress("ben@example.org"), personalizationIndex: 1);
        message.SetSubject("Your offer, Ben", personalizationIndex: 1);

        await bench.Client.SendEmailAsync(message);

        var mails = bench.Mailbox.List(10);
        Assert.Equal(["Your offer, Ben", "Your offer"], mails.Select(mail => mail.Subject));
        Assert.Single(mails.Select(mail => mail.MessageId).Distinct());
    }

    [Theory]
    [InlineData("not json", null)]
    [InlineData("""{"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "from.email")]
    [InlineData("""{"from":{"email":"f@b.example"},"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "personalizations")]
    [InlineData("""{"from":{"email":"f@b.example"},"personalizations":[{}],"subject":"s","content":[{"type":"text/plain","value":"v"}]}""", "personalizations.0.to")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"nobody"}]}],"subject":"s","content":[{"type":"text/plain","value":"v"}]}""",
        "personalizations.0.to.0.email")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}],"cc":[{"email":"A@b.example"}]}],"subject":"s","content":[{"type":"text/plain","value":"v"}]}""",
        "personalizations.0")]
    [InlineData("""{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"content":[{"type":"text/plain","value":"v"}]}""", "subject")]
    [InlineData("""{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":"s"}""", "content")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":"s","content":[{"type":"text/plain","value":""}]}""",
        "content.0.value")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":"s","content":[{"type":"text/html","value":"v"},{"type":"text/plain","value":"v"}]}""",
        "content")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":"s","content":[{"type":"text/plain","value":"v"}],"attachments":[{"filename":"f","content":"%"}]}""",
        "attachments.0.content")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":"s","content":[{"type":"text/plain","value":"v"}],"headers":{"subject":"x"}}""",
        "headers")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"subject":5,"content":[{"type":"text/plain","value":"v"}]}""", "subject")]
    [InlineData(
        """{"from":{"email":"f@b.example"},"personalizations":[{"to":[{"email":"a@b.example"}]}],"template_id":"d-1"}""", "template_id")]
    public async Task A_request_that_the_service_would_refuse_is_refused_naming_the_field(string json, string? field)
    {
        await using var bench = await MailBench.OpenAsync();

        var answer = await bench.Mailbox.AcceptAsync(json, "SG.local");

        Assert.Equal(400, answer.Status);
        Assert.Null(answer.MessageId);
        var error = Assert.Single(JsonDocument.Parse(answer.Body).RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.Empty(bench.Mailbox.List(10));
    }
}
