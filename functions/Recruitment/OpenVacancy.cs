using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>An approved vacancy is advertised.</summary>
public sealed class OpenVacancy(Commands commands, TimeProvider clock)
{
    /// <summary>Takes applications from now to the closing date.</summary>
    [Function(nameof(OpenVacancy))]
    [Allow(Role.Recruiter)]
    [Operation("Open a vacancy to applications", Step = "open", Answers = typeof(VacancyView))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies/{id}/opening")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => commands.StepAsync(
        request, client, Vacancies.Kind, id, (_, vacancy) => Task.FromResult(VacancyDecisions.Open(vacancy, clock.Today())), Vacancies.View);
}
