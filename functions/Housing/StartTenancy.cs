using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>The first day of a tenancy.</summary>
/// <param name="StartedOn">Its first day.</param>
public sealed record TenancyStart(DateOnly StartedOn);

/// <summary>An applicant who took a home moves in.</summary>
public sealed class StartTenancy(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Records the first day, for somebody who is still employed or about to be.</summary>
    [Function(nameof(StartTenancy))]
    [Allow(Role.Housing)]
    [Operation("Record the start of a tenancy", Step = "start-tenancy", Body = typeof(TenancyStart), Answers = typeof(HousingRequestView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests/{id}/tenancy")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var start = await request.ReadJsonAsync<TenancyStart>();
        var today = clock.Today();
        return await commands.StepAsync(
            request,
            client,
            HousingRequests.Kind,
            id,
            async (_, wanted) => HousingDecisions.StartTenancy(wanted, await KeyWorker.OfAsync(journal, wanted, today), start.StartedOn, today),
            HousingRequests.View);
    }
}

/// <summary>The last day of a tenancy.</summary>
/// <param name="EndedOn">Its last day.</param>
public sealed record TenancyEnd(DateOnly EndedOn);

/// <summary>A tenancy has ended. Whether and when was the provider's decision; here it is only recorded.</summary>
public sealed class EndTenancy(Commands commands, TimeProvider clock)
{
    /// <summary>Records the last day.</summary>
    [Function(nameof(EndTenancy))]
    [Allow(Role.Housing, Role.Provider)]
    [Operation("Record the end of a tenancy", Step = "end-tenancy", Body = typeof(TenancyEnd), Answers = typeof(NominationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "nominations/{id}/tenancy-end")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var end = await request.ReadJsonAsync<TenancyEnd>();
        return NominationId.TryParse(id, out var requestId, out var attempt)
            ? await commands.StepAsync(
                request,
                client,
                HousingRequests.Kind,
                requestId,
                (_, wanted) => Task.FromResult(HousingDecisions.EndTenancy(wanted, attempt, end.EndedOn, clock.Today())),
                (found, _) => Nominations.View(found, attempt),
                (found, caller) => attempt <= found.Nominations.Count && Homes.IsVisible(found.Nominations[attempt - 1].Home.ProviderId, caller))
            : Problems.NotFound;
    }
}
