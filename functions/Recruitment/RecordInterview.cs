using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A hiring manager records what the panel found.</summary>
public sealed class RecordInterview(Commands commands, TimeProvider clock)
{
    /// <summary>Keeps the score and whether the panel would appoint.</summary>
    [Function(nameof(RecordInterview))]
    [Allow(Role.HiringManager)]
    [Operation("Record an interview's outcome", Step = "record-interview", Body = typeof(InterviewOutcome), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/interview-outcome")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var outcome = await request.ReadJsonAsync<InterviewOutcome>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(InterviewDecisions.Record(application, outcome, request.Caller().Id, clock.GetUtcNow())),
            Applications.View);
    }
}
