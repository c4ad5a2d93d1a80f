using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>An application as its assessors see it: by a reference, without anything that tells who the candidate is.</summary>
/// <param name="Reference">What to call it.</param>
/// <param name="VacancyId">The vacancy.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Criteria">What to score.</param>
/// <param name="HighestScore">Scores go from 0 to this.</param>
/// <param name="Statement">What the candidate wrote in support, without their name and address.</param>
/// <param name="Answers">How they meet the criteria, likewise.</param>
/// <param name="History">What they have done, likewise.</param>
/// <param name="Own">The caller's own assessment; null before it.</param>
/// <param name="Others">What the others found; empty until the caller's own is in, so that everybody scores for themselves.</param>
/// <param name="Disputed">Criteria on which the assessors have to agree.</param>
public sealed record AssessmentView(
    string Reference,
    string VacancyId,
    string Role,
    IReadOnlyList<Criterion> Criteria,
    int HighestScore,
    string? Statement,
    IReadOnlyList<CriterionAnswer> Answers,
    IReadOnlyList<HistoryEntry> History,
    Assessment? Own,
    IReadOnlyList<Assessment> Others,
    IReadOnlyList<string> Disputed);

/// <summary>An application among those for a vacancy, as whoever decides on the shortlist sees it.</summary>
/// <param name="Id">The application.</param>
/// <param name="Reference">What to call it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Assessments">How many have scored it.</param>
/// <param name="Percent">Its weighted score in per cent of the highest; null before anybody has scored.</param>
/// <param name="MeetsEssentials">Whether it meets every essential criterion.</param>
/// <param name="InterviewGuaranteed">Whether it meets them and is guaranteed an interview; never why.</param>
/// <param name="Disputed">Criteria on which the assessors have to agree.</param>
public sealed record ShortlistItem(
    string Id,
    string Reference,
    ApplicationState State,
    int Assessments,
    decimal? Percent,
    bool MeetsEssentials,
    bool InterviewGuaranteed,
    IReadOnlyList<string> Disputed);

/// <summary>The body of <c>POST /api/applications/{id}/assessments</c> and <c>…/moderation</c>.</summary>
/// <param name="Scores">One for each criterion, or for each on which the assessors have to agree.</param>
public sealed record AssessmentScores(IReadOnlyList<CriterionScore> Scores);

/// <summary>Shortlisting without names: what assessors see and score.</summary>
public sealed partial class Assessments(
    Commands commands, Journal journal, People people, EqualityAnswers equality, RecruitmentPolicy policy, AuditTrail trail)
{
    private ShortlistingRules Rules => policy.Rules.Shortlisting;

    /// <summary>Shows an application to somebody who assesses it.</summary>
    [Function(nameof(ShowAssessment))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Protected]
    [Operation("Show an application to its assessors, without a name", Answers = typeof(AssessmentView))]
    public async Task<IResult> ShowAssessment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications/{id}/assessment")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(Applications.Kind, id, stop) is not { } application)
        {
            return Problems.NotFound;
        }

        var state = application.State;
        var vacancy = await journal.GetAsync(Vacancies.Kind, state.VacancyId, stop);
        var person = await people.FindAsync(state.PersonId, stop);
        var form = await Reception.FormAsync(people, state.PersonId, id, stop);
        var own = state.Shortlisting.Assessments.FirstOrDefault(assessment => assessment.By == request.Caller().Id);
        await trail.ReadAsync(request, state.PersonId);
        return Answer.Ok(
            new AssessmentView(
                ReferenceOf(id),
                state.VacancyId,
                state.Role,
                vacancy.State.Terms.Criteria,
                Rules.HighestScore,
                await people.FindStatementAsync(state.PersonId, id, stop) is { } statement ? Masked(statement, person) : null,
                [.. form.Answers.Select(answer => answer with { Text = Masked(answer.Text, person) })],
                [.. form.History.Select(entry => entry with { What = Masked(entry.What, person), ReasonForLeaving = null })],
                own,
                own is null ? [] : [.. state.Shortlisting.Assessments.Where(assessment => assessment != own)],
                own is null ? [] : state.Shortlisting.Disputed(Rules)),
            application.ETag);
    }

    /// <summary>Scores an application. Nobody scores one twice, or one that names them.</summary>
    [Function(nameof(AssessApplication))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Score an application against the criteria", Step = "score", Body = typeof(AssessmentScores), Answers = typeof(ApplicationView))]
    public async Task<IResult> AssessApplication(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/assessments")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<AssessmentScores>();
        var caller = request.Caller();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) => ShortlistingDecisions.Score(
                application, await CriteriaOfAsync(application), body.Scores, caller.Id, await NamesAsync(application, caller.Email), Rules),
            Applications.View);
    }

    /// <summary>Keeps what assessors who differed agreed on.</summary>
    [Function(nameof(ModerateScores))]
    [Allow(Role.HiringManager)]
    [Operation("Agree on scores that differ", Step = "moderate", Body = typeof(AssessmentScores), Answers = typeof(ApplicationView))]
    public async Task<IResult> ModerateScores(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/moderation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<AssessmentScores>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(ShortlistingDecisions.Moderate(application, body.Scores, request.Caller().Id, Rules)),
            Applications.View);
    }

    /// <summary>Shows the applications for a vacancy by score, the highest first. The order is a help; a person decides.</summary>
    [Function(nameof(ShowShortlist))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("Show a vacancy's applications by score, without names", Answers = typeof(ListPage<ShortlistItem>), Paged = false)]
    public async Task<IResult> ShowShortlist([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "vacancies/{id}/shortlist")] HttpRequest request, string id)
    {
        if (await journal.FindAsync(Vacancies.Kind, id, request.HttpContext.RequestAborted) is not { } vacancy)
        {
            return Problems.NotFound;
        }

        var criteria = vacancy.State.Terms.Criteria;
        List<ShortlistItem> items = [];
        await foreach (var application in journal.AllAsync(Applications.Kind, TableClient.CreateQueryFilter($"VacancyId eq {id}")))
        {
            var shortlisting = application.State.Shortlisting;
            var meets = shortlisting.MeetsEssentials(criteria, Rules);
            items.Add(new(
                application.Id,
                ReferenceOf(application.Id),
                application.State.State,
                shortlisting.Assessments.Count,
                shortlisting.Percent(criteria, Rules),
                meets,
                meets && Rules.Guarantees(await equality.DeclaredAsync(application.State.PersonId, application.Id)),
                shortlisting.Disputed(Rules)));
        }

        return Answer.Ok(new ListPage<ShortlistItem>([.. items.OrderByDescending(item => item.Percent).ThenBy(item => item.Id, StringComparer.Ordinal)], null));
    }

    internal static string ReferenceOf(string applicationId) => $"C-{applicationId[^6..].ToUpperInvariant()}";

    /// <summary>A text without what tells who wrote it, as far as that is known: name, address and telephone number.</summary>
    internal static string Masked(string text, Person? person)
    {
        foreach (var word in person is null ? [] : (string?[])[person.Email, person.Phone, person.Name, .. NamePart().Split(person.Name).Where(part => part.Length > 1)])
        {
            // A short name is also a word, but for its capital letter.
            var letters = word?.Length > 3 ? RegexOptions.IgnoreCase : RegexOptions.None;
            text = word is null ? text : Regex.Replace(text, $@"(?<!\w){Regex.Escape(word)}(?!\w)", "[…]", letters | RegexOptions.CultureInvariant);
        }

        return text;
    }

    private async Task<IReadOnlyList<Criterion>> CriteriaOfAsync(JobApplication application) =>
        (await journal.GetAsync(Vacancies.Kind, application.VacancyId)).State.Terms.Criteria;

    private async Task<bool> NamesAsync(JobApplication application, string? email) =>
        email is not null
        && ((await Reception.FormAsync(people, application.PersonId, application.Id)).HasReferee(email)
            || string.Equals((await people.FindAsync(application.PersonId))?.Email, email, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"[\s'’-]+")]
    private static partial Regex NamePart();
}
