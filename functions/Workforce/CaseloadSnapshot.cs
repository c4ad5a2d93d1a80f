using System.Text.Json.Serialization;

namespace RecruitRetain.Workforce;

/// <summary>The cases that somebody holds.</summary>
/// <param name="HolderId">The employment, <c>emp_…</c>, or the agency stint, <c>stint_…</c>.</param>
/// <param name="Cases">How many.</param>
public sealed record HeldCases(string HolderId, int Cases);

/// <summary>Who held how many cases at the end of a day.</summary>
/// <param name="Id">Its id, <c>caseload_…</c>, which follows from the day.</param>
/// <param name="On">The day (London).</param>
/// <param name="Counts">What was counted: the whole council at once (team null), or team by team.</param>
public sealed record CaseloadSnapshot(string Id, DateOnly On, IReadOnlyList<CaseloadCount> Counts)
{
    /// <summary>Everybody counted, once.</summary>
    [JsonIgnore]
    public IEnumerable<HeldCases> Holders => Counts.SelectMany(count => count.Holders);

    /// <summary>
    /// The snapshot after an event; null stands for before the first. What is counted again replaces what was counted before: the whole council
    /// everything, a team its own count, and whoever stands in the new count stands in no other.
    /// </summary>
    public static CaseloadSnapshot Apply(CaseloadSnapshot? snapshot, CaseloadEvent happened)
    {
        if (happened is not CaseloadCounted counted)
        {
            throw new InvalidOperationException($"Unknown event {happened.GetType().Name}.");
        }

        var again = counted.Count.Holders.Select(holder => holder.HolderId).ToHashSet(StringComparer.Ordinal);
        var others = counted.Count.Team is null ? [] : (snapshot?.Counts ?? []).Where(count => count.Team != counted.Count.Team);
        return new(
            counted.SnapshotId,
            counted.On,
            [.. others.Select(count => count with { Holders = [.. count.Holders.Where(holder => !again.Contains(holder.HolderId))] }), counted.Count]);
    }
}

/// <summary>One count.</summary>
/// <param name="Team">The team counted; null for the whole council.</param>
/// <param name="Holders">Who holds how many.</param>
public sealed record CaseloadCount(string? Team, IReadOnlyList<HeldCases> Holders);

/// <summary>Something that happened to a day's caseload.</summary>
[JsonDerivedType(typeof(CaseloadCounted), nameof(CaseloadCounted))]
public abstract record CaseloadEvent;

/// <summary>The cases were counted, or counted again.</summary>
/// <param name="SnapshotId">Which snapshot.</param>
/// <param name="On">The day.</param>
/// <param name="Count">What was counted.</param>
/// <param name="Reason">Why it was counted again; null the first time.</param>
public sealed record CaseloadCounted(string SnapshotId, DateOnly On, CaseloadCount Count, string? Reason = null) : CaseloadEvent;
