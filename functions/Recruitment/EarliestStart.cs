namespace RecruitRetain.Recruitment;

/// <summary>One thing that must be over before somebody can start, and when it was; null while it is not.</summary>
public sealed record StartCondition(string Name, DateOnly? MetOn);

/// <summary>The first day on which somebody may start: the latest of all blocking checks, the end of notice, and what the offer says.</summary>
/// <param name="On">That day; null while anything is outstanding.</param>
/// <param name="BlockedBy">What is outstanding or, when nothing is, what set the date.</param>
public sealed record EarliestStart(DateOnly? On, IReadOnlyList<string> BlockedBy)
{
    /// <summary>Works it out from the conditions, at least one.</summary>
    public static EarliestStart Of(IReadOnlyList<StartCondition> conditions)
    {
        List<string> outstanding = [.. conditions.Where(condition => condition.MetOn is null).Select(condition => condition.Name)];
        if (outstanding.Count > 0)
        {
            return new(null, outstanding);
        }

        var latest = conditions.Max(condition => condition.MetOn);
        return new(latest, [.. conditions.Where(condition => condition.MetOn == latest).Select(condition => condition.Name)]);
    }

    /// <summary>
    /// The same for an application whose offer has been accepted. A check counts from the day of its result, of a named person's decision to go on
    /// in spite of it, or of a signed risk assessment while it is awaited.
    /// </summary>
    public static EarliestStart Of(JobApplication application) => Of(
    [
        new("offer", application.Offer?.NotBefore),
        .. application.NoticeEndsOn is { } noticeEndsOn ? [new StartCondition("notice", noticeEndsOn)] : Array.Empty<StartCondition>(),
        .. application.Checks
            .Where(check => check.Blocking && check.Status != CheckStatus.NotNeeded)
            .Select(check => new StartCondition(check.Check, check.MetOn())),
    ]);
}
