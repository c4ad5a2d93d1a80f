using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/interview</c>.</summary>
/// <param name="At">When, with its offset from UTC.</param>
public sealed record InterviewTime(DateTimeOffset At);

/// <summary>A recruiter arranges an interview, or another time for it.</summary>
public sealed class ScheduleInterview(Commands commands, TimeProvider clock)
{
    /// <summary>Invites the candidate, with an entry for their calendar.</summary>
    [Function(nameof(ScheduleInterview))]
    [Allow(Role.Recruiter)]
    [Operation("Arrange an interview", Step = "schedule-interview", Body = typeof(InterviewTime), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/interview")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<InterviewTime>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(ApplicationDecisions.ScheduleInterview(application, body.At, clock.GetUtcNow())),
            Applications.View);
    }
}
