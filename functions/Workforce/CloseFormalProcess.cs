using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>A formal process ended.</summary>
public sealed class CloseFormalProcess(Commands commands, TimeProvider clock)
{
    /// <summary>Records that the process of that kind is closed, which may release a payment.</summary>
    [Function(nameof(CloseFormalProcess))]
    [Allow(Role.Hr)]
    [Operation("Record that a formal process ended", Step = "close-formal-process", Body = typeof(FormalProcessChange), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/formal-process-closure")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<FormalProcessChange>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.CloseFormalProcess(employment, body.Kind, body.On, clock.Today())),
            Employments.View);
    }
}
