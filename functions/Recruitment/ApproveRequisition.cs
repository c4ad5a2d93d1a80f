using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The council agrees to recruit.</summary>
public sealed class ApproveRequisition(Commands commands, PostCheck posts, TimeProvider clock)
{
    /// <summary>A second person approves, if the posts are still there to be filled; nobody can apply before the vacancy is opened.</summary>
    [Function(nameof(ApproveRequisition))]
    [Allow(Role.HiringManager, Role.Hr)]
    [Operation("Approve a requisition", Step = "approve", Answers = typeof(VacancyView))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies/{id}/approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => commands.StepAsync(request, client, Vacancies.Kind, id, (_, vacancy) => DecideAsync(vacancy, request.Caller().Id), Vacancies.View);

    private async Task<Decision<VacancyEvent>> DecideAsync(Vacancy vacancy, string by)
    {
        var decision = VacancyDecisions.ApproveRequisition(vacancy, by, clock.Today());
        return decision.Refusal is null && (await posts.CheckAsync(vacancy.Terms, vacancy.Id)).Refusal is { } refusal ? refusal : decision;
    }
}
