using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>A payment with its day.</summary>
/// <param name="Number">Its place in the scheme, from 1.</param>
/// <param name="QualifyingFrom">The first day of the service it rewards: the day of the payment before it, or the start.</param>
/// <param name="DueOn">The day it falls due.</param>
/// <param name="AmountPence">Gross for full time, in pence.</param>
/// <param name="TieInMonths">How many months it is tied to.</param>
public sealed record Milestone(int Number, DateOnly QualifyingFrom, DateOnly DueOn, long AmountPence, int TieInMonths);

/// <summary>When a scheme's payments fall due: months after the first day, always counted from that day, never from the payment before.</summary>
public static class MilestoneSchedule
{
    /// <summary>The payments in order.</summary>
    public static IReadOnlyList<Milestone> Of(PaymentScheme scheme, DateOnly startedOn) =>
    [
        .. scheme.Milestones.Select((milestone, i) => new Milestone(
            i + 1,
            i == 0 ? startedOn : UkCalendar.AddMonths(startedOn, scheme.Milestones[i - 1].Months),
            UkCalendar.AddMonths(startedOn, milestone.Months),
            milestone.AmountPence,
            milestone.TieInMonths)),
    ];
}
