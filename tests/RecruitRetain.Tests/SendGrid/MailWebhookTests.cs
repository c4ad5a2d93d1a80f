using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.SendGrid;

public class MailWebhookTests
{
    [Fact]
    public async Task A_delivered_mail_is_told_in_two_events_with_its_custom_arguments_at_the_top()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        var message = MailBench.Offer();
        message.AddCustomArg("effect", "app_1/offer/made");
        message.AddCategory("offers");

        var response = await bench.Client.SendEmailAsync(message);
        await bench.Azure.Workload.WhenIdleAsync();

        var events = Read(Assert.Single(bench.Events.Posts));
        Assert.Equal(["processed", "delivered"], events.Select(Happened));
        var delivered = events[1];
        Assert.Equal("ada@example.org", delivered.GetProperty("email").GetString());
        Assert.Equal(1767603600, delivered.GetProperty("timestamp").GetInt64());
        Assert.Equal("app_1/offer/made", delivered.GetProperty("effect").GetString());
        Assert.Equal("250 OK", delivered.GetProperty("response").GetString());
        Assert.Equal("offers", delivered.GetProperty("category")[0].GetString());
        Assert.StartsWith(response.Headers.GetValues("X-Message-Id").Single() + ".", delivered.GetProperty("sg_message_id").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, events.Select(e => e.GetProperty("sg_event_id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Each_post_is_signed_with_the_key_that_the_store_keeps()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        await bench.Client.SendEmailAsync(MailBench.Offer());
        await bench.Azure.Workload.WhenIdleAsync();
        var publicKey = bench.Mailbox.PublicKey;
        await bench.ReopenAsync();

        var post = Assert.Single(bench.Events.Posts);
        Assert.Equal(publicKey, bench.Mailbox.PublicKey);
        Assert.Equal("1767603600", post.Timestamp);
        Assert.True(Verify(post.Timestamp + post.Body));
        Assert.False(Verify(post.Timestamp + post.Body.Replace("ada@", "eve@", StringComparison.Ordinal)));

        bool Verify(string signed)
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            Assert.Equal(256, key.KeySize);
            return key.VerifyData(
                Encoding.UTF8.GetBytes(signed), Convert.FromBase64String(post.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    [Fact]
    public async Task Mail_to_an_address_that_bounces_bounces_once_and_is_dropped_after_that()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        await bench.Mailbox.TreatAsync("ADA@example.org", MailTreatment.Bounce);

        await bench.Client.SendEmailAsync(MailBench.Offer());
        await bench.Client.SendEmailAsync(MailBench.Offer());
        await bench.Azure.Workload.WhenIdleAsync();

        var events = bench.Events.Posts.SelectMany(Read).ToList();
        Assert.Equal(["processed", "bounce", "dropped"], events.Select(Happened));
        Assert.Equal(("bounce", "5.1.1"), (events[1].GetProperty("type").GetString(), events[1].GetProperty("status").GetString()));
        Assert.Equal("Bounced Address", events[2].GetProperty("reason").GetString());
        Assert.Equal(["dropped", "bounce"], bench.Mailbox.List(10).Select(mail => mail.Recipients[0].Status));
    }

    [Fact]
    public async Task Mail_to_a_refused_address_is_dropped_before_it_is_processed()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        await bench.Mailbox.TreatAsync("ada@example.org", MailTreatment.Refuse);

        await bench.Client.SendEmailAsync(MailBench.Offer());
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(["dropped"], bench.Events.Posts.SelectMany(Read).Select(Happened));
        Assert.Equal([("ada@example.org", MailTreatment.Refuse)], bench.Mailbox.Treatments());
    }

    [Fact]
    public async Task A_deferred_mail_is_tried_again_and_delivered_once_the_address_takes_it_even_after_a_restart()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        await bench.Mailbox.TreatAsync("ada@example.org", MailTreatment.Defer);
        await bench.Client.SendEmailAsync(MailBench.Offer());
        await bench.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("deferred", bench.Mailbox.List(1)[0].Recipients[0].Status);

        await bench.Mailbox.TreatAsync("ada@example.org", null);
        await bench.ReopenAsync();
        bench.PostEvents();
        await bench.AdvanceAsync(TimeSpan.FromMinutes(10));

        var events = bench.Events.Posts.SelectMany(Read).ToList();
        Assert.Equal(["processed", "deferred", "deferred", "delivered"], events.Select(Happened));
        Assert.Equal(["1", "2"], events.Skip(1).Take(2).Select(e => e.GetProperty("attempt").GetString()));
        Assert.Equal([1767603600, 1767603600, 1767603900, 1767604500], events.Select(e => e.GetProperty("timestamp").GetInt64()));
        Assert.Equal("delivered", bench.Mailbox.List(1)[0].Recipients[0].Status);
    }

    [Fact]
    public async Task A_mail_deferred_for_three_days_is_given_up_as_blocked()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        await bench.Mailbox.TreatAsync("ada@example.org", MailTreatment.Defer);
        await bench.Client.SendEmailAsync(MailBench.Offer());

        await bench.AdvanceAsync(TimeSpan.FromDays(30));

        var last = bench.Events.Posts.SelectMany(Read).Last();
        Assert.Equal(("bounce", "blocked"), (Happened(last), last.GetProperty("type").GetString()));
        Assert.InRange(last.GetProperty("timestamp").GetInt64(), 1767603600 + (72 * 3600), 1767603600 + (76 * 3600));
    }

    [Fact]
    public async Task Events_that_were_not_taken_are_posted_again_by_the_clock_in_order()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        bench.Events.Refusals = 2;

        await bench.Client.SendEmailAsync(MailBench.Offer("ada@example.org"));
        await bench.Azure.Workload.WhenIdleAsync();
        await bench.Client.SendEmailAsync(MailBench.Offer("ben@example.org"));
        await bench.Azure.Workload.WhenIdleAsync();
        Assert.Single(bench.Events.Posts);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, bench.Events.Posts.Count);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(2));
        await bench.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(3, bench.Events.Posts.Count);
        Assert.Equal(
            ["ada@example.org", "ada@example.org", "ben@example.org", "ben@example.org"],
            Read(bench.Events.Posts[2]).Select(e => e.GetProperty("email").GetString()));
    }

    [Fact]
    public async Task Events_left_over_are_posted_after_a_restart()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        bench.Events.Refusals = 1;
        await bench.Client.SendEmailAsync(MailBench.Offer());
        await bench.Azure.Workload.WhenIdleAsync();

        await bench.ReopenAsync();
        bench.PostEvents();
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(2, bench.Events.Posts.Count);
        Assert.Equal(bench.Events.Posts[0].Body, bench.Events.Posts[1].Body);
    }

    [Fact]
    public async Task Events_refused_for_a_day_are_given_up()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);
        bench.Events.Refusals = 1_000;
        await bench.Client.SendEmailAsync(MailBench.Offer());

        await bench.AdvanceAsync(TimeSpan.FromDays(3));
        var posts = bench.Events.Posts.Count;
        bench.Events.Refusals = 0;
        await bench.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.InRange(posts, 20, 40);
        Assert.Equal(posts, bench.Events.Posts.Count);
    }

    [Fact]
    public async Task Mails_sent_from_many_sides_are_each_kept_and_told_once()
    {
        await using var bench = await MailBench.OpenAsync(withWebhook: true);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => bench.Client.SendEmailAsync(MailBench.Offer($"person{i}@example.org")))));
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(500, bench.Mailbox.List(1_000).Select(mail => mail.MessageId).Distinct().Count());
        var delivered = bench.Events.Posts.SelectMany(Read).Where(e => Happened(e) == "delivered").Select(e => e.GetProperty("email").GetString()).ToList();
        Assert.Equal(500, delivered.Count);
        Assert.Equal(500, delivered.Distinct().Count());
        Assert.Equal(0, bench.Azure.Workload.Count);
    }

    private static List<JsonElement> Read(MailBench.Post post) => [.. JsonDocument.Parse(post.Body).RootElement.EnumerateArray()];

    private static string? Happened(JsonElement happened) => happened.GetProperty("event").GetString();
}
