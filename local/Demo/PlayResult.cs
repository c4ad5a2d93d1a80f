namespace RecruitRetain.Local.Demo;

/// <summary>How a journey went.</summary>
/// <param name="Steps">The steps that were played to their end.</param>
/// <param name="Expectations">The expectations that were met.</param>
/// <param name="Unmet">Where it stopped; null if it did not.</param>
internal sealed record PlayResult(int Steps, int Expectations, Unmet? Unmet);

/// <summary>The first expectation that was not met.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line.</param>
/// <param name="Message">What was expected, and what came.</param>
/// <param name="Response">The response it came in, or null.</param>
internal sealed record Unmet(string Path, int Line, string Message, string? Response)
{
    public override string ToString() => $"{Path}({Line}): {Message}{(Response is null ? null : $"{Environment.NewLine}  {Response}")}";
}
