using System.Net;
using System.Net.Sockets;
using System.Text;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

/// <summary>The whole app, as callers meet it who send slowly. What waits is the server; the test only reads to the end.</summary>
public sealed class SlowRequestTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slow-").FullName;
    private LocalHost? _host;

    public async ValueTask InitializeAsync() => _host = await LocalHost.StartAsync(
        builder => builder.AddRecruitRetain(),
        typeof(Composition).Assembly,
        new LocalHostOptions
        {
            StorePath = Path.Combine(_folder, "store.db"),
            StartAt = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero),
            Hold = true,
            Patience = new() { Headers = TimeSpan.FromMilliseconds(200), Body = TimeSpan.FromMilliseconds(1_100) },
        });

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("GET /api/open-vacancies HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a")]
    [InlineData("GET /api/open-vac")]
    [InlineData("POST /api/link-requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")]
    [InlineData("POST /api/link-requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task Who_sends_too_slowly_is_cut_off_and_everybody_else_is_served(string begun)
    {
        Assert.StartsWith("HTTP/1.1 408 ", await AnswerAsync(begun), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await AnswerAsync("GET /api/open-vacancies HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    // All that the server says until it closes the connection.
    private async Task<string> AnswerAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _host!.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
