using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>The body of <c>POST /api/person-merges</c>.</summary>
/// <param name="KeptId">The person whose id stands for both.</param>
/// <param name="MergedId">The person who is the same.</param>
/// <param name="Reason">Why you think so. It is kept in the record: please name nobody in it.</param>
public sealed record NewMerge(string KeptId, string MergedId, string? Reason);

/// <summary>The body of <c>POST /api/person-merges/{id}/reversal</c>.</summary>
/// <param name="Reason">Why they are two after all. It is kept in the record: please name nobody in it.</param>
public sealed record MergeReversal(string? Reason);

/// <summary>A merge as staff see it.</summary>
/// <param name="Id">Its id, <c>merge_…</c>.</param>
/// <param name="KeptId">The person whose id stands for both.</param>
/// <param name="MergedId">The person who is the same.</param>
/// <param name="State">Whether it still holds.</param>
/// <param name="AllowedActions">What can be done with it now.</param>
public sealed record MergeView(string Id, string KeptId, string MergedId, MergeState State, IReadOnlyList<string> AllowedActions);

/// <summary>Where it is kept who is the same person. The system only suggests; a person decides.</summary>
public sealed class PersonMerges(Journal journal, Lists lists, Commands commands, People people)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<PersonMerge, MergeEvent> Kind = new(
        "personmerges", "merge", PersonMerge.Apply, merge => [("Status", merge.State.ToString())], _ => [])
    {
        About = merge => [merge.KeptId, merge.MergedId],
        IsListed = true,
    };

    /// <summary>Who is the same person as whom, today.</summary>
    public static async Task<SamePeople> ReadAsync(Journal journal)
    {
        List<PersonMerge> merges = [];
        await foreach (var merge in journal.AllAsync(Kind, $"Status eq '{MergeState.Merged}'"))
        {
            merges.Add(merge.State);
        }

        return new(merges);
    }

    /// <summary>Lists merges.</summary>
    [Function(nameof(ListPersonMerges))]
    [Allow(Role.Recruiter, Role.Hr, Role.Auditor)]
    [Operation("List who was found to be the same person", Answers = typeof(ListPage<MergeView>))]
    [Query("state", typeof(MergeState), "Only those in this state.")]
    public Task<IResult> ListPersonMerges([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "person-merges")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<MergeState>("state", "Status"), View);

    /// <summary>Shows what happened to a merge: who decided it, when and why.</summary>
    [Function(nameof(ShowPersonMergeHistory))]
    [Allow(Role.Recruiter, Role.Hr, Role.Auditor)]
    [Operation("Show what happened to a merge", Answers = typeof(ListPage<JournalEntry<MergeEvent>>), Paged = false)]
    public async Task<IResult> ShowPersonMergeHistory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "person-merges/{id}/history")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is null
            ? Problems.NotFound
            : Answer.Ok(new ListPage<JournalEntry<MergeEvent>>(await journal.HistoryAsync(Kind, id, request.HttpContext.RequestAborted), null));

    /// <summary>Two people on record are one: both keep their applications, and one id stands for both.</summary>
    [Function(nameof(MergePeople))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Operation("Say that two people on record are one", Body = typeof(NewMerge), Answers = typeof(MergeView), Status = 201)]
    public async Task<IResult> MergePeople(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "person-merges")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewMerge>();
        return await commands.CreateAsync(
            request, client, Kind, (_, id) => DecideAsync(id, body, request.Caller().Id), id => $"person-merges/{id}/history", View);
    }

    /// <summary>They are two after all.</summary>
    [Function(nameof(TakeBackMerge))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Operation("Take a merge back", Step = "take-back", Body = typeof(MergeReversal), Answers = typeof(MergeView))]
    public async Task<IResult> TakeBackMerge(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "person-merges/{id}/reversal")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<MergeReversal>();
        return await commands.StepAsync(
            request, client, Kind, id, (_, merge) => Task.FromResult(PersonMerge.TakeBack(merge, body.Reason, request.Caller().Id)), View);
    }

    private static MergeView View(Loaded<PersonMerge> merge, Caller caller) =>
        new(merge.Id, merge.State.KeptId, merge.State.MergedId, merge.State.State, caller.Permitted(PersonMerge.Machine, merge.State.State));

    private async Task<Decision<MergeEvent>> DecideAsync(string id, NewMerge body, string by)
    {
        List<FieldError> errors = [];
        foreach (var (field, personId) in new[] { ("keptId", body.KeptId), ("mergedId", body.MergedId) })
        {
            if (!Id.IsValid("per", personId) || await people.FindAsync(personId) is null)
            {
                errors.Add(new(field, "the id of a person on record"));
            }
        }

        return Refusal.Of(errors) is { } refusal ? refusal : PersonMerge.Merge(id, body.KeptId, body.MergedId, body.Reason, by, await ReadAsync(journal));
    }
}
