using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>A nomination as staff see it.</summary>
public sealed record NominationOfRequest(
    string Id, string ProviderId, string HomeReference, LettingKind Kind, DateOnly NominatedOn, DateOnly DecideBy, NominationOutcome Outcome, DateOnly? DecidedOn, string? Reason);

/// <summary>A request for a key-worker home as staff see it; where one is shown, with every reason why they could not be nominated today.</summary>
public sealed record HousingRequestView(
    string Id,
    string PersonId,
    string EmploymentId,
    HousingState State,
    string Band,
    DateOnly PriorityOn,
    HousingNeed Need,
    IReadOnlyList<NominationOfRequest> Nominations,
    DateOnly? TenancyStartedOn,
    IReadOnlyList<string>? ReasonsAgainst,
    IReadOnlyList<string> AllowedActions);

/// <summary>Where requests for key-worker homes are kept and how they are shown.</summary>
public sealed class HousingRequests(Journal journal, Lists lists, HousingAgreement agreement, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<HousingRequest, HousingEvent> Kind = new(
        "housingrequests",
        "hou",
        HousingRequest.Apply,
        request =>
        [
            ("Status", request.State.ToString()),
            ("EmploymentId", request.EmploymentId),
            ("PersonId", request.PersonId),
            ("Provider", request.Latest?.Home.ProviderId ?? ""),
        ],
        request => [$"housing-{request.EmploymentId}"]);

    /// <summary>How staff see one.</summary>
    public static HousingRequestView View(Loaded<HousingRequest> request, Caller caller)
    {
        var state = request.State;
        return new(
            request.Id,
            state.PersonId,
            state.EmploymentId,
            state.State,
            state.Band,
            state.PriorityOn,
            state.Need,
            [
                .. state.Nominations.Select(nomination => new NominationOfRequest(
                    NominationId.Of(request.Id, nomination.Attempt),
                    nomination.Home.ProviderId,
                    nomination.Home.Reference,
                    nomination.Home.Letting,
                    nomination.NominatedOn,
                    nomination.DecideBy,
                    nomination.Outcome,
                    nomination.DecidedOn,
                    nomination.Reason)),
            ],
            state.TenancyStartedOn,
            null,
            caller.Permitted(HousingRequest.Machine, state.State));
    }

    /// <summary>Lists requests, by <c>?state=</c> or all.</summary>
    [Function(nameof(ListHousingRequests))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("List requests for key-worker homes", Answers = typeof(ListPage<HousingRequestView>))]
    [Query("state", typeof(HousingState), "Only those in this state.")]
    public Task<IResult> ListHousingRequests([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-requests")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<HousingState>("state", "Status"), View);

    /// <summary>Shows one request, and whether the applicant could be nominated today.</summary>
    [Function(nameof(ShowHousingRequest))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Show a request for a key-worker home", Answers = typeof(HousingRequestView))]
    public async Task<IResult> ShowHousingRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-requests/{id}")] HttpRequest request, string id)
    {
        if (await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is not { } found)
        {
            return Problems.NotFound;
        }

        var employment = await journal.GetAsync(Employments.Kind, found.State.EmploymentId, request.HttpContext.RequestAborted);
        var today = clock.Today();
        var against = HousingEligibility.ReasonsAgainst(agreement.Rules, HousingApplicant.Of(employment.State, found.State.Need, today), today);
        return Answer.Ok(View(found, request.Caller()) with { ReasonsAgainst = against }, found.ETag);
    }

    /// <summary>Shows who is next for a home, the first first. A person still nominates.</summary>
    [Function(nameof(RankHousingRequests))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Show who is next for a key-worker home", Answers = typeof(ListPage<HousingRequestView>), Paged = false)]
    public async Task<IResult> RankHousingRequests([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-list")] HttpRequest request)
    {
        var waiting = await journal.AllAsync(Kind).ToDictionaryAsync(found => found.Id);
        var ranked = NominationOrder.Rank(agreement.Rules, waiting.Values.Select(found => found.State));
        return Answer.Ok(new ListPage<HousingRequestView>([.. ranked.Select(next => View(waiting[next.Id], request.Caller()))], null));
    }

    /// <summary>Every request of one person.</summary>
    internal static IAsyncEnumerable<Loaded<HousingRequest>> OfPerson(Journal journal, string personId) =>
        journal.AllAsync(Kind, TableClient.CreateQueryFilter($"PersonId eq {personId}"));

    /// <summary>Every request that an employment carries.</summary>
    internal static IAsyncEnumerable<Loaded<HousingRequest>> OfEmployment(Journal journal, string employmentId) =>
        journal.AllAsync(Kind, TableClient.CreateQueryFilter($"EmploymentId eq {employmentId}"));
}
