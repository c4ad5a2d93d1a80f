using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/referrer</c>.</summary>
/// <param name="EmploymentId">The employment of the colleague whom the candidate named.</param>
public sealed record NamedReferrer(string EmploymentId);

/// <summary>A person finds the employee whose name the candidate gave.</summary>
public sealed class NameReferrer(Commands commands, Journal journal)
{
    /// <summary>Records who referred the candidate; the payment for referring a friend goes by it.</summary>
    [Function(nameof(NameReferrer))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Operation("Record who referred the candidate", Step = "name-referrer", Body = typeof(NamedReferrer), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/referrer")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<NamedReferrer>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) => IntakeDecisions.NameReferrer(
                application, (await journal.FindAsync(Employments.Kind, body.EmploymentId))?.State, request.Caller().Id),
            Applications.View);
    }
}
