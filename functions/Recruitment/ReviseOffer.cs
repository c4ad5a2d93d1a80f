using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A hiring manager puts other terms in the place of an offer that has not been answered.</summary>
public sealed class ReviseOffer(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Offers other terms, with a deadline of their own; the earlier ones stay in the record and the earlier link ends.</summary>
    [Function(nameof(ReviseOffer))]
    [Allow(Role.HiringManager)]
    [Operation("Revise an offer", Step = "revise-offer", Body = typeof(OfferTerms), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/offer-revision")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var terms = await request.ReadJsonAsync<OfferTerms>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) => OfferDecisions.Revise(
                application, terms, await OfferBases.ReadAsync(journal, application, terms), request.Caller().Id, clock.Today()),
            Applications.View);
    }
}
