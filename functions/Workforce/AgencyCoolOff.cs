using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>How somebody left a substantive post.</summary>
/// <param name="LastDayOn">Their last day.</param>
/// <param name="Reason">Why.</param>
/// <param name="InProbation">Whether probation had not been passed.</param>
/// <param name="SameRegion">Whether the post was in the council's region.</param>
public sealed record Departure(DateOnly LastDayOn, LeavingReason Reason, bool InProbation, bool SameRegion = true);

/// <summary>
/// Councils of a region do not engage a social worker through an agency within three months of leaving a substantive post there (statutory
/// guidance on agency child and family social workers, in force since 31 October 2024).
/// </summary>
public static class AgencyCoolOff
{
    private const int Months = 3;

    /// <summary>
    /// The first day of an agency engagement; null where nothing restricts it: a permanent role, a post in another region, redundancy, or leaving
    /// during probation.
    /// </summary>
    public static DateOnly? EarliestEngagementOn(Departure departure, bool permanentRole = false) =>
        permanentRole || !departure.SameRegion || departure.InProbation || departure.Reason == LeavingReason.Redundancy
            ? null
            : UkCalendar.AddMonths(departure.LastDayOn, Months);

    /// <summary>Why an engagement cannot begin that early (<c>agency-cool-off</c>); null when it can.</summary>
    /// <param name="startedOn">Its first day.</param>
    /// <param name="employments">The employments with the council of whoever may be the same person.</param>
    public static Refusal? Refuse(DateOnly startedOn, IEnumerable<Employment> employments)
    {
        var earliest = employments
            .Where(employment => employment.Leaving is not null)
            .Select(employment => EarliestEngagementOn(new(
                employment.Leaving!.LastDayOn, employment.Leaving.Reason, !employment.ProbationPassedBy(employment.Leaving.LastDayOn))))
            .Max();
        return startedOn < earliest
            ? Refusal.Rule("agency-cool-off", $"Somebody who left a post of ours works for us through an agency from {UkCalendar.Words(earliest.Value)} at the earliest.")
            : null;
    }
}
