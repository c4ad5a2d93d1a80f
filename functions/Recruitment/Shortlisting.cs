using RecruitRetain.Privacy;

namespace RecruitRetain.Recruitment;

/// <summary>How applications are shortlisted, as configuration.</summary>
/// <param name="Assessors">How many people score each application, at least.</param>
/// <param name="HighestScore">Scores go from 0 to this.</param>
/// <param name="EssentialScore">With this a criterion is met.</param>
/// <param name="MostDifference">Where scores for a criterion differ by more, the assessors agree on one.</param>
/// <param name="GuaranteesDisability">Whether disabled candidates who meet the essential criteria are interviewed (Disability Confident).</param>
/// <param name="GuaranteesVeterans">Whether those who have served in the armed forces are.</param>
public sealed record ShortlistingRules(
    int Assessors, int HighestScore, int EssentialScore, int MostDifference, bool GuaranteesDisability, bool GuaranteesVeterans)
{
    /// <summary>Shipped.</summary>
    public static ShortlistingRules Default { get; } = new(2, 4, 2, 1, true, true);

    /// <summary>Whether what a candidate declared guarantees an interview, if the essential criteria are met.</summary>
    public bool Guarantees(GuaranteedInterview declared) =>
        (declared.Disability && GuaranteesDisability) || (declared.Veteran && GuaranteesVeterans);
}

/// <summary>A score for a criterion, and why.</summary>
/// <param name="Criterion">The criterion's key.</param>
/// <param name="Score">From 0 to the highest score.</param>
/// <param name="Reason">Why; kept in the record, so without a word about the candidate's private life.</param>
public sealed record CriterionScore(string Criterion, int Score, string Reason);

/// <summary>What one assessor found.</summary>
/// <param name="By">The subject of their token.</param>
/// <param name="Scores">One for each criterion.</param>
public sealed record Assessment(string By, IReadOnlyList<CriterionScore> Scores);

/// <summary>How the shortlisting of an application stands.</summary>
/// <param name="Assessments">What the assessors found, each for themselves.</param>
/// <param name="Agreed">What was agreed where they differed.</param>
public sealed record Shortlisting(IReadOnlyList<Assessment> Assessments, IReadOnlyList<CriterionScore> Agreed)
{
    /// <summary>Before anybody has scored.</summary>
    public static Shortlisting None { get; } = new([], []);

    /// <summary>The criteria on which the assessors differ by more than the rules allow and have not agreed.</summary>
    public IReadOnlyList<string> Disputed(ShortlistingRules rules) =>
    [
        .. Assessments.SelectMany(assessment => assessment.Scores).GroupBy(score => score.Criterion)
            .Where(scores => scores.Max(score => score.Score) - scores.Min(score => score.Score) > rules.MostDifference)
            .Select(scores => scores.Key)
            .Where(criterion => Agreed.All(score => score.Criterion != criterion)),
    ];

    /// <summary>Whether every essential criterion is met, by the agreed or else the average score; false before anybody has scored.</summary>
    public bool MeetsEssentials(IReadOnlyList<Criterion> criteria, ShortlistingRules rules) =>
        Assessments.Count > 0 && criteria.Where(criterion => criterion.Essential).All(criterion => ScoreOf(criterion.Key) >= rules.EssentialScore);

    /// <summary>The weighted score as a share of the highest, in per cent to one decimal place; null before anybody has scored.</summary>
    public decimal? Percent(IReadOnlyList<Criterion> criteria, ShortlistingRules rules) => Assessments.Count == 0
        ? null
        : Math.Round(
            criteria.Sum(criterion => criterion.Weight * ScoreOf(criterion.Key)) * 100 / (criteria.Sum(criterion => criterion.Weight) * rules.HighestScore),
            1,
            MidpointRounding.AwayFromZero);

    /// <summary>The shortlisting after an event; those that are not about it change nothing.</summary>
    public Shortlisting After(ApplicationEvent happened) => happened switch
    {
        ApplicationAssessed e => this with { Assessments = [.. Assessments, e.Assessment] },
        ScoresModerated e => this with { Agreed = [.. Agreed, .. e.Scores] },
        _ => this,
    };

    private decimal ScoreOf(string criterion) =>
        Agreed.FirstOrDefault(score => score.Criterion == criterion)?.Score
        ?? Assessments.Average(assessment => (decimal)assessment.Scores.Single(score => score.Criterion == criterion).Score);
}

/// <summary>An assessor scored the application against the criteria.</summary>
public sealed record ApplicationAssessed(Assessment Assessment) : ApplicationEvent;

/// <summary>Where assessors differed they agreed.</summary>
public sealed record ScoresModerated(IReadOnlyList<CriterionScore> Scores, string By) : ApplicationEvent;
