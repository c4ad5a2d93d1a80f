using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>What a payment comes to for somebody who works part time. Rounded once, half a penny up.</summary>
public static class ProRata
{
    /// <summary>The gross amount in pence.</summary>
    /// <param name="mode">The scheme's setting.</param>
    /// <param name="milestone">The payment; its qualifying period ends the day before it falls due.</param>
    /// <param name="positions">The positions held, in any order; the first one began on or before the qualifying period.</param>
    public static long AmountPence(ProRataMode mode, Milestone milestone, IReadOnlyList<Position> positions) => mode switch
    {
        ProRataMode.None => milestone.AmountPence,
        ProRataMode.FteOnDueDate => Money.ProRata(milestone.AmountPence, FteOn(positions, milestone.DueOn), 1),
        ProRataMode.TimeWeighted => TimeWeighted(milestone, positions),
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    private static long TimeWeighted(Milestone milestone, IReadOnlyList<Position> positions)
    {
        var days = milestone.DueOn.DayNumber - milestone.QualifyingFrom.DayNumber;
        if (days == 0)
        {
            return Money.ProRata(milestone.AmountPence, FteOn(positions, milestone.DueOn), 1); // paid on the first day
        }

        var worked = 0m;
        for (var day = milestone.QualifyingFrom; day < milestone.DueOn; day = day.AddDays(1))
        {
            worked += FteOn(positions, day);
        }

        return Money.ProRata(milestone.AmountPence, worked, days);
    }

    private static decimal FteOn(IReadOnlyList<Position> positions, DateOnly date) =>
        positions.Where(position => position.EffectiveOn <= date).MaxBy(position => position.EffectiveOn)?.Fte ?? 0;
}
