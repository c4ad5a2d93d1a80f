using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>What a housing association decides over HTTP.</summary>
/// <param name="Decision">Whether they take the nominee, or offer the home.</param>
/// <param name="Reason">Why not; required for a rejection, and kept: no names, no health.</param>
/// <param name="On">The day of the decision; absent for today.</param>
/// <param name="ExpiresAt">For an offer: until when the applicant may answer (UTC); absent for as long as the agreement says.</param>
public sealed record NominationDecision(ProviderVerdict Decision, string? Reason = null, DateOnly? On = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A housing association decides on a nomination made to it, without the queue.</summary>
public sealed class DecideNomination(Commands commands, ProviderDecisions decisions)
{
    /// <summary>Takes the decision, until the end of the last day for it.</summary>
    [Function(nameof(DecideNomination))]
    [Allow(Role.Provider)]
    [Operation("Decide on a nomination made to us", Step = "accept", Body = typeof(NominationDecision), Answers = typeof(NominationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "nominations/{id}/decision")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var decided = await request.ReadJsonAsync<NominationDecision>();
        if (!NominationId.TryParse(id, out var requestId, out var attempt))
        {
            return Problems.NotFound;
        }

        return await commands.StepAsync(
            request,
            client,
            HousingRequests.Kind,
            requestId,
            (_, wanted) => decisions.DecideAsync(wanted, attempt, decided),
            (found, _) => Nominations.View(found, attempt),
            (found, caller) => Nominations.IsFor(found, attempt, caller));
    }
}

/// <summary>The rule for every verdict of a provider, however it came.</summary>
public sealed class ProviderDecisions(Journal journal, TimeProvider clock)
{
    /// <summary>Decides on what the records say at this moment.</summary>
    public async Task<Decision<HousingEvent>> DecideAsync(HousingRequest request, int attempt, NominationDecision decided)
    {
        var rule = await PrepareAsync(request);
        return rule(request, attempt, decided);
    }

    /// <summary>Reads what the rule needs, so that it can be applied to the request as it is when it is committed.</summary>
    public async Task<Func<HousingRequest, int, NominationDecision, Decision<HousingEvent>>> PrepareAsync(HousingRequest request)
    {
        var now = clock.GetUtcNow();
        var today = UkCalendar.DateOf(now);
        var worker = await KeyWorker.OfAsync(journal, request, today);
        var agreement = request.Latest is { } latest ? await HousingAgreements.FindAsync(journal, latest.Home.ProviderId) : null;
        return (current, attempt, decided) => decided.Decision switch
        {
            ProviderVerdict.Accepted => HousingDecisions.Accept(current, attempt, worker, decided.On ?? today, today),
            ProviderVerdict.Rejected => HousingDecisions.Reject(current, attempt, decided.Reason, decided.On ?? today, today),
            _ => HousingDecisions.Offer(current, attempt, worker, agreement!, decided.ExpiresAt, now),
        };
    }
}
