using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A check whose result was unsatisfactory is asked for again.</summary>
public sealed class RequestCheck(Commands commands, TimeProvider clock)
{
    /// <summary>Asks the candidate again, and chases from this day on.</summary>
    [Function(nameof(RequestCheck))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Operation("Ask for a check again", Step = "request-check", Answers = typeof(ApplicationView))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/checks/{check}/request")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string check) => commands.StepAsync(
        request,
        client,
        Applications.Kind,
        id,
        (_, application) => Task.FromResult(CheckDecisions.Request(application, check, clock.Today())),
        Applications.View);
}
