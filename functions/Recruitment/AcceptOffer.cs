using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/links/{token}/offer-acceptance</c>.</summary>
/// <param name="NoticeEndsOn">When notice to a present employer ends, if there is one.</param>
/// <param name="LivedAbroad">Whether the candidate lived in one other country for more than six months of the last five years; whoever does not say is asked for a record.</param>
/// <param name="OfferNumber">The number of the offer that the candidate read, so that they accept no other.</param>
public sealed record Acceptance(DateOnly? NoticeEndsOn = null, bool? LivedAbroad = null, int? OfferNumber = null);

/// <summary>The candidate accepts the offer.</summary>
public sealed class AcceptOffer(Commands commands, TimeProvider clock)
{
    /// <summary>Accepts in time; the checks begin.</summary>
    [Function(nameof(AcceptOffer))]
    [ByLink(LinkPurpose.Offer)]
    [Operation("Accept the offer", Step = "accept-offer", Body = typeof(Acceptance), Answers = typeof(OfferView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/offer-acceptance")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<Acceptance>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            request.Caller().Link!.ObjectId,
            (_, application) => Task.FromResult(OfferDecisions.Accept(
                application, body.NoticeEndsOn, body.LivedAbroad, body.OfferNumber, clock.Today())),
            CandidatePages.OfferOf);
    }
}
