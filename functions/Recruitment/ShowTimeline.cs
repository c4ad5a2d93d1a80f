using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Of what sort a line of a timeline is.</summary>
public enum TimelineKind
{
    /// <summary>Something that was decided or done.</summary>
    Event,

    /// <summary>Something that was sent.</summary>
    Sent,

    /// <summary>A note.</summary>
    Note,
}

/// <summary>A line of an application's timeline.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Kind">Of what sort.</param>
/// <param name="Actor">Who did it, by id; null for what was sent.</param>
/// <param name="Event">What happened; null for what was sent.</param>
/// <param name="Sent">The stable key of the letter or message that was sent.</param>
/// <param name="Text">What a note says; null for auditors, for hiring managers before the shortlist, and once the person is erased.</param>
public sealed record TimelineEntry(DateTimeOffset At, TimelineKind Kind, string? Actor, ApplicationEvent? Event, string? Sent, string? Text);

/// <summary>Shows all that ever happened about an application.</summary>
public sealed class ShowTimeline(Journal journal, Effects effects, People people, AuditTrail trail)
{
    /// <summary>What was decided, what was sent and what was noted, in the order in which it happened.</summary>
    [Function(nameof(ShowTimeline))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Protected]
    [Operation("Show an application's timeline", Answers = typeof(ListPage<TimelineEntry>), Paged = false)]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications/{id}/timeline")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(Applications.Kind, id, stop) is not { } application)
        {
            return Problems.NotFound;
        }

        var caller = request.Caller();
        var history = Applications.Seen(await journal.HistoryAsync(Applications.Kind, id, stop), application.State, caller);
        var notes = Applications.MayKnow(caller, application.State) ? await people.NotesAsync(application.State.PersonId, stop) : new Dictionary<string, string>();
        var sent = await effects.OfAsync(id, stop);
        TimelineEntry[] lines =
        [
            .. history.Select(entry => entry.Happened is NoteWritten note
                ? new TimelineEntry(entry.At, TimelineKind.Note, entry.Actor, entry.Happened, null, notes.GetValueOrDefault(note.NoteId))
                : new TimelineEntry(entry.At, TimelineKind.Event, entry.Actor, entry.Happened, null, null)),
            .. sent.Select(effect => new TimelineEntry(effect.At, TimelineKind.Sent, null, null, effect.Key, null)),
        ];
        await trail.ReadAsync(request, application.State.PersonId);
        return Answer.Ok(new ListPage<TimelineEntry>([.. lines.OrderBy(line => line.At)], null), application.ETag);
    }
}
