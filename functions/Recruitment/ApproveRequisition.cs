using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The council agrees to recruit to a post.</summary>
public sealed class ApproveRequisition(Commands commands, TimeProvider clock)
{
    /// <summary>Begins a vacancy; nobody can apply before it is opened.</summary>
    [Function(nameof(ApproveRequisition))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Approve a requisition", Body = typeof(VacancyTerms), Answers = typeof(VacancyView), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var terms = await request.ReadJsonAsync<VacancyTerms>();
        return await commands.CreateAsync(
            request,
            client,
            Vacancies.Kind,
            (_, id) => Task.FromResult(VacancyDecisions.ApproveRequisition(id, terms, clock.Today())),
            id => $"vacancies/{id}",
            Vacancies.View);
    }
}
