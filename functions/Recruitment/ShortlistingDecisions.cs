using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What may happen on the way to the shortlist. <c>by</c> is the person deciding.</summary>
public static class ShortlistingDecisions
{
    private const int LongestReason = 1_000;

    /// <summary>An assessor scores every criterion, once, without having a part in the matter.</summary>
    /// <param name="application">The application.</param>
    /// <param name="criteria">Those of its vacancy.</param>
    /// <param name="scores">One for each criterion.</param>
    /// <param name="by">The assessor.</param>
    /// <param name="named">Whether the assessor is the candidate's referee, or the candidate.</param>
    /// <param name="rules">The rules in force.</param>
    public static Decision<ApplicationEvent> Score(
        JobApplication application, IReadOnlyList<Criterion> criteria, IReadOnlyList<CriterionScore> scores, string by, bool named, ShortlistingRules rules)
    {
        var shortlisting = application.Shortlisting;
        return (Refuse(application, ApplicationStep.Score) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
            : criteria.Count == 0 ? Refusal.Rule("no-criteria", "The vacancy has no criteria to score against.")
            : named ? Refusal.Forbidden("assessor-is-referee", "Somebody whom the application names cannot assess it.")
            : shortlisting.Assessments.Any(assessment => assessment.By == by) ? Refusal.Rule("already-assessed", "You have scored this application already.")
            : shortlisting.Agreed.Count > 0 ? Refusal.Rule("already-moderated", "The assessors have already agreed on scores.")
            : Refusal.Of(Validate(scores, [.. criteria.Select(criterion => criterion.Key)], rules)) is { } invalid ? invalid
            : new ApplicationAssessed(new(by, scores));
    }

    /// <summary>Assessors who differ by more than the rules allow agree on a score for each criterion concerned.</summary>
    public static Decision<ApplicationEvent> Moderate(JobApplication application, IReadOnlyList<CriterionScore> scores, string by, ShortlistingRules rules)
    {
        var disputed = application.Shortlisting.Disputed(rules);
        return (Refuse(application, ApplicationStep.Moderate) ?? Actor.RequirePerson(by) ?? RefuseUnscored(application, rules)) is { } refusal ? refusal
            : disputed.Count == 0 ? Refusal.Rule("nothing-to-moderate", "The assessors do not differ by more than is allowed.")
            : Refusal.Of(Validate(scores, disputed, rules)) is { } invalid ? invalid
            : new ScoresModerated(scores, by);
    }

    /// <summary>
    /// A named person chooses the application for interview, or does not, and says why. Where the vacancy has criteria, enough assessors have
    /// scored and agree; one that meets the essential criteria and is guaranteed an interview is not turned down. What is left when a vacancy
    /// has been filled or given up needs no scores.
    /// </summary>
    public static Decision<ApplicationEvent> Decide(
        JobApplication application, Vacancy vacancy, bool shortlisted, string? reason, string by, bool guaranteed, ShortlistingRules rules)
    {
        var step = shortlisted ? ApplicationStep.Shortlist : ApplicationStep.DeclineToShortlist;
        if ((Refuse(application, step) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal)
        {
            return refusal;
        }

        if (vacancy.Terms.Criteria.Count > 0 && vacancy.State is not (VacancyState.Filled or VacancyState.Cancelled))
        {
            if (RefuseUnscored(application, rules) is { } unscored)
            {
                return unscored;
            }

            if (application.Shortlisting.Disputed(rules) is { Count: > 0 } disputed)
            {
                return Refusal.Rule("moderation-needed", $"The assessors have to agree first about: {string.Join(", ", disputed)}.");
            }

            if (!shortlisted && guaranteed && application.Shortlisting.MeetsEssentials(vacancy.Terms.Criteria, rules))
            {
                return Refusal.Rule("interview-guaranteed", "This application meets the essential criteria and is guaranteed an interview.");
            }
        }

        return shortlisted ? new ApplicationShortlisted(reason!) : new ApplicationNotShortlisted(reason!);
    }

    private static Refusal? Refuse(JobApplication application, ApplicationStep step) => JobApplication.Machine.Refuse(application.State, step);

    private static Refusal? RefuseUnscored(JobApplication application, ShortlistingRules rules) => application.Shortlisting.Assessments.Count < rules.Assessors
        ? Refusal.Rule("scores-missing", $"{rules.Assessors} assessors score an application before it is decided; {application.Shortlisting.Assessments.Count} have.")
        : null;

    private static List<FieldError> Validate(IReadOnlyList<CriterionScore> scores, IReadOnlyList<string> criteria, ShortlistingRules rules)
    {
        List<FieldError> errors = [];
        if (scores.Count != criteria.Count || !scores.Select(score => score.Criterion).ToHashSet().SetEquals(criteria))
        {
            errors.Add(new("scores", $"one for each of {string.Join(", ", criteria)}"));
        }

        foreach (var (i, score) in scores.Index())
        {
            if (score.Score < 0 || score.Score > rules.HighestScore)
            {
                errors.Add(new($"scores[{i}].score", $"0 to {rules.HighestScore}"));
            }

            if (string.IsNullOrWhiteSpace(score.Reason) || score.Reason.Length > LongestReason)
            {
                errors.Add(new($"scores[{i}].reason", $"a reason of at most {LongestReason} characters"));
            }
        }

        return errors;
    }
}
