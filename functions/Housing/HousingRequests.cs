using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>A nomination as staff see it.</summary>
/// <param name="Id">The nomination's id.</param>
/// <param name="ProviderId">The housing association.</param>
/// <param name="HomeId">The home's id.</param>
/// <param name="HomeReference">The home, as the provider calls it.</param>
/// <param name="Kind">New or relet.</param>
/// <param name="AgreementVersion">The provider's agreement, pinned.</param>
/// <param name="NominatedOn">The day of it.</param>
/// <param name="DecideBy">The last day, in London, for the provider's decision.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="NotTheFirst">Why the first on the list was passed over, where they were.</param>
/// <param name="DecidedOn">The day on which the provider decided, as the provider says.</param>
/// <param name="Reason">Why the provider rejected, or why the nomination was taken back.</param>
/// <param name="OfferExpiresAt">Until when the applicant may answer (UTC).</param>
/// <param name="RefusedFor">Why the applicant refused.</param>
/// <param name="TenancyStartedOn">The first day of the tenancy.</param>
/// <param name="TenancyEndedOn">The last day of the tenancy.</param>
public sealed record NominationOfRequest(
    string Id,
    string ProviderId,
    string HomeId,
    string HomeReference,
    LettingKind Kind,
    int AgreementVersion,
    DateOnly NominatedOn,
    DateOnly DecideBy,
    NominationOutcome Outcome,
    string? NotTheFirst,
    DateOnly? DecidedOn,
    string? Reason,
    DateTimeOffset? OfferExpiresAt,
    RefusalReason? RefusedFor,
    DateOnly? TenancyStartedOn,
    DateOnly? TenancyEndedOn);

/// <summary>A request for a key-worker home as staff see it; where one is shown, with whether they could be nominated today, under each agreement.</summary>
/// <param name="Id">The request's id, <c>hou_…</c>, derived from the person's.</param>
/// <param name="PersonId">Who wants a home.</param>
/// <param name="SubjectId">The employment, or before the first day the application, that makes them a key worker.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Band">The priority band.</param>
/// <param name="PriorityOn">The day from which priority counts; what becomes of nominations does not change it.</param>
/// <param name="Need">What they need; null until they have registered.</param>
/// <param name="Evidence">What was shown, each kind as it was seen last.</param>
/// <param name="Nominations">In order; only the last can be live.</param>
/// <param name="TenancyStartedOn">The first day of the tenancy; null before it.</param>
/// <param name="Eligibility">Whether they could be nominated today, under each agreement; left out of lists.</param>
/// <param name="AllowedActions">What can be done with it now.</param>
public sealed record HousingRequestView(
    string Id,
    string PersonId,
    string SubjectId,
    HousingState State,
    string Band,
    DateOnly PriorityOn,
    HousingNeed Need,
    IReadOnlyList<Evidence> Evidence,
    IReadOnlyList<NominationOfRequest> Nominations,
    DateOnly? TenancyStartedOn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<EligibilityView>? Eligibility,
    IReadOnlyList<string> AllowedActions);

/// <summary>Where requests for key-worker homes are kept and how they are shown.</summary>
public sealed class HousingRequests(Journal journal, Lists lists, AuditTrail trail, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<HousingRequest, HousingEvent> Kind = new(
        "housingrequests",
        "hou",
        HousingRequest.Apply,
        request => [("Status", request.State.ToString()), ("Provider", request.Latest?.Home.ProviderId ?? "")],
        request => [Stages.HousingOf(request.SubjectId)],
        happened => happened is not EvidenceSeen)
    {
        About = request => [request.PersonId],
        Tells = new(
            "housing-request",
            typeof(HousingRequested), typeof(KeyWorkerNominated), typeof(NominationAccepted), typeof(TenancyStarted), typeof(TenancyEnded)),
        IsListed = true,
        StartsClockOf = HousingHoldings.StartsClockOf,
    };

    /// <summary>How staff see one.</summary>
    public static HousingRequestView View(Loaded<HousingRequest> request, Caller caller)
    {
        var state = request.State;
        return new(
            request.Id,
            state.PersonId,
            state.SubjectId,
            state.State,
            state.Band,
            state.PriorityOn,
            state.Need,
            state.Evidence,
            [
                .. state.Nominations.Select(nomination => new NominationOfRequest(
                    NominationId.Of(request.Id, nomination.Attempt),
                    nomination.Home.ProviderId,
                    nomination.HomeId,
                    nomination.Home.Reference,
                    nomination.Home.Letting,
                    nomination.AgreementVersion,
                    nomination.NominatedOn,
                    nomination.DecideBy,
                    nomination.Outcome,
                    nomination.NotTheFirst,
                    nomination.DecidedOn,
                    nomination.Reason,
                    nomination.OfferExpiresAt,
                    nomination.RefusedFor,
                    nomination.TenancyStartedOn,
                    nomination.TenancyEndedOn)),
            ],
            state.Latest?.TenancyStartedOn,
            null,
            caller.Permitted(HousingRequest.Machine, state.State));
    }

    /// <summary>Lists requests, by <c>?state=</c> or all.</summary>
    [Function(nameof(ListHousingRequests))]
    [Allow(Role.Housing, Role.Hr)]
    [Protected]
    [Operation("List requests for key-worker homes", Answers = typeof(ListPage<HousingRequestView>))]
    [Query("state", typeof(HousingState), "Only those in this state.")]
    public Task<IResult> ListHousingRequests([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-requests")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<HousingState>("state", "Status"), View);

    /// <summary>Shows one request, and whether the applicant could be nominated today.</summary>
    [Function(nameof(ShowHousingRequest))]
    [Allow(Role.Housing, Role.Hr)]
    [Protected]
    [Operation("Show a request for a key-worker home", Answers = typeof(HousingRequestView))]
    public async Task<IResult> ShowHousingRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-requests/{id}")] HttpRequest request, string id)
    {
        if (await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is not { } found)
        {
            return Problems.NotFound;
        }

        var today = clock.Today();
        var worker = await KeyWorker.OfAsync(journal, found.State, today);
        var eligibility = HousingEligibility.Of(await HousingAgreements.AllAsync(journal), worker, found.State, today);
        await trail.ReadAsync(request, found.State.PersonId);
        return Answer.Ok(View(found, request.Caller()) with { Eligibility = eligibility }, found.ETag);
    }
}
