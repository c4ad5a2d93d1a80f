using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A report as it is shown: to HR whole, to others as <see cref="MembersReport"/> has it.</summary>
/// <param name="Id">Its id: of its period, or <c>rep_…</c> of one on demand.</param>
/// <param name="Kind">Why it was made.</param>
/// <param name="From">The first day of its period.</param>
/// <param name="AsAt">The last, of which it tells.</param>
/// <param name="MadeAt">When it was made (UTC).</param>
/// <param name="Late">Whether it was due earlier.</param>
/// <param name="Inputs">The fingerprint of what it was made from.</param>
/// <param name="Measures">The headline figures, each with its definition.</param>
/// <param name="Tables">All figures, table by table.</param>
public sealed record ReportView(
    string Id,
    ReportKind Kind,
    DateOnly From,
    DateOnly AsAt,
    DateTimeOffset MadeAt,
    bool Late,
    string Inputs,
    IReadOnlyList<MeasureView> Measures,
    IReadOnlyList<ReportTable> Tables);

/// <summary>Lists and shows reports.</summary>
public sealed class ShowReports(Reports reports)
{
    /// <summary>How a caller sees a report.</summary>
    public static ReportView View(Report report, Caller caller) =>
        caller.Is(Role.Hr) ? View(report, Measures.Of(report.Figures), ReportTables.Of(report.Figures)) : MembersView(report);

    /// <summary>The measures as a caller sees them.</summary>
    public static IReadOnlyList<MeasureView> MeasuresFor(Caller caller, Figures figures) =>
        caller.Is(Role.Hr) ? Measures.Of(figures) : MembersReport.Of(figures).Measures;

    /// <summary>Lists reports, the newest first.</summary>
    [Function(nameof(ListReports))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List reports", Answers = typeof(ListPage<ReportLine>))]
    [Query("kind", typeof(ReportKind), "Only reports of that kind.")]
    public Task<IResult> ListReports([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports")] HttpRequest request)
    {
        var kind = request.Choice<ReportKind>("kind");
        return Lists.OnePageAsync(request, (cursor, size) => reports.PageAsync(kind, cursor, size, request.HttpContext.RequestAborted));
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
            ? Page(request.Caller().Is(Role.Hr) ? ReportPage.Html(report, await reports.SinceLastAsync(report, request.HttpContext.RequestAborted)) : MembersPage.Html(report))
            : Problems.NotFound;

    /// <summary>Shows what members and the public may see of a report: no ids, and nothing from which a number of one to five people can be worked back.</summary>
    [Function(nameof(ShowMembersReport))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a report as members see it", Answers = typeof(ReportView))]
    public async Task<IResult> ShowMembersReport([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}/members")] HttpRequest request, string id) =>
        await reports.FindAsync(id, request.HttpContext.RequestAborted) is { } report ? Answer.Ok(MembersView(report)) : Problems.NotFound;

    /// <summary>Shows the same as a page to read and print.</summary>
    [Function(nameof(ShowMembersPage))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a report as a page for members", Answers = typeof(string), Produces = [MediaTypeNames.Text.Html])]
    public async Task<IResult> ShowMembersPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}/members/page")] HttpRequest request, string id) =>
        await reports.FindAsync(id, request.HttpContext.RequestAborted) is { } report ? Page(MembersPage.Html(report)) : Problems.NotFound;

    private static ReportView MembersView(Report report)
    {
        var members = MembersReport.Of(report.Figures);
        return View(report, members.Measures, members.Tables);
    }

    private static ReportView View(Report report, IReadOnlyList<MeasureView> measures, IReadOnlyList<ReportTable> tables) =>
        new(report.Id, report.Kind, report.From, report.AsAt, report.MadeAt, report.Late, report.Inputs, measures, tables);

    private static Answer Page(string html) => new(StatusCodes.Status200OK, html, $"{MediaTypeNames.Text.Html}; charset=utf-8");
}
