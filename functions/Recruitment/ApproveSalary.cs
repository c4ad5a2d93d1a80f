using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/salary-approval</c>.</summary>
/// <param name="UpToPence">The most that may be offered: gross a year for full time, in pence.</param>
/// <param name="Reason">Why; kept in the record, so without a word about anybody's private life.</param>
public sealed record HigherSalary(long UpToPence, string Reason);

/// <summary>HR agrees to a salary above what the grade pays.</summary>
public sealed class ApproveSalary(Commands commands)
{
    /// <summary>Lets a hiring manager offer this candidate more than the grade's highest point. Whoever agrees does not make the offer.</summary>
    [Function(nameof(ApproveSalary))]
    [Allow(Role.Hr)]
    [Operation("Agree to a salary above the grade", Step = "approve-salary", Body = typeof(HigherSalary), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/salary-approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<HigherSalary>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(OfferDecisions.ApproveSalary(application, body.UpToPence, body.Reason, request.Caller().Id)),
            Applications.View);
    }
}
