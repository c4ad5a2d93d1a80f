using System.Net.Mime;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Why a report was made.</summary>
public enum ReportKind
{
    /// <summary>It was Monday.</summary>
    Weekly,

    /// <summary>Somebody asked.</summary>
    OnDemand,
}

/// <summary>A report as it was made; it never changes.</summary>
/// <param name="Id">Its id: <c>weekly-2026-03-02</c> after the Monday it was due, or <c>rep_…</c>.</param>
/// <param name="Kind">Why it was made.</param>
/// <param name="AsAt">The day it tells of.</param>
/// <param name="MadeAt">When it was made (UTC).</param>
/// <param name="Late">Whether it was due earlier.</param>
/// <param name="Inputs">The fingerprint of what it was made from.</param>
/// <param name="Figures">What it says.</param>
public sealed record Report(string Id, ReportKind Kind, DateOnly AsAt, DateTimeOffset MadeAt, bool Late, string Inputs, RetentionFigures Figures);

/// <summary>A report in a list.</summary>
public sealed record ReportLine(string Id, ReportKind Kind, DateOnly AsAt, DateTimeOffset MadeAt, bool Late);

/// <summary>A report as it is shown. To auditors without what would speak of one to five people.</summary>
public sealed record ReportView(
    string Id, ReportKind Kind, DateOnly AsAt, DateTimeOffset MadeAt, bool Late, string Inputs, IReadOnlyList<MeasureView> Measures);

/// <summary>Where reports are kept, and how they are shown.</summary>
public sealed class Reports(TableServiceClient tables)
{
    /// <summary>The table: a partition a kind, a row a report, which is never written again.</summary>
    public const string TableName = "reports";

    private const string WeeklyPrefix = "weekly-";

    /// <summary>The id of the weekly report that was due on a Monday.</summary>
    public static string WeeklyId(DateOnly monday) => $"{WeeklyPrefix}{monday:yyyy-MM-dd}";

    /// <summary>How a caller sees a report.</summary>
    public static ReportView View(Report report, Caller caller) => new(
        report.Id, report.Kind, report.AsAt, report.MadeAt, report.Late, report.Inputs, Measures.Of(report.Figures, Suppresses(caller)));

    /// <summary>Whether small numbers are left out for a caller: for everybody but HR.</summary>
    public static bool Suppresses(Caller caller) => !caller.Is(Role.Hr);

    /// <summary>Keeps a report, unless there is one of that id.</summary>
    /// <returns>The report that is kept.</returns>
    public async Task<Report> KeepAsync(Report report)
    {
        try
        {
            await Table.AddEntityAsync(new TableEntity(Partition(report.Id), report.Id)
            {
                ["Line"] = Json.Write(new ReportLine(report.Id, report.Kind, report.AsAt, report.MadeAt, report.Late)),
                ["Inputs"] = report.Inputs,
                ["Figures"] = Json.Write(report.Figures),
            });
            return report;
        }
        catch (RequestFailedException e) when (e.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            return (await FindAsync(report.Id))!;
        }
    }

    /// <summary>The report of that id; null if there is none.</summary>
    public async Task<Report?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return null;
        }

        var found = await Table.GetEntityIfExistsAsync<TableEntity>(Partition(id), id, cancellationToken: cancellationToken);
        if (found is not { HasValue: true, Value: { } row })
        {
            return null;
        }

        var line = Json.Read<ReportLine>(row.GetString("Line")!);
        return new(line.Id, line.Kind, line.AsAt, line.MadeAt, line.Late, row.GetString("Inputs")!, Json.Read<RetentionFigures>(row.GetString("Figures")!));
    }

    /// <summary>Lists reports, the newest first, a page at a time: <c>?size=</c>, and <c>?cursor=</c> as the page before gave it.</summary>
    [Function(nameof(ListReports))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List reports", Answers = typeof(ListPage<ReportLine>))]
    public async Task<IResult> ListReports([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports")] HttpRequest request)
    {
        var size = request.ReadNumber("size", 50, 1, 200);
        var skip = request.ReadNumber("cursor", 0, 0, int.MaxValue - size);
        List<ReportLine> lines = [];
        await foreach (var row in Table.QueryAsync<TableEntity>(select: ["Line"], cancellationToken: request.HttpContext.RequestAborted))
        {
            lines.Add(Json.Read<ReportLine>(row.GetString("Line")!));
        }

        var next = lines.Count > skip + size ? $"{request.Path}?size={size}&cursor={skip + size}" : null;
        var page = lines.OrderByDescending(line => line.MadeAt).ThenByDescending(line => line.Id, StringComparer.Ordinal).Skip(skip).Take(size);
        return Answer.Ok(new ListPage<ReportLine>([.. page], next)) with { Link = next is null ? null : $"<{next}>; rel=\"next\"" };
    }

    /// <summary>Shows one report.</summary>
    [Function(nameof(ShowReport))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a report", Answers = typeof(ReportView))]
    public async Task<IResult> ShowReport([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}")] HttpRequest request, string id) =>
        await FindAsync(id, request.HttpContext.RequestAborted) is { } report ? Answer.Ok(View(report, request.Caller())) : Problems.NotFound;

    /// <summary>Shows one report as a page to read and print.</summary>
    [Function(nameof(ShowReportPage))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a report as a page", Answers = typeof(string), Produces = [MediaTypeNames.Text.Html])]
    public async Task<IResult> ShowReportPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}/page")] HttpRequest request, string id) =>
        await FindAsync(id, request.HttpContext.RequestAborted) is { } report
            ? new Answer(StatusCodes.Status200OK, ReportPage.Html(report, Suppresses(request.Caller())), $"{MediaTypeNames.Text.Html}; charset=utf-8")
            : Problems.NotFound;

    private TableClient Table => tables.GetTableClient(TableName);

    private static string Partition(string id) => id.StartsWith(WeeklyPrefix, StringComparison.Ordinal) ? "weekly" : "on-demand";
}
