using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Tests;

/// <summary>Looks at every answer and every line logged of a council for what must never be in one: the test in which it occurs fails.</summary>
internal sealed partial class Hygiene : DelegatingHandler, ILoggerProvider, ILogger
{
    private static long _answers;
    private static long _lines;

    private readonly ConcurrentBag<string> _found = [];

    public Hygiene()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>How much was looked at, in all councils so far.</summary>
    public static (long Answers, long Lines) Seen => (Interlocked.Read(ref _answers), Interlocked.Read(ref _lines));

    /// <summary>What is wrong with a text; null for nothing.</summary>
    public static string? FaultOf(string text) => Forbidden().Match(text) is { Success: true } found ? found.Value : null;

    /// <summary>What is wrong with a line logged: it may have none of what an answer may not, and neither the secret of a link nor an address.</summary>
    public static string? FaultOfLine(string line) => FaultOf(line) ?? (Secret().Match(line) is { Success: true } found ? found.Value : null);

    public void Check() => Assert.Empty(_found);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // A fault's stack is for the log; what its message says is looked at like the rest.
        var line = $"{formatter(state, exception)} {exception?.Message}";
        Interlocked.Increment(ref _lines);
        if (FaultOfLine(line) is { } fault)
        {
            _found.Add($"Logged '{fault}' in: {line}");
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return response;
        }

        Interlocked.Increment(ref _answers);
        var text = $"{await response.Content.ReadAsStringAsync(cancellationToken)} {response.Headers}";
        if (FaultOf(text) is { } fault)
        {
            _found.Add($"{request.Method} {path} answered '{fault}'");
        }

        if (response.Headers.Contains("Server") || response.Headers.Contains("X-Powered-By")
            || !response.Headers.Contains("X-Content-Type-Options") || !response.Headers.Contains("Content-Security-Policy")
            || !response.Headers.Contains("Referrer-Policy") || response.Headers.CacheControl?.NoStore != true)
        {
            _found.Add($"{request.Method} {path} ({(int)response.StatusCode}) has not the headers that it must have, or one too many");
        }

        return response;
    }

    // Durable's management addresses, keys, tokens and connection strings, stack traces and the names of exceptions.
    [GeneratedRegex(
        @"runtime/webhooks|[?&]code=|AccountKey=|SharedAccess(?:Key|Signature)|PRIVATE KEY|\beyJ[\w-]{10,}\.[\w-]{10,}|^\s+at \w[\w.]+\(|\b[A-Z]\w+Exception\b|x-ms-client-principal",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"\b[a-z]{2,5}_[0-9a-z]{26}\.[\w-]{32}\b|[\w.+-]+@[\w-]+\.(?:org|com|example)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
