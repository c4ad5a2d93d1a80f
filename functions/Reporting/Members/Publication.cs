namespace RecruitRetain.Reporting;

/// <summary>A number of people among those that are published together.</summary>
/// <param name="Number">Its place among them.</param>
/// <param name="Value">How many.</param>
/// <param name="IsStated">Whether the publication would state it; otherwise it only follows from what is stated, as those outside a share do.</param>
public sealed record PeopleCount(int Number, int Value, bool IsStated)
{
    /// <summary>Whether it speaks of so few that they could be recognised: one to five.</summary>
    public bool IsSmall => Value is >= 1 and <= Publication.MostSmall;
}

/// <summary>What every reader knows: the parts add up to the total.</summary>
public sealed record PeopleSum(PeopleCount Total, IReadOnlyList<PeopleCount> Parts);

/// <summary>A share that is published as per cent to one decimal place.</summary>
/// <param name="Number">Its place among the shares.</param>
/// <param name="Part">Those in it.</param>
/// <param name="Rest">Those outside it.</param>
/// <param name="Whole">Both.</param>
public sealed record PeopleShare(int Number, PeopleCount Part, PeopleCount Rest, PeopleCount Whole)
{
    /// <summary>The share; null of nobody.</summary>
    public decimal? Percent => Percentage.Of(Part.Value, Whole.Value);
}

/// <summary>
/// Numbers of people that are published together, with all that a reader can reckon from one to another, and which of them must be left out so that
/// no number of one to five people can be worked back. Whatever goes with a number (full-time equivalents, an amount) is shown where the number is.
/// </summary>
/// <remarks>
/// First the small numbers go, and every share with few people inside, outside or in all. Then, for each number that is left out, another set of
/// whole numbers is looked for that agrees with everything still shown and gives it another value, one of one to five where it is small itself: even who knows that it is does not learn which.
/// Where none is found, the nearest number or share goes too, and it is tried again. What is not found is taken not to exist, so the error is on the safe side.
/// </remarks>
public sealed class Publication
{
    /// <summary>The largest number that counts as small.</summary>
    public const int MostSmall = 5;

    private const int MostMoves = 8;

    // What is a few sums away can be as good to leave out as what is next to a number, and be smaller.
    private const int NearRings = 3;

    private const int MostTries = 2_000;

    private readonly List<PeopleCount> _counts = [];
    private readonly List<PeopleSum> _sums = [];
    private readonly List<List<PeopleSum>> _sumsOf = [];
    private readonly List<PeopleShare> _shares = [];

    /// <summary>The numbers, stated and implied.</summary>
    public IReadOnlyList<PeopleCount> Counts => _counts;

    /// <summary>What adds up to what.</summary>
    public IReadOnlyList<PeopleSum> Sums => _sums;

    /// <summary>The shares.</summary>
    public IReadOnlyList<PeopleShare> Shares => _shares;

    /// <summary>Adds a number that shall be shown. One that stands in two tables is added once.</summary>
    public PeopleCount State(int value) => Add(value, true);

    /// <summary>Adds a number that is not shown but follows from what is.</summary>
    public PeopleCount Imply(int value) => Add(value, false);

    /// <summary>Says that parts add up to a total.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public void Sum(PeopleCount total, params IReadOnlyList<PeopleCount> parts)
    {
        if (parts.Sum(part => part.Value) != total.Value)
        {
            throw new ArgumentException("The parts do not add up to the total.", nameof(parts));
        }

        _sums.Add(new(total, parts));
        foreach (var count in parts.Append(total))
        {
            _sumsOf[count.Number].Add(_sums[^1]);
        }
    }

    /// <summary>Adds a share that shall be shown.</summary>
    public PeopleShare Share(PeopleCount part, PeopleCount whole)
    {
        var rest = Imply(whole.Value - part.Value);
        Sum(whole, part, rest);
        return Share(part, rest, whole);
    }

    /// <summary>The same where those outside the share have a number of their own.</summary>
    public PeopleShare Share(PeopleCount part, PeopleCount rest, PeopleCount whole)
    {
        _shares.Add(new(_shares.Count, part, rest, whole));
        return _shares[^1];
    }

    /// <summary>Finds what must be left out.</summary>
    public Suppression Suppress()
    {
        var suppression = new Suppression(this);
        var free = new HashSet<int>();
        while (_counts.FirstOrDefault(count => !suppression.Shows(count) && (count.IsStated || count.IsSmall) && !free.Contains(count.Number)) is { } open)
        {
            if (OtherValue(open, suppression) is { } changed)
            {
                free.UnionWith(changed);
            }
            else if (!LeaveOutNearest(open, suppression))
            {
                free.Add(open.Number);
            }
        }

        return suppression;
    }

    private PeopleCount Add(int value, bool isStated)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        _counts.Add(new(_counts.Count, value, isStated));
        _sumsOf.Add([]);
        return _counts[^1];
    }

    /// <summary>The numbers that differ in another set that agrees with all that is shown; null where none is found in which this one does.</summary>
    private List<int>? OtherValue(PeopleCount count, Suppression shown)
    {
        var values = _counts.ConvertAll(each => each.Value).ToArray();
        for (var moves = 1; moves <= MostMoves; moves++)
        {
            foreach (var value in new[] { count.Value + 1, count.Value - 1, count.Value + 2, count.Value - 2 })
            {
                if (count is { IsSmall: true, IsStated: true } ? value is < 1 or > MostSmall : value < 0)
                {
                    continue;
                }

                values[count.Number] = value;
                List<PeopleCount> moved = [count];
                var tries = MostTries;
                if (Repair(values, moved, moves, shown, ref tries))
                {
                    return moved.ConvertAll(each => each.Number);
                }
            }
        }

        return null;
    }

    // Sets right what the moved numbers have put out, by moving others that are not shown, each at most once.
    private bool Repair(int[] values, List<PeopleCount> moved, int moves, Suppression shown, ref int tries)
    {
        if (Repairs(values, moved, shown) is not { } repairs)
        {
            return true;
        }

        if (tries-- <= 0 || moved.Count > moves)
        {
            return false;
        }

        foreach (var (count, value) in repairs)
        {
            if (shown.Shows(count) || value < 0 || moved.Contains(count))
            {
                continue;
            }

            values[count.Number] = value;
            moved.Add(count);
            if (Repair(values, moved, moves, shown, ref tries))
            {
                return true;
            }

            values[count.Number] = count.Value;
            moved.RemoveAt(moved.Count - 1);
        }

        return false;
    }

    // What would set right the first thing that the moved numbers have put out; null where nothing is.
    private List<(PeopleCount Count, int Value)>? Repairs(int[] values, List<PeopleCount> moved, Suppression shown)
    {
        foreach (var sum in moved.SelectMany(count => _sumsOf[count.Number]))
        {
            var missing = values[sum.Total.Number] - sum.Parts.Sum(part => values[part.Number]);
            if (missing != 0)
            {
                return [.. sum.Parts.Select(part => (part, values[part.Number] + missing)), (sum.Total, values[sum.Total.Number] - missing)];
            }
        }

        foreach (var share in _shares.Where(share => shown.Shows(share) && (moved.Contains(share.Part) || moved.Contains(share.Whole))))
        {
            if (Percentage.Of(values[share.Part.Number], values[share.Whole.Number]) != share.Percent)
            {
                return
                [
                    .. from step in Enumerable.Range(0, MostSmall)
                       from value in new[] { values[share.Part.Number] + step, values[share.Part.Number] - step }
                       where Percentage.Of(value, values[share.Whole.Number]) == share.Percent
                       select (share.Part, value),
                ];
            }
        }

        return null;
    }

    // Shares go before numbers, and small groups before large ones; a nought protects little, so it goes only where there is nothing else.
    private bool LeaveOutNearest(PeopleCount count, Suppression shown) => LeaveOutNearest(count, shown, 1) || LeaveOutNearest(count, shown, 0);

    private bool LeaveOutNearest(PeopleCount count, Suppression shown, int least)
    {
        HashSet<PeopleCount> reached = [count];
        List<PeopleCount> near = [];
        for (var (ring, before) = (1, 0); before < reached.Count && (ring <= NearRings || near.Count == 0); ring++)
        {
            before = reached.Count;
            if (_shares.Find(share => shown.Shows(share) && (reached.Contains(share.Part) || reached.Contains(share.Rest) || reached.Contains(share.Whole))) is { } share)
            {
                shown.LeaveOut(share);
                return true;
            }

            var around = reached.SelectMany(each => _sumsOf[each.Number]).SelectMany(sum => sum.Parts.Append(sum.Total)).ToList();
            near.AddRange(around.Where(each => shown.Shows(each) && each.Value >= least));
            reached.UnionWith(around.Where(each => !shown.Shows(each)));
        }

        if (near.OrderBy(each => each.Value).ThenBy(each => each.Number).FirstOrDefault() is not { } smallest)
        {
            return false;
        }

        shown.LeaveOut(smallest);
        return true;
    }
}

/// <summary>What of a publication is shown.</summary>
public sealed class Suppression
{
    private readonly Publication _publication;
    private readonly HashSet<int> _counts;
    private readonly HashSet<int> _shares;

    internal Suppression(Publication publication)
    {
        _publication = publication;
        _counts = [.. publication.Counts.Where(count => count is { IsStated: true, IsSmall: false }).Select(count => count.Number)];
        _shares = [.. publication.Shares.Select(share => share.Number)];
        DropShares();
    }

    /// <summary>Whether a number is shown.</summary>
    public bool Shows(PeopleCount count) => _counts.Contains(count.Number);

    /// <summary>Whether a share is shown.</summary>
    public bool Shows(PeopleShare share) => _shares.Contains(share.Number);

    internal void LeaveOut(PeopleCount count)
    {
        _counts.Remove(count.Number);
        DropShares();
    }

    internal void LeaveOut(PeopleShare share) => _shares.Remove(share.Number);

    // A share goes with any of its numbers: with the other two it would give that one back.
    private void DropShares() => _shares.RemoveWhere(number =>
        _publication.Shares[number] is var share && new[] { share.Part, share.Rest, share.Whole }.Any(count => count.IsSmall || (count.IsStated && !Shows(count))));
}
