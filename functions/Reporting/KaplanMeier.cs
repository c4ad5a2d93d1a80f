using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>How long somebody was seen to stay.</summary>
/// <param name="Months">Time from the start to leaving, or to the last day seen.</param>
/// <param name="Left">True for a leaver; false for somebody still there, or gone for a reason that is not counted.</param>
public readonly record struct Stay(double Months, bool Left)
{
    /// <summary>
    /// The stay in an employment as it was known at the end of a day. A transfer leaves the service, not the council: followed until then, not
    /// counted as leaving.
    /// </summary>
    public static Stay Of(DateOnly startedOn, DateOnly? lastDayOn, LeavingReason? reason, DateOnly asAt) => lastDayOn < asAt
        ? new(ServiceLength.Months(startedOn, lastDayOn.Value), reason != LeavingReason.InternalTransfer)
        : new(ServiceLength.Months(startedOn, asAt), false);
}

/// <summary>The curve at a time at which somebody left.</summary>
/// <param name="Months">The time.</param>
/// <param name="AtRisk">How many were still there just before it.</param>
/// <param name="Leavers">How many left.</param>
/// <param name="Survival">The share that stays longer than this, 0 to 1.</param>
/// <param name="StandardError">Greenwood's; null when nobody is left.</param>
/// <param name="Lower">The lower end of the 95% interval, on the log scale as R's <c>survfit</c>; null when nobody is left.</param>
/// <param name="Upper">The upper end, at most 1; null when nobody is left.</param>
public sealed record SurvivalPoint(
    double Months,
    int AtRisk,
    int Leavers,
    double Survival,
    double? StandardError,
    double? Lower,
    double? Upper);

/// <summary>The share of starters who stay longer than a time, of people seen for different lengths of time (Kaplan and Meier, 1958).</summary>
public sealed class SurvivalCurve
{
    private static readonly SurvivalPoint Start = new(0, 0, 0, 1, 0, 1, 1);

    private readonly Stay[] _stays;

    internal SurvivalCurve(Stay[] sorted, IReadOnlyList<SurvivalPoint> points)
    {
        _stays = sorted;
        Points = points;
    }

    /// <summary>A point for each time at which somebody left, in order.</summary>
    public IReadOnlyList<SurvivalPoint> Points { get; }

    /// <summary>The longest stay seen; the curve says nothing beyond it.</summary>
    public double LongestMonths => _stays[^1].Months;

    /// <summary>The first time by which half or more have left; null while more than half stay.</summary>
    public double? MedianMonths => Points.FirstOrDefault(point => point.Survival <= 0.5)?.Months;

    /// <summary>The share that stays longer than a time; null beyond the longest stay seen, unless nobody was left.</summary>
    public double? At(double months) => PointAt(months)?.Survival;

    /// <summary>Greenwood's standard error of <see cref="At"/>; null where that is null or nobody is left.</summary>
    public double? StandardErrorAt(double months) => PointAt(months)?.StandardError;

    /// <summary>The last step up to a time, or where the curve begins; null where <see cref="At"/> is.</summary>
    public SurvivalPoint? PointAt(double months)
    {
        var (low, high) = (0, Points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Points[middle].Months <= months ? (middle + 1, high) : (low, middle);
        }

        var last = low == 0 ? Start : Points[low - 1];
        return months > LongestMonths && last.Survival > 0 ? null : last;
    }

    /// <summary>How many are still followed just before a time: report it with the share, and suppress the share when it is tiny.</summary>
    public int AtRisk(double months) => _stays.Length - KaplanMeier.CountBefore(_stays, months);

    /// <summary>Of those who stayed the first time, the share that stays the second: S(24)/S(12) is year-two retention.</summary>
    public double? Conditional(double stayedMonths, double months) =>
        At(stayedMonths) is { } stayed and > 0 && At(months) is { } stays ? stays / stayed : null;
}

/// <summary>Builds the survival curve. Leavers come before the others at the same time, who are still at risk then.</summary>
public static class KaplanMeier
{
    private const double Z95 = 1.959963984540054;

    /// <summary>The curve; null when nobody was followed for any time.</summary>
    public static SurvivalCurve? Of(IReadOnlyList<Stay> stays)
    {
        var sorted = Sorted(stays);
        if (sorted.Length == 0 || sorted[^1].Months <= 0)
        {
            return null;
        }

        List<SurvivalPoint> points = [];
        var survival = 1.0;
        var greenwood = 0.0;
        for (var i = 0; i < sorted.Length;)
        {
            var months = sorted[i].Months;
            var atRisk = sorted.Length - i;
            var leavers = 0;
            for (; i < sorted.Length && sorted[i].Months == months; i++)
            {
                leavers += sorted[i].Left ? 1 : 0;
            }

            if (leavers == 0)
            {
                continue;
            }

            if (atRisk == leavers)
            {
                points.Add(new(months, atRisk, leavers, 0, null, null, null));
                break;
            }

            survival *= (double)(atRisk - leavers) / atRisk;
            greenwood += leavers / ((double)atRisk * (atRisk - leavers));
            var relative = Math.Sqrt(greenwood);
            points.Add(new(
                months,
                atRisk,
                leavers,
                survival,
                survival * relative,
                survival * Math.Exp(-Z95 * relative),
                Math.Min(1, survival * Math.Exp(Z95 * relative))));
        }

        return new(sorted, points);
    }

    /// <summary>The stays in the order of their length.</summary>
    internal static Stay[] Sorted(IReadOnlyList<Stay> stays)
    {
        Stay[] sorted = [.. stays];
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Months < sorted[i - 1].Months)
            {
                Array.Sort(Array.ConvertAll(sorted, stay => stay.Months), sorted);
                break;
            }
        }

        return sorted;
    }

    /// <summary>How many of the sorted stays are shorter than a time.</summary>
    internal static int CountBefore(Stay[] sorted, double months)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle].Months < months ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
