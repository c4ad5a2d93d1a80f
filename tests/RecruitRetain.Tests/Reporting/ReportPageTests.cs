using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using RecruitRetain.Reporting;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Reporting;

public class ReportPageTests
{
    [Fact]
    public void The_page_can_be_read_without_scripts_colours_or_anything_from_elsewhere()
    {
        var page = Parse(ReportPage.Html(Council2015(), null));

        Assert.Equal("en-GB", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Retention report as at 31 July 2015", Assert.Single(page.QuerySelectorAll("h1")).TextContent);
        Assert.Equal(
            [
                "In short", "Workforce", "Vacancies and agency work", "Changes of agency workers", "Turnover and stability", "How long people stay", "Caseload and absence",
                "Retention payments", "Cost and saving", "Recruitment", "The numbers behind the charts", "What the measures mean",
            ],
            page.QuerySelectorAll("h2").Select(heading => heading.TextContent));
        Assert.All(page.QuerySelectorAll("table"), table => Assert.NotNull(table.QuerySelector("caption")));
        Assert.All(page.QuerySelectorAll("tbody tr"), row => Assert.Equal("row", row.QuerySelector("th")!.GetAttribute("scope")));
        Assert.Equal("34.5%", Cell(page, "Agency worker rate"));
        Assert.Equal("57", Cell(page, "People in post"));
        Assert.Empty(page.QuerySelectorAll("script, link, img, iframe, [src], [href], [onload]"));
        Assert.DoesNotContain("url(", page.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void It_begins_with_what_a_cabinet_member_wants_to_know()
    {
        var page = Parse(ReportPage.Html(Council2015(), null));

        Assert.Equal(
            ["57 in post", "0 of 0 who were in post a year ago still are", "30 agency workers", "0 vacant posts"],
            page.QuerySelectorAll(".tiles li").Select(tile => tile.TextContent));
        Assert.Equal(
            [
                "57 people are in post today, working as many hours as 57 full-time workers; 59 joined and 2 left in the past year, 2 of them by choice.",
                "Agency workers are 30 of the 87 at work (34.5%).",
                "Agency work cost £438,968 in the past year.", // 30 x £60,480 a year for 28/31 of May, June and July
            ],
            page.QuerySelectorAll("section:first-of-type ul:not(.tiles) li").Select(sentence => sentence.TextContent));
    }

    [Fact]
    public void Every_chart_says_aloud_what_it_shows_and_stands_in_a_table_too()
    {
        var facts = SampleCouncil.Of(7, 150, new(2020, 9, 30));
        var report = SampleCouncil.Report(facts, new(2020, 9, 30));
        var page = Parse(ReportPage.Html(report, null));

        var charts = page.QuerySelectorAll("svg").ToList();
        Assert.Equal(
            ["movement", "agency", "curve", "curve-team", "curve-role", "curve-scheme", "curve-newly-qualified", "curve-source", "caseload", "pipeline"],
            charts.Select(chart => chart.QuerySelector("title")!.Id![..^"-title".Length]));
        Assert.All(charts, chart =>
        {
            Assert.Equal("img", chart.GetAttribute("role"));
            Assert.All(chart.GetAttribute("aria-labelledby")!.Split(' '), id => Assert.NotEmpty(page.GetElementById(id)!.TextContent));
            Assert.DoesNotContain("NaN", chart.OuterHtml, StringComparison.Ordinal);
        });
        Assert.StartsWith("A falling staircase that begins at 100%, 86.5% after 6 months", page.GetElementById("curve-desc")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(page.QuerySelectorAll("[id]").Length, page.QuerySelectorAll("[id]").Select(element => element.Id).Distinct().Count());

        // Each group's line has dashes of its own, and its name at its end.
        var teams = charts.Single(chart => chart.QuerySelector("#curve-team-title") is not null);
        Assert.Equal(["dash-0", "dash-1", "dash-2", "dash-3", "dash-4"], teams.QuerySelectorAll("path.line").Select(line => line.ClassList[1]!).Order(StringComparer.Ordinal));
        Assert.Contains("Family support", teams.QuerySelectorAll("text").Select(text => text.TextContent));

        var months = page.QuerySelectorAll("table").Single(table => table.QuerySelector("caption")!.TextContent == "Month by month");
        Assert.Equal(24, months.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(["2020-09", "0", "2", "66", "14", "17.5%"], months.QuerySelectorAll("tbody tr")[^1].Children.Select(cell => cell.TextContent));
    }

    [Fact]
    public void A_curve_is_drawn_to_its_very_end()
    {
        var figures = Figures.Of(Facts.None with { Employments = [Worker(1, new(2015, 6, 15))] }, Period.YearTo(new(2015, 7, 31)));

        var path = Parse(SurvivalChart.Draw(figures.Stay).Figure()).QuerySelector("path.line")!.GetAttribute("d")!;

        Assert.Equal(0.0, (254 - double.Parse(path.Split(' ')[^1], CultureInfo.InvariantCulture)) / 240);
    }

    [Fact]
    public void Lengths_of_time_say_in_what_they_are_counted()
    {
        var page = Parse(ReportPage.Html(SampleCouncil.Report(SampleCouncil.Of(7, 150, new(2020, 9, 30)), new(2020, 9, 30)), null));

        Assert.EndsWith(" months", Cell(page, "Median stay"), StringComparison.Ordinal);
        Assert.EndsWith(" days", Cell(page, "Length of an agency stint, median"), StringComparison.Ordinal);
        Assert.EndsWith(" days", Cell(page, "Working days lost to sickness"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.797, "p = 0.797: no more")]
    [InlineData(0.0001, "p = 0.0001: more")]
    [InlineData(0.0, "p < 0.0001: more")]
    public void What_hardly_comes_by_chance_is_not_said_never_to(double p, string words) =>
        Assert.Contains(words, ReportTables.TestWords(new(16.8, 1, p)), StringComparison.Ordinal);

    [Fact]
    public void Where_only_those_still_there_were_taken_over_the_report_says_that_the_shares_flatter()
    {
        // Fifty who had come by 2011, all still there in 2015, when records begin; since then ten have left.
        var facts = Facts.None with
        {
            Employments = [.. Enumerable.Range(1, 50).Select(i => Worker(i, i > 10 ? null : new(2015, 9, 10)) with { StartedOn = new(2011, 3, 1) })],
        };
        var report = SampleCouncil.Report(facts, new(2016, 9, 30));

        Assert.Contains(
            "Of people who start, 100.0% stay longer than a year and 100.0% longer than two. That may be too high: nobody is on record who left before 2015.",
            Headlines.Sentences(report.Figures));
        const string Note = "Nobody is on record who left before 2015. Whoever started earlier is counted only because they were still there then, so the shares that stay may be too high.";
        Assert.EndsWith(Note, Parse(ReportPage.Html(report, null)).QuerySelector("figure:has(#curve-title) .small")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Note, Parse(MembersPage.Html(report)).QuerySelectorAll(".note")[1].TextContent);
        Assert.Contains(
            "Of 50 people in post a year ago, 50 still are (100.0%). Nobody is on record who left before 2015, though some may have.",
            Headlines.Sentences(SampleCouncil.Report(facts, new(2015, 8, 31)).Figures));
        Assert.EndsWith(Note, MembersReport.Of(report.Figures).Tables.Single(table => table.Name == "cohorts").Definition, StringComparison.Ordinal);
        Assert.DoesNotContain("may be too high", ReportPage.Html(SampleCouncil.Report(SampleCouncil.Of(7, 150, new(2020, 9, 30)), new(2020, 9, 30)), null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_nobody_is_a_page_too()
    {
        var page = Parse(ReportPage.Html(SampleCouncil.Report(Facts.None, new(2020, 9, 30)), null));

        Assert.Equal("0", Cell(page, "People in post"));
        Assert.Equal("not computable", Cell(page, "Stability index"));
        Assert.DoesNotContain("NaN", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_for_spreadsheets_has_a_row_for_every_number_with_what_it_means()
    {
        var report = SampleCouncil.Report(SampleCouncil.Of(7, 150, new(2020, 9, 30)), new(2020, 9, 30));

        var lines = ReportCsv.Write(report).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("section,name,group,period,value,unit,definition", lines[0]);
        Assert.Contains("Workforce,headcount,,2019-10-01/2020-09-30,66,count,People employed on the day; somebody with two posts counts once.", lines);
        Assert.Contains(lines, line => line.StartsWith("Workforce,months-agency-worker-rate,,2020-09,17.5,percent,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Retention payments,payments-paid-pence,,2019-10-01/2020-09-30,29000.00,pounds,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Caseload and absence,caseload-holders,16–20,", StringComparison.Ordinal));
    }

    // The council's own numbers of 2015: 57 permanent practitioners beside 30 locums; two had left after three months.
    private static Report Council2015()
    {
        var facts = Facts.None with
        {
            Employments = [.. Enumerable.Range(1, 57).Select(i => Worker(i, null)), Worker(58, new(2014, 12, 31)), Worker(59, new(2014, 12, 31))],
            Stints = [.. Enumerable.Range(1, 30).Select(i => new StintFact($"stint_{i}", $"per_l{i}", null, "social-worker", "t", 1m, new(2015, 5, 4), null, true, [new(new(2015, 5, 4), 3_600)]))],
        };
        return SampleCouncil.Report(facts, new(2015, 7, 31));
    }

    private static EmploymentFact Worker(int number, DateOnly? lastDayOn) => new(
        $"emp_{number}",
        $"per_{number}",
        null,
        ContractKind.Permanent,
        new(2014, 10, 1),
        [new(new(2014, 10, 1), "social-worker", "assessment-1", "G10", 1m)],
        lastDayOn,
        lastDayOn is null ? null : LeavingReason.Resignation);

    private static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static string Cell(IDocument page, string measure) =>
        page.QuerySelectorAll("tbody tr").Single(row => row.QuerySelector("th")!.TextContent == measure).QuerySelector("td")!.TextContent;
}
