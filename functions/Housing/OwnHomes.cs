using RecruitRetain.Access;
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
