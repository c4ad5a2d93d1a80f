using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>What an employee asks for. That they are employed is never said here: the workforce's records say it.</summary>
/// <param name="EmploymentId">The employment that makes them a key worker.</param>
/// <param name="Household">How many will live there.</param>
/// <param name="Bedrooms">How many bedrooms they need.</param>
/// <param name="IncomePence">What the household earns a year, gross, in pence.</param>
/// <param name="Areas">Where they would live; absent for anywhere.</param>
/// <param name="OwnsHome">Whether they own a home.</param>
/// <param name="Band">The priority band; absent for the lowest.</param>
public sealed record HousingWanted(
    string EmploymentId, int Household, int Bedrooms, long IncomePence, IReadOnlyList<string>? Areas = null, bool OwnsHome = false, string? Band = null);

/// <summary>An employee asks for a key-worker home.</summary>
public sealed class RequestHousing(Commands commands, Journal journal, HousingAgreement agreement, TimeProvider clock)
{
    /// <summary>Puts an eligible employee on the list; one open request a person.</summary>
    [Function(nameof(RequestHousing))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Ask for a key-worker home for an employee", Body = typeof(HousingWanted), Answers = typeof(HousingRequestView), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var wanted = await request.ReadJsonAsync<HousingWanted>();
        return await commands.CreateAsync(
            request, client, HousingRequests.Kind, (_, id) => DecideAsync(client, id, wanted), id => $"housing-requests/{id}", HousingRequests.View);
    }

    private async Task<Decision<HousingEvent>> DecideAsync(DurableTaskClient client, string id, HousingWanted wanted)
    {
        if (await journal.FindAsync(Employments.Kind, wanted.EmploymentId) is not { State: var employment })
        {
            return Refusal.Of([new("employmentId", "an employment of this council")])!;
        }

        if (await HousingRequests.OfPerson(journal, employment.PersonId).AnyAsync(other => other.State.IsOpen))
        {
            return Refusal.Rule("request-open", "They are waiting for a home already.");
        }

        var today = clock.Today();
        var need = new HousingNeed(wanted.Household, wanted.Bedrooms, wanted.IncomePence, wanted.OwnsHome, wanted.Areas ?? []);
        var decision = HousingDecisions.Request(
            id, employment.PersonId, employment.Id, need, wanted.Band, HousingApplicant.Of(employment, need, today), agreement.Rules, today);
        if (decision.Refusal is null)
        {
            // Before the commit, so that a request never waits without a stage; a stage without a request does no harm.
            await client.EnsureStartedAsync(nameof(HousingStage), $"housing-{employment.Id}", employment.Id);
        }

        return decision;
    }
}
