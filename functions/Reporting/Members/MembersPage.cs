using System.Text;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>The members' version of a report as one page of HTML, as plain as <see cref="ReportPage"/>.</summary>
public static class MembersPage
{
    /// <summary>The page.</summary>
    public static string Html(Report report)
    {
        var members = MembersReport.Of(report.Figures);
        var html = new StringBuilder();
        ReportPage.Begin(html, $"Retention report for members as at {UkCalendar.Words(report.AsAt)}", report);
        html.Append("<p class=\"note\">Numbers that speak of one to five people are not shown, nor are others from which they could be worked back.</p>");
        if (Headlines.Flattering(report.Figures.Stay) is { Length: > 0 } flattering)
        {
            html.Append("<p class=\"note\">").Append(Svg.Encode(flattering.Trim())).Append("</p>");
        }

        ReportPage.Append(html, Headlines.Tiles(report.Figures).Where(tile => members.Measures.Any(measure => measure.Name == tile.Measure && !measure.Suppressed)));
        foreach (var section in members.Measures.GroupBy(measure => measure.Section))
        {
            html.Append("<section><h2>").Append(Svg.Encode(section.Key)).Append("</h2>");
            ReportPage.AppendTold(html, $"<caption class=\"away\">{Svg.Encode(section.Key)}</caption>", section);
            foreach (var table in members.Tables.Where(table => table.Section == section.Key))
            {
                ReportPage.Append(html, table);
            }

            html.Append("</section>");
        }

        html.Append("<section><h2>What the measures mean</h2>");
        ReportPage.AppendDefinitions(html, members.Measures);
        return ReportPage.End(html, report);
    }
}
