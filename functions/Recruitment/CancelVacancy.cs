using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A vacancy is given up.</summary>
public sealed class CancelVacancy(Commands commands)
{
    /// <summary>Gives it up for a reason that is kept. Its applications stay with the people who decide on them.</summary>
    [Function(nameof(CancelVacancy))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Cancel a vacancy", Step = "cancel", Body = typeof(Reasoned), Answers = typeof(VacancyView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies/{id}/cancellation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Reasoned>();
        return await commands.StepAsync(
            request, client, Vacancies.Kind, id, (_, vacancy) => Task.FromResult(VacancyDecisions.Cancel(vacancy, body.Reason)), Vacancies.View);
    }
}
