using System.Globalization;
using System.Net;
using System.Text;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A report as one page of HTML: no scripts, nothing from elsewhere, to be read on screen, on paper and aloud, with and without colour.</summary>
public static class ReportPage
{
    private const string Style =
        "body{font:19px/1.5 Arial,sans-serif;color:#0b0c0c;background:#fff;max-width:50rem;margin:0 auto;padding:1rem}"
        + "h1{font-size:2rem;line-height:1.2;margin:1rem 0 .5rem}h2{font-size:1.5rem;margin:2rem 0 .5rem}"
        + "table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold;padding:.25rem 0}"
        + "th,td{text-align:left;font-weight:normal;padding:.4rem 1rem .4rem 0;border-bottom:1px solid #b1b4b6;vertical-align:top}"
        + "thead th{font-weight:bold}td.n,th.n{text-align:right;padding-right:0;white-space:nowrap;font-variant-numeric:tabular-nums}"
        + "dt{font-weight:bold;margin-top:.75rem}dd{margin:0}svg{width:100%;height:auto}svg text{font:14px Arial,sans-serif;fill:#0b0c0c}"
        + ".note{border-left:10px solid #b1b4b6;padding:.5rem 1rem;margin:1rem 0}footer{margin-top:2rem;font-size:.85em;overflow-wrap:anywhere}"
        + "@media print{body{font-size:11pt;max-width:none;padding:0}section,table,figure{break-inside:avoid}}figure{margin:1rem 0}";

    private const int MostMonths = 60;

    /// <summary>The page.</summary>
    /// <param name="report">What it shows.</param>
    /// <param name="suppress">Whether to leave out what would speak of one to five people; the curve goes with it, because its steps do.</param>
    public static string Html(Report report, bool suppress)
    {
        var title = $"Retention report as at {UkCalendar.Words(report.AsAt)}";
        var measures = Measures.Of(report.Figures, suppress);
        var html = new StringBuilder("<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(title).Append("</title><style>").Append(Style).Append("</style></head><body><main><h1>").Append(title).Append("</h1><p>Children's social workers. ")
            .Append(report.Kind == ReportKind.OnDemand ? "A report on demand for " : "The report for ").Append(report.Period.Words).Append(", made on ")
            .Append(UkCalendar.InLondon(report.MadeAt).ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture)).Append(".</p>");
        if (report.Late)
        {
            html.Append("<p class=\"note\">This report was made late. Payments are as they stood when it was made.</p>");
        }

        if (suppress)
        {
            html.Append("<p class=\"note\">Numbers that would speak of one to five people are not shown.</p>");
        }

        foreach (var section in measures.GroupBy(measure => measure.Section))
        {
            html.Append("<section><h2>").Append(Encode(section.Key)).Append("</h2>");
            if (section.Key == Measures.Survival && !suppress && report.Figures.Stay.Curve.Count > 0)
            {
                AppendCurve(html, report.Figures.Stay.Curve, report.Figures.Stay.FollowedMonths);
            }

            html.Append("<table><caption>").Append(Encode(section.Key)).Append(", as at ").Append(UkCalendar.Words(report.AsAt))
                .Append("</caption><thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" class=\"n\">Value</th></tr></thead><tbody>");
            foreach (var measure in section)
            {
                html.Append("<tr><th scope=\"row\">").Append(Encode(measure.Title)).Append("</th><td class=\"n\">").Append(Encode(measure.Words())).Append("</td></tr>");
            }

            html.Append("</tbody></table></section>");
        }

        html.Append("<section><h2>What the measures mean</h2><dl>");
        foreach (var measure in measures)
        {
            html.Append("<dt>").Append(Encode(measure.Title)).Append("</dt><dd>").Append(Encode(measure.Definition)).Append("</dd>");
        }

        return html.Append("</dl></section></main><footer><p>Report ").Append(report.Id).Append(". Fingerprint of what it was made from: ")
            .Append(report.Inputs).Append("</p></footer></body></html>").ToString();
    }

    // A staircase: level until somebody leaves, drawn as far as anybody has been followed, and for five years at most.
    private static void AppendCurve(StringBuilder html, IReadOnlyList<CurvePoint> curve, double followed)
    {
        const int Left = 60;
        const int Top = 20;
        const int Width = 560;
        const int Height = 240;
        var months = Math.Clamp((int)Math.Ceiling(followed / 6) * 6, 24, MostMonths);
        double X(double month) => Left + (Width * month / months);
        double Y(double share) => Top + (Height * (1 - share));

        html.Append(CultureInfo.InvariantCulture, $"<figure><svg role=\"img\" aria-labelledby=\"curve-title curve-desc\" viewBox=\"0 0 660 330\" xmlns=\"http://www.w3.org/2000/svg\">")
            .Append("<title id=\"curve-title\">Share of starters still in post, by months since their start</title><desc id=\"curve-desc\">")
            .Append(Describe(curve, Math.Min(followed, months))).Append("</desc>");
        foreach (var percent in new[] { 0, 25, 50, 75, 100 })
        {
            var y = Y(percent / 100.0);
            html.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Left + Width}\" y2=\"{y:0.#}\" stroke=\"#b1b4b6\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 5:0.#}\" text-anchor=\"end\">{percent}%</text>");
        }

        for (var month = 0; month <= months; month += 6)
        {
            html.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(month):0.#}\" y1=\"{Top + Height}\" x2=\"{X(month):0.#}\" y2=\"{Top + Height + 6}\" stroke=\"#0b0c0c\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{X(month):0.#}\" y=\"{Top + Height + 24}\" text-anchor=\"middle\">{month}</text>");
        }

        html.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (Width / 2)}\" y=\"{Top + Height + 48}\" text-anchor=\"middle\">Months since the start</text>")
            .Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"#0b0c0c\" stroke-width=\"3\" d=\"M{X(0):0.#} {Y(1):0.#}");
        foreach (var point in curve.Where(point => point.Months <= months))
        {
            html.Append(CultureInfo.InvariantCulture, $"H{X(point.Months):0.#}V{Y(point.Share):0.#}");
        }

        html.Append(CultureInfo.InvariantCulture, $"H{X(Math.Min(followed, months)):0.#}\"/></svg><figcaption>Share of starters still in post, by months since their start. The same in numbers stands in the table below.</figcaption></figure>");
    }

    private static string Describe(IReadOnlyList<CurvePoint> curve, double followed)
    {
        var words = Enumerable.Range(1, (int)followed / 6).Select(i => i * 6).Select(month =>
            string.Create(CultureInfo.InvariantCulture, $", {(curve.LastOrDefault(point => point.Months <= month)?.Share ?? 1) * 100:0.0}% after {month} months"));
        return $"A falling staircase that begins at 100%{string.Concat(words)}.";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
