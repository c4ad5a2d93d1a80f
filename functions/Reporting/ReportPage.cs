using System.Globalization;
using System.Text;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>
/// A report as one page of HTML: no scripts, nothing from elsewhere, to be read on screen, on paper and aloud, with and without colour. First what
/// everybody wants to know, in plain words; at the end the numbers behind the charts and what each measure means.
/// </summary>
public static class ReportPage
{
    // So many rows are not torn apart on paper.
    private const int MostRowsTogether = 15;

    /// <summary>What the pages look like; the charts know things by class only.</summary>
    internal const string Style =
        "body{font:18px/1.5 Arial,sans-serif;color:#0b0c0c;background:#fff;max-width:52rem;margin:0 auto;padding:1rem}"
        + "h1{font-size:2rem;line-height:1.2;margin:1rem 0 .5rem}h2{font-size:1.5rem;line-height:1.3;margin:2.5rem 0 .75rem;padding-top:.5rem;border-top:2px solid #0b0c0c}"
        + "h3{font-size:1.15rem;margin:1.5rem 0 .5rem}p,ul{margin:.5rem 0}ul{padding-left:1.2rem}"
        + ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1rem;margin:1rem 0;padding:0;list-style:none}"
        + ".tiles li{border:1px solid #b1b4b6;border-top:5px solid #0b0c0c;padding:.5rem .75rem}.tiles b{display:block;font-size:2rem;line-height:1.2}"
        + "table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold;padding:.25rem 0}"
        + "th,td{text-align:left;font-weight:normal;padding:.35rem 1rem .35rem 0;border-bottom:1px solid #b1b4b6;vertical-align:top}"
        + "thead th{font-weight:bold;vertical-align:bottom}td.n,th.n{text-align:right;padding:.35rem 0 .35rem .75rem;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}"
        + "table.wide{font-size:.8rem}.wide tbody th{white-space:nowrap}.away{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}dt{font-weight:bold;margin-top:.75rem}dd{margin:0}.small{font-size:.85rem}"
        + ".note{border-left:10px solid #b1b4b6;padding:.5rem 1rem;margin:1rem 0}footer{margin-top:2rem;font-size:.8rem;overflow-wrap:anywhere}"
        + "figure{margin:1.5rem 0}figcaption{font-weight:bold;margin-bottom:.5rem}.scroll{overflow-x:auto}"
        + "svg{display:block;width:100%;min-width:36rem;height:auto}svg text{font:14px Arial,sans-serif;fill:#0b0c0c}svg .tiny{font-size:12px}svg .strong{font-weight:bold}"
        + "svg .middle{text-anchor:middle}svg .end{text-anchor:end}.grid{stroke:#d0d3d5}.axis{stroke:#0b0c0c}.leader{stroke:#6f777b}"
        + ".line{fill:none;stroke:#0b0c0c;stroke-width:2.5}.dash-1{stroke-dasharray:9 4}.dash-2{stroke-dasharray:2 3}.dash-3{stroke-dasharray:12 4 2 4}.dash-4{stroke-dasharray:5 3 1 3 1 3}"
        + ".band{fill:#dee0e2;stroke:#505a5f;stroke-width:.75;stroke-dasharray:3 3}.dot,.dark{fill:#1d4f7c}.light{fill:#fff;stroke:#0b0c0c;stroke-width:1.5}.target{stroke:#0b0c0c;stroke-width:2;stroke-dasharray:6 4}"
        + "@media screen and (max-width:40rem){body{font-size:16px}table{font-size:.8rem}th,td{padding-right:.5rem}td.n,th.n{padding-left:.5rem}}"
        + "@page{size:A4;margin:16mm 15mm}@media print{*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:10.5pt;max-width:none;padding:0}"
        + "h1{font-size:20pt}h2{font-size:14pt;margin-top:1.5rem}.tiles{grid-template-columns:repeat(4,1fr)}.tiles b{font-size:20pt}figure,tr,dt,.note,.tiles{break-inside:avoid}h2,h3,caption,figcaption,.before,dt{break-after:avoid}dl{columns:2;column-gap:10mm;font-size:9pt}"
        + "thead{display:table-header-group}.scroll{overflow:visible}svg{min-width:0}th,td{padding:.15rem .75rem .15rem 0}td.n,th.n{padding:.15rem 0 .15rem .5rem}.short{break-inside:avoid}.appendix{break-before:page}}";

    /// <summary>The page.</summary>
    /// <param name="report">What it shows.</param>
    /// <param name="since">What changed since the report of its kind before it; null for the first.</param>
    public static string Html(Report report, ReportComparison? since)
    {
        var figures = report.Figures;
        var measures = Measures.Of(figures);
        var tables = ReportTables.Of(figures);
        var html = new StringBuilder();
        Begin(html, $"Retention report as at {UkCalendar.Words(report.AsAt)}", report);
        AppendHeadlines(html, figures);
        if (since is not null)
        {
            AppendChanges(html, since);
        }

        foreach (var section in measures.GroupBy(measure => measure.Section))
        {
            html.Append("<section><h2>").Append(Svg.Encode(section.Key)).Append("</h2>");
            foreach (var chart in ChartsOf(section.Key, figures))
            {
                html.Append(chart);
            }

            AppendTold(html, $"<caption>{Svg.Encode(section.Key)}, as at {UkCalendar.Words(report.AsAt)}</caption>", section);
            html.Append("</section>");
        }

        html.Append("<section class=\"appendix\"><h2>The numbers behind the charts</h2>");
        foreach (var table in tables)
        {
            Append(html, table);
        }

        html.Append("</section>");
        if (since is not null)
        {
            AppendRecords(html, since);
        }

        html.Append("<section><h2>What the measures mean</h2><p>Flows are those of ").Append(UkCalendar.Words(figures.Period.From)).Append(" to ").Append(UkCalendar.Words(figures.Period.To)).Append(".</p>");
        AppendDefinitions(html, measures);
        return End(html, report);
    }

    internal static void Begin(StringBuilder html, string title, Report report)
    {
        html.Append("<!doctype html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(title).Append("</title><style>").Append(Style).Append("</style></head><body><main><h1>").Append(title).Append("</h1><p>Children's social workers. ")
            .Append(report.Kind == ReportKind.OnDemand ? "A report on demand for " : "The report for ").Append(report.Period.Words).Append(", made on ")
            .Append(UkCalendar.InLondon(report.MadeAt).ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture)).Append(".</p>");
        if (report.Late)
        {
            html.Append("<p class=\"note\">This report was made late. People, posts and agency work are as they were on its day, as far as was known when it was made; payments are as they stood when it was made.</p>");
        }
    }

    internal static string End(StringBuilder html, Report report) => html.Append("</main><footer><p>Report ").Append(report.Id).Append(". Fingerprint of what it was made from: ")
        .Append(report.Inputs).Append("</p></footer></body></html>").ToString();

    internal static void Append(StringBuilder html, IEnumerable<(string Measure, string Number, string Words)> tiles)
    {
        html.Append("<ul class=\"tiles\">");
        foreach (var (_, number, words) in tiles)
        {
            html.Append("<li><b>").Append(Svg.Encode(number)).Append("</b> ").Append(Svg.Encode(words)).Append("</li>");
        }

        html.Append("</ul>");
    }

    /// <summary>The measures of a section. Stages of recruitment at which nobody stands would be most of the table.</summary>
    internal static void AppendTold(StringBuilder html, string caption, IGrouping<string, MeasureView> section)
    {
        var told = section.Key == Measures.Pipeline ? [.. section.Where(measure => measure.Suppressed || measure.Value > 0)] : section.ToList();
        if (told.Count == 0)
        {
            html.Append("<p>No applications were received or stood open.</p>");
            return;
        }

        Append(html, caption, told);
    }

    private static void Append(StringBuilder html, string caption, IEnumerable<MeasureView> measures)
    {
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table class=\"short\">").Append(caption)
            .Append("<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" class=\"n\">Value</th></tr></thead><tbody>");
        foreach (var measure in measures)
        {
            html.Append("<tr><th scope=\"row\">").Append(Svg.Encode(measure.Title)).Append("</th><td class=\"n\">").Append(Svg.Encode(measure.Words())).Append("</td></tr>");
        }

        html.Append("</tbody></table></div>");
    }

    internal static void AppendDefinitions(StringBuilder html, IEnumerable<MeasureView> measures)
    {
        html.Append("<dl>");
        foreach (var measure in measures)
        {
            html.Append("<dt>").Append(Svg.Encode(measure.Title)).Append("</dt><dd>").Append(Svg.Encode(measure.Definition)).Append("</dd>");
        }

        html.Append("</dl></section>");
    }

    internal static void Append(StringBuilder html, ReportTable table)
    {
        html.Append("<h3>").Append(Svg.Encode(table.Title)).Append("</h3><p class=\"small before\">").Append(Svg.Encode(table.Definition)).Append("</p>");
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table class=\"").Append(table.Columns.Count > 5 ? "wide" : "").Append(table.Rows.Count <= MostRowsTogether ? " short" : "").Append("\"><caption class=\"away\">").Append(Svg.Encode(table.Title))
            .Append("</caption><thead><tr><th scope=\"col\">").Append(Svg.Encode(table.Heading)).Append("</th>");
        foreach (var column in table.Columns)
        {
            html.Append("<th scope=\"col\" class=\"n\">").Append(Svg.Encode(column.Title)).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr><th scope=\"row\">").Append(Svg.Encode(row.Group is { } group ? Headlines.Plain(group) : row.Period ?? "")).Append("</th>");
            foreach (var (column, value) in table.Columns.Zip(row.Values))
            {
                html.Append("<td class=\"n\">").Append(Svg.Encode(value is { } known ? column.Unit.Words(known) : row.NotShown?.Contains(column.Name) == true ? "not shown" : "–")).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table></div>");
    }

    private static void AppendHeadlines(StringBuilder html, Figures figures)
    {
        html.Append("<section><h2>In short</h2>");
        Append(html, Headlines.Tiles(figures));
        html.Append("<ul>");
        foreach (var sentence in Headlines.Sentences(figures))
        {
            html.Append("<li>").Append(Svg.Encode(sentence)).Append("</li>");
        }

        html.Append("</ul></section>");
    }

    private static void AppendChanges(StringBuilder html, ReportComparison since)
    {
        html.Append("<section><h2>What changed since the last report, and why</h2><p>Since ").Append(UkCalendar.Words(since.Before.AsAt)).Append(": ")
            .Append(Svg.Encode(Headlines.Changes(since))).Append("</p>");
        var changed = since.Measures.Where(measure => Headlines.Names.Contains(measure.Name)).ToList();
        html.Append("<div class=\"scroll\" tabindex=\"0\"><table><caption>Then and now</caption><thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" class=\"n\">")
            .Append(UkCalendar.Words(since.Before.AsAt)).Append("</th><th scope=\"col\" class=\"n\">").Append(UkCalendar.Words(since.After.AsAt)).Append("</th><th scope=\"col\" class=\"n\">Difference</th></tr></thead><tbody>");
        foreach (var measure in changed)
        {
            html.Append("<tr><th scope=\"row\">").Append(Svg.Encode(measure.Title)).Append("</th><td class=\"n\">").Append(Svg.Encode(Words(measure.Before)))
                .Append("</td><td class=\"n\">").Append(Svg.Encode(Words(measure.After))).Append("</td><td class=\"n\">")
                .Append(measure.Difference is { } difference ? Svg.Encode(Headlines.Difference(measure.Unit, difference)) : "–").Append("</td></tr>");

            string Words(decimal? value) => value is { } known ? measure.Unit.Words(known) : "–";
        }

        html.Append("</tbody></table></div>");
        html.Append("</section>");
    }

    // By id, for whoever wants to look them up.
    private static void AppendRecords(StringBuilder html, ReportComparison since)
    {
        if (since.Changes.Count + since.Corrections.Count == 0)
        {
            return;
        }

        html.Append("<section><h2>The records behind the changes since ").Append(UkCalendar.Words(since.Before.AsAt)).Append("</h2>");
        AppendList(html, "Who came, went and moved", since.Changes, change => $"{Headlines.Word(change.Kind)} {UkCalendar.Words(change.On)}: {change.Id}{Places(change)}{(change.Reason is null ? "" : $", {change.Reason.Replace('-', ' ')}")}");
        AppendList(html, "What reads differently about the time before", since.Corrections, correction => correction.IsNoLongerKept
            ? $"{correction.What} {correction.Id}: no longer kept"
            : $"{correction.What} {correction.Id}, {correction.Field}: {correction.Said ?? "nothing"} → {correction.Says ?? "nothing"}");
        html.Append("</section>");

        static string Places(WorkforceChange change) => change.From is null ? $" ({change.To})" : change.To is null ? $" ({change.From})" : $" ({change.From} → {change.To})";
    }

    private static void AppendList<T>(StringBuilder html, string title, IReadOnlyList<T> items, Func<T, string> words)
    {
        const int MostShown = 40;
        if (items.Count == 0)
        {
            return;
        }

        html.Append("<h3>").Append(title).Append("</h3><ul class=\"small\">");
        foreach (var item in items.Take(MostShown))
        {
            html.Append("<li>").Append(Svg.Encode(words(item))).Append("</li>");
        }

        if (items.Count > MostShown)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>and {items.Count - MostShown} more, which the comparison of the two reports names</li>");
        }

        html.Append("</ul>");
    }

    private static IEnumerable<string> ChartsOf(string section, Figures figures)
    {
        if (section == Measures.Workforce && figures.Months.Count > 0)
        {
            yield return MovementChart.Draw(figures.Months).Figure();
        }
        else if (section == Measures.Vacancies && figures.Months.Count > 0)
        {
            yield return AgencyChart.Draw(figures.Months).Figure();
        }
        else if (section == Measures.Survival && figures.Stay.FollowedMonths > 0)
        {
            yield return SurvivalChart.Draw(figures.Stay).Figure("The grey band is the 95% interval: the fewer people are still followed, the wider it is and the less the line says." + Headlines.Flattering(figures.Stay));
            foreach (var grouping in figures.Groups.Where(grouping => grouping.Test is not null))
            {
                var left = grouping.Groups.Count - SurvivalChart.MostGroups;
                yield return SurvivalChart.Draw(grouping).Figure($"{grouping.Definition}{ReportTables.TestWords(grouping.Test)}{(left > 0 ? $" The {SurvivalChart.MostGroups} largest groups are drawn; all are in the numbers behind the charts." : "")}");
            }
        }
        else if (section == Measures.Caseload && figures.Caseload.Bands.Count > 0)
        {
            yield return CaseloadChart.Draw(figures.Caseload).Figure();
        }
        else if (section == Measures.Pipeline && figures.Recruitment.Pipeline.Any(stage => stage.Count > 0))
        {
            yield return PipelineChart.Draw(figures.Recruitment.Pipeline).Figure();
        }
    }
}
