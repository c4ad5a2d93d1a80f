using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RecruitRetain.Tests.Access;

public sealed class HygieneTests
{
    [Theory]
    [InlineData("""{"statusQueryGetUri":"http://x/runtime/webhooks/durabletask/instances/1?code=abc"}""")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YWJj;")]
    [InlineData("Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=YWJj")]
    [InlineData("System.InvalidOperationException: There is no app_1.")]
    [InlineData("Fault\n   at RecruitRetain.Shared.Journal.GetAsync(String id)")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJyYWNoZWwifQ.c2lnbmF0dXJl")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    public void What_must_be_in_no_answer_is_found(string text) => Assert.NotNull(Hygiene.FaultOf(text));

    [Theory]
    [InlineData("GET /api/links/app_00000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/offer")]
    [InlineData("Mailed jo@example.org")]
    public void What_must_be_in_no_line_logged_is_found(string line)
    {
        Assert.NotNull(Hygiene.FaultOfLine(line));
        Assert.Null(Hygiene.FaultOfLine("SendRecruitmentLetter app_00000000000000000000000000 failed."));
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_found_or_not_and_names_no_server()
    {
        await using var council = await Council.OpenAsync();
        foreach (var (method, path) in new[]
        {
            ("GET", "/"), ("GET", "/nothing"), ("GET", "/api/nothing"), ("PUT", "/api/vacancies"), ("GET", "/runtime/webhooks/durabletask/instances"), ("GET", "/admin/host/status"),
            ("GET", "/local"), ("GET", "/local/mailbox"), ("GET", "/local/nothing"), ("GET", "/api/open-vacancies"), ("GET", "/api/vacancies"), ("OPTIONS", "/api/vacancies"), ("TRACE", "/api/vacancies"),
        })
        {
            using var request = new HttpRequestMessage(new(method), path);
            using var response = await council.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Single(response.Headers.GetValues("Referrer-Policy"));
            Assert.True(response.Headers.CacheControl?.NoStore);
            Assert.False(response.Headers.Contains("Server") || response.Headers.Contains("X-Powered-By") || response.Headers.Contains("Access-Control-Allow-Origin"));
        }

        var (answers, lines) = Hygiene.Seen;
        TestContext.Current.TestOutputHelper?.WriteLine($"{answers} answers and {lines} lines logged looked at so far.");
    }

    [Theory]
    [InlineData("X-Much: ", 20_000, 431)]
    [InlineData("Cookie: ", 17_000, 431)]
    public async Task Endless_headers_are_refused(string header, int length, int status)
    {
        await using var council = await Council.OpenAsync();

        Assert.Equal(status, await StatusOfAsync(council, $"GET /api/open-vacancies HTTP/1.1\r\nHost: x\r\n{header}{new string('a', length)}\r\n\r\n"));
    }

    [Fact]
    public async Task Endless_addresses_and_endless_numbers_of_headers_are_refused()
    {
        await using var council = await Council.OpenAsync();
        var headers = string.Concat(Enumerable.Range(0, 70).Select(number => $"X-{number}: a\r\n"));

        Assert.Equal(414, await StatusOfAsync(council, $"GET /api/{new string('a', 9_000)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.Equal(431, await StatusOfAsync(council, $"GET /api/open-vacancies HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
        Assert.Equal(400, (await council.GetAsync(null, "/api/open-vacancies?size=201")).Status);
    }

    [Theory]
    [InlineData("Host", "council.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    public async Task The_development_issuer_answers_this_machine_and_its_own_pages_only(string header, string value)
    {
        await using var council = await Council.OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/local/tokens") { Content = new StringContent("""{"sub":"robin"}""", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await council.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("X-MS-CLIENT-PRINCIPAL", "eyJhdXRoX3R5cCI6ImFhZCIsImNsYWltcyI6W3sidHlwIjoicm9sZXMiLCJ2YWwiOiJociJ9XX0=")]
    [InlineData("X-MS-CLIENT-PRINCIPAL-ID", "hannah")]
    [InlineData("X-MS-CLIENT-PRINCIPAL-NAME", "hannah")]
    [InlineData("X-MS-TOKEN-AAD-ACCESS-TOKEN", "x")]
    [InlineData("X-Forwarded-User", "hannah")]
    [InlineData("x-functions-key", "default")]
    [InlineData("Cookie", "AppServiceAuthSession=x")]
    public async Task Headers_of_a_platform_are_never_identity(string header, string value)
    {
        await using var council = await Council.OpenAsync();

        (await council.GetAsync(null, "/api/vacancies", (header, value))).Expect(401, "token-required");
    }

    private static async Task<int> StatusOfAsync(Council council, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, council.Http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return int.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
