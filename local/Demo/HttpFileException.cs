namespace RecruitRetain.Local.Demo;

/// <summary>A <c>.http</c> file that cannot be played.</summary>
internal sealed class HttpFileException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>Everything that is wrong with it, each as <c>file(line): what is wrong, what was expected</c>.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
