using System.Globalization;

namespace RecruitRetain.Reporting;

/// <summary>
/// How long people stay: a falling staircase with its interval, and under the axis how many were still followed. Groups are told apart by
/// their dashes and by the names at the ends of their lines.
/// </summary>
internal static class SurvivalChart
{
    /// <summary>How many groups one drawing can hold: there are no more kinds of dashes.</summary>
    public const int MostGroups = 5;

    private const int MostMonths = 60;
    private const int LeastMonths = 24;
    private const int Left = 60;
    private const int Right = Svg.Width - 30;
    private const int RightOfGroups = Svg.Width - 270;
    private const int Top = 14;
    private const int Bottom = 254;
    private const int LabelHeight = 18;
    private const int LongestName = 30;

    public static Svg Draw(StayFigures stay)
    {
        var months = Months(stay.FollowedMonths);
        var seen = Seen(stay.FollowedMonths, months);
        var svg = Frame(
            "curve",
            Bottom + 100,
            "Share of starters still in post, by months since their start",
            $"A falling staircase that begins at 100%{string.Concat(Described(stay.Curve, seen))}.",
            months,
            Right);
        svg.Path([.. Steps(stay.Curve, seen, point => point.Upper ?? 0, months, Right), .. Steps(stay.Curve, seen, point => point.Lower ?? 0, months, Right).Reverse()], "band")
            .Path(Steps(stay.Curve, seen, point => point.Share, months, Right), "line");
        return AtRisk(svg, "still followed", stay.AtRisk, Bottom + 84, months, Right);
    }

    public static Svg Draw(GroupingFigures grouping)
    {
        var groups = grouping.Groups.OrderByDescending(group => group.People).Take(MostGroups).ToList();
        var months = Months(groups.Max(group => group.FollowedMonths));
        var svg = Frame(
            $"curve-{grouping.By}",
            Bottom + 84 + (LabelHeight * groups.Count),
            $"Share of starters still in post, by months since their start and by {grouping.By.Replace('-', ' ')}",
            string.Join(" ", groups.Select(group => $"{Headlines.Plain(group.Key)}: begins at 100%{string.Concat(Described(group.Curve, Seen(group.FollowedMonths, months)))}.")),
            months,
            RightOfGroups);
        var ends = groups.Select((group, i) => (Group: group, i, Y: Y(group.Curve.LastOrDefault(point => point.Months <= months)?.Share ?? 1))).OrderBy(end => end.Y).ToList();
        var free = double.MinValue;
        foreach (var (group, i, y) in ends)
        {
            var (seen, label) = (Seen(group.FollowedMonths, months), Math.Max(free, y));
            svg.Path(Steps(group.Curve, seen, point => point.Share, months, RightOfGroups), $"line dash-{i}")
                .Line(X(seen, months, RightOfGroups), y, RightOfGroups + 8, label, "leader")
                .Line(RightOfGroups + 10, label, RightOfGroups + 46, label, $"line dash-{i}")
                .Text(RightOfGroups + 52, label + 5, Name(group));
            free = label + LabelHeight;
        }

        foreach (var (group, i) in groups.Select((group, i) => (group, i)))
        {
            AtRisk(svg, i == 0 ? "still followed" : "", group.AtRisk, Bottom + 84 + (LabelHeight * i), months, RightOfGroups).Text(RightOfGroups + 20, Bottom + 84 + (LabelHeight * i), Name(group), "tiny");
        }

        return svg;
    }

    private static Svg Frame(string name, int height, string title, string description, int months, int right)
    {
        var svg = new Svg(name, height, title, description);
        foreach (var percent in new[] { 0, 25, 50, 75, 100 })
        {
            svg.Line(Left, Y(percent / 100.0), right, Y(percent / 100.0), percent == 0 ? "axis" : "grid").Text(Left - 8, Y(percent / 100.0) + 5, $"{percent}%", "end");
        }

        for (var month = 0; month <= months; month += 6)
        {
            svg.Line(X(month, months, right), Bottom, X(month, months, right), Bottom + 6, "axis").Text(X(month, months, right), Bottom + 22, $"{month}", "middle");
        }

        return svg.Text((Left + right) / 2.0, Bottom + 44, "Months since the start", "middle");
    }

    private static Svg AtRisk(Svg svg, string label, IReadOnlyList<AtRiskFigure> figures, int y, int months, int right)
    {
        svg.Text(0, y - 18, label, "tiny");
        foreach (var figure in figures.Where(figure => figure.Months <= months))
        {
            svg.Text(X(figure.Months, months, right), y, $"{figure.People}", "middle tiny");
        }

        return svg;
    }

    private static IEnumerable<(double X, double Y)> Steps(IReadOnlyList<CurvePoint> curve, double seen, Func<CurvePoint, double> share, int months, int right)
    {
        var before = 1.0;
        yield return (X(0, months, right), Y(before));
        foreach (var point in curve.Where(point => point.Months <= seen))
        {
            yield return (X(point.Months, months, right), Y(before));
            yield return (X(point.Months, months, right), Y(before = share(point)));
        }

        yield return (X(seen, months, right), Y(before));
    }

    private static IEnumerable<string> Described(IReadOnlyList<CurvePoint> curve, double seen) => Enumerable.Range(1, (int)seen / 6).Select(i => i * 6).Select(month =>
        string.Create(CultureInfo.InvariantCulture, $", {(curve.LastOrDefault(point => point.Months <= month)?.Share ?? 1) * 100:0.0}% after {month} months"));

    private static string Name(GroupFigures group) => Headlines.Plain(group.Key) is { Length: > LongestName } name ? $"{name[..(LongestName - 1)]}…" : Headlines.Plain(group.Key);

    // Steps stand at the end of their tenth of a month, so the last may come a little after the longest stay.
    private static double Seen(double followed, int months) => Math.Min(Math.Ceiling(followed * 10) / 10, months);

    private static int Months(double followed) => Math.Clamp((int)Math.Ceiling(followed / 6) * 6, LeastMonths, MostMonths);

    private static double X(double month, int months, int right) => Left + ((right - Left) * month / months);

    private static double Y(double share) => Top + ((Bottom - Top) * (1 - share));
}
