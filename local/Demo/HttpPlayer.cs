using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>
/// Plays a journey against an embedded Azure: each step moves the clock, sends its request and holds the answer against what the file
/// expects. After each step it waits until nothing is runnable, so that what follows from a step is told with it.
/// </summary>
internal sealed class HttpPlayer
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpFile _file;
    private readonly HttpClient _client;
    private readonly LocalApi _local;
    private readonly string _host;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Exchange> _responses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Token, DateTimeOffset ExpiresAt)> _tokens = new(StringComparer.Ordinal);
    private DateTimeOffset _now;
    private long _firstMail;
    private long _lastMail;
    private long _lastMessage;
    private int _line = 1;
    private int _expectations;
    private Exchange? _exchange;

    private HttpPlayer(HttpFile file, HttpClient client)
    {
        _file = file;
        _client = client;
        _local = new LocalApi(client);
        _host = client.BaseAddress?.ToString().TrimEnd('/') ?? throw new ArgumentException("The client has no base address.", nameof(client));
        _variables["host"] = _host;
    }

    /// <summary>Plays a file, to its end or to the first expectation that is not met.</summary>
    /// <param name="file">The journey.</param>
    /// <param name="client">Its base address is the embedded Azure, and stands in for the file's own <c>@host</c>.</param>
    /// <param name="story">Where it is told.</param>
    /// <param name="betweenSteps">Done after each step, when nothing is runnable.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static Task<PlayResult> PlayAsync(
        HttpFile file, HttpClient client, Story story, Func<Task>? betweenSteps = null, CancellationToken cancellationToken = default) =>
        new HttpPlayer(file, client).PlayAsync(story, betweenSteps, cancellationToken);

    private async Task<PlayResult> PlayAsync(Story story, Func<Task>? betweenSteps, CancellationToken cancellationToken)
    {
        var steps = 0;
        try
        {
            _line = _file.Steps[0].Line;
            await BeginAsync(cancellationToken);
            foreach (var step in _file.Steps)
            {
                await PlayAsync(step, story, cancellationToken);
                steps++;
                if (betweenSteps is not null)
                {
                    await betweenSteps();
                }
            }

            return new PlayResult(steps, _expectations, null);
        }
        catch (UnmetException exception)
        {
            return Stop(exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            return Stop($"expected an answer from {_host}, got {exception.Message}");
        }

        PlayResult Stop(string message)
        {
            var response = _exchange is null ? null : $"{_exchange.Request} → {_exchange.Status} {Excerpt.Of(_exchange.Body)}".TrimEnd();
            var unmet = new Unmet(_file.Path, _line, message, response);
            story.Tell(unmet);
            return new PlayResult(steps, _expectations, unmet);
        }
    }

    // A store may have lived before: its mails and messages are not this journey's.
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _now = await _local.NowAsync(cancellationToken);
        _firstMail = _lastMail = (await _local.MailsAsync(0, null, cancellationToken)).Select(mail => mail.Id).DefaultIfEmpty(0).Max();
        _lastMessage = (await _local.MessagesAsync(0, cancellationToken)).Select(message => message.Sequence).DefaultIfEmpty(0).Max();
    }

    private async Task PlayAsync(HttpStep step, Story story, CancellationToken cancellationToken)
    {
        _line = step.Line;
        _exchange = null;
        Define(step.Definitions);
        AsDirective? actor = null;
        foreach (var directive in step.Directives)
        {
            _line = directive.Line;
            switch (directive)
            {
                case ClockDirective clock:
                    _now = await MoveAsync(clock, cancellationToken);
                    break;
                case SettleDirective:
                    _now = await _local.SettleAsync(cancellationToken);
                    break;
                case AsDirective someone:
                    actor = someone;
                    break;
            }
        }

        var at = _now;
        if (step.Request is { } request)
        {
            _exchange = await SendAsync(request, actor, cancellationToken);
            if (step.Name is { } name)
            {
                _responses[name] = _exchange;
            }

            ExpectStatus(step, request);
        }

        foreach (var directive in step.Directives)
        {
            _line = directive.Line;
            await FollowAsync(directive, cancellationToken);
        }

        _now = await _local.SettleAsync(cancellationToken);
        var mails = await _local.MailsAsync(_lastMail, null, cancellationToken);
        var messages = await _local.MessagesAsync(_lastMessage, cancellationToken);
        _lastMail = mails.Select(mail => mail.Id).Append(_lastMail).Max();
        _lastMessage = messages.Select(message => message.Sequence).Append(_lastMessage).Max();
        var title = step.Title.Resolve(ValueOf);
        var who = actor is null ? null : $"{actor.Name.Resolve(ValueOf)} ({string.Join(", ", actor.Roles)})";
        var said = step.Directives.OfType<SayDirective>().Select(say => say.Text.Resolve(ValueOf)).ToList();
        story.Tell(new Happening(at, who, title.Length > 0 ? title : _exchange?.Request ?? string.Empty, _exchange?.Status, said, mails, messages));
    }

    private void Define(IReadOnlyList<Definition> definitions)
    {
        foreach (var definition in definitions)
        {
            _line = definition.Line;
            var value = definition.Value.Resolve(ValueOf);

            // The file's own host is for the editors; here it is the client's, with or without the scheme as the file has it.
            _variables[definition.Name] = definition.Name != "host" ? value
                : value.Contains("://", StringComparison.Ordinal) ? _host
                : _client.BaseAddress!.Authority;
        }
    }

    private async Task<DateTimeOffset> MoveAsync(ClockDirective clock, CancellationToken cancellationToken)
    {
        var value = clock.Value.Resolve(ValueOf);
        if (clock.Move is ClockMove.AdvanceBy)
        {
            return London.Duration.TryParse(value, out var duration)
                ? await _local.AdvanceClockAsync(duration.After(await _local.NowAsync(cancellationToken)), cancellationToken)
                : throw new UnmetException("a duration like P6M", Show(value));
        }

        if (!London.TryParse(value, out var to))
        {
            throw new UnmetException("a time like 2026-03-02T09:00", Show(value));
        }

        return clock.Move is ClockMove.Set
            ? await _local.SetClockAsync(to, cancellationToken)
            : await _local.AdvanceClockAsync(to, cancellationToken);
    }

    private async Task<Exchange> SendAsync(HttpStepRequest request, AsDirective? actor, CancellationToken cancellationToken)
    {
        _line = request.Line;
        var url = request.Url.Resolve(ValueOf);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), Address(url));
        List<(string Name, string Value)> headers = [];
        foreach (var header in request.Headers)
        {
            _line = header.Line;
            var value = header.Value.Resolve(ValueOf);
            headers.Add(value.AsSpan().ContainsAny('\r', '\n')
                ? throw new UnmetException($"one line for the header {header.Name}", Show(value))
                : (header.Name, value));
        }

        if (request.Body.Count > 0)
        {
            var type = headers.FirstOrDefault(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value ?? string.Empty;
            message.Content = new ByteArrayContent(await ReadAsync(request.Body, type, cancellationToken));
        }

        foreach (var (name, value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value) && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (actor is not null)
        {
            _line = actor.Line;
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(actor, cancellationToken));
        }

        _line = request.Line;
        using var response = await _client.SendAsync(message, cancellationToken);
        return await Exchange.ReadAsync(message, response, cancellationToken);
    }

    private Uri Address(string url)
    {
        if (url.StartsWith('/'))
        {
            return new Uri(_host + url);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UnmetException("an address like http://127.0.0.1:7071/api/… or /api/…", Show(url));
    }

    private async Task<byte[]> ReadAsync(IReadOnlyList<BodyLine> lines, string contentType, CancellationToken cancellationToken)
    {
        // A form may be written with a line for each field; the parts of a multipart body are separated by CRLF.
        var form = contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        var end = form ? string.Empty : contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ? "\r\n" : "\n";
        using var body = new MemoryStream();
        for (var i = 0; i < lines.Count; i++)
        {
            _line = lines[i].Line;
            if (i > 0)
            {
                body.Write(Encoding.UTF8.GetBytes(end));
            }

            var text = lines[i].Text.Resolve(ValueOf);
            body.Write(lines[i].File is { } file ? await File.ReadAllBytesAsync(file, cancellationToken) : Encoding.UTF8.GetBytes(form ? text.Trim() : text));
        }

        return body.ToArray();
    }

    private async Task<string> TokenAsync(AsDirective actor, CancellationToken cancellationToken)
    {
        var name = actor.Name.Resolve(ValueOf);
        var key = $"{name}\n{string.Join(',', actor.Roles)}";
        var now = await _local.NowAsync(cancellationToken);
        if (!_tokens.TryGetValue(key, out var known) || known.ExpiresAt <= now)
        {
            var (token, lasts) = await _local.MintTokenAsync(name, actor.Roles, cancellationToken);
            _tokens[key] = known = (token, now + lasts);
        }

        return known.Token;
    }

    // A request that names no status is expected to succeed.
    private void ExpectStatus(HttpStep step, HttpStepRequest request)
    {
        _line = request.Line;
        var status = _exchange!.Status;
        var named = step.Directives.OfType<ExpectStatusDirective>().ToList();
        if (named.Count == 0 && status >= 400)
        {
            throw new UnmetException("a status below 400", $"{status}");
        }

        foreach (var expected in named)
        {
            _line = expected.Line;
            if (expected.Status != status)
            {
                throw new UnmetException($"{expected.Status}", $"{status}");
            }

            _expectations++;
        }
    }

    private async Task FollowAsync(Directive directive, CancellationToken cancellationToken)
    {
        switch (directive)
        {
            case ExpectDirective expect:
                Expect(expect);
                _expectations++;
                break;
            case ExpectMailDirective mail:
                await FindMailAsync(mail.Pattern, mail.Source, cancellationToken);
                _expectations++;
                break;
            case CaptureDirective capture:
                _variables[capture.Variable] = AsText(_exchange!.Value(capture.Path));
                break;
            case CaptureLinkDirective capture:
                var (found, link) = await FindMailAsync(capture.Pattern, capture.Source, cancellationToken);
                _variables[capture.Variable] = link ?? throw new UnmetException($"a link in the mail “{found.Subject}”", "none");
                break;
        }
    }

    private void Expect(ExpectDirective expect)
    {
        var expected = expect.Source["@expect ".Length..];
        var actual = expect.Subject switch
        {
            Subject.Value { Path: var path } => _exchange!.Value(path),
            Subject.Count { Path: var path } => _exchange!.Value(path) is JsonArray items ? items.Count : throw new UnmetException(expected, "no array"),
            Subject.Header { Name: var name } => _exchange!.Header(name) ?? throw new UnmetException(expected, "no such header"),
            _ => JsonValue.Create(_exchange!.Body),
        };
        if (expect.Operator is Operator.Exists)
        {
            return;
        }

        if (!IsMet(expect.Operator, actual, expect.Value!, out var wanted))
        {
            throw new UnmetException(expect.Value!.Text.References.Any() ? $"{expected} (which is {Show(wanted)})" : expected, Show(actual));
        }
    }

    private async Task<(SentMail Mail, string? Link)> FindMailAsync(MailPattern pattern, string source, CancellationToken cancellationToken)
    {
        await _local.SettleAsync(cancellationToken);
        var to = pattern.To.Resolve(ValueOf);
        var mails = await _local.MailsAsync(_firstMail, to, cancellationToken);
        foreach (var mail in mails.OrderByDescending(mail => mail.Id))
        {
            var links = (mail.Links ?? []).Where(link => Meets(pattern, "link", link)).ToList();
            if (Meets(pattern, "subject", mail.Subject) && Meets(pattern, "text", mail.Text) && Meets(pattern, "html", mail.Html)
                && (links.Count > 0 || pattern.Conditions.All(condition => condition.Part != "link")))
            {
                return (mail, links.FirstOrDefault());
            }
        }

        throw new UnmetException(
            $"{source[1..]}", mails.Count == 0 ? $"no mail to {to}" : string.Join(", ", mails.Select(mail => $"“{mail.Subject}”")));
    }

    private bool Meets(MailPattern pattern, string part, string? text) =>
        pattern.Conditions.Where(condition => condition.Part == part)
            .All(condition => IsMet(condition.Operator, JsonValue.Create(text ?? string.Empty), condition.Value, out _));

    private bool IsMet(Operator comparison, JsonNode? actual, Operand operand, out JsonNode? wanted)
    {
        wanted = null;
        if (operand.Pattern is { } pattern)
        {
            return Matches(pattern, AsText(actual));
        }

        try
        {
            wanted = operand.Resolve(ValueOf, actual);
        }
        catch (JsonException)
        {
            throw new UnmetException($"'{operand.Text}' to be JSON", operand.Text.Resolve(ValueOf));
        }

        var order = Order(actual, wanted);
        var value = wanted;
        return comparison switch
        {
            Operator.Equal => AreEqual(actual, wanted),
            Operator.NotEqual => !AreEqual(actual, wanted),
            Operator.Less => order < 0,
            Operator.LessOrEqual => order <= 0,
            Operator.Greater => order > 0,
            Operator.GreaterOrEqual => order >= 0,
            _ when actual is JsonArray items => items.Any(item => AreEqual(item, value)),
            _ => AsText(actual).Contains(AsText(wanted), StringComparison.Ordinal),
        };
    }

    private static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new UnmetException($"/{pattern}/ to be matched within a second", "no result");
        }
    }

    private static bool AreEqual(JsonNode? left, JsonNode? right) => Order(left, right) is { } order ? order == 0 : JsonNode.DeepEquals(left, right);

    // Numbers by value, texts by character, so that dates written the same way compare too; null for anything else.
    private static int? Order(JsonNode? left, JsonNode? right) => (left?.GetValueKind(), right?.GetValueKind()) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) when Number(left) is { } number && Number(right) is { } other => number.CompareTo(other),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(AsText(left), AsText(right)),
        _ => null,
    };

    private static decimal? Number(JsonNode? node) =>
        decimal.TryParse(node?.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string AsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString(Readable) ?? "null";

    private static string Show(JsonNode? node) => Excerpt.Of(node?.ToJsonString(Readable) ?? "null");

    private string ValueOf(Reference reference) => reference switch
    {
        VariableReference { Name: var name } => _variables[name],
        BodyReference { Step: var step, Path: null } => _responses[step].Body,
        BodyReference { Step: var step, Path: { } path } => AsText(_responses[step].Value(path)),
        HeaderReference { Step: var step, Header: var header } =>
            _responses[step].Header(header) ?? throw new UnmetException($"a header {header} in the response to '{step}'", "none"),
        SystemVariable variable => variable.ValueAt(_now),
        _ => throw new ArgumentOutOfRangeException(nameof(reference), reference, "A reference of an unknown kind."),
    };
}
