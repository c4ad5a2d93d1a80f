using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A vacancy takes no more applications.</summary>
public sealed class CloseVacancy(Commands commands)
{
    /// <summary>Closes it ahead of its closing date; what has been received is decided as usual.</summary>
    [Function(nameof(CloseVacancy))]
    [Allow(Role.Recruiter)]
    [Operation("Close a vacancy to applications", Step = "close", Answers = typeof(VacancyView))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies/{id}/closing")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => commands.StepAsync(
        request, client, Vacancies.Kind, id, (_, vacancy) => Task.FromResult(VacancyDecisions.Close(vacancy)), Vacancies.View);
}
