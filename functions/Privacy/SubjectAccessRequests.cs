using System.Net.Mime;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>Where a request for access stands.</summary>
public enum SubjectAccessState
{
    /// <summary>To be answered by its day.</summary>
    Received,

    /// <summary>The person has been given what is kept about them.</summary>
    Answered,
}

/// <summary>What can be done with a request for access.</summary>
public enum SubjectAccessStep
{
    /// <summary>Take two months more.</summary>
    ExtendRequest,

    /// <summary>Record that it was answered.</summary>
    AnswerRequest,
}

/// <summary>A person's request for all that is kept about them.</summary>
/// <param name="Id">Its id, <c>sar_…</c>.</param>
/// <param name="PersonId">Who asks.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ReceivedOn">When it came.</param>
/// <param name="DueOn">The last day for the answer.</param>
/// <param name="Extended">Whether two months more were taken.</param>
/// <param name="AnsweredOn">When it was answered.</param>
public sealed record SubjectAccessRequest(
    string Id, string PersonId, SubjectAccessState State, DateOnly ReceivedOn, DateOnly DueOn, bool Extended, DateOnly? AnsweredOn)
{
    private const int Months = 1;

    private const int MonthsExtended = 3;

    /// <summary>The state machine.</summary>
    public static readonly Transitions<SubjectAccessState, SubjectAccessStep> Machine = new(
        SubjectAccessState.Received,
        (SubjectAccessState.Received, SubjectAccessStep.ExtendRequest, SubjectAccessState.Received),
        (SubjectAccessState.Received, SubjectAccessStep.AnswerRequest, SubjectAccessState.Answered));

    /// <summary>
    /// The last day for the answer: a calendar month after the request, or three; where that is a weekend or a bank holiday, the next working day
    /// (ICO, right of access).
    /// </summary>
    public static DateOnly DueAfter(DateOnly receivedOn, bool extended)
    {
        var due = UkCalendar.AddMonths(receivedOn, extended ? MonthsExtended : Months);
        return UkCalendar.IsWorkingDay(due) ? due : UkCalendar.AddWorkingDays(due, 1);
    }

    /// <summary>The request after an event; null stands for before the first.</summary>
    public static SubjectAccessRequest Apply(SubjectAccessRequest? request, SubjectAccessEvent happened) => happened switch
    {
        AccessRequested e => new(e.RequestId, e.PersonId, Machine.Initial, e.On, DueAfter(e.On, extended: false), false, null),
        _ when request is null => throw new InvalidOperationException($"{happened.GetType().Name} before the request."),
        AccessRequestExtended => request with
        {
            State = Machine.Next(request.State, SubjectAccessStep.ExtendRequest),
            DueOn = DueAfter(request.ReceivedOn, extended: true),
            Extended = true,
        },
        AccessRequestAnswered e => request with { State = Machine.Next(request.State, SubjectAccessStep.AnswerRequest), AnsweredOn = e.On },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Takes two months more, once, within the first: the request is complex.</summary>
    public static Decision<SubjectAccessEvent> Extend(SubjectAccessRequest request, string? reason, string by, DateOnly today) =>
        (Machine.Refuse(request.State, SubjectAccessStep.ExtendRequest) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : request.Extended ? Refusal.Rule("extended-already", "Two months more have been taken already; there are no more.")
        : today > request.DueOn ? Refusal.Rule("too-late-to-extend", "The person had to be told of the extension within the first month.")
        : new AccessRequestExtended(reason!);
}

/// <summary>Something that happened to a request for access.</summary>
[JsonDerivedType(typeof(AccessRequested), nameof(AccessRequested))]
[JsonDerivedType(typeof(AccessRequestExtended), nameof(AccessRequestExtended))]
[JsonDerivedType(typeof(AccessRequestAnswered), nameof(AccessRequestAnswered))]
public abstract record SubjectAccessEvent;

/// <summary>It came on a day.</summary>
public sealed record AccessRequested(string RequestId, string PersonId, DateOnly On) : SubjectAccessEvent;

/// <summary>Two months more were taken.</summary>
public sealed record AccessRequestExtended(string Reason) : SubjectAccessEvent;

/// <summary>It was answered.</summary>
public sealed record AccessRequestAnswered(DateOnly On) : SubjectAccessEvent;

/// <summary>The body of <c>POST /api/subject-access-requests</c>.</summary>
/// <param name="PersonId">Who asks, under whichever id.</param>
/// <param name="ReceivedOn">When it came; today where nothing is said.</param>
public sealed record NewAccessRequest(string PersonId, DateOnly? ReceivedOn = null);

/// <summary>The body of <c>POST /api/subject-access-requests/{id}/extension</c>.</summary>
/// <param name="Reason">What makes it complex. It is kept: please name nobody in it.</param>
public sealed record AccessExtension(string? Reason);

/// <summary>A request for access as staff see it.</summary>
/// <param name="Id">Its id, <c>sar_…</c>.</param>
/// <param name="PersonId">Who asks.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ReceivedOn">When it came.</param>
/// <param name="DueOn">The last day for the answer.</param>
/// <param name="Extended">Whether two months more were taken.</param>
/// <param name="AnsweredOn">When it was answered.</param>
/// <param name="AllowedActions">What can be done with it now.</param>
public sealed record SubjectAccessView(
    string Id,
    string PersonId,
    SubjectAccessState State,
    DateOnly ReceivedOn,
    DateOnly DueOn,
    bool Extended,
    DateOnly? AnsweredOn,
    IReadOnlyList<string> AllowedActions);

/// <summary>Requests for access: recorded with the day by which they must be answered, and the answer, as JSON or as a page to read.</summary>
public sealed class SubjectAccessRequests(Journal journal, Lists lists, Commands commands, People people, AccessPackages packages, AuditTrail trail, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<SubjectAccessRequest, SubjectAccessEvent> Kind = new(
        "subjectaccess", "sar", SubjectAccessRequest.Apply, request => [("Status", request.State.ToString())], _ => [])
    {
        About = request => [request.PersonId],
        StartsClockOf = (request, happened) => happened is AccessRequestAnswered ? [("subjectaccess", request.Id)] : [],
    };

    /// <summary>Lists requests.</summary>
    [Function(nameof(ListSubjectAccessRequests))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List requests for access", Answers = typeof(ListPage<SubjectAccessView>))]
    [Query("state", typeof(SubjectAccessState), "Only those in this state.")]
    public Task<IResult> ListSubjectAccessRequests([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "subject-access-requests")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<SubjectAccessState>("state", "Status"), View);

    /// <summary>Records that somebody asks for all that is kept about them.</summary>
    [Function(nameof(RecordSubjectAccessRequest))]
    [Allow(Role.Hr)]
    [Operation("Record a request for access", Body = typeof(NewAccessRequest), Answers = typeof(SubjectAccessView), Status = 201)]
    public async Task<IResult> RecordSubjectAccessRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "subject-access-requests")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewAccessRequest>();
        return await commands.CreateAsync(
            request,
            client,
            Kind,
            async (_, id) =>
            {
                var today = clock.Today();
                List<FieldError> errors = [];
                if (!Id.IsValid("per", body.PersonId) || await people.FindAsync(body.PersonId) is null)
                {
                    errors.Add(new("personId", "the id of a person on record"));
                }

                if (body.ReceivedOn > today || body.ReceivedOn < today.AddYears(-1))
                {
                    errors.Add(new("receivedOn", "today or earlier, within a year"));
                }

                return Refusal.Of(errors) is { } refusal ? refusal : new AccessRequested(id, body.PersonId, body.ReceivedOn ?? today);
            },
            id => $"subject-access-requests/{id}",
            View);
    }

    /// <summary>Shows a request.</summary>
    [Function(nameof(ShowSubjectAccessRequest))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show a request for access", Answers = typeof(SubjectAccessView))]
    public async Task<IResult> ShowSubjectAccessRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "subject-access-requests/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } found ? Answer.Ok(View(found, request.Caller()), found.ETag) : Problems.NotFound;

    /// <summary>Everything that is kept about the person at this moment, others left out.</summary>
    [Function(nameof(ShowAccessPackage))]
    [Allow(Role.Hr)]
    [Protected]
    [Operation("Show all that is kept about a person", Answers = typeof(AccessPackage))]
    public async Task<IResult> ShowAccessPackage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "subject-access-requests/{id}/package")] HttpRequest request, string id) =>
        await PackAsync(request, id) is { } package ? Answer.Ok(package) : Problems.NotFound;

    /// <summary>The same as a page to read and print, complete in itself.</summary>
    [Function(nameof(ShowAccessPage))]
    [Allow(Role.Hr)]
    [Protected]
    [Operation("Show all that is kept about a person as a page", Answers = typeof(string), Produces = [MediaTypeNames.Text.Html])]
    public async Task<IResult> ShowAccessPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "subject-access-requests/{id}/page")] HttpRequest request, string id) =>
        await PackAsync(request, id) is { } package
            ? new Answer(StatusCodes.Status200OK, AccessPage.Html(package), $"{MediaTypeNames.Text.Html}; charset=utf-8")
            : Problems.NotFound;

    /// <summary>Two months more are taken.</summary>
    [Function(nameof(ExtendSubjectAccessRequest))]
    [Allow(Role.Hr)]
    [Operation("Take two months more for a request for access", Step = "extend-request", Body = typeof(AccessExtension), Answers = typeof(SubjectAccessView))]
    public async Task<IResult> ExtendSubjectAccessRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "subject-access-requests/{id}/extension")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<AccessExtension>();
        return await commands.StepAsync(
            request,
            client,
            Kind,
            id,
            (_, found) => Task.FromResult(SubjectAccessRequest.Extend(found, body.Reason, request.Caller().Id, clock.Today())),
            View);
    }

    /// <summary>The person has been given what is kept about them.</summary>
    [Function(nameof(AnswerSubjectAccessRequest))]
    [Allow(Role.Hr)]
    [Operation("Record that a request for access was answered", Step = "answer-request", Answers = typeof(SubjectAccessView))]
    public Task<IResult> AnswerSubjectAccessRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "subject-access-requests/{id}/answer")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => commands.StepAsync(
            request,
            client,
            Kind,
            id,
            (_, found) => Task.FromResult<Decision<SubjectAccessEvent>>(
                SubjectAccessRequest.Machine.Refuse(found.State, SubjectAccessStep.AnswerRequest) is { } refusal ? refusal : new AccessRequestAnswered(clock.Today())),
            View);

    private async Task<AccessPackage?> PackAsync(HttpRequest http, string id)
    {
        var stop = http.HttpContext.RequestAborted;
        if (await journal.FindAsync(Kind, id, stop) is not { State: var request })
        {
            return null;
        }

        var package = await packages.PackAsync(request, stop);
        await trail.ReadAsync(http, package.PersonIds);
        return package;
    }

    private static SubjectAccessView View(Loaded<SubjectAccessRequest> request, Caller caller) => new(
        request.Id,
        request.State.PersonId,
        request.State.State,
        request.State.ReceivedOn,
        request.State.DueOn,
        request.State.Extended,
        request.State.AnsweredOn,
        caller.Permitted(SubjectAccessRequest.Machine, request.State.State));
}
