using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Whose a home is: its provider's.</summary>
public sealed class OwnHomes(Journal journal) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(Homes.Kind, id, cancellationToken) is { } home && Homes.IsVisible(home.State, caller);
}

/// <summary>Whose a nomination is: that of the provider to whom it was made.</summary>
public sealed class OwnNominations(Journal journal) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        NominationId.TryParse(id, out var requestId, out var attempt)
        && await journal.FindAsync(HousingRequests.Kind, requestId, cancellationToken) is { } request
        && Nominations.IsFor(request.State, attempt, caller);
}

/// <summary>Requests for homes are all officers' work, but nobody decides on their own.</summary>
public sealed class Applicants(Journal journal, People people) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(HousingRequests.Kind, id, cancellationToken) is not null;

    /// <summary>403 <c>officer-is-applicant</c> where the officer who takes a step is who applied.</summary>
    public async Task<Refusal?> RefuseAsync(Caller caller, ApiRoute route, string id, CancellationToken cancellationToken) =>
        route.Method == "POST" && await journal.FindAsync(HousingRequests.Kind, id, cancellationToken) is { State: { PersonId: var personId } }
        && (await people.BehindAsync(caller.Id, caller.Email, cancellationToken)).Contains(personId)
            ? Refusal.Forbidden("officer-is-applicant", "This is your own request; somebody else deals with it.")
            : null;
}
