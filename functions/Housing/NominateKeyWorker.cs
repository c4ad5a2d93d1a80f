using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>The home to nominate to.</summary>
/// <param name="HomeId">Its id.</param>
/// <param name="Reason">Why not the first on its list; kept: no names, no health.</param>
public sealed record HomeChosen(string HomeId, string? Reason = null);

/// <summary>A housing officer nominates somebody on the list to a home.</summary>
public sealed class NominateKeyWorker(Commands commands, Journal journal, HomeClaims claims, TimeProvider clock)
{
    /// <summary>Asks the provider, who decides within the agreement's working days. One live nomination a person, and one a home.</summary>
    [Function(nameof(NominateKeyWorker))]
    [Allow(Role.Housing)]
    [Operation("Nominate an applicant to a home", Step = "nominate", Body = typeof(HomeChosen), Answers = typeof(HousingRequestView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests/{id}/nomination")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var chosen = await request.ReadJsonAsync<HomeChosen>();
        var by = request.Caller().Id;
        var claimed = false;
        return await commands.StepAsync(
            request,
            client,
            HousingRequests.Kind,
            id,
            async (_, wanted) =>
            {
                var decision = await DecideAsync(wanted, chosen, by);
                if (decision.Refusal is not null)
                {
                    return decision;
                }

                // The claim comes last before the commit: what it rests on is the request as it was read.
                var refusal = await claims.ClaimAsync(chosen.HomeId, wanted, by, claimed);
                claimed = true;
                return refusal is not null ? refusal : decision;
            },
            HousingRequests.View);
    }

    private async Task<Decision<HousingEvent>> DecideAsync(HousingRequest request, HomeChosen chosen, string by)
    {
        if (await journal.FindAsync(Homes.Kind, chosen.HomeId) is not { State: var home }
            || await HousingAgreements.FindAsync(journal, home.Current.Facts.ProviderId) is not { } agreement)
        {
            return Refusal.Of([new("homeId", "a home that a provider has notified")])!;
        }

        var today = clock.Today();
        return HousingDecisions.Nominate(request, home, agreement, await Homes.ListAsync(journal, home, agreement, today), chosen.Reason, by, today);
    }
}

/// <summary>Why a nomination is taken back. The reason is kept: no names, no health.</summary>
/// <param name="Reason">Why; null where nobody said.</param>
public sealed record NominationReason(string? Reason = null);

/// <summary>The council takes a nomination back.</summary>
public sealed class TakeBackNomination(Commands commands)
{
    /// <summary>Ends it without the applicant's or the provider's fault; both stay free for others.</summary>
    [Function(nameof(TakeBackNomination))]
    [Allow(Role.Housing)]
    [Operation("Take a nomination back", Step = "take-back", Body = typeof(NominationReason), Answers = typeof(HousingRequestView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests/{id}/nomination-taken-back")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<NominationReason>();
        return await commands.StepAsync(
            request, client, HousingRequests.Kind, id, (_, wanted) => Task.FromResult(HousingDecisions.TakeBack(wanted, body.Reason)), HousingRequests.View);
    }
}
