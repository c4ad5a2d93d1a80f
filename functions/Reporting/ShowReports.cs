using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A report as it is shown. To auditors without what would speak of one to five people.</summary>
public sealed record ReportView(
    string Id, ReportKind Kind, DateOnly From, DateOnly AsAt, DateTimeOffset MadeAt, bool Late, string Inputs, IReadOnlyList<MeasureView> Measures);

/// <summary>Lists and shows reports.</summary>
public sealed class ShowReports(Reports reports)
{
    /// <summary>How a caller sees a report.</summary>
    public static ReportView View(Report report, Caller caller) => new(
        report.Id, report.Kind, report.From, report.AsAt, report.MadeAt, report.Late, report.Inputs, Measures.Of(report.Figures, Suppresses(caller)));

    /// <summary>Whether small numbers are left out for a caller: for everybody but HR.</summary>
    public static bool Suppresses(Caller caller) => !caller.Is(Role.Hr);

    /// <summary>Lists reports, the newest first.</summary>
    [Function(nameof(ListReports))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List reports", Answers = typeof(ListPage<ReportLine>))]
    [Query("kind", typeof(ReportKind), "Only reports of that kind.")]
    public Task<IResult> ListReports([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports")] HttpRequest request)
    {
        var kind = request.Choice<ReportKind>("kind");
        return Lists.OneAfterAnotherAsync<ReportLine>(request, (cursor, size) => reports.PageAsync(kind, cursor, size, request.HttpContext.RequestAborted));
    }

    /// <summary>Shows one report.</summary>
    [Function(nameof(ShowReport))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a report", Answers = typeof(ReportView))]
    public async Task<IResult> ShowReport([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}")] HttpRequest request, string id) =>
        await reports.FindAsync(id, request.HttpContext.RequestAborted) is { } report ? Answer.Ok(View(report, request.Caller())) : Problems.NotFound;

    /// <summary>Shows one report as a page to read and print.</summary>
    [Function(nameof(ShowReportPage))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a report as a page", Answers = typeof(string), Produces = [MediaTypeNames.Text.Html])]
    public async Task<IResult> ShowReportPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}/page")] HttpRequest request, string id) =>
        await reports.FindAsync(id, request.HttpContext.RequestAborted) is { } report
            ? new Answer(StatusCodes.Status200OK, ReportPage.Html(report, Suppresses(request.Caller())), $"{MediaTypeNames.Text.Html}; charset=utf-8")
            : Problems.NotFound;
}
