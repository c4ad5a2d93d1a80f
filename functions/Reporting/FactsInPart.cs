using RecruitRetain.Privacy;

namespace RecruitRetain.Reporting;

/// <summary>Facts looked at in part.</summary>
internal static class FactsInPart
{
    /// <summary>Who is one person although recorded as several.</summary>
    public static SamePeople SamePeople(this Facts facts) => new(facts.Merges.Select(merge => new PersonMerge(merge.Id, merge.KeptId, merge.MergedId, MergeState.Merged)));

    /// <summary>Whether anybody or any post is, or was, in a team.</summary>
    public static bool KnowsTeam(this Facts facts, string team) =>
        facts.Posts.Any(post => post.Team == team)
        || facts.Employments.Any(employment => employment.Positions.Any(position => position.Team == team))
        || facts.Stints.Any(stint => stint.Team == team);

    /// <summary>Whether anybody or any post has, or had, a role.</summary>
    public static bool KnowsRole(this Facts facts, string role) =>
        facts.Posts.Any(post => post.Role == role)
        || facts.Employments.Any(employment => employment.Positions.Any(position => position.Role == role))
        || facts.Stints.Any(stint => stint.Role == role);

    /// <summary>The stints in a part of the structure, and the employments with their plans of those who are there on a day, or were there last.</summary>
    public static Facts Only(this Facts facts, WorkforceFilter filter, DateOnly on)
    {
        List<EmploymentFact> employments =
        [
            .. facts.Employments.Where(employment =>
                employment.PositionOn(employment.LastDayOn < on ? employment.LastDayOn.Value : on) is { } position && filter.Covers(position.Role, position.Team)),
        ];
        var ids = employments.Select(employment => employment.Id).ToHashSet();
        return facts with
        {
            Stints = [.. facts.Stints.Where(stint => filter.Covers(stint.Role, stint.Team))],
            Employments = employments,
            Plans = [.. facts.Plans.Where(plan => ids.Contains(plan.Id))],
        };
    }
}
