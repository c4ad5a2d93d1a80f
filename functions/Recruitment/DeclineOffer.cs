using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Why a candidate says no, if they want to say; kept in the record, so without private matters.</summary>
/// <param name="Reason">Their reason; null where they gave none.</param>
public sealed record CandidatesReason(string? Reason = null)
{
    private const int Longest = 1_000;

    /// <summary>The refusal of a reason that is too long, otherwise null.</summary>
    public Refusal? Refuse() => Refusal.Of(Reason?.Length > Longest ? [new("reason", $"at most {Longest} characters")] : []);
}

/// <summary>The candidate declines the offer.</summary>
public sealed class DeclineOffer(Commands commands)
{
    /// <summary>Declines; a reason is welcome, not required.</summary>
    [Function(nameof(DeclineOffer))]
    [ByLink(LinkPurpose.Offer)]
    [Operation("Decline the offer", Step = "decline-offer", Body = typeof(CandidatesReason), Answers = typeof(OfferView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/offer-refusal")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<CandidatesReason>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            request.Caller().Link!.ObjectId,
            (_, application) => Task.FromResult(body.Refuse() is { } refusal ? refusal : OfferDecisions.Decline(application, body.Reason)),
            CandidatePages.OfferOf);
    }
}
