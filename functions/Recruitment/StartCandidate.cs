using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/start</c>.</summary>
/// <param name="StartedOn">The first day.</param>
public sealed record FirstDay(DateOnly StartedOn);

/// <summary>The candidate has arrived.</summary>
public sealed class StartCandidate(Commands commands, Register register, TimeProvider clock)
{
    /// <summary>Records the first day, on it or after; the journey then creates the employment.</summary>
    [Function(nameof(StartCandidate))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Operation("Record the first day", Step = "start", Body = typeof(FirstDay), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/start")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<FirstDay>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (identity, application) => Task.FromResult(ApplicationDecisions.Start(
                application, identity.NewId("emp"), body.StartedOn, clock.Today(), register.GraceDays)),
            Applications.View);
    }
}
