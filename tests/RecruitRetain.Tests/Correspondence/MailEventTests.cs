using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Local;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Correspondence;

public sealed class MailEventTests : IAsyncLifetime
{
    private const string Hr = "hr@council.example";
    private const string Signature = "X-Twilio-Email-Event-Webhook-Signature";
    private const string Timestamp = "X-Twilio-Email-Event-Webhook-Timestamp";

    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task What_became_of_a_mail_is_kept_by_its_application_without_an_address()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());

        var rows = await RowsAsync(id);
        Assert.Equal(["delivered", "processed"], rows.Select(row => row.GetString("Kind")).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(DateTimeOffset.Parse("2026-03-02T09:00:00Z", CultureInfo.InvariantCulture), row.GetDateTimeOffset("At")));
        Assert.All(rows, row => Assert.Equal($"{id}/acknowledgement-1", row.GetString("Mail")));
        Assert.DoesNotContain(rows.SelectMany(row => row.Keys.Select(name => row[name])), value => value is string text && text.Contains('@'));
        Assert.Empty(_council.MailsTo(Hr));
    }

    [Fact]
    public async Task Somebody_whom_mail_does_not_reach_is_marked_and_HR_is_told_once()
    {
        await _council.Azure.Mailbox.TreatAsync(Candidates.Jo, MailTreatment.Bounce);
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        (await _council.ShortlistAsync(id)).Expect(200);

        var application = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}")).Expect(200);
        var personId = application["personId"].GetString()!;
        Assert.Equal("dropped", application["candidate"].GetProperty("mailTrouble").GetString());
        var told = Assert.Single(_council.MailsTo(Hr));
        Assert.Equal($"Mail does not reach {personId}", told.Subject);
        Assert.Contains("Another way to reach them is needed.", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jo", told.Text, StringComparison.Ordinal);
        Assert.Equal(["bounce", "dropped", "processed"], (await RowsAsync(id)).Select(row => row.GetString("Kind")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_that_comes_again_changes_nothing()
    {
        var personId = await PersonAsync();
        var body = Bounce(personId);

        Assert.Equal(204, await PostAsync(body));
        Assert.Equal("bounce", await TroubleAsync(personId));
        Assert.Equal(204, await PostAsync(body));

        Assert.Single(await RowsAsync("app_1"));
        Assert.Single(_council.MailsTo(Hr));
    }

    [Fact]
    public async Task What_is_not_signed_or_was_signed_for_another_body_or_time_is_refused_and_leaves_no_trace()
    {
        var personId = await PersonAsync();
        var body = Bounce(personId);
        var now = _council.Azure.Clock.GetUtcNow();

        Assert.Equal(403, await PostAsync(body, signed: body.Replace("bounce", "dropped", StringComparison.Ordinal)));
        Assert.Equal(403, await PostAsync(body, at: now.AddMinutes(-11)));
        Assert.Equal(403, await PostAsync(body, at: now.AddMinutes(11)));
        Assert.Equal(403, await PostAsync(body, without: Signature));
        Assert.Equal(403, await PostAsync(body, without: Timestamp));
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(403, await PostAsync(body, key: foreign));
        Assert.Empty(await RowsAsync("app_1"));
        Assert.Null(await TroubleAsync(personId));

        Assert.Equal(204, await PostAsync(body, at: now.AddMinutes(-9)));
        Assert.Equal("bounce", await TroubleAsync(personId));
    }

    [Fact]
    public async Task What_is_about_nothing_that_we_know_is_taken_and_forgotten()
    {
        Assert.Equal(204, await PostAsync("""[{"event":"bounce","sg_event_id":"e1","timestamp":1772442000,"email":"x@example.org"}]"""));
        Assert.Equal(204, await PostAsync("""[{"event":"open","sg_event_id":"e2","timestamp":1772442000,"key":"'or 1/x","person":"per_1"}]"""));
        Assert.Equal(204, await PostAsync(Bounce("per_nobody")));
        Assert.Equal(204, await PostAsync("[]"));
        Assert.Equal(400, await PostAsync("{"));

        Assert.Empty(_council.MailsTo(Hr));
    }

    [Fact]
    public async Task The_mail_service_takes_mail_over_HTTP_from_whoever_shows_a_key()
    {
        var mail = new
        {
            from = new { email = "a@example.org" },
            subject = "Hello",
            personalizations = new[] { new { to = new[] { new { email = "b@example.org" } } } },
            content = new[] { new { type = "text/plain", value = "Hello" } },
        };
        using var refused = await _council.Http.PostAsJsonAsync("/v3/mail/send", mail, TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)refused.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v3/mail/send") { Content = JsonContent.Create(mail) };
        request.Headers.Authorization = new("Bearer", "key");
        using var taken = await _council.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(202, (int)taken.StatusCode);
        Assert.Equal(Assert.Single(_council.MailsTo("b@example.org")).MessageId, taken.Headers.GetValues("X-Message-Id").Single());
    }

    private static string Bounce(string personId) =>
        $$"""[{"event":"bounce","type":"bounce","sg_event_id":"ab/c+d==","timestamp":1772442000,"email":"jo@example.org","key":"app_1/x","person":"{{personId}}"}]""";

    private Task<List<TableEntity>> RowsAsync(string subject) => _council.Services.GetRequiredService<TableServiceClient>()
        .GetTableClient("mailevents").QueryAsync<TableEntity>($"PartitionKey eq '{subject}'").ToListAsync(TestContext.Current.CancellationToken).AsTask();

    private async Task<string> PersonAsync()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        return (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["personId"].GetString()!;
    }

    private async Task<string?> TroubleAsync(string personId) =>
        (await _council.Services.GetRequiredService<Privacy.People>().FindAsync(personId, TestContext.Current.CancellationToken))!.MailTrouble;

    private async Task<int> PostAsync(string body, DateTimeOffset? at = null, string? signed = null, string? without = null, ECDsa? key = null)
    {
        using var own = ECDsa.Create();
        own.ImportPkcs8PrivateKey(_council.Azure.Store.Read(session => session.Scalar<byte[]>("SELECT pkcs8 FROM mail_key"))!, out _);
        var timestamp = (at ?? _council.Azure.Clock.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(
            (key ?? own).SignData(Encoding.UTF8.GetBytes(timestamp + (signed ?? body)), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        (string, string)[] headers = [(Signature, signature), (Timestamp, timestamp)];
        return (await _council.PostAsync(null, "/api/mail-events", body, [.. headers.Where(header => header.Item1 != without)])).Status;
    }
}
