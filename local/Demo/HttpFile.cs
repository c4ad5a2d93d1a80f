using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>
/// A journey in the format that VS Code's REST Client, Visual Studio and Rider run: requests separated by <c>###</c>, variables, named
/// responses. What only the player understands stands in comments, so the same file runs in an editor.
/// </summary>
internal sealed partial class HttpFile
{
    private HttpFile(string path, IReadOnlyList<HttpStep> steps)
    {
        Path = path;
        Steps = steps;
    }

    /// <summary>Where it came from.</summary>
    public string Path { get; }

    /// <summary>Its steps in order.</summary>
    public IReadOnlyList<HttpStep> Steps { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="path">Where it stands: named in errors, and the files it sends are found beside it.</param>
    /// <exception cref="HttpFileException">It cannot be played; says everything that is wrong.</exception>
    public static HttpFile Parse(string text, string path)
    {
        var parser = new Parser(path);
        parser.Read(text);
        return parser.Errors.Count == 0 ? new HttpFile(path, parser.Steps) : throw new HttpFileException(parser.Errors);
    }

    private sealed partial class Parser(string path)
    {
        private readonly List<(int Line, string Text)> _errors = [];
        private readonly HashSet<string> _variables = new(StringComparer.Ordinal) { "host" };
        private readonly HashSet<string> _responses = new(StringComparer.Ordinal);
        private List<Definition> _definitions = [];
        private bool _directiveSeen;

        private int _start;
        private Template _title = Template.Parse(string.Empty, _ => { });
        private string? _name;
        private List<Directive> _directives = [];
        private HttpStepRequest? _request;
        private List<HttpStepHeader> _headers = [];
        private List<BodyLine> _body = [];
        private bool _inBody;
        private int _line;

        public List<HttpStep> Steps { get; } = [];

        public IReadOnlyList<string> Errors => [.. _errors.OrderBy(error => error.Line).Select(error => $"{path}({error.Line}): {error.Text}")];

        public void Read(string text)
        {
            Begin(string.Empty);
            foreach (var line in text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')))
            {
                _line++;
                if (Separator().Match(line) is { Success: true } separator)
                {
                    End();
                    Begin(separator.Groups["title"].Value.Trim());
                }
                else if (Comment().Match(line) is { Success: true } comment)
                {
                    ReadComment(comment);
                }
                else if (_request is null)
                {
                    ReadBeforeRequest(line.Trim());
                }
                else if (_inBody)
                {
                    ReadBody(line);
                }
                else
                {
                    ReadHeader(line);
                }
            }

            End();
            if (Steps.Count == 0 && _errors.Count == 0)
            {
                Report(1, "the file has no step, expected a request like 'GET {{host}}/api/health'");
            }
        }

        private void Begin(string title)
        {
            _start = Math.Max(1, _line);
            _title = Text(title);
            _name = null;
            _directives = [];
            _request = null;
            _headers = [];
            _body = [];
            _inBody = false;
        }

        private void End()
        {
            if (_request is null && (_name is not null || _directives.Any(directive => directive.NeedsResponse)))
            {
                var asking = _directives.FirstOrDefault(directive => directive.NeedsResponse);
                Report(asking?.Line ?? _start, $"'{asking?.Source ?? $"@name {_name}"}' stands in a step without a request, expected a line like 'GET {{{{host}}}}/api/…' below it");
            }

            Check();
            if (_request is null && _directives.Count == 0)
            {
                return;
            }

            while (_body is [.., { File: null, Text.Source: var last }] && string.IsNullOrWhiteSpace(last))
            {
                _body.RemoveAt(_body.Count - 1);
            }

            Steps.Add(new HttpStep(_start, _title, _name, _definitions, _directives, _request));
            _definitions = [];
        }

        // In the order in which the player meets them, so that nothing is used before it is known.
        private void Check()
        {
            foreach (var directive in _directives.Where(directive => directive is AsDirective or ClockDirective))
            {
                CheckKnown(directive.Line, directive.Templates);
            }

            if (_request is not null)
            {
                CheckKnown(_request.Line, [_request.Url]);
                _headers.ForEach(header => CheckKnown(header.Line, [header.Value]));
                _body.ForEach(line => CheckKnown(line.Line, [line.Text]));
            }

            if (_name is not null && !_responses.Add(_name))
            {
                Report(_start, $"a step named '{_name}' stands above already, expected another name");
            }

            foreach (var directive in _directives.Where(directive => directive is not (AsDirective or ClockDirective)))
            {
                CheckKnown(directive.Line, directive is SayDirective ? [] : directive.Templates);
                if (directive is CaptureDirective { Variable: var captured })
                {
                    _variables.Add(captured);
                }
                else if (directive is CaptureLinkDirective { Variable: var link })
                {
                    _variables.Add(link);
                }
            }

            CheckKnown(_start, [_title]);
            _directives.OfType<SayDirective>().ToList().ForEach(say => CheckKnown(say.Line, say.Templates));
        }

        private void CheckKnown(int line, IEnumerable<Template> templates)
        {
            foreach (var reference in templates.SelectMany(template => template.References))
            {
                if (reference is VariableReference { Name: var variable } && !_variables.Contains(variable))
                {
                    Report(line, $"variable '{variable}' is not known here, expected '@{variable} = …' or '# @capture {variable} = …' above");
                }
                else if ((reference as BodyReference)?.Step is { } step && !_responses.Contains(step))
                {
                    Report(line, $"no step above is named '{step}', expected '# @name {step}' there");
                }
                else if ((reference as HeaderReference)?.Step is { } other && !_responses.Contains(other))
                {
                    Report(line, $"no step above is named '{other}', expected '# @name {other}' there");
                }
            }
        }

        private void ReadComment(Match comment)
        {
            if (!comment.Groups["word"].Success)
            {
                return;
            }

            var word = comment.Groups["word"].Value;
            var rest = comment.Groups["rest"].Value.Trim();
            if (_request is not null)
            {
                Report($"'@{word}' stands below the request line, expected it directly above");
            }
            else if (word == "name")
            {
                var name = rest.TrimStart('=').Trim();
                if (Word().IsMatch(name))
                {
                    _name = name;
                }
                else
                {
                    Report($"'{name}' is no name for a step, expected one word");
                }
            }
            else if (new DirectiveParser(_line, Report).Parse(word, rest) is { } directive)
            {
                if (directive is ClockDirective { Move: ClockMove.Set } && _directiveSeen)
                {
                    Report("'@clock set' stands below another directive or request, expected it first in the file: later the clock only advances");
                }

                if (directive is AsDirective && _directives.Any(other => other is AsDirective))
                {
                    Report("a second '@as' stands in this step, expected one");
                }

                _directiveSeen = true;
                _directives.Add(directive);
            }
        }

        private void ReadBeforeRequest(string line)
        {
            if (line.Length == 0)
            {
                return;
            }

            if (Variable().Match(line) is { Success: true } variable)
            {
                var definition = new Definition(_line, variable.Groups["name"].Value, Text(variable.Groups["value"].Value));
                CheckKnown(_line, [definition.Value]);
                _definitions.Add(definition);
                _variables.Add(definition.Name);
            }
            else if (RequestLine().Match(line) is { Success: true } request)
            {
                _directiveSeen = true;
                _request = new HttpStepRequest(
                    _line,
                    request.Groups["method"] is { Success: true } method ? method.Value : "GET",
                    Text(request.Groups["url"].Value),
                    _headers,
                    _body);
            }
            else
            {
                Report($"'{Shorten(line)}' is no request, expected a line like 'GET {{{{host}}}}/api/…', '@name = value', a comment or '###'");

                // Whatever follows belongs to that line; one error is enough for it.
                _request = new HttpStepRequest(_line, "GET", Text(string.Empty), _headers, _body);
                _inBody = true;
            }
        }

        private void ReadHeader(string line)
        {
            var trimmed = line.Trim();
            if (trimmed.Length == 0)
            {
                _inBody = true;
            }
            else if (_headers.Count == 0 && (trimmed[0] is '?' or '&' || (trimmed[0] is '/' && char.IsWhiteSpace(line[0]))))
            {
                _request = _request! with { Url = Text(_request.Url.Source + trimmed) };
            }
            else if (Header().Match(trimmed) is { Success: true } header)
            {
                _headers.Add(new HttpStepHeader(_line, header.Groups["name"].Value, Text(header.Groups["value"].Value)));
            }
            else
            {
                Report($"'{Shorten(trimmed)}' is no header, expected 'Name: value', or an empty line before the body");
            }
        }

        private void ReadBody(string line)
        {
            if (Script().IsMatch(line))
            {
                Report($"'{Shorten(line)}' is a script or a saved response, expected '# @expect' and '# @capture' above the request instead");
            }
            else if (FromFile().Match(line) is { Success: true } file)
            {
                var found = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? string.Empty, file.Groups["path"].Value.Trim());
                if (!File.Exists(found))
                {
                    Report($"no file stands at '{found}', expected one to send");
                }

                else
                {
                    _body.Add(file.Groups["substitutes"].Success
                        ? new BodyLine(_line, Text(File.ReadAllText(found)), null)
                        : new BodyLine(_line, Text(string.Empty), found));
                }
            }
            else if (_body.Count > 0 || !string.IsNullOrWhiteSpace(line))
            {
                _body.Add(new BodyLine(_line, Text(line), null));
            }
        }

        private Template Text(string source) => Template.Parse(source, Report);

        private void Report(string problem) => Report(_line, problem);

        private void Report(int line, string problem) => _errors.Add((line, problem));

        private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

        [GeneratedRegex(@"^#{3,}(?<title>.*)$")]
        private static partial Regex Separator();

        [GeneratedRegex(@"^\s*(?:#|//)(?:\s*@(?<word>[\w-]+)(?:\s+(?<rest>.*))?$)?")]
        private static partial Regex Comment();

        [GeneratedRegex(@"^[\w-]+$")]
        private static partial Regex Word();

        [GeneratedRegex(@"^@(?<name>[\w.-]+)\s*=\s*(?<value>.*)$")]
        private static partial Regex Variable();

        [GeneratedRegex(@"^(?:(?<method>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)\s+(?<url>\S.*?)|(?<url>(?:https?://|\{\{).*?))(?:\s+HTTP/\d(?:\.\d)?)?$")]
        private static partial Regex RequestLine();

        [GeneratedRegex(@"^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(?<value>.*)$")]
        private static partial Regex Header();

        [GeneratedRegex(@"^(?:[<>]\s*\{%|>>!?\s|<>\s|>\s+\S+\.js\s*$)")]
        private static partial Regex Script();

        [GeneratedRegex(@"^<(?:(?<substitutes>@)[\w-]*)?\s+(?<path>\S.*)$")]
        private static partial Regex FromFile();
    }
}
