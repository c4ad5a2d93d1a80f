using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Audit;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>The body of <c>POST /api/break-glass</c>.</summary>
/// <param name="Resource">What the object is: <c>applications</c>, <c>vacancies</c>, <c>employments</c> or <c>agency-stints</c>.</param>
/// <param name="Id">Which.</param>
/// <param name="Reason">Why it cannot wait; HR reads it, so please name nobody in it.</param>
/// <param name="Hours">For how many hours, 1 to 8.</param>
public sealed record NewBreakGlass(string Resource, string Id, string Reason, int Hours = 1);

/// <summary>Somebody's access to an object that is not theirs.</summary>
/// <param name="Id">Its id, the same each time the same person opens the same object.</param>
/// <param name="By">Who.</param>
/// <param name="Resource">What the object is.</param>
/// <param name="ObjectId">Which.</param>
/// <param name="Reason">Why, as last given.</param>
/// <param name="Until">When it ends (UTC).</param>
/// <param name="Reads">How often something was read under it.</param>
public sealed record Glass(string Id, string By, string Resource, string ObjectId, string Reason, DateTimeOffset Until, int Reads);

/// <summary>Something that happened under break-glass access.</summary>
[JsonDerivedType(typeof(GlassBroken), nameof(GlassBroken))]
[JsonDerivedType(typeof(ReadUnderGlass), nameof(ReadUnderGlass))]
public abstract record GlassEvent;

/// <summary>Somebody opened an object that is not theirs, and HR was told.</summary>
public sealed record GlassBroken(string Id, string By, string Resource, string ObjectId, string Reason, DateTimeOffset Until) : GlassEvent;

/// <summary>They read it.</summary>
/// <param name="Function">The function that answered.</param>
public sealed record ReadUnderGlass(string Function) : GlassEvent;

/// <summary>
/// Access in an emergency: somebody with the role, but not the object, may read it for some hours. HR is mailed before anything is seen, lists
/// every use, and every read is in the record. Nothing can be changed under it, and it lifts no other rule.
/// </summary>
public sealed class BreakGlass(Commands commands, Journal journal, Lists lists, Postbox postbox, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<Glass, GlassEvent> Kind = new(
        "breakglass", "glass", Apply, glass => [("By", glass.By), ("ObjectId", glass.ObjectId)], _ => []);

    private const int MostHours = 8;

    private const int LongestReason = 1_000;

    private static readonly string[] Resources = ["agency-stints", "applications", "employments", "vacancies"];

    /// <summary>Opens an object; again, for longer, where it is open already. Whether there is such an object is not told.</summary>
    [Function(nameof(OpenGlass))]
    [Allow(Role.Recruiter, Role.HiringManager)]
    [Operation("See something in an emergency that is not one's own", Body = typeof(NewBreakGlass), Answers = typeof(Glass), Status = 201)]
    public async Task<IResult> OpenGlass([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "break-glass")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewBreakGlass>();
        var by = request.Caller().Id;
        List<FieldError> errors = [];
        if (!Resources.Contains(body.Resource))
        {
            errors.Add(new("resource", $"one of {string.Join(", ", Resources)}"));
        }

        if (body.Id.Length is 0 or > 64 || !body.Id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            errors.Add(new("id", "the object's id"));
        }

        if (string.IsNullOrWhiteSpace(body.Reason) || body.Reason.Length > LongestReason)
        {
            errors.Add(new("reason", $"why it cannot wait, at most {LongestReason} characters"));
        }

        if (body.Hours is < 1 or > MostHours)
        {
            errors.Add(new("hours", $"1 to {MostHours}"));
        }

        if (Refusal.Of(errors) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        var id = IdOf(by, body.Id);
        var until = clock.GetUtcNow().AddHours(body.Hours);
        return await commands.PublishAsync(
            request,
            null,
            Kind,
            id,
            async glass =>
            {
                // Before anything is seen. Who sends twice tells twice.
                await postbox.ToHrAsync(id, $"broken-{until.ToUnixTimeSeconds()}", () => Task.FromResult(Told(id, by, body, until)), request.HttpContext.RequestAborted);
                return new GlassBroken(id, by, body.Resource, body.Id, body.Reason, until);
            },
            glass => Answer.Created($"/api/break-glass/{id}/history", glass.State, glass.ETag));
    }

    /// <summary>Lists every use.</summary>
    [Function(nameof(ListGlasses))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List who saw something in an emergency", Answers = typeof(ListPage<Glass>))]
    [Query("by", typeof(string), "Only by this member of staff.")]
    [Query("objectId", typeof(string), "Only of this object.")]
    public Task<IResult> ListGlasses([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "break-glass")] HttpRequest request)
    {
        string?[] filters =
        [
            request.Query["by"] is [{ } by] ? TableClient.CreateQueryFilter($"By eq {by}") : null,
            request.Query["objectId"] is [{ } objectId] ? TableClient.CreateQueryFilter($"ObjectId eq {objectId}") : null,
        ];
        return lists.PageAsync(
            request, Kind, string.Join(" and ", filters.OfType<string>()) is { Length: > 0 } filter ? filter : null, (glass, _) => glass.State);
    }

    /// <summary>Shows each opening and each read, in order.</summary>
    [Function(nameof(ShowGlassHistory))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show what was seen in an emergency", Answers = typeof(ListPage<JournalEntry<GlassEvent>>), Paged = false)]
    public async Task<IResult> ShowGlassHistory([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "break-glass/{id}/history")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is null
            ? Problems.NotFound
            : Answer.Ok(new ListPage<JournalEntry<GlassEvent>>(await journal.HistoryAsync(Kind, id, request.HttpContext.RequestAborted), null));

    /// <summary>Whether the caller may read an object for now that is not theirs; if so, it is recorded before it is answered.</summary>
    internal async Task<bool> OpensAsync(ApiRoute route, Caller caller, string objectId, CancellationToken cancellationToken)
    {
        if (route.Method != "GET" || !caller.Is(Role.Recruiter, Role.HiringManager)
            || await journal.FindAsync(Kind, IdOf(caller.Id, objectId), cancellationToken) is not { State: var glass }
            || glass.Until <= clock.GetUtcNow() || glass.Resource != route.Resource)
        {
            return false;
        }

        await commands.StepAsync(null, Kind, glass.Id, caller.Id, _ => new ReadUnderGlass(route.Function));
        Acting.Now!.Under = glass.Id;
        return true;
    }

    private static string IdOf(string by, string objectId) => Id.From(Kind.Prefix, SHA256.HashData(Encoding.UTF8.GetBytes($"{by}\n{objectId}")));

    private static Glass Apply(Glass? glass, GlassEvent happened) => happened switch
    {
        GlassBroken e => new(e.Id, e.By, e.Resource, e.ObjectId, e.Reason, e.Until, glass?.Reads ?? 0),
        ReadUnderGlass => glass! with { Reads = glass.Reads + 1 },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private static Letter Told(string id, string by, NewBreakGlass body, DateTimeOffset until) => new(
        $"{by} opens {body.Id} in an emergency",
        [
            $"{by} has asked to see {body.Id} ({body.Resource}), which is not theirs, until {UkCalendar.InLondon(until):HH:mm 'on' d MMMM yyyy}.",
            $"The reason given: {body.Reason}",
            $"Every read is recorded: see /api/break-glass/{id}/history. If this should not be, please speak to them and to whoever manages access.",
        ]);
}
