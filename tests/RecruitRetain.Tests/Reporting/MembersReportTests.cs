using AngleSharp.Html.Parser;
using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Reporting;

public class MembersReportTests
{
    private static readonly DateOnly AsAt = new(2020, 9, 30);

    [Fact]
    public void Of_sixty_councils_nothing_small_can_be_worked_back_from_the_published_document()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var figures = Figures.Of(SampleCouncil.Of(seed, 10 + (seed * 2), AsAt), Period.YearTo(AsAt));
            var members = MembersReport.Of(figures);

            Attacker.FindsNothing(members.Publication, members.Suppression);
            AssertNoLoneCells(members, figures);
        }
    }

    [Fact]
    public void No_small_number_is_in_the_document()
    {
        var figures = Figures.Of(SampleCouncil.Of(7, 150, AsAt), Period.YearTo(AsAt));
        var members = MembersReport.Of(figures);

        Assert.All(
            members.Tables.SelectMany(table => table.Rows.SelectMany(row => table.Columns.Zip(row.Values))).Where(cell => cell.First.Unit == MeasureUnit.Count),
            cell => Assert.False(cell.Second is >= 1 and <= 5));
        Assert.All(members.Measures.Where(measure => measure.Unit == MeasureUnit.Count), measure => Assert.False(measure.Value is >= 1 and <= 5));
        Assert.Contains(members.Tables, table => table.Rows.Any(row => row.NotShown!.Count > 0));
    }

    [Fact]
    public void Who_came_and_went_within_the_year_cannot_be_reckoned_from_joiners_leavers_and_who_stayed()
    {
        // 40 a year ago, of whom 30 stay; 12 joined, of whom 2 have left: 12 left in all, and 12 - (40 - 30) = 2.
        var figures = Figures.Of(
            Facts.None with
            {
                Employments =
                [
                    .. Enumerable.Range(1, 30).Select(i => Worker(i, new(2018, 1, 8), null)),
                    .. Enumerable.Range(31, 10).Select(i => Worker(i, new(2018, 1, 8), new(2020, 3, 31))),
                    .. Enumerable.Range(41, 10).Select(i => Worker(i, new(2020, 1, 6), null)),
                    .. Enumerable.Range(51, 2).Select(i => Worker(i, new(2020, 1, 6), new(2020, 5, 31))),
                ],
            },
            Period.YearTo(AsAt));
        Assert.Equal((40, 12, 12), (figures.Workforce.Headcount, figures.Workforce.Joiners, figures.Workforce.Leavers));

        var shown = MembersReport.Of(figures).Measures.ToDictionary(measure => measure.Name, measure => measure.Value);

        Assert.Equal(40m, shown["headcount"]);
        Assert.Null(shown["leavers"]);
        Assert.Null(shown["joiners"]);
        Assert.Null(shown["turnover-dfe"]);
    }

    [Fact]
    public void Many_payments_to_few_people_are_not_shown()
    {
        PaymentFact Paid(int number) => new("stay", number, PaymentState.Paid, new(2019, number, 1), 100_000, new(2019, number, 15), [], new(2020, number, 1));
        var figures = Figures.Of(
            Facts.None with
            {
                Employments = [.. Enumerable.Range(1, 40).Select(i => Worker(i, new(2018, 1, 8), null))],
                Plans = [.. Enumerable.Range(1, 2).Select(i => new PlanFact($"emp_{i}", [], [Paid(1), Paid(2), Paid(3)]))],
            },
            Period.YearTo(AsAt));
        Assert.Equal((6, 2, 600_000), (figures.Payments.Paid.Count, figures.Payments.Paid.People, figures.Payments.Paid.Pence));

        var shown = MembersReport.Of(figures).Measures.ToDictionary(measure => measure.Name);

        Assert.True(shown["payments-paid"].Suppressed);
        Assert.True(shown["payments-paid-pence"].Suppressed);
        Assert.Equal(0m, shown["payments-held"].Value);
    }

    [Fact]
    public void The_page_for_members_has_no_charts_and_says_what_it_leaves_out()
    {
        var page = new HtmlParser().ParseDocument(MembersPage.Html(SampleCouncil.Report(SampleCouncil.Of(7, 150, AsAt), AsAt)));

        Assert.Equal("Retention report for members as at 30 September 2020", Assert.Single(page.QuerySelectorAll("h1")).TextContent);
        Assert.Empty(page.QuerySelectorAll("svg, script, link, img, iframe, [src], [href]"));
        Assert.StartsWith("Numbers that speak of one to five people are not shown", page.QuerySelector(".note")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("not shown", page.QuerySelectorAll("td").Select(cell => cell.TextContent));
        Assert.DoesNotContain("emp_", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_council_without_applications_reads_that_there_were_none()
    {
        var page = new HtmlParser().ParseDocument(MembersPage.Html(SampleCouncil.Report(Facts.None, AsAt)));

        Assert.Equal("No applications were received or stood open.", page.QuerySelectorAll("section").Single(section => section.QuerySelector("h2")!.TextContent == "Recruitment").QuerySelector("p")!.TextContent);
    }

    [Fact]
    public async Task Auditors_and_HR_can_read_it_and_others_cannot()
    {
        await using var council = await Council.OpenAsync("2026-03-02T06:00");
        await council.AdvanceAsync("2026-03-02T07:30");

        var members = (await council.GetAsync(Staff.Auditor, "/api/reports/weekly-2026-03-02/members")).Expect(200);
        Assert.Equal(members.Text, (await council.GetAsync(Staff.Hr, "/api/reports/weekly-2026-03-02/members")).Expect(200).Text);
        Assert.Equal(members.Text, (await council.GetAsync(Staff.Auditor, "/api/reports/weekly-2026-03-02")).Expect(200).Text);
        Assert.Contains("for members", (await council.GetAsync(Staff.Auditor, "/api/reports/weekly-2026-03-02/members/page")).Expect(200).Text, StringComparison.Ordinal);
        (await council.GetAsync(Staff.Recruiter, "/api/reports/weekly-2026-03-02/members")).Expect(403);
        (await council.GetAsync(Staff.Auditor, "/api/reports/weekly-2026-03-02/csv")).Expect(403);
        (await council.GetAsync(Staff.Auditor, "/api/reports/weekly-2031-03-03/members")).Expect(404);
    }

    // From the document alone: where a total is shown and all of its parts but one, that one is given away.
    private static void AssertNoLoneCells(MembersReport members, Figures figures)
    {
        var measures = members.Measures.ToDictionary(measure => measure.Name);
        foreach (var (table, column, total, truth) in new (string, int, string, Func<int, int>)[]
        {
            ("teams", 0, "headcount", row => figures.Teams[row].Headcount),
            ("teams", 1, "vacancies", row => figures.Teams[row].Vacancies),
            ("teams", 2, "agency-workers", row => figures.Teams[row].AgencyWorkers),
            ("teams", 3, "leavers", row => figures.Teams[row].Leavers),
            ("reasons", 0, "leavers", row => figures.Reasons[row].Leavers),
        })
        {
            var cells = members.Tables.FirstOrDefault(found => found.Name == table)?.Rows.Select(row => row.Values[column]).ToList() ?? [];
            if (measures[total].Value is { } all && cells.Count(cell => cell is null) == 1)
            {
                Assert.NotEqual(truth(cells.IndexOf(null)), all - cells.Sum());
            }
        }
    }

    private static EmploymentFact Worker(int number, DateOnly startedOn, DateOnly? lastDayOn) => new(
        $"emp_{number}",
        $"per_{number}",
        null,
        ContractKind.Permanent,
        startedOn,
        [new(startedOn, "social-worker", "north", "G10", 1m)],
        lastDayOn,
        lastDayOn is null ? null : LeavingReason.Resignation);
}
