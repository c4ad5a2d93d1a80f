using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Explains what changed from one report to another: for HR only, because it names employments.</summary>
public sealed class CompareReports(Reports reports)
{
    /// <summary>Compares a report with another of any kind.</summary>
    [Function(nameof(CompareReports))]
    [Allow(Role.Hr)]
    [Operation("Compare a report with another", Answers = typeof(ReportComparison))]
    [Query("with", typeof(string), "The other report's id; otherwise the one of its kind before it.")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/{id}/comparison")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await reports.FindAsync(id, stop) is not { } report
            || await (request.Query["with"] is [{ } with] ? reports.FindAsync(with, stop) : reports.BeforeAsync(report, stop)) is not { } other)
        {
            return Problems.NotFound;
        }

        return Answer.Ok(ReportComparison.Of((report, await reports.FactsOfAsync(report, stop)), (other, await reports.FactsOfAsync(other, stop))));
    }
}
