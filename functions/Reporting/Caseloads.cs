namespace RecruitRetain.Reporting;

/// <summary>Who held how many cases when they were last counted.</summary>
internal sealed class Caseloads
{
    private const int BandWidth = 5;

    private readonly DateOnly? _on;
    private readonly ReportRules _rules;
    private readonly List<Holder> _holders = [];
    private readonly ILookup<string, Holder> _teams;

    public Caseloads(Facts facts, Staffing people, DateOnly asAt, ReportRules rules)
    {
        _rules = rules;
        var counts = facts.Caseloads.Where(count => count.On <= asAt).ToList();
        _on = counts.Count == 0 ? null : counts.Max(count => count.On);
        var held = counts.Where(count => count.On == _on).SelectMany(count => count.Holders).Where(holder => holder.Cases > 0).ToList();
        var stints = held.Count == 0 ? [] : facts.Stints.ToDictionary(stint => stint.Id);
        foreach (var (id, cases) in held.Select(holder => (holder.HolderId, holder.Cases)))
        {
            if (people.Employment(id)?.PositionOn(_on!.Value) is { } position && people.Covers(position))
            {
                _holders.Add(new(position.Team, position.Fte, cases));
            }
            else if (stints.TryGetValue(id, out var stint) && people.Covers(stint.Role, stint.Team))
            {
                _holders.Add(new(stint.Team, stint.Fte, cases));
            }
        }

        _teams = _holders.ToLookup(holder => holder.Team);
    }

    public CaseloadFigures Figures()
    {
        int[] sorted = [.. _holders.Select(holder => holder.Cases).Order()];
        var (cases, fte) = (sorted.Sum(), _holders.Sum(holder => holder.Fte));
        return new(
            _on,
            sorted.Length,
            fte,
            cases,
            new(cases, fte, DfeMeasures.AverageCaseload(cases, fte)),
            Quantile.Of(sorted, 0.25m),
            Quantile.Of(sorted, 0.5m),
            Quantile.Of(sorted, 0.75m),
            sorted.Length == 0 ? null : sorted[^1],
            _rules.CaseloadTarget,
            sorted.Count(held => held > _rules.CaseloadTarget),
            _holders.Count(holder => holder.Cases > _rules.CaseloadTarget * holder.Fte),
            [
                .. Enumerable.Range(0, sorted.Length == 0 ? 0 : ((sorted[^1] - 1) / BandWidth) + 1).Select(band => new CaseloadBand(
                    (band * BandWidth) + 1, (band + 1) * BandWidth, sorted.Count(held => (held - 1) / BandWidth == band))),
            ]);
    }

    /// <summary>The holders of a team: how many, the median and the most that they hold, and how many hold more than they should.</summary>
    public (int Holders, decimal? Median, int? Highest, int AboveTarget) OfTeam(string team)
    {
        int[] sorted = [.. _teams[team].Select(holder => holder.Cases).Order()];
        return (sorted.Length, Quantile.Of(sorted, 0.5m), sorted.Length == 0 ? null : sorted[^1], sorted.Count(held => held > _rules.CaseloadTarget));
    }

    private readonly record struct Holder(string Team, decimal Fte, int Cases);
}

/// <summary>Quantiles of counts, interpolated between the ranks as R (type 7) and spreadsheets (QUARTILE.INC) do it.</summary>
public static class Quantile
{
    /// <summary>The value that a share of the sorted values does not exceed, to two decimal places; null for none.</summary>
    public static decimal? Of(IReadOnlyList<int> sorted, decimal share)
    {
        if (sorted.Count == 0)
        {
            return null;
        }

        var rank = (sorted.Count - 1) * share;
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return Math.Round(sorted[below] + ((rank - below) * (sorted[above] - sorted[below])), 2, MidpointRounding.AwayFromZero);
    }
}
