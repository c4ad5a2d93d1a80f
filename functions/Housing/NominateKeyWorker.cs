using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>The home to nominate to.</summary>
/// <param name="ProviderId">The housing association, as its callers' tokens name it.</param>
/// <param name="HomeReference">The home, as the association calls it.</param>
/// <param name="Kind">Whether it is new.</param>
/// <param name="Bedrooms">How many bedrooms it has.</param>
public sealed record HomeOffered(string ProviderId, string HomeReference, LettingKind Kind, int Bedrooms);

/// <summary>A housing officer nominates somebody on the list to a home.</summary>
public sealed class NominateKeyWorker(Commands commands, Journal journal, HousingAgreement agreement, TimeProvider clock)
{
    /// <summary>Asks the provider, who answers within the agreement's working days. One live nomination a person.</summary>
    [Function(nameof(NominateKeyWorker))]
    [Allow(Role.Housing)]
    [Operation("Nominate an applicant to a home", Step = "nominate", Body = typeof(HomeOffered), Answers = typeof(HousingRequestView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests/{id}/nomination")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var offered = await request.ReadJsonAsync<HomeOffered>();
        var home = new Home(offered.ProviderId, offered.HomeReference, offered.Kind, offered.Bedrooms);
        return await commands.StepAsync(
            request, client, HousingRequests.Kind, id, (_, wanted) => DecideAsync(wanted, home, request.Caller().Id), HousingRequests.View);
    }

    private async Task<Decision<HousingEvent>> DecideAsync(HousingRequest request, Home home, string by)
    {
        if (await HousingRequests.OfPerson(journal, request.PersonId).AnyAsync(other => other.Id != request.Id && other.State.State == HousingState.Nominated))
        {
            return Refusal.Rule("nomination-live", "They have a live nomination already, under another request.");
        }

        var employment = await journal.GetAsync(Employments.Kind, request.EmploymentId);
        var today = clock.Today();
        return HousingDecisions.Nominate(request, home, HousingApplicant.Of(employment.State, request.Need, today), agreement.Rules, by, today);
    }
}
