using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>Somebody's decision that two people on record are one. Nothing is moved: both keep their rows and applications, and it can be taken back.</summary>
/// <param name="Id">Its id, <c>merge_…</c>.</param>
/// <param name="KeptId">The person whose id stands for both.</param>
/// <param name="MergedId">The person who is the same.</param>
/// <param name="State">Whether it still holds.</param>
public sealed record PersonMerge(string Id, string KeptId, string MergedId, MergeState State)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<MergeState, MergeStep> Machine = new(
        MergeState.Merged, (MergeState.Merged, MergeStep.TakeBack, MergeState.TakenBack));

    /// <summary>The merge after an event; null stands for before the first.</summary>
    public static PersonMerge Apply(PersonMerge? merge, MergeEvent happened) => happened switch
    {
        PeopleMerged e => new(e.MergeId, e.KeptId, e.MergedId, Machine.Initial),
        _ when merge is null => throw new InvalidOperationException($"{happened.GetType().Name} before the merge."),
        MergeTakenBack => merge with { State = Machine.Next(merge.State, MergeStep.TakeBack) },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>A named person says that two are one, and why. Nobody is merged twice, nor into somebody who is.</summary>
    /// <param name="id">The merge's id.</param>
    /// <param name="keptId">Whose id stands for both.</param>
    /// <param name="mergedId">Who is the same.</param>
    /// <param name="reason">Why; kept, so without a name in it.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="same">Who is merged already.</param>
    public static Decision<MergeEvent> Merge(string id, string keptId, string mergedId, string? reason, string by, SamePeople same) =>
        (Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : keptId == mergedId ? Refusal.Of([new("mergedId", "another person than keptId")])!
        : new[] { keptId, mergedId }.FirstOrDefault(person => same.KeptFor(person) != person) is { } gone
            ? Refusal.Rule("already-merged", $"{gone} stands for {same.KeptFor(gone)} already; take that back first, or merge with the other.")
        : new PeopleMerged(id, keptId, mergedId, reason!);

    /// <summary>A named person takes it back, and says why.</summary>
    public static Decision<MergeEvent> TakeBack(PersonMerge merge, string? reason, string by) =>
        (Machine.Refuse(merge.State, MergeStep.TakeBack) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new MergeTakenBack(reason!);
}

/// <summary>Whether a merge holds.</summary>
public enum MergeState
{
    /// <summary>The two are one.</summary>
    Merged,

    /// <summary>They are two again.</summary>
    TakenBack,
}

/// <summary>What can be done with a merge.</summary>
public enum MergeStep
{
    /// <summary>Make two of them again.</summary>
    TakeBack,
}

/// <summary>Something that happened to a merge.</summary>
[JsonDerivedType(typeof(PeopleMerged), nameof(PeopleMerged))]
[JsonDerivedType(typeof(MergeTakenBack), nameof(MergeTakenBack))]
public abstract record MergeEvent;

/// <summary>Two people on record are one.</summary>
public sealed record PeopleMerged(string MergeId, string KeptId, string MergedId, string Reason) : MergeEvent;

/// <summary>They are two after all.</summary>
public sealed record MergeTakenBack(string Reason) : MergeEvent;

/// <summary>Who is the same person as whom.</summary>
public sealed class SamePeople(IEnumerable<PersonMerge> merges)
{
    private readonly Dictionary<string, string> _kept = merges
        .Where(merge => merge.State == MergeState.Merged)
        .GroupBy(merge => merge.MergedId)
        .ToDictionary(group => group.Key, group => group.First().KeptId);

    /// <summary>The id that stands for a person: their own, or that of the one they were merged into.</summary>
    public string KeptFor(string personId)
    {
        if (!_kept.ContainsKey(personId))
        {
            return personId;
        }

        // Two merges at the same moment could point at each other; a person is then found once and stays who they are.
        HashSet<string> passed = [];
        var id = personId;
        while (passed.Add(id) && _kept.TryGetValue(id, out var kept))
        {
            id = kept;
        }

        return id;
    }

    /// <summary>All ids of a person, the one that stands for them first.</summary>
    public IReadOnlyList<string> AllOf(string personId)
    {
        var kept = KeptFor(personId);
        return [.. _kept.Keys.Where(id => KeptFor(id) == kept).Append(personId).Prepend(kept).Distinct()];
    }
}
