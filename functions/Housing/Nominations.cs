using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>A nomination as its housing association sees it: how it stands. What may be shared of the nominee came with the message.</summary>
/// <param name="NominationId">The nomination's id.</param>
/// <param name="HomeReference">The home, as the provider calls it.</param>
/// <param name="NominatedOn">The day of it.</param>
/// <param name="DecideBy">The last day, in London, for the provider's decision.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="OfferExpiresAt">Until when the applicant may answer (UTC).</param>
/// <param name="TenancyStartedOn">The first day of the tenancy.</param>
/// <param name="TenancyEndedOn">The last day of the tenancy.</param>
public sealed record NominationView(
    string NominationId,
    string HomeReference,
    DateOnly NominatedOn,
    DateOnly DecideBy,
    NominationOutcome Outcome,
    DateTimeOffset? OfferExpiresAt,
    DateOnly? TenancyStartedOn,
    DateOnly? TenancyEndedOn);

/// <summary>How housing associations see the nominations made to them, and no others.</summary>
public sealed class Nominations(Journal journal, Lists lists)
{
    /// <summary>One nomination of a request.</summary>
    public static NominationView View(Loaded<HousingRequest> request, int attempt)
    {
        var nomination = request.State.Nominations[attempt - 1];
        return new(
            NominationId.Of(request.Id, attempt),
            nomination.Home.Reference,
            nomination.NominatedOn,
            nomination.DecideBy,
            nomination.Outcome,
            nomination.OfferExpiresAt,
            nomination.TenancyStartedOn,
            nomination.TenancyEndedOn);
    }

    /// <summary>Whether a request's nomination was made to the caller's association.</summary>
    public static bool IsFor(HousingRequest request, int attempt, Caller caller) =>
        caller.ProviderId is { } provider && attempt <= request.Nominations.Count && request.Nominations[attempt - 1].Home.ProviderId == provider;

    /// <summary>Lists the latest nominations made to the caller's association.</summary>
    [Function(nameof(ListNominations))]
    [Allow(Role.Provider)]
    [Operation("List the nominations made to us", Answers = typeof(ListPage<NominationView>))]
    public Task<IResult> ListNominations([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nominations")] HttpRequest request) =>
        request.Caller().ProviderId is { Length: > 0 } provider
            ? lists.PageAsync(
                request,
                HousingRequests.Kind,
                TableClient.CreateQueryFilter($"Provider eq {provider}"),
                (found, _) => View(found, found.State.Nominations.Count))
            : Task.FromResult<IResult>(Answer.Ok(new ListPage<NominationView>([], null)));

    /// <summary>Shows one nomination made to the caller's association.</summary>
    [Function(nameof(ShowNomination))]
    [Allow(Role.Provider)]
    [Operation("Show a nomination made to us", Answers = typeof(NominationView))]
    public async Task<IResult> ShowNomination([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nominations/{id}")] HttpRequest request, string id) =>
        NominationId.TryParse(id, out var requestId, out var attempt)
        && await journal.FindAsync(HousingRequests.Kind, requestId, request.HttpContext.RequestAborted) is { } found
        && IsFor(found.State, attempt, request.Caller())
            ? Answer.Ok(View(found, attempt), found.ETag)
            : Problems.NotFound;
}
