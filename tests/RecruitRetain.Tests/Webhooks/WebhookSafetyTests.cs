using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Webhooks;

namespace RecruitRetain.Tests.Webhooks;

/// <summary>Where nothing is ever sent, and how what is sent is signed.</summary>
public sealed class WebhookSafetyTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_signature_is_that_of_the_published_vector() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", At, "{\"test\": 2432232314}"u8));

    [Fact]
    public void With_two_secrets_there_are_two_signatures()
    {
        var both = WebhookSignature.Of(["whsec_bmV3", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", At, "{\"test\": 2432232314}"u8).Split(' ');

        Assert.Equal(2, both.Length);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", both[1]);
    }

    [Fact]
    public void A_secret_follows_from_the_master_key_and_is_another_for_each_number_and_subscription()
    {
        var secrets = new WebhookSecrets(Settings(("Webhooks:MasterKey", Convert.ToBase64String(new byte[32]))));

        var all = new[] { secrets.Of("hook_1", 1), secrets.Of("hook_1", 2), secrets.Of("hook_2", 1) };
        Assert.Equal(3, all.Distinct().Count());
        Assert.All(all, secret => Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length));
        Assert.Throws<InvalidOperationException>(() => new WebhookSecrets(Settings(("Webhooks:MasterKey", Convert.ToBase64String(new byte[31])))).AreThere);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")] // carrier-grade NAT
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")] // the platform under every virtual machine of Azure
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")] // metadata
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")] // metadata elsewhere
    [InlineData("192.0.2.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("64:ff9b::a00:1")] // 10.0.0.1 by NAT64
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::")] // 10.0.0.1 by 6to4
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")] // metadata
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public async Task Nothing_is_sent_to_what_is_not_on_the_public_internet(string address)
    {
        Assert.False(WebhookAddress.IsPublic(IPAddress.Parse(address)));
        Assert.NotNull(WebhookAddress.Read($"https://{(address.Contains(':') ? $"[{address}]" : address)}/", _ => false).Error);

        // Nor by a name that leads there.
        using var sender = new WebhookSender(Settings(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        Assert.Equal(new WebhookOutcome(null, "address-refused"), await PostAsync(sender, "https://hooks.example.org/"));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4009::1")]
    public void What_lies_right_beside_may_be_sent_to(string address) => Assert.True(WebhookAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("hooks")]
    [InlineData("/hooks")]
    [InlineData("http://hooks.example.org/")]
    [InlineData("ftp://hooks.example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://hooks.example.org/")]
    [InlineData("https://user:password@hooks.example.org/")]
    [InlineData("https://hooks.example.org/#part")]
    [InlineData("https://localhost/")]
    [InlineData("https://intranet/")]
    [InlineData("https://127.1/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0177.0.0.1/")]
    public void An_address_that_cannot_be_meant_is_refused(string? url) => Assert.Equal("url", WebhookAddress.Read(url, _ => false).Error?.Field);

    [Theory]
    [InlineData("https://hooks.example.org/recruitment?system=1")]
    [InlineData("https://hooks.example.org:8443/")]
    [InlineData("https://1.1.1.1/")]
    public void An_address_on_the_public_internet_is_taken(string url) => Assert.Equal(url, WebhookAddress.Read(url, _ => false).Url?.OriginalString);

    [Fact]
    public async Task A_name_that_leads_to_a_public_and_to_a_private_address_is_refused()
    {
        using var sender = new WebhookSender(Settings(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1"), IPAddress.Loopback]));

        Assert.Equal(new WebhookOutcome(null, "address-refused"), await PostAsync(sender, "https://hooks.example.org/"));
    }

    [Fact]
    public async Task A_name_that_led_elsewhere_when_it_was_first_looked_up_is_refused_when_the_connection_is_made()
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        var lookups = 0;
        using var sender = new WebhookSender(
            Settings(), (_, _) => Task.FromResult<IPAddress[]>([++lookups == 1 ? IPAddress.Parse("1.1.1.1") : IPAddress.Loopback]));
        Assert.NotNull(WebhookAddress.Read("https://rebind.example.org/", sender.IsLocal).Url);
        lookups = 1; // whoever looked it up before this connection saw 1.1.1.1

        var outcome = await PostAsync(sender, $"https://rebind.example.org:{((IPEndPoint)trap.LocalEndpoint).Port}/");

        Assert.Equal(new WebhookOutcome(null, "address-refused"), outcome);
        Assert.Equal(2, lookups); // the address that was checked is the one that is connected to: it is not looked up once more
        Assert.False(trap.Pending());
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var receiver = new Receiver { Answers = 307, Location = "/elsewhere" };
        using var sender = new WebhookSender(Settings(receiver.Setting, ("Storage:tableServiceUri", "http://127.0.0.1:7071/")));

        var outcome = await PostAsync(sender, receiver.Url);

        Assert.Equal((307, false), (outcome.Status, outcome.IsTaken));
        Assert.Equal(["/hooks"], receiver.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Of_an_answer_nothing_is_read_but_its_status()
    {
        using var receiver = new Receiver { Answers = 200, Body = new byte[64 * 1024 * 1024] };
        using var sender = new WebhookSender(Settings(receiver.Setting, ("Storage:tableServiceUri", "http://127.0.0.1:7071/")));

        Assert.Equal(new WebhookOutcome(200, null), await PostAsync(sender, receiver.Url));
        Assert.True(SpinWait.SpinUntil(() => receiver.WasCutOff, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_unreachable_and_one_that_speaks_no_TLS_is_not_trusted()
    {
        using var receiver = new Receiver();
        using var sender = new WebhookSender(Settings(
            ("Webhooks:LocalReceivers", $"{receiver.Authority}, 127.0.0.1:1"), ("Storage:tableServiceUri", "http://127.0.0.1:7071/")));

        Assert.Equal(new WebhookOutcome(null, "unreachable"), await PostAsync(sender, "http://127.0.0.1:1/"));
        Assert.Equal(new WebhookOutcome(null, "not-trusted"), await PostAsync(sender, $"https://{receiver.Authority}/"));
    }

    [Fact]
    public async Task A_local_receiver_is_allowed_by_name_and_port_to_the_embedded_build_only()
    {
        using var receiver = new Receiver();
        using var other = new Receiver();
        using var embedded = new WebhookSender(Settings(receiver.Setting, ("Storage:tableServiceUri", "http://127.0.0.1:7071/")));

        Assert.Equal(new WebhookOutcome(204, null), await PostAsync(embedded, receiver.Url));
        Assert.Equal(new WebhookOutcome(null, "address-refused"), await PostAsync(embedded, other.Url));
        using var deployed = new WebhookSender(Settings(receiver.Setting, ("Storage:tableServiceUri", "https://journals.table.core.windows.net/")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PostAsync(deployed, receiver.Url));
        Assert.Throws<InvalidOperationException>(() => deployed.IsLocal(new Uri(receiver.Url)));

        // Not even a local receiver may lie elsewhere in the private network.
        using var elsewhere = new WebhookSender(
            Settings(("Webhooks:LocalReceivers", "inside.example:80"), ("Storage:tableServiceUri", "http://127.0.0.1:7071/")),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1")]));
        Assert.Equal(new WebhookOutcome(null, "address-refused"), await PostAsync(elsewhere, "http://inside.example/"));
        Assert.Single(receiver.Requests);
        Assert.Empty(other.Requests);
    }

    private static Task<WebhookOutcome> PostAsync(WebhookSender sender, string url) =>
        sender.SendAsync(new Uri(url), "evt_1", At, "v1,none", Encoding.UTF8.GetBytes("{}"), Stop);

    private static IConfiguration Settings(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value)).Build();
}
