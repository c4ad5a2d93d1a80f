using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>Reads one directive, or reports what is wrong with it and what was expected.</summary>
internal sealed partial class DirectiveParser(int line, Action<string> report)
{
    private const string Known = "@as, @capture, @clock, @expect, @mail, @name, @say or @settle";

    private static readonly Dictionary<string, Operator> Operators = new(StringComparer.Ordinal)
    {
        ["=="] = Operator.Equal,
        ["!="] = Operator.NotEqual,
        ["<"] = Operator.Less,
        ["<="] = Operator.LessOrEqual,
        [">"] = Operator.Greater,
        [">="] = Operator.GreaterOrEqual,
        ["contains"] = Operator.Contains,
        ["exists"] = Operator.Exists,
        ["matches"] = Operator.Matches,
    };

    // Settings of the editors' own that change nothing here: redirects are never followed and cookies never kept.
    private static readonly HashSet<string> Editors = new(StringComparer.Ordinal)
    {
        "connection-timeout", "no-auto-encoding", "no-cookie-jar", "no-log", "no-redirect", "note", "timeout", "use-os-credentials",
    };

    /// <summary>Reads <c>@word rest</c>; null if it is none of ours or cannot be read.</summary>
    public Directive? Parse(string word, string rest)
    {
        var source = $"@{word} {rest}".TrimEnd();
        return word switch
        {
            "as" => ParseAs(source, rest),
            "capture" => ParseCapture(source, rest),
            "clock" => ParseClock(source, rest),
            "expect" => ParseExpect(source, rest),
            "mail" => ParseMail(source, rest) is { } pattern ? new ExpectMailDirective(line, source, pattern) : null,
            "say" => rest.Length > 0
                ? new SayDirective(line, source, Text(rest))
                : Wrong("@say says nothing, expected a text"),
            "settle" => rest.Length == 0
                ? new SettleDirective(line, source)
                : Wrong($"@settle takes nothing, found '{rest}'"),
            "prompt" => Wrong("@prompt asks a person, expected a variable '@name = value' instead"),
            _ when Editors.Contains(word) => null,
            _ => Wrong($"unknown directive '@{word}', expected {Known}"),
        };
    }

    private AsDirective? ParseAs(string source, string rest)
    {
        var match = As().Match(rest);
        if (!match.Success)
        {
            Wrong($"'{source}' names nobody, expected '@as Name role' or '@as \"Full Name\" role,role'");
            return null;
        }

        return new AsDirective(line, source, Text(match.Groups["name"].Value.Trim('"')), [.. match.Groups["role"].Captures.Select(role => role.Value)]);
    }

    private Directive? ParseCapture(string source, string rest)
    {
        var match = Capture().Match(rest);
        if (!match.Success)
        {
            return Wrong($"'{source}' captures nothing, expected '@capture name = $.path' or '@capture name = mail to address link contains \"text\"'");
        }

        var variable = match.Groups["name"].Value;
        var value = match.Groups["value"].Value;
        if (match.Groups["mail"].Success)
        {
            return ParseMail(source, match.Groups["mail"].Value) is { } pattern ? new CaptureLinkDirective(line, source, variable, pattern) : null;
        }

        return Path(value) is { } path ? new CaptureDirective(line, source, variable, path) : null;
    }

    private ClockDirective? ParseClock(string source, string rest)
    {
        var match = Clock().Match(rest);
        if (!match.Success)
        {
            Wrong($"'{source}' moves no clock, expected '@clock set 2026-03-02T09:00', '@clock advance-to 2026-09-01T09:00' or '@clock advance P6M'");
            return null;
        }

        var value = Text(match.Groups["value"].Value);
        var move = match.Groups["move"].Value switch
        {
            "set" => ClockMove.Set,
            "advance-to" => ClockMove.AdvanceTo,
            _ => ClockMove.AdvanceBy,
        };
        if (!value.References.Any())
        {
            if (move is ClockMove.AdvanceBy && !London.Duration.TryParse(value.Source, out _))
            {
                Wrong($"'{value}' is no duration, expected one like P6M, P1Y2M10D, P2W or PT36H");
            }
            else if (move is not ClockMove.AdvanceBy && !London.TryParse(value.Source, out _))
            {
                Wrong($"'{value}' is no time in London, expected one like 2026-03-02T09:00");
            }
        }

        return new ClockDirective(line, source, move, value);
    }

    private Directive? ParseExpect(string source, string rest)
    {
        if (Status().IsMatch(rest))
        {
            return new ExpectStatusDirective(line, source, int.Parse(rest, CultureInfo.InvariantCulture));
        }

        var match = Expect().Match(rest);
        if (!match.Success)
        {
            return Wrong($"'{source}' expects nothing, expected a status, or $.path, count($.path), header Name or body, then {string.Join(' ', Operators.Keys)} and a value");
        }

        Subject? subject = match.Groups["header"] is { Success: true, Value: var header } ? new Subject.Header(header)
            : match.Groups["body"].Success ? new Subject.Body()
            : Path(match.Groups["path"].Value) is not { } path ? null
            : match.Groups["count"].Success ? new Subject.Count(path)
            : new Subject.Value(path);
        var comparison = Operators[match.Groups["operator"].Value];
        var value = match.Groups["value"].Value;
        if (comparison is Operator.Exists)
        {
            return value.Length > 0 ? Wrong($"'exists' takes no value, found '{value}'")
                : subject is null ? null
                : new ExpectDirective(line, source, subject, comparison, null);
        }

        return ParseOperand(comparison, value) is { } operand && subject is not null
            ? new ExpectDirective(line, source, subject, comparison, operand)
            : null;
    }

    private MailPattern? ParseMail(string source, string rest)
    {
        var match = Mail().Match(rest);
        if (!match.Success)
        {
            Wrong($"'{source}' names no mail, expected 'to address', then any of subject, text, html or link with contains, == or matches and a value");
            return null;
        }

        List<MailCondition> conditions = [];
        for (var i = 0; i < match.Groups["part"].Captures.Count; i++)
        {
            var comparison = Operators[match.Groups["operator"].Captures[i].Value];
            if (ParseOperand(comparison, match.Groups["value"].Captures[i].Value) is not { } operand)
            {
                return null;
            }

            conditions.Add(new MailCondition(match.Groups["part"].Captures[i].Value, comparison, operand));
        }

        return new MailPattern(Text(match.Groups["to"].Value.Trim('"')), conditions);
    }

    private Operand? ParseOperand(Operator comparison, string value)
    {
        if (comparison is Operator.Matches)
        {
            try
            {
                return value is ['/', _, .., '/']
                    ? new Operand(Template.Parse(string.Empty, report), false, new Regex(value[1..^1], RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
                    : NoOperand($"'{value}' is no regular expression, expected one between slashes: /^[A-Z]/");
            }
            catch (ArgumentException exception)
            {
                return NoOperand($"'{value}' is no regular expression: {exception.Message}");
            }
        }

        if (Operand.IsJson(value))
        {
            return JsonNode.Parse(value) is JsonValue json && json.TryGetValue<string>(out var text)
                ? new Operand(Text(text), true, null)
                : new Operand(Text(value), false, null);
        }

        var template = Text(value);
        return template.References.Any() && Operand.IsJson(template.Resolve(_ => "0"))
            ? new Operand(template, false, null)
            : NoOperand($"'{value}' is no value, expected a JSON literal (texts stand in double quotes) or a {{{{variable}}}}");
    }

    private JsonPath? Path(string source)
    {
        if (!JsonPath.TryParse(source, out var path))
        {
            Wrong($"'{source}' is no JSON path, expected one like $.items[0].id");
        }

        return path;
    }

    private Template Text(string source) => Template.Parse(source, report);

    private Directive? Wrong(string problem)
    {
        report(problem);
        return null;
    }

    private Operand? NoOperand(string problem)
    {
        report(problem);
        return null;
    }

    [GeneratedRegex("""^(?<name>"[^"]+"|(?:\{\{.*?\}\}|[^\s"])+)\s+(?<role>[\w-]+)(?:\s*,\s*(?<role>[\w-]+))*$""")]
    private static partial Regex As();

    [GeneratedRegex(@"^(?<name>[\w-]+)\s*=\s*(?<value>mail\s+(?<mail>.+)|\S.*)$")]
    private static partial Regex Capture();

    [GeneratedRegex(@"^(?<move>set|advance-to|advance)\s+(?<value>\S.*)$")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^[1-5]\d\d$")]
    private static partial Regex Status();

    [GeneratedRegex(@"^(?:(?<count>count\()(?<path>.+?)\)|(?<path>\$\S*)|header\s+(?<header>[\w-]+)|(?<body>body))\s+(?<operator>==|!=|<=|>=|<|>|contains|exists|matches)(?:\s*(?<=\W)(?<value>\S.*))?$")]
    private static partial Regex Expect();

    [GeneratedRegex("""^to\s+(?<to>"[^"]+"|(?:\{\{.*?\}\}|[^\s"])+)(?:\s+(?<part>subject|text|html|link)\s+(?<operator>contains|==|matches)\s+(?<value>"(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)+/|\{\{.*?\}\}))*$""")]
    private static partial Regex Mail();
}
