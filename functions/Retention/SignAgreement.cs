using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The body of <c>POST /api/employments/{id}/agreement</c>.</summary>
/// <param name="SignedOn">The day on which it was signed.</param>
public sealed record SignedAgreement(DateOnly SignedOn);

/// <summary>The agreement to repay on leaving early was signed.</summary>
public sealed class SignAgreement(Journal journal, Commands commands, TimeProvider clock)
{
    /// <summary>Records the signature with the retention plan; 409 <c>not-enrolled</c> where there is none.</summary>
    [Function(nameof(SignAgreement))]
    [Allow(Role.Hr)]
    [Operation("Record the signed agreement", Body = typeof(SignedAgreement), Answers = typeof(RetentionPlanView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/agreement")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<SignedAgreement>();
        if (await journal.FindAsync(RetentionPlans.Kind, id) is null && await journal.FindAsync(Employments.Kind, id) is not null)
        {
            return Problems.Of(Refusal.Rule("not-enrolled", "This employment has no retention plan to sign for."));
        }

        return await commands.StepAsync(
            request,
            client,
            RetentionPlans.Kind,
            id,
            (_, ledger) => Task.FromResult(RetentionDecisions.SignAgreement(ledger, body.SignedOn, clock.Today())),
            RetentionPlanViews.View);
    }
}
