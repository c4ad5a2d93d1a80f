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
    public static long AmountPence(ProRataMode mode, Milestone milestone, IReadOnlyList<Position> positions)
    {
        var (part, whole) = mode switch
        {
            ProRataMode.None => (1, 1),
            ProRataMode.FteOnDueDate => ShareOn(positions, milestone.DueOn),
            ProRataMode.TimeWeighted => TimeWeighted(milestone, positions),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        return Money.ProRata(milestone.AmountPence, part, whole);
    }

    // Days are summed up by position as fractions, so that thirds and thirty-sevenths stay exact.
    private static (decimal Part, decimal Whole) TimeWeighted(Milestone milestone, IReadOnlyList<Position> positions)
    {
        var days = milestone.DueOn.DayNumber - milestone.QualifyingFrom.DayNumber;
        if (days <= 0)
        {
            return ShareOn(positions, milestone.DueOn); // paid on the first day
        }

        var (part, whole) = (0m, 1m);
        for (var day = milestone.QualifyingFrom; day < milestone.DueOn;)
        {
            var next = positions.Select(position => position.EffectiveOn).Where(on => on > day && on < milestone.DueOn).DefaultIfEmpty(milestone.DueOn).Min();
            var share = ShareOn(positions, day);
            var worked = share.Part * (next.DayNumber - day.DayNumber);
            (part, whole) = share.Whole == whole ? (part + worked, whole) : ((part * share.Whole) + (worked * whole), whole * share.Whole);
            day = next;
        }

        return (part, whole * days);
    }

    private static (decimal Part, decimal Whole) ShareOn(IReadOnlyList<Position> positions, DateOnly date) =>
        positions.Where(position => position.EffectiveOn <= date).MaxBy(position => position.EffectiveOn)?.Share ?? (0, 1);
}
