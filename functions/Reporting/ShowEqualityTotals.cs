using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>How many candidates gave an answer.</summary>
/// <param name="Answer">The answer; null for those together that one to five candidates each gave, in whatever words.</param>
/// <param name="Candidates">How many; null where it is left out.</param>
/// <param name="Suppressed">Whether it is left out because one to five people could be worked back from it.</param>
public sealed record EqualityAnswerTotal(string? Answer, int? Candidates, bool Suppressed);

/// <summary>What was answered to a question of equality monitoring. Whoever left it out is not counted.</summary>
/// <param name="Question">The question: <c>ethnicity</c>.</param>
/// <param name="Candidates">How many answered it; null where it is left out.</param>
/// <param name="Suppressed">Whether that is left out because one to five people could be worked back from it.</param>
/// <param name="Answers">The answers, in the order of their words; none where the whole question is left out.</param>
public sealed record EqualityQuestionTotals(string Question, int? Candidates, bool Suppressed, IReadOnlyList<EqualityAnswerTotal> Answers)
{
    /// <summary>The totals of one campaign, as far as they may be shown; see <see cref="Publication"/>.</summary>
    public static EqualityQuestionTotals Of(string question, IReadOnlyDictionary<string, int> counts)
    {
        var publication = new Publication();
        List<(string? Answer, PeopleCount Count)> rows =
        [
            .. counts.Where(count => count.Value > Publication.MostSmall).OrderBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => ((string?)count.Key, publication.State(count.Value))),
        ];
        if (counts.Values.Where(count => count <= Publication.MostSmall).Sum() is > 0 and var few)
        {
            rows.Add((null, publication.State(few)));
        }

        var all = publication.State(counts.Values.Sum());
        publication.Sum(all, [.. rows.Select(row => row.Count)]);
        var shown = publication.Suppress();
        return new(
            question,
            shown.Shows(all) ? all.Value : null,
            !shown.Shows(all),
            [.. rows.Select(row => new EqualityAnswerTotal(row.Answer, shown.Shows(row.Count) ? row.Count.Value : null, !shown.Shows(row.Count)))]);
    }

    /// <summary>
    /// The totals of several campaigns together. A question is left out altogether where, less what the campaigns show each for itself, they would give away what one of them does not show.
    /// </summary>
    public static EqualityQuestionTotals Of(string question, IReadOnlyList<IReadOnlyDictionary<string, int>> campaigns)
    {
        List<(IReadOnlyDictionary<string, int> Counts, EqualityQuestionTotals Shown)> each = [.. campaigns.Select(counts => (counts, Of(question, counts)))];
        Dictionary<string, int> sum = [];
        foreach (var (answer, count) in campaigns.SelectMany(counts => counts))
        {
            sum[answer] = sum.GetValueOrDefault(answer) + count;
        }

        var givesAway = Narrow([.. each.Where(one => one.Shown.Suppressed).Select(one => one.Counts.Values.Sum())])
            || sum.Where(total => total.Value > Publication.MostSmall).Any(total => Narrow(
                [.. each.Where(one => one.Counts.ContainsKey(total.Key) && !one.Shown.Answers.Any(answer => answer.Answer == total.Key && !answer.Suppressed)).Select(one => one.Counts[total.Key])]));
        return givesAway ? new(question, null, true, []) : Of(question, sum);
    }

    // Whether somebody who knows the sum of numbers that are not shown learns one of them, or nearly: it is one alone, or so little or so much that each must be about the least or the most that is left out.
    private static bool Narrow(IReadOnlyList<int> hidden)
    {
        var (sum, most) = (hidden.Sum(), hidden.Count * Publication.MostSmall);
        return hidden.Count == 1 || (hidden.Count > 1 && (sum <= Publication.MostSmall || sum < hidden.Count + 2 || (sum > most - 2 && sum <= most)));
    }
}

/// <summary>What candidates said for equality monitoring, added up.</summary>
/// <param name="VacancyId">Of which vacancy; null for all.</param>
/// <param name="Campaigns">Of how many campaigns that are over.</param>
/// <param name="Questions">The questions, in the order of the form.</param>
public sealed record EqualityTotals(string? VacancyId, int Campaigns, IReadOnlyList<EqualityQuestionTotals> Questions);

/// <summary>
/// Shows what candidates said for equality monitoring: totals of campaigns that are over, whose answers belong to nobody any more. Of one that goes on nothing is shown, as two looks
/// would tell what whoever applied between them had answered.
/// </summary>
public sealed class ShowEqualityTotals(EqualityAnswers equality, Journal journal)
{
    /// <summary>Shows the totals of a vacancy's campaign, or of all.</summary>
    [Function(nameof(ShowEqualityTotals))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show the totals of equality monitoring", Answers = typeof(EqualityTotals))]
    [Query("vacancyId", typeof(string), "Only of this vacancy's campaign.")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "equality-totals")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var vacancyId = request.Query["vacancyId"] is [{ } one] ? one : null;
        if (vacancyId is not null && (!Id.IsValid(Vacancies.Kind.Prefix, vacancyId) || await journal.FindAsync(Vacancies.Kind, vacancyId, stop) is null))
        {
            return Problems.NotFound;
        }

        List<IReadOnlyDictionary<string, SortedDictionary<string, int>>> campaigns = vacancyId is null
            ? await equality.AllTotalsAsync(stop).ToListAsync(stop)
            : await equality.TotalsAsync(vacancyId, stop) is { Count: > 0 } totals ? [totals] : [];
        return Answer.Ok(new EqualityTotals(
            vacancyId,
            campaigns.Count,
            [
                .. EqualityForm.Questions.Where(question => campaigns.Any(campaign => campaign.ContainsKey(question))).Select(question =>
                    vacancyId is not null
                        ? EqualityQuestionTotals.Of(question, campaigns[0][question])
                        : EqualityQuestionTotals.Of(question, [.. campaigns.Where(campaign => campaign.ContainsKey(question)).Select(campaign => campaign[question])])),
            ]));
    }
}
