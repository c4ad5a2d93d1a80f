using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>The beginning of a text on one line.</summary>
internal static partial class Excerpt
{
    /// <summary>At most <paramref name="longest"/> characters of a text, its white space drawn together.</summary>
    public static string Of(string text, int longest = 400)
    {
        var line = WhiteSpace().Replace(text, " ").Trim();
        if (line.Length <= longest)
        {
            return line;
        }

        var end = char.IsHighSurrogate(line[longest - 2]) ? longest - 2 : longest - 1;
        return line[..end] + "…";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
