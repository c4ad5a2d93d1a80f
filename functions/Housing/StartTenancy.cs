using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>The first day of a tenancy.</summary>
public sealed record TenancyStart(DateOnly StartedOn);

/// <summary>An accepted nominee moves in.</summary>
public sealed class StartTenancy(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Records the first day, for somebody who is still employed.</summary>
    [Function(nameof(StartTenancy))]
    [Allow(Role.Housing)]
    [Operation("Record the start of a tenancy", Step = "start-tenancy", Body = typeof(TenancyStart), Answers = typeof(HousingRequestView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests/{id}/tenancy")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var start = await request.ReadJsonAsync<TenancyStart>();
        return await commands.StepAsync(
            request,
            client,
            HousingRequests.Kind,
            id,
            async (_, wanted) => HousingDecisions.StartTenancy(
                wanted, (await journal.GetAsync(Employments.Kind, wanted.EmploymentId)).State, start.StartedOn, clock.Today()),
            HousingRequests.View);
    }
}
