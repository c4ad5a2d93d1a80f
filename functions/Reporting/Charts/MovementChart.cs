using System.Globalization;

namespace RecruitRetain.Reporting;

/// <summary>Who joined and who left, month by month: filled bars up, empty bars down.</summary>
internal static class MovementChart
{
    private const int Left = 44;
    private const int Right = Svg.Width - 10;
    private const int Top = 40;
    private const int HalfHeight = 110;

    public static Svg Draw(IReadOnlyList<MonthFigures> months)
    {
        var (joined, left) = (months.Sum(month => month.Joiners), months.Sum(month => month.Leavers));
        var svg = new Svg(
            "movement",
            (2 * HalfHeight) + Top + 50,
            $"Joiners and leavers in each of the last {months.Count} months",
            $"Bars above a line for joiners, below it for leavers. From {MonthWords(months[0].Month)} to {MonthWords(months[^1].Month)}, {joined} joined and {left} left.");
        var most = Math.Max(1, months.Max(month => Math.Max(month.Joiners, month.Leavers)));
        var (up, down) = (new Scale(most, Top + HalfHeight, Top), new Scale(most, Top + HalfHeight, Top + (2 * HalfHeight)));
        svg.Grid(up, Left, Right, tick => $"{tick}").Grid(down, Left, Right, tick => $"{tick}", withNought: false);
        svg.Rectangle(Left, 8, 14, 14, "dark").Text(Left + 20, 20, "joined").Rectangle(Left + 90, 8, 14, 14, "light").Text(Left + 110, 20, "left");
        var step = (double)(Right - Left) / months.Count;
        for (var i = 0; i < months.Count; i++)
        {
            var (x, month) = (Left + (i * step), months[i]);
            if (month.Joiners > 0)
            {
                svg.Rectangle(x + (step * 0.15), up.At(month.Joiners), step * 0.7, up.At(0) - up.At(month.Joiners), "dark")
                    .Text(x + (step / 2), up.At(month.Joiners) - 4, $"{month.Joiners}", "middle tiny");
            }

            if (month.Leavers > 0)
            {
                svg.Rectangle(x + (step * 0.15), down.At(0), step * 0.7, down.At(month.Leavers) - down.At(0), "light")
                    .Text(x + (step / 2), down.At(month.Leavers) + 13, $"{month.Leavers}", "middle tiny");
            }
        }

        return MonthLabels(svg, months, Left, step, Top + (2 * HalfHeight) + 32);
    }

    /// <summary>Labels every third month, counted back from the last.</summary>
    public static Svg MonthLabels(Svg svg, IReadOnlyList<MonthFigures> months, double left, double step, double y)
    {
        for (var i = (months.Count - 1) % 3; i < months.Count; i += 3)
        {
            svg.Text(left + ((i + 0.5) * step), y, First(months[i].Month).ToString("MMM yy", CultureInfo.InvariantCulture), "middle");
        }

        return svg;
    }

    public static string MonthWords(string month) => First(month).ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    private static DateOnly First(string month) => DateOnly.ParseExact($"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
