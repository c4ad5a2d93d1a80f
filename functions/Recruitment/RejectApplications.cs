using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/vacancies/{id}/rejections</c>.</summary>
/// <param name="ApplicationIds">Which applications for the vacancy.</param>
/// <param name="Reason">Why; kept in the record of each, so without a word about anybody's private life.</param>
public sealed record Rejections(IReadOnlyList<string> ApplicationIds, string Reason);

/// <summary>What became of one of many.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Code">Why it was not rejected; null where it was.</param>
/// <param name="Message">The same in words.</param>
public sealed record RejectionResult(string ApplicationId, ApplicationState State, string? Code, string? Message);

/// <summary>A named person ends many applications at once; each candidate gets a letter of their own.</summary>
public sealed class RejectApplications(Commands commands, Journal journal, EqualityAnswers equality, RecruitmentPolicy policy)
{
    private const int Most = 500;

    /// <summary>
    /// Rejects, or does not shortlist, by the rules for one. Each stands for itself: what is refused is said, and sending the same again
    /// changes nothing about those that have ended.
    /// </summary>
    [Function(nameof(RejectApplications))]
    [Allow(Role.HiringManager)]
    [Operation("Reject many applications for a vacancy", Body = typeof(Rejections), Answers = typeof(ListPage<RejectionResult>), Paged = false)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies/{id}/rejections")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Rejections>();
        return await commands.OnceAsync(request, async _ =>
        {
            if (await journal.FindAsync(Vacancies.Kind, id) is not { } vacancy)
            {
                return Problems.NotFound;
            }

            if ((await ValidateAsync(body, id) ?? Actor.RequireReason(body.Reason)) is { } refusal)
            {
                return Problems.Of(refusal);
            }

            List<RejectionResult> results = [];
            foreach (var applicationId in body.ApplicationIds)
            {
                results.Add(await RejectAsync(client, vacancy.State, applicationId, body.Reason, request.Caller().Id));
            }

            return Answer.Ok(new ListPage<RejectionResult>(results, null));
        });
    }

    private async Task<Refusal?> ValidateAsync(Rejections body, string vacancyId)
    {
        List<FieldError> errors = [];
        if (body.ApplicationIds.Count is 0 or > Most || body.ApplicationIds.Distinct().Count() != body.ApplicationIds.Count)
        {
            errors.Add(new("applicationIds", $"1 to {Most} different ids"));
        }

        foreach (var (i, applicationId) in body.ApplicationIds.Take(Most).Index())
        {
            if ((await journal.FindAsync(Applications.Kind, applicationId))?.State.VacancyId != vacancyId)
            {
                errors.Add(new($"applicationIds[{i}]", "an application for this vacancy"));
            }
        }

        return Refusal.Of(errors);
    }

    private async Task<RejectionResult> RejectAsync(DurableTaskClient client, Vacancy vacancy, string applicationId, string reason, string by)
    {
        var rules = policy.Rules.Shortlisting;
        var personId = (await journal.GetAsync(Applications.Kind, applicationId)).State.PersonId;
        var guaranteed = rules.Guarantees(await equality.DeclaredAsync(personId, applicationId));
        var (after, refusal) = await commands.StepAsync(client, Applications.Kind, applicationId, by, application => application.State switch
        {
            ApplicationState.NotShortlisted or ApplicationState.Rejected => Array.Empty<ApplicationEvent>(),
            ApplicationState.Submitted => ShortlistingDecisions.Decide(application, vacancy, false, reason, by, guaranteed, rules),
            _ => ApplicationDecisions.Reject(application, reason, by),
        });
        return new(applicationId, after.State.State, refusal?.Code, refusal?.Message);
    }
}
