using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/formal-process</c> and <c>…/formal-process-closure</c>.</summary>
/// <param name="Kind">The kind of process, as a keyword: <c>capability</c>.</param>
/// <param name="On">The day on which it was opened or closed.</param>
public sealed record FormalProcessChange(string Kind, DateOnly On);

/// <summary>A formal process began.</summary>
public sealed class OpenFormalProcess(Commands commands, TimeProvider clock)
{
    /// <summary>Records that a process of a kind (<c>capability</c>, <c>disciplinary</c>) is open, which holds payments. What it is about stands elsewhere.</summary>
    [Function(nameof(OpenFormalProcess))]
    [Allow(Role.Hr)]
    [Operation("Record that a formal process began", Step = "open-formal-process", Body = typeof(FormalProcessChange), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/formal-process")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<FormalProcessChange>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.OpenFormalProcess(employment, body.Kind, body.On, clock.Today())),
            Employments.View);
    }
}
