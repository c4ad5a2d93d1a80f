using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>What a housing association decides over HTTP.</summary>
/// <param name="Decision">Whether they take the nominee.</param>
/// <param name="Reason">Why not; required for a rejection, and kept: no names, no health.</param>
/// <param name="On">The day of the decision; absent for today.</param>
public sealed record NominationDecision(ProviderVerdict Decision, string? Reason = null, DateOnly? On = null);

/// <summary>A housing association decides on a nomination made to it, without the queue.</summary>
public sealed class DecideNomination(Commands commands, Journal journal, TimeProvider clock)
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
            async (_, wanted) => Decide(wanted, attempt, decided, (await journal.GetAsync(Employments.Kind, wanted.EmploymentId)).State, clock.Today()),
            (found, _) => Nominations.View(found, attempt),
            (found, caller) => Nominations.IsFor(found, attempt, caller));
    }

    /// <summary>The rule for either verdict, however it came.</summary>
    internal static Decision<HousingEvent> Decide(HousingRequest request, int attempt, NominationDecision decided, Employment employment, DateOnly today) =>
        decided.Decision == ProviderVerdict.Accepted
            ? HousingDecisions.Accept(request, attempt, employment, decided.On ?? today, today)
            : HousingDecisions.Reject(request, attempt, decided.Reason, decided.On ?? today, today);
}
