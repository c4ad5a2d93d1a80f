using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/assessed-year</c>.</summary>
/// <param name="QualifiedOn">The day they qualified, where known.</param>
/// <param name="StartedOn">The first day of the assessed and supported year, where known.</param>
/// <param name="PassedOn">The day they passed it; null until then.</param>
public sealed record AssessedYearTold(DateOnly? QualifiedOn = null, DateOnly? StartedOn = null, DateOnly? PassedOn = null);

/// <summary>The newly qualified year.</summary>
public sealed class RecordAssessedYear(Commands commands, TimeProvider clock)
{
    /// <summary>Records what is known of somebody's newly qualified year; it replaces what was recorded before.</summary>
    [Function(nameof(RecordAssessedYear))]
    [Allow(Role.Hr)]
    [Operation("Record the newly qualified year", Step = "record-assessed-year", Body = typeof(AssessedYearTold), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/assessed-year")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<AssessedYearTold>();
        AssessedYear year = new(body.QualifiedOn, body.StartedOn, body.PassedOn);
        return await commands.StepAsync(
            request, client, Employments.Kind, id, (_, employment) => Task.FromResult(EmploymentDecisions.RecordAssessedYear(employment, year, clock.Today())), Employments.View);
    }
}
