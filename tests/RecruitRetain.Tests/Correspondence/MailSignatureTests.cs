using System.Text;

namespace RecruitRetain.Tests.Correspondence;

/// <summary>The vectors that the mail service's own library publishes: a key, a body, and the signature and time that go with it.</summary>
public sealed class MailSignatureTests
{
    private const string Key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==";
    private const string OtherKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==";
    private const string Body = """{"category":"example_payload","event":"test_event","message_id":"message_id"}""";
    private const string Signature = "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=";
    private const string Timestamp = "1588788367"; // 6 May 2020, 19:06:07 in London

    // Signed rightly, the vector's body is still no list of events: that is what the door says once it is open.
    [Theory]
    [InlineData("2020-05-06T19:06", Key, Body, Signature, Timestamp, 400)]
    [InlineData("2020-05-06T19:16", Key, Body, Signature, Timestamp, 400)]
    [InlineData("2020-05-06T18:57", Key, Body, Signature, Timestamp, 400)]
    [InlineData("2020-05-06T19:17", Key, Body, Signature, Timestamp, 403)]
    [InlineData("2020-05-06T18:55", Key, Body, Signature, Timestamp, 403)]
    [InlineData("2020-05-06T19:06", OtherKey, Body, Signature, Timestamp, 403)]
    [InlineData("2020-05-06T19:06", Key, "payload", Signature, Timestamp, 403)]
    [InlineData("2020-05-06T19:06", Key, Body, "signature", Timestamp, 403)]
    [InlineData("2020-05-06T19:06", Key, Body, "", Timestamp, 403)]
    [InlineData("2020-05-06T19:06", Key, Body, Signature, "timestamp", 403)]
    [InlineData("2020-05-06T19:06", Key, Body, Signature, "1588788368", 403)]
    [InlineData("2020-05-06T19:06", Key, Body, Signature, "01588788367", 403)]
    public async Task The_published_vectors_hold(string now, string key, string body, string signature, string timestamp, int status)
    {
        await using var council = await Council.OpenAsync(now, settings: ("SendGrid:EventPublicKey", key));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var reply = await council.PostAsync(
            null, "/api/mail-events", content, ("X-Twilio-Email-Event-Webhook-Signature", signature), ("X-Twilio-Email-Event-Webhook-Timestamp", timestamp));

        reply.Expect(status, status == 400 ? "body-malformed" : "signature-not-valid");
    }
}
