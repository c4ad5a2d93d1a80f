using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A report as a file for spreadsheets, in long form: a row a number, with what it means.</summary>
public sealed class ReportCsv(Reports reports)
{
    /// <summary>Shows one report as CSV.</summary>
    [Function(nameof(ShowReportCsv))]
    [Allow(Role.Hr)]
    [Operation("Show a report as CSV", Answers = typeof(string), Produces = [MediaTypeNames.Text.Csv])]
    public async Task<IResult> ShowReportCsv([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}/csv")] HttpRequest request, string id) =>
        await reports.FindAsync(id, request.HttpContext.RequestAborted) is { } report
            ? new Answer(StatusCodes.Status200OK, Write(report), $"{MediaTypeNames.Text.Csv}; charset=utf-8")
            : Problems.NotFound;

    /// <summary>The file. Amounts are in pounds, shares in per cent; what is not known is empty.</summary>
    public static string Write(Report report)
    {
        using CsvText csv = new("section", "name", "group", "period", "value", "unit", "definition");
        var period = $"{CsvText.Cell(report.Figures.Period.From)}/{CsvText.Cell(report.Figures.Period.To)}";
        foreach (var measure in Measures.Of(report.Figures))
        {
            csv.Row(measure.Section, measure.Name, null, period, Cell(measure.Value, measure.Unit), Word(measure.Unit), measure.Definition);
        }

        foreach (var table in ReportTables.Of(report.Figures))
        {
            foreach (var row in table.Rows)
            {
                foreach (var (column, value) in table.Columns.Zip(row.Values))
                {
                    csv.Row(table.Section, $"{table.Name}-{column.Name}", row.Group, row.Period ?? period, Cell(value, column.Unit), Word(column.Unit), table.Definition);
                }
            }
        }

        return csv.ToString();
    }

    private static string? Cell(decimal? value, MeasureUnit unit) =>
        value is not { } known ? null : unit == MeasureUnit.Pence ? CsvText.Pounds((long)known) : known.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Word(MeasureUnit unit) => unit == MeasureUnit.Pence ? "pounds" : Json.Word(unit);
}
