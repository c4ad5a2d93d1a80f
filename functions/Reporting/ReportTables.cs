using System.Globalization;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A column of a table of a report.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Unit">In what it counts.</param>
public sealed record ReportColumn(string Name, string Title, MeasureUnit Unit);

/// <summary>A row of a table of a report.</summary>
/// <param name="Group">Of whom it tells; null for everybody.</param>
/// <param name="Period">Of which time it tells; null for the report's own.</param>
/// <param name="Values">A value for each column; null where there is nothing to divide by, where it is not known yet, and where it is not shown.</param>
/// <param name="NotShown">The columns, by name, whose values are left out so that no small number can be worked back; null where nothing is ever left out.</param>
public sealed record ReportRow(string? Group, string? Period, IReadOnlyList<decimal?> Values, IReadOnlyList<string>? NotShown = null);

/// <summary>Numbers of a report that are more than one: what the charts are drawn from, and what JSON and CSV have besides the measures.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Section">Under which heading of the report it belongs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Definition">What it tells, in words.</param>
/// <param name="Heading">What the first column names.</param>
/// <param name="Columns">The columns after that.</param>
/// <param name="Rows">The rows.</param>
public sealed record ReportTable(
    string Name, string Section, string Title, string Definition, string Heading, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportRow> Rows);

/// <summary>The tables of a report, in its order.</summary>
public static class ReportTables
{
    private const int MostMonths = 60;

    /// <summary>Those that have any rows.</summary>
    public static IReadOnlyList<ReportTable> Of(Figures figures) =>
        [.. new[] { Months(figures), Teams(figures), Reasons(figures), Curve(figures.Stay), Cohorts(figures) }.Concat(figures.Groups.Select(Groups)).Append(Caseload(figures)).Append(Pipeline(figures)).Where(table => table.Rows.Count > 0)];

    private static ReportTable Months(Figures figures) => new(
        "months",
        Measures.Workforce,
        "Month by month",
        "People who started in each month, people who were gone by its end, and who was there then.",
        "Month",
        [
            new("joiners", "Joiners", MeasureUnit.Count),
            new("leavers", "Leavers", MeasureUnit.Count),
            new("headcount", "In post", MeasureUnit.Count),
            new("agency-workers", "Agency workers", MeasureUnit.Count),
            new("agency-worker-rate", "Agency share", MeasureUnit.Percent),
        ],
        [.. figures.Months.Select(month => new ReportRow(null, month.Month, [month.Joiners, month.Leavers, month.Headcount, month.AgencyWorkers, month.AgencyRate.Value]))]);

    private static ReportTable Teams(Figures figures) => new(
        "teams",
        Measures.Workforce,
        "Teams",
        "Each team as at the report's day; leavers are those of the period who left the council from it.",
        "Team",
        [
            new("headcount", "In post", MeasureUnit.Count),
            new("fte", "Full-time equivalent", MeasureUnit.Fte),
            new("vacancies", "Vacancies", MeasureUnit.Count),
            new("agency-workers", "Agency workers", MeasureUnit.Count),
            new("agency-worker-rate", "Agency share", MeasureUnit.Percent),
            new("leavers", "Leavers", MeasureUnit.Count),
            new("turnover-dfe", "Turnover", MeasureUnit.Percent),
            new("caseload-median", "Median caseload", MeasureUnit.Cases),
            new("caseload-highest", "Highest caseload", MeasureUnit.Count),
            new("caseload-above-target", "Above target", MeasureUnit.Count),
        ],
        [
            .. figures.Teams.Select(team => new ReportRow(
                team.Team,
                null,
                [
                    team.Headcount, team.Fte, team.Vacancies, team.AgencyWorkers, team.AgencyRate.Value, team.Leavers, team.Turnover.Value,
                    team.MedianCaseload, team.HighestCaseload, team.AboveTarget,
                ])),
        ]);

    private static ReportTable Reasons(Figures figures) => new(
        "reasons",
        Measures.Turnover,
        "Why people left",
        "The leavers of the period by the reason that was recorded; only resignations count as voluntary.",
        "Reason",
        [new("leavers", "Leavers", MeasureUnit.Count)],
        [.. figures.Reasons.Select(reason => new ReportRow(Words(reason.Reason), null, [reason.Leavers]))]);

    private static ReportTable Curve(StayFigures stay) => new(
        "survival",
        Measures.Survival,
        "How long people stay",
        "The share of starters who stay longer than a time (Kaplan and Meier), with its 95% interval on the log scale, and how many were still followed then." + Headlines.Flattering(stay),
        "After",
        [
            new("share", "Still in post", MeasureUnit.Percent),
            new("lower", "at least", MeasureUnit.Percent),
            new("upper", "at most", MeasureUnit.Percent),
            new("at-risk", "Still followed", MeasureUnit.Count),
        ],
        [
            .. stay.AtRisk.Where(at => at.Months is > 0 and <= MostMonths).Select(at =>
            {
                var point = stay.Curve.LastOrDefault(point => point.Months <= at.Months);
                return new ReportRow(null, $"{at.Months} months", [Percentage.OfShare(point?.Share ?? 1), Percentage.OfShare(point is null ? 1 : point.Lower), Percentage.OfShare(point is null ? 1 : point.Upper), at.People]);
            }),
        ]);

    private static ReportTable Cohorts(Figures figures) => new(
        "cohorts",
        Measures.Survival,
        "Those who started in a year",
        "Of those who started in each calendar year, the share that stayed longer; not shown until the last of them has been followed for so long." + Headlines.Flattering(figures.Stay),
        "Year",
        [
            new("hired", "Started", MeasureUnit.Count),
            .. figures.Cohorts.Count == 0 ? [] : figures.Cohorts[0].Retained.Select(retained => new ReportColumn($"retained-{retained.Months}", $"{retained.Months} months", MeasureUnit.Percent)),
        ],
        [.. figures.Cohorts.Select(cohort => new ReportRow(null, $"{cohort.Year}", [cohort.Hired, .. cohort.Retained.Select(retained => retained.Percent)]))]);

    private static ReportTable Groups(GroupingFigures grouping) => new(
        $"stay-by-{grouping.By}",
        Measures.Survival,
        $"How long people stay, by {grouping.By.Replace('-', ' ')}",
        grouping.Definition + TestWords(grouping.Test),
        "Group",
        [
            new("people", "Employments", MeasureUnit.Count),
            new("left", "Ended", MeasureUnit.Count),
            new("expected", "Expected to end", MeasureUnit.Count),
            .. (grouping.Groups.Count == 0 ? [] : grouping.Groups[0].At).SelectMany(at => new ReportColumn[]
            {
                new($"survival-{at.Months}", $"Stay {at.Months} months", MeasureUnit.Percent),
                new($"at-risk-{at.Months}", "Still followed", MeasureUnit.Count),
            }),
        ],
        [
            .. grouping.Groups.Select(group => new ReportRow(
                group.Key, null, [group.People, group.Left, (decimal)group.Expected, .. group.At.SelectMany(at => new decimal?[] { at.Percent, at.AtRisk })])),
        ]);

    private static ReportTable Caseload(Figures figures) => new(
        "caseload",
        Measures.Caseload,
        "Caseloads",
        $"People by the number of cases that they held when cases were last counted; the target is {figures.Caseload.Target}.",
        "Cases",
        [new("holders", "People", MeasureUnit.Count)],
        [.. figures.Caseload.Bands.Select(band => new ReportRow($"{band.From}–{band.To}", null, [band.Holders]))]);

    private static ReportTable Pipeline(Figures figures) => new(
        "pipeline",
        Measures.Pipeline,
        "Applications at each stage",
        "Applications by the stage at which they stand.",
        "Stage",
        [new("applications", "Applications", MeasureUnit.Count)],
        [.. figures.Recruitment.Pipeline.Select(stage => new ReportRow(PipelineChart.Word(stage), null, [stage.Count]))]);

    /// <summary>What a log-rank test says, in words.</summary>
    public static string TestWords(TestFigure? test) => test is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $" Log-rank test: chi-square {test.ChiSquare:0.0#} on {test.DegreesOfFreedom}, p {(test.P == 0 ? "< 0.0001" : $"= {test.P:0.####}")}: {(test.P < 0.05 ? "more of a difference than chance alone would often make" : "no more of a difference than chance may make")}.");

    internal static string Words<TEnum>(TEnum value)
        where TEnum : struct, Enum => Json.Word(value).Replace('-', ' ');
}
