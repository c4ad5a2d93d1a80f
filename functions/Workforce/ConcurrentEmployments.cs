using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>
/// One person's employments side by side: never two in one post at a time, and together above full time only in posts that differ, up to one and a
/// half.
/// </summary>
public static class ConcurrentEmployments
{
    /// <summary>How much one person can work in several posts, in full-time equivalents.</summary>
    public const decimal MostFte = 1.5m;

    /// <summary>What stands in the way of an employment, by the fields of a request; null for nothing.</summary>
    /// <param name="employment">The employment, as it would be.</param>
    /// <param name="others">The same person's others.</param>
    public static FieldError? Conflict(Employment employment, IEnumerable<Employment> others)
    {
        List<Employment> beside = [.. others.Where(other => other.Id != employment.Id && Overlap(employment, other))];
        if (beside.Count == 0)
        {
            return null;
        }

        if (beside.Find(other => other.PostId is not null && other.PostId == employment.PostId) is { } twice)
        {
            return new("postId", $"a post that this person does not have already; they have this one from {UkCalendar.Words(twice.StartedOn)}"
                + (twice.Leaving is { } leaving ? $" to {UkCalendar.Words(leaving.LastDayOn)}" : ""));
        }

        IEnumerable<Employment> all = [employment, .. beside];
        foreach (var day in all.SelectMany(one => one.Positions).Select(position => position.EffectiveOn).Distinct().Where(employment.InPostOn))
        {
            List<Employment> held = [.. all.Where(one => one.InPostOn(day))];
            var fte = held.Sum(one => one.PositionOn(day)!.Fte);
            if (fte > MostFte || (fte > 1 && held.Select(one => one.PostId).OfType<string>().Distinct().Count() < held.Count))
            {
                return new("fte", fte > MostFte
                    ? $"together with this person's other employments at most {MostFte}; on {UkCalendar.Words(day)} it would be {fte}"
                    : $"together with this person's other employments at most 1, unless each is in a post of its own; on {UkCalendar.Words(day)} it would be {fte}");
            }
        }

        return null;
    }

    private static bool Overlap(Employment one, Employment other) =>
        one.StartedOn <= (other.Leaving?.LastDayOn ?? DateOnly.MaxValue) && other.StartedOn <= (one.Leaving?.LastDayOn ?? DateOnly.MaxValue);
}
