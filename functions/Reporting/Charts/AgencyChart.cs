using System.Globalization;

namespace RecruitRetain.Reporting;

/// <summary>Which share of the workers came from agencies, at the end of each month.</summary>
internal static class AgencyChart
{
    private const int Left = 54;
    private const int Right = Svg.Width - 56;
    private const int Top = 20;
    private const int Bottom = 220;

    public static Svg Draw(IReadOnlyList<MonthFigures> months)
    {
        var known = months.Select((month, i) => (Month: month, i)).Where(each => each.Month.AgencyRate.Value is not null).ToList();
        var svg = new Svg(
            "agency",
            Bottom + 40,
            "Agency workers as a share of all workers, at the end of each month",
            known.Count == 0
                ? "There were no workers in these months."
                : $"A line from {Words(known[0].Month)} to {Words(known[^1].Month)}; at its highest {Words(known.MaxBy(each => each.Month.AgencyRate.Value).Month)}.");
        var scale = new Scale((double)months.Max(month => month.AgencyRate.Value ?? 0), Bottom, Top);
        var step = (double)(Right - Left) / months.Count;
        var points = known.ConvertAll(each => (X: Left + ((each.i + 0.5) * step), Y: scale.At((double)each.Month.AgencyRate.Value!.Value)));
        svg.Grid(scale, Left, Right, tick => string.Create(CultureInfo.InvariantCulture, $"{tick:0.#}%")).Path(points, "line");
        foreach (var (x, y) in points)
        {
            svg.Dot(x, y, "dot");
        }

        if (points.Count > 0)
        {
            svg.Text(points[^1].X + 10, points[^1].Y + 5, $"{Percent(known[^1].Month)}", "strong");
        }

        return MovementChart.MonthLabels(svg, months, Left, step, Bottom + 24);
    }

    private static string Words(MonthFigures month) => $"{Percent(month)} in {MovementChart.MonthWords(month.Month)}";

    private static string Percent(MonthFigures month) => string.Create(CultureInfo.InvariantCulture, $"{month.AgencyRate.Value:0.0}%");
}
