using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/probation-pass</c>.</summary>
/// <param name="On">The day on which it was passed.</param>
public sealed record PassedProbation(DateOnly On);

/// <summary>Probation was passed.</summary>
public sealed class PassProbation(Commands commands, TimeProvider clock)
{
    /// <summary>Records that probation was passed, which may release a payment.</summary>
    [Function(nameof(PassProbation))]
    [Allow(Role.Hr)]
    [Operation("Record that probation was passed", Step = "pass-probation", Body = typeof(PassedProbation), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/probation-pass")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<PassedProbation>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.PassProbation(employment, body.On, clock.Today())),
            Employments.View);
    }
}
