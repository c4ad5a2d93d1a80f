using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/shortlisting</c>.</summary>
/// <param name="Shortlisted">Whether the candidate is invited to interview.</param>
/// <param name="Reason">Why; kept in the record, so without a word about the candidate's private life.</param>
public sealed record ShortlistingDecision(bool Shortlisted, string Reason);

/// <summary>A hiring manager chooses an application for interview, or does not.</summary>
public sealed class ShortlistCandidate(Commands commands, Journal journal, EqualityAnswers equality, RecruitmentPolicy policy)
{
    /// <summary>Keeps the decision and its reason; the candidate hears either way.</summary>
    [Function(nameof(ShortlistCandidate))]
    [Allow(Role.HiringManager)]
    [Operation("Shortlist an application, or not", Step = "shortlist", Body = typeof(ShortlistingDecision), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/shortlisting")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<ShortlistingDecision>();
        var rules = policy.Rules.Shortlisting;
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) => ShortlistingDecisions.Decide(
                application,
                (await journal.GetAsync(Vacancies.Kind, application.VacancyId)).State,
                body.Shortlisted,
                body.Reason,
                request.Caller().Id,
                rules.Guarantees(await equality.DeclaredAsync(application.PersonId, application.Id)),
                rules),
            Applications.View);
    }
}
