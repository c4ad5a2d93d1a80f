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
/// whole numbers is looked for that agrees with everything still shown and gives it another value, even to a reader who knows which numbers are small.
/// Where none is found, the nearest number or share goes too, and it is tried again. What is not found is taken not to exist, so the error is on the safe side.
/// </remarks>
public sealed class Publication
{
    /// <summary>The largest number that counts as small.</summary>
    public const int MostSmall = 5;

    private const int MostMoves = 8;

    private const int MostTries = 2_000;

    private readonly List<PeopleCount> _counts = [];
    private readonly List<PeopleSum> _sums = [];
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
        return _counts[^1];
    }

    /// <summary>The numbers that differ in another set that agrees with all that is shown; null where none is found in which this one does.</summary>
    private IReadOnlyList<int>? OtherValue(PeopleCount count, Suppression shown)
    {
        var values = _counts.ConvertAll(each => each.Value).ToArray();
        var tries = MostTries;
        for (var step = 1; step < MostSmall; step++)
        {
            foreach (var value in new[] { count.Value + step, count.Value - step })
            {
                if (!IsPossible(count, value))
                {
                    continue;
                }

                values[count.Number] = value;
                if (Repair(values, [count.Number], shown, ref tries))
                {
                    return [.. _counts.Where(each => values[each.Number] != each.Value).Select(each => each.Number)];
                }
            }
        }

        return null;
    }

    private static bool IsPossible(PeopleCount count, int value) => count.IsSmall ? value is >= 1 and <= MostSmall : value >= 0;

    // Sets right what the moved numbers have put out, by moving others that are not shown, each at most once.
    private bool Repair(int[] values, HashSet<int> moved, Suppression shown, ref int tries)
    {
        if (tries-- <= 0 || moved.Count > MostMoves)
        {
            return false;
        }

        if (Repairs(values, shown) is not { } repairs)
        {
            return true;
        }

        foreach (var (count, value) in repairs)
        {
            if (shown.Shows(count) || !IsPossible(count, value) || !moved.Add(count.Number))
            {
                continue;
            }

            values[count.Number] = value;
            if (Repair(values, moved, shown, ref tries))
            {
                return true;
            }

            values[count.Number] = count.Value;
            moved.Remove(count.Number);
        }

        return false;
    }

    // What would set right the first thing that is wrong; null where nothing is.
    private IEnumerable<(PeopleCount Count, int Value)>? Repairs(int[] values, Suppression shown)
    {
        foreach (var sum in _sums)
        {
            var missing = values[sum.Total.Number] - sum.Parts.Sum(part => values[part.Number]);
            if (missing != 0)
            {
                return [.. sum.Parts.Select(part => (part, values[part.Number] + missing)), (sum.Total, values[sum.Total.Number] - missing)];
            }
        }

        foreach (var share in _shares.Where(shown.Shows))
        {
            if (Percentage.Of(values[share.Part.Number], values[share.Whole.Number]) != share.Percent)
            {
                return
                [
                    .. from step in Enumerable.Range(1, MostSmall)
                       from value in new[] { values[share.Part.Number] + step, values[share.Part.Number] - step }
                       where Percentage.Of(value, values[share.Whole.Number]) == share.Percent
                       select (share.Part, value),
                ];
            }
        }

        return null;
    }

    // Shares go before numbers, and small groups before large ones; nought tells least that it was kept back, so it goes last.
    private bool LeaveOutNearest(PeopleCount count, Suppression shown)
    {
        HashSet<PeopleCount> reached = [count];
        for (var before = 0; before < reached.Count;)
        {
            before = reached.Count;
            if (_shares.Find(share => shown.Shows(share) && Touches(share)) is { } share)
            {
                shown.LeaveOut(share);
                return true;
            }

            var sums = _sums.FindAll(sum => sum.Parts.Append(sum.Total).Any(reached.Contains));
            var around = sums.SelectMany(sum => sum.Parts.Append(sum.Total)).ToList();
            if (around.Where(shown.Shows).OrderBy(near => near.Value == 0).ThenBy(near => near.Value).ThenBy(near => near.Number).FirstOrDefault() is { } nearest)
            {
                shown.LeaveOut(nearest);
                return true;
            }

            reached.UnionWith(around);
        }

        return false;

        bool Touches(PeopleShare share) => reached.Contains(share.Part) || reached.Contains(share.Rest) || reached.Contains(share.Whole);
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
