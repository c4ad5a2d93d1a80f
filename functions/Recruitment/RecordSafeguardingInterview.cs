using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/safeguarding-interview</c>.</summary>
/// <param name="Outcome">What it found.</param>
/// <param name="On">The day it was held, in London.</param>
/// <param name="Reason">What any concerns are; kept in the record, so without a word about anybody's private life.</param>
public sealed record SafeguardingFinding(SafeguardingOutcome Outcome, DateOnly On, string? Reason = null);

/// <summary>A trained member of the panel records the separate safeguarding interview.</summary>
public sealed class RecordSafeguardingInterview(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Keeps what it found; where there is a panel, nobody is offered the post without it. A later record replaces an earlier one.</summary>
    [Function(nameof(RecordSafeguardingInterview))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Record the safeguarding interview", Step = "record-safeguarding", Body = typeof(SafeguardingFinding), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/safeguarding-interview")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<SafeguardingFinding>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) => InterviewDecisions.RecordSafeguarding(
                application,
                (await journal.GetAsync(Vacancies.Kind, application.VacancyId)).State,
                body.Outcome,
                body.On,
                body.Reason,
                request.Caller().Id,
                clock.Today()),
            Applications.View);
    }
}
