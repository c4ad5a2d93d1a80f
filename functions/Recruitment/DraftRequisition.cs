using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Somebody asks to recruit to posts of the establishment.</summary>
public sealed class DraftRequisition(Commands commands, PostCheck posts, TimeProvider clock)
{
    /// <summary>Begins a vacancy as a draft, which somebody else has to approve.</summary>
    [Function(nameof(DraftRequisition))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Draft a requisition", Body = typeof(VacancyTerms), Answers = typeof(VacancyView), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var terms = await request.ReadJsonAsync<VacancyTerms>();
        return await commands.CreateAsync(
            request,
            client,
            Vacancies.Kind,
            (_, id) => DecideAsync(id, terms, request.Caller().Id),
            id => $"vacancies/{id}",
            Vacancies.View);
    }

    private async Task<Decision<VacancyEvent>> DecideAsync(string id, VacancyTerms terms, string by)
    {
        var decision = VacancyDecisions.DraftRequisition(id, terms, by, clock.Today());
        if (decision.Refusal is not null)
        {
            return decision;
        }

        var (known, refusal) = await posts.CheckAsync(terms, id);
        return refusal is not null ? refusal : VacancyDecisions.DraftRequisition(id, known, by, clock.Today());
    }
}
