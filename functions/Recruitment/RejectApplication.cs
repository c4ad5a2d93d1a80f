using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of a step that takes a reason.</summary>
/// <param name="Reason">Why; kept in the record, so without a word about anybody's private life.</param>
public sealed record Reasoned(string Reason);

/// <summary>A named person ends an application.</summary>
public sealed class RejectApplication(Commands commands)
{
    /// <summary>Ends an application after shortlisting and before the first day, for a reason that is kept.</summary>
    [Function(nameof(RejectApplication))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Reject an application", Step = "reject", Body = typeof(Reasoned), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/rejection")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Reasoned>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(ApplicationDecisions.Reject(application, body.Reason, request.Caller().Id)),
            Applications.View);
    }
}
