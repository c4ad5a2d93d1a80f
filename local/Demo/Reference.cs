using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>What stands between the braces of a <c>{{reference}}</c>.</summary>
internal abstract partial record Reference
{
    /// <summary>Reads a reference, or says what is wrong with it and what was expected.</summary>
    public static bool TryParse(string source, [NotNullWhen(true)] out Reference? reference, [NotNullWhen(false)] out string? problem)
    {
        (reference, problem) = source switch
        {
            ['$', ..] => SystemVariable.Parse(source),
            _ when Name().IsMatch(source) && !source.Contains(".response.", StringComparison.Ordinal) => (new VariableReference(source), null),
            _ => ParseResponse(source),
        };
        return reference is not null;
    }

    private static (Reference? Reference, string? Problem) ParseResponse(string source)
    {
        var match = Response().Match(source);
        if (!match.Success)
        {
            return (null, $"'{{{{{source}}}}}' is no variable, expected {{{{name}}}}, {{{{step.response.body.$.path}}}} or {{{{step.response.headers.Name}}}}");
        }

        var step = match.Groups["step"].Value;
        if (match.Groups["header"] is { Success: true, Value: var header })
        {
            return (new HeaderReference(step, header), null);
        }

        var body = match.Groups["path"].Value;
        if (body == "*")
        {
            return (new BodyReference(step, null), null);
        }

        return JsonPath.TryParse(body, out var path)
            ? (new BodyReference(step, path), null)
            : (null, $"'{body}' is no JSON path, expected one like $.items[0].id, or * for the whole body");
    }

    [GeneratedRegex(@"^[\w.-]+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?<step>[\w-]+)\.response\.(?:headers\.(?<header>[\w-]+)|body\.(?<path>.+))$")]
    private static partial Regex Response();
}

/// <summary>A variable of the file, or one captured by an earlier step.</summary>
internal sealed record VariableReference(string Name) : Reference;

/// <summary>A value in the body of a named step's response; the whole body without a path.</summary>
internal sealed record BodyReference(string Step, JsonPath? Path) : Reference;

/// <summary>A header of a named step's response.</summary>
internal sealed record HeaderReference(string Step, string Header) : Reference;
