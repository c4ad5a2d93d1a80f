using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A member of the panel or a recruiter records that a candidate did not come.</summary>
public sealed class RecordNoShow(Commands commands, TimeProvider clock)
{
    /// <summary>Ends the arrangement; a person decides whether to offer another time or to reject the application.</summary>
    [Function(nameof(RecordNoShow))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Record that the candidate did not come", Step = "record-no-show", Answers = typeof(ApplicationView))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/interview-no-show")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(InterviewDecisions.RecordNoShow(application, request.Caller().Id, clock.GetUtcNow())),
            Applications.View);
}
