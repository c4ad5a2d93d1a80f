using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>What a payment comes to for somebody who works part time: by the exact share of full time, rounded once, half a penny up.</summary>
public static class ProRata
{
    /// <summary>The gross amount in pence.</summary>
    /// <param name="mode">The scheme's setting.</param>
    /// <param name="milestone">The payment; its qualifying period ends the day before it falls due.</param>
    /// <param name="positions">The positions held, in any order; the first one began on or before the qualifying period.</param>
    /// <param name="breaks">
    /// Unpaid career breaks, which do not overlap. Their days are no service: a payment for months of service comes later by them and is worked out
    /// without them; one on a day of the calendar is reduced by them.
    /// </param>
    public static long AmountPence(ProRataMode mode, Milestone milestone, IReadOnlyList<Position> positions, IReadOnlyList<Absence>? breaks = null)
    {
        var (part, whole) = mode switch
        {
            ProRataMode.None => (1, 1),
            ProRataMode.FteOnDueDate => ShareOn(positions, milestone.DueOn),
            ProRataMode.TimeWeighted => TimeWeighted(milestone, positions, breaks ?? []),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        return Money.ProRata(milestone.AmountPence, part, whole);
    }

    // Days are summed up by position as fractions, so that thirds and thirty-sevenths stay exact.
    private static (decimal Part, decimal Whole) TimeWeighted(Milestone milestone, IReadOnlyList<Position> positions, IReadOnlyList<Absence> breaks)
    {
        List<DateOnly> changes =
        [
            .. positions.Select(position => position.EffectiveOn)
                .Concat(breaks.SelectMany(absence => new[] { absence.StartsOn, absence.EndsOn!.Value.AddDays(1) }))
                .Where(on => on > milestone.QualifyingFrom && on < milestone.DueOn).Append(milestone.DueOn).Distinct().Order(),
        ];
        var (part, whole, days) = (0m, 1m, 0);
        for (var (day, i) = (milestone.QualifyingFrom, 0); day < milestone.DueOn; day = changes[i++])
        {
            var length = changes[i].DayNumber - day.DayNumber;
            var isBreak = breaks.Any(absence => absence.Covers(day));
            if (!isBreak)
            {
                var share = ShareOn(positions, day);
                var worked = share.Part * length;
                (part, whole) = share.Whole == whole ? (part + worked, whole) : ((part * share.Whole) + (worked * whole), whole * share.Whole);
            }

            days += isBreak && milestone.Months is not null ? 0 : length;
        }

        return days == 0 ? ShareOn(positions, milestone.DueOn) : (part, whole * days); // paid on the first day
    }

    private static (decimal Part, decimal Whole) ShareOn(IReadOnlyList<Position> positions, DateOnly date) =>
        positions.Where(position => position.EffectiveOn <= date).MaxBy(position => position.EffectiveOn)?.Share ?? (0, 1);
}
