using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>A change of role, team, grade or hours.</summary>
public sealed class ChangePosition(Commands commands)
{
    /// <summary>Records what somebody does from a date on; a change on a date already recorded replaces it.</summary>
    [Function(nameof(ChangePosition))]
    [Allow(Role.Hr)]
    [Operation("Record a change of position", Step = "change-position", Body = typeof(Position), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/position")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Position>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.ChangePosition(employment, body)),
            Employments.View);
    }
}
