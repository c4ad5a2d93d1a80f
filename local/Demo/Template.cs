using System.Text;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>A text with <c>{{references}}</c> in it.</summary>
internal sealed partial class Template
{
    private readonly List<(string Text, Reference? Reference)> _parts = [];

    private Template(string source) => Source = source;

    /// <summary>The text as written.</summary>
    public string Source { get; }

    /// <summary>What it refers to.</summary>
    public IEnumerable<Reference> References => _parts.Select(part => part.Reference).OfType<Reference>();

    /// <summary>Whether it is one reference and nothing else.</summary>
    public bool IsBare => _parts is [{ Reference: not null }];

    /// <summary>Reads a text, reporting every reference that cannot be read.</summary>
    public static Template Parse(string source, Action<string> report)
    {
        var template = new Template(source);
        var read = 0;
        foreach (Match match in Braces().Matches(source))
        {
            template.AddText(source[read..match.Index]);
            read = match.Index + match.Length;
            if (!match.Groups["end"].Success)
            {
                report($"'{match.Value}' opens a variable that does not end, expected '}}}}' on the same line");
            }
            else if (Reference.TryParse(match.Groups["inside"].Value.Trim(), out var reference, out var problem))
            {
                template._parts.Add((string.Empty, reference));
            }
            else
            {
                report(problem);
            }
        }

        template.AddText(source[read..]);
        return template;
    }

    /// <summary>The text with every reference replaced by its value.</summary>
    public string Resolve(Func<Reference, string> valueOf)
    {
        var resolved = new StringBuilder();
        foreach (var (text, reference) in _parts)
        {
            resolved.Append(reference is null ? text : valueOf(reference));
        }

        return resolved.ToString();
    }

    public override string ToString() => Source;

    private void AddText(string text)
    {
        if (text.Length > 0)
        {
            _parts.Add((text, null));
        }
    }

    [GeneratedRegex(@"\{\{(?<inside>[^\r\n]*?)(?:(?<end>\}\})|(?=[\r\n]|$))")]
    private static partial Regex Braces();
}
