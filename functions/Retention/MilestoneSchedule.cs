using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>A payment with its day.</summary>
/// <param name="Number">Its place in the plan, from 1.</param>
/// <param name="QualifyingFrom">The first day of the service it rewards: the day of the payment before it, or the anchor.</param>
/// <param name="DueOn">The day it falls due.</param>
/// <param name="AmountPence">Gross for full time, in pence.</param>
/// <param name="TieInMonths">How many months it is tied to.</param>
/// <param name="Months">How many months after the anchor it was promised; null for a day of the calendar.</param>
public sealed record Milestone(int Number, DateOnly QualifyingFrom, DateOnly DueOn, long AmountPence, int TieInMonths, int? Months = null);

/// <summary>When a scheme's payments fall due: months after the anchor, always counted from that day, never from the payment before; or days of the calendar.</summary>
public static class MilestoneSchedule
{
    /// <summary>The payments in order, numbered from 1, together never more than the scheme's maximum.</summary>
    /// <param name="schedule">What the scheme pays when.</param>
    /// <param name="anchorOn">The day from which months are counted.</param>
    /// <param name="enrolledOn">The day of the enrolment, for what has passed already.</param>
    /// <param name="background">For amounts that depend on it.</param>
    public static IReadOnlyList<Milestone> Of(Schedule schedule, DateOnly anchorOn, DateOnly enrolledOn, Background background)
    {
        var amounts = Amounts(schedule, background, enrolledOn);
        List<(DateOnly On, int? Months, long Pence, int TieInMonths)> promised =
        [
            .. schedule.Milestones
                .SelectMany((milestone, i) => Days(schedule, milestone.Due, anchorOn).Select(day => (day.On, day.Months, amounts[i], milestone.TieInMonths)))
                .OrderBy(one => one.On),
        ];
        List<Milestone> milestones = [];
        var (from, left) = (anchorOn, schedule.MaximumPence);
        foreach (var (on, months, pence, tieInMonths) in promised)
        {
            var qualifyingFrom = months is null && on.AddYears(-1) > from ? on.AddYears(-1) : from;
            from = on;
            var due = on >= enrolledOn ? on
                : months is not null && schedule.Past == PastMilestones.PaidAtOnce ? enrolledOn
                : (DateOnly?)null;
            if (due is { } dueOn && Math.Min(pence, left) is > 0 and var amount)
            {
                left -= amount;
                milestones.Add(new(milestones.Count + 1, qualifyingFrom, dueOn, amount, tieInMonths, months));
            }
        }

        return milestones;
    }

    // Shares are taken from the running total, so that they add up to the award to the penny.
    private static long[] Amounts(Schedule schedule, Background background, DateOnly enrolledOn)
    {
        var award = schedule.Award?.PenceFor(background, enrolledOn) ?? 0;
        var shared = 0m;
        return
        [
            .. schedule.Milestones.Select(milestone =>
            {
                if (milestone.Amount is not AwardShare share)
                {
                    return milestone.Amount.PenceFor(background, enrolledOn);
                }

                var before = Money.ProRata(award, shared, 100);
                shared += share.Percent;
                return Money.ProRata(award, shared, 100) - before;
            }),
        ];
    }

    private static IEnumerable<(DateOnly On, int? Months)> Days(Schedule schedule, Due due, DateOnly anchorOn)
    {
        switch (due)
        {
            case AfterMonths after when UkCalendar.AddMonths(anchorOn, after.Months) is var on && !(on > schedule.Until):
                yield return (on, after.Months);
                break;
            case YearlyOn yearly:
                var first = UkCalendar.AddMonths(anchorOn, yearly.ServiceMonths);
                for (var year = first.Year; year <= schedule.Until?.Year; year++)
                {
                    var on = new DateOnly(year, yearly.Month, Math.Min(yearly.Day, DateTime.DaysInMonth(year, yearly.Month)));
                    if (on >= first && on <= schedule.Until)
                    {
                        yield return (on, null);
                    }
                }

                break;
        }
    }
}
