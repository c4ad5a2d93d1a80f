using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Why the applicant does not take the home.</summary>
/// <param name="Reason">The reason that counts under the agreement.</param>
public sealed record HomeRefusal(RefusalReason Reason);

/// <summary>An applicant answers the offer of a home through the link that came with it.</summary>
public sealed class AnswerHomeOffer(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Shows the home.</summary>
    [Function(nameof(ShowHomeOffer))]
    [ByLink(LinkPurpose.HomeOffer)]
    [Operation("Show the home that one is offered", Answers = typeof(OwnHousingView))]
    public async Task<IResult> ShowHomeOffer([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{token}/home-offer")] HttpRequest request) =>
        await journal.FindAsync(HousingRequests.Kind, request.Caller().Link!.ObjectId, request.HttpContext.RequestAborted) is { } found
            ? Answer.Ok(RequestHousing.OwnView(found, request.Caller()), found.ETag)
            : Problems.NotFound;

    /// <summary>Takes it, before the time for an answer is over.</summary>
    [Function(nameof(AcceptHome))]
    [ByLink(LinkPurpose.HomeOffer)]
    [Operation("Accept the home that one is offered", Step = "accept-home", Answers = typeof(OwnHousingView))]
    public Task<IResult> AcceptHome(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/home-offer-acceptance")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => commands.StepAsync(
        request,
        client,
        HousingRequests.Kind,
        request.Caller().Link!.ObjectId,
        async (_, wanted) => HousingDecisions.AcceptHome(wanted, await KeyWorker.OfAsync(journal, wanted, clock.Today()), clock.GetUtcNow()),
        RequestHousing.OwnView);

    /// <summary>Refuses it. What follows from that, the agreement says.</summary>
    [Function(nameof(RefuseHome))]
    [ByLink(LinkPurpose.HomeOffer)]
    [Operation("Refuse the home that one is offered", Step = "refuse-home", Body = typeof(HomeRefusal), Answers = typeof(OwnHousingView))]
    public async Task<IResult> RefuseHome(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/home-offer-refusal")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<HomeRefusal>();
        return await commands.StepAsync(
            request,
            client,
            HousingRequests.Kind,
            request.Caller().Link!.ObjectId,
            (_, wanted) => Task.FromResult(HousingDecisions.RefuseHome(wanted, body.Reason, clock.GetUtcNow())),
            RequestHousing.OwnView);
    }
}
