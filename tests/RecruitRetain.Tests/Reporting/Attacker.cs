using RecruitRetain.Reporting;

namespace RecruitRetain.Tests.Reporting;

/// <summary>
/// Somebody who has only what was published, knows what adds up to what and even that the number sought is one of one to five, and tries every set of
/// whole numbers that agrees with it: narrows each number's bounds until nothing moves, then splits.
/// </summary>
internal sealed class Attacker
{
    private readonly Publication _publication;
    private readonly Func<PeopleShare, bool> _shows;

    private Attacker(Publication publication, Func<PeopleShare, bool> shows) => (_publication, _shows) = (publication, shows);

    public static void FindsNothing(Publication publication, Suppression shown)
    {
        Assert.All(publication.Counts.Where(count => count.IsSmall), count => Assert.False(shown.Shows(count)));
        Assert.All(publication.Shares.Where(shown.Shows), share => Assert.False(share.Part.IsSmall || share.Rest.IsSmall || share.Whole.IsSmall));
        foreach (var hidden in publication.Counts.Where(count => !shown.Shows(count) && (count.IsStated || count.IsSmall)))
        {
            Assert.False(
                Pins(publication, shown.Shows, shown.Shows, hidden),
                $"number {hidden.Number} must be {hidden.Value}: {string.Join(' ', publication.Counts.Select(count => shown.Shows(count) ? $"{count.Value}" : $"[{count.Value}]"))}");
        }
    }

    /// <summary>Whether a number can have no other value than the one it has.</summary>
    public static bool Pins(Publication publication, Func<PeopleCount, bool> shows, Func<PeopleShare, bool> showsShare, PeopleCount target)
    {
        var most = publication.Counts.Max(count => count.Value) + 12;
        var low = publication.Counts.Select(count => shows(count) ? count.Value : 0).ToArray();
        var high = publication.Counts.Select(count => shows(count) ? count.Value : most).ToArray();
        var attacker = new Attacker(publication, showsShare);
        Assert.True(attacker.Agrees([.. publication.Counts.Select(count => count.Value)], [.. publication.Counts.Select(count => count.Value)]));
        var values = target is { IsSmall: true, IsStated: true } ? Enumerable.Range(1, 5) : Enumerable.Range(0, most + 1);
        return !values
            .Where(value => value != target.Value)
            .OrderBy(value => Math.Abs(value - target.Value))
            .Any(value =>
            {
                var (from, to) = ((int[])low.Clone(), (int[])high.Clone());
                from[target.Number] = to[target.Number] = value;
                return attacker.Agrees(from, to);
            });
    }

    private bool Agrees(int[] low, int[] high)
    {
        if (!Narrow(low, high))
        {
            return false;
        }

        var open = Enumerable.Range(0, low.Length).Where(i => low[i] < high[i]).OrderBy(i => high[i] - low[i]).ToList();
        if (open.Count == 0)
        {
            return true;
        }

        for (var value = low[open[0]]; value <= high[open[0]]; value++)
        {
            var (from, to) = ((int[])low.Clone(), (int[])high.Clone());
            from[open[0]] = to[open[0]] = value;
            if (Agrees(from, to))
            {
                return true;
            }
        }

        return false;
    }

    private bool Narrow(int[] low, int[] high)
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var sum in _publication.Sums)
            {
                var (least, most) = (sum.Parts.Sum(part => low[part.Number]), sum.Parts.Sum(part => high[part.Number]));
                moved |= Within(sum.Total.Number, least, most);
                foreach (var part in sum.Parts)
                {
                    moved |= Within(
                        part.Number,
                        low[sum.Total.Number] - (sum.Parts.Sum(other => high[other.Number]) - high[part.Number]),
                        high[sum.Total.Number] - (sum.Parts.Sum(other => low[other.Number]) - low[part.Number]));
                }
            }

            foreach (var share in _publication.Shares.Where(_shows))
            {
                if (share.Percent is { } percent)
                {
                    moved |= Within(
                        share.Part.Number,
                        (int)Math.Ceiling((percent - 0.05m) * low[share.Whole.Number] / 100),
                        (int)Math.Floor((percent + 0.05m) * high[share.Whole.Number] / 100));
                    if (low[share.Part.Number] == high[share.Part.Number] && low[share.Whole.Number] == high[share.Whole.Number]
                        && Percentage.Of(low[share.Part.Number], low[share.Whole.Number]) != percent)
                    {
                        return false;
                    }
                }
                else
                {
                    moved |= Within(share.Whole.Number, 0, 0);
                }
            }

            if (low.Zip(high).Any(bounds => bounds.First > bounds.Second))
            {
                return false;
            }
        }

        return true;

        bool Within(int number, int least, int most)
        {
            var narrows = least > low[number] || most < high[number];
            low[number] = Math.Max(low[number], least);
            high[number] = Math.Min(high[number], most);
            return narrows;
        }
    }
}
