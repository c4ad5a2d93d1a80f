using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/interview</c>.</summary>
/// <param name="At">When, with its offset from UTC.</param>
/// <param name="Panel">Who interviews, of the vacancy's panel; null for all of it.</param>
public sealed record InterviewTime(DateTimeOffset At, IReadOnlyList<string>? Panel = null);

/// <summary>A recruiter arranges an interview without asking first, or another time for it.</summary>
public sealed class ScheduleInterview(Commands commands, Journal journal, InterviewSlots slots, TimeProvider clock)
{
    /// <summary>Invites the candidate, with an entry for their calendar. Two at the same time, before two panels, are the recruiter's to arrange.</summary>
    [Function(nameof(ScheduleInterview))]
    [Allow(Role.Recruiter)]
    [Operation("Arrange an interview", Step = "schedule-interview", Body = typeof(InterviewTime), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/interview")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<InterviewTime>();
        return await commands.StepAsync(request, client, Applications.Kind, id, (_, application) => DecideAsync(application, body), Applications.View);
    }

    private async Task<Decision<ApplicationEvent>> DecideAsync(JobApplication application, InterviewTime body)
    {
        var vacancy = await journal.GetAsync(Vacancies.Kind, application.VacancyId);
        var decision = InterviewDecisions.Schedule(application, vacancy.State, body.At, body.Panel, clock.GetUtcNow());
        if (decision.Refusal is null)
        {
            await slots.TakeAsync(application.VacancyId, body.At, application.Id);
        }

        return decision;
    }
}
