namespace RecruitRetain.Reporting;

/// <summary>How many people hold how many cases, and on which side of the target: empty bars within it, filled ones above.</summary>
internal static class CaseloadChart
{
    private const int Left = 44;
    private const int Right = Svg.Width - 10;
    private const int Top = 40;
    private const int Bottom = 230;

    public static Svg Draw(CaseloadFigures caseload)
    {
        var bands = caseload.Bands;
        var svg = new Svg(
            "caseload",
            Bottom + 56,
            "How many people hold how many cases",
            $"Bars for {string.Join(", ", bands.Select(band => $"{band.From} to {band.To} cases: {band.Holders}"))}. {caseload.AboveTarget} of {caseload.Holders} hold more than the target of {caseload.Target}.");
        var scale = new Scale(bands.Max(band => band.Holders), Bottom, Top);
        var step = (double)(Right - Left) / bands.Count;
        svg.Grid(scale, Left, Right, tick => $"{tick}");
        for (var i = 0; i < bands.Count; i++)
        {
            var (x, band) = (Left + (i * step), bands[i]);
            if (band.Holders > 0)
            {
                svg.Rectangle(x + (step * 0.1), scale.At(band.Holders), step * 0.8, Bottom - scale.At(band.Holders), band.From > caseload.Target ? "dark" : "light")
                    .Text(x + (step / 2), scale.At(band.Holders) - 5, $"{band.Holders}", "middle");
            }

            svg.Text(x + (step / 2), Bottom + 20, $"{band.From}–{band.To}", "middle");
        }

        var target = Left + (step * bands.Sum(band => Math.Clamp((caseload.Target + 1.0 - band.From) / (band.To + 1 - band.From), 0, 1)));
        return svg.Line(target, 14, target, Bottom, "target").Text(target + 6, 24, $"above the target of {caseload.Target} →")
            .Text((Left + Right) / 2.0, Bottom + 46, "Cases held by one person", "middle");
    }
}
