using System.Globalization;

namespace RecruitRetain.Shared;

/// <summary>A stage that an aggregate came to.</summary>
/// <param name="Stage">Which.</param>
/// <param name="At">When (UTC, whole milliseconds).</param>
public sealed record StageReached(string Stage, DateTimeOffset At)
{
    /// <summary>A course with the stage that an event led to, where that is another one than before.</summary>
    public static IReadOnlyList<StageReached> Next(IReadOnlyList<StageReached> course, string stage, DateTimeOffset at) =>
        course is [.., var last] && last.Stage == stage ? course : [.. course, new(stage, DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()))];

    /// <summary>A course as one column holds it.</summary>
    public static string Write(IEnumerable<StageReached> course) =>
        string.Join(' ', course.Select(reached => string.Create(CultureInfo.InvariantCulture, $"{reached.Stage}@{reached.At.ToUnixTimeMilliseconds()}")));

    /// <summary>A course as it was written.</summary>
    public static IReadOnlyList<StageReached> Read(string? text) => text is null ? [] :
    [
        .. text.Split(' ').Select(part => part.Split('@')).Select(parts =>
            new StageReached(parts[0], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], CultureInfo.InvariantCulture)))),
    ];
}
