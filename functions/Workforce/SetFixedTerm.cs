using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The last day of a fixed term.</summary>
/// <param name="EndsOn">The last day of the term.</param>
public sealed record FixedTermEnd(DateOnly EndsOn);

/// <summary>The council agrees with an employee when the fixed term ends.</summary>
public sealed class SetFixedTerm(Commands commands)
{
    /// <summary>Records it; a later day extends the term.</summary>
    [Function(nameof(SetFixedTerm))]
    [Allow(Role.Hr)]
    [Operation("Record when a fixed term ends", Step = "set-fixed-term", Body = typeof(FixedTermEnd), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/fixed-term")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var term = await request.ReadJsonAsync<FixedTermEnd>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.SetFixedTerm(employment, term.EndsOn)),
            Employments.View);
    }
}
