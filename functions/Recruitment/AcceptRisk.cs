using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/checks/{check}/risk-assessment</c>.</summary>
/// <param name="SignedOn">The day on which it was signed.</param>
/// <param name="Reason">Why the risk is bearable, and how it is kept small until the result comes.</param>
public sealed record RiskAssessment(DateOnly SignedOn, string Reason);

/// <summary>Somebody senior signs the risk of a start before a check's result.</summary>
public sealed class AcceptRisk(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Lets the candidate start before the DBS certificate is seen. HR signs, and not whoever made the offer.</summary>
    [Function(nameof(AcceptRisk))]
    [Allow(Role.Hr)]
    [Operation("Sign the risk of a start before a check's result", Step = "accept-risk", Body = typeof(RiskAssessment), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/checks/{check}/risk-assessment")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string check)
    {
        var body = await request.ReadJsonAsync<RiskAssessment>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) =>
            {
                var history = await journal.HistoryAsync(Applications.Kind, id);
                var offeredBy = history.LastOrDefault(entry => entry.Happened is OfferMade or OfferRevised)?.Actor ?? "";
                return CheckDecisions.AcceptRisk(application, check, body.SignedOn, body.Reason, request.Caller().Id, offeredBy, clock.Today());
            },
            Applications.View);
    }
}
