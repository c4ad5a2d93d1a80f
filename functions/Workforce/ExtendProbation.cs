using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/probation-extension</c>.</summary>
/// <param name="EndsOn">The new last day of probation.</param>
public sealed record ExtendedProbation(DateOnly EndsOn);

/// <summary>Probation goes on.</summary>
public sealed class ExtendProbation(Commands commands)
{
    /// <summary>Records a later end of a probation not yet passed.</summary>
    [Function(nameof(ExtendProbation))]
    [Allow(Role.Hr)]
    [Operation("Extend probation", Step = "extend-probation", Body = typeof(ExtendedProbation), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/probation-extension")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<ExtendedProbation>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.ExtendProbation(employment, body.EndsOn)),
            Employments.View);
    }
}
