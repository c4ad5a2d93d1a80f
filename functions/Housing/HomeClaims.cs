using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>
/// Sees to it that a home has one live nomination at most. A nomination takes the home in the home's own journal just before it is committed in
/// the request's; whether it stands is for the request's journal to say, so that a claim left behind by a crash binds nobody.
/// </summary>
/// <remarks>
/// Two nominations to a home at once: whoever takes a claim over first touches the other request, so that what was being decided on it cannot be
/// committed any more. Who finds that they have lost their claim to somebody yields, so that the two do not take it from each other without end.
/// </remarks>
public sealed class HomeClaims(Journal journal, TimeProvider clock)
{
    private const int MostConflicts = 20;

    /// <summary>Claims the home for a request's next nomination, between reading the request and committing on that reading.</summary>
    /// <param name="homeId">The home.</param>
    /// <param name="request">The request as it was read.</param>
    /// <param name="by">Who nominates.</param>
    /// <param name="claimedBefore">Whether the same command has claimed already and could not commit.</param>
    /// <returns>The refusal <c>home-nominated</c> (409) while somebody else is nominated to it.</returns>
    public async Task<Refusal?> ClaimAsync(string homeId, HousingRequest request, string by, bool claimedBefore)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var home = await journal.GetAsync(Homes.Kind, homeId);
            if (Home.Machine.Refuse(home.State.Current.State, HomeStep.ClaimHome) is { } refusal)
            {
                return refusal;
            }

            try
            {
                if (home.State.Current is { State: HomeState.Nominated, Nominee: { } nominee }
                    && nominee.RequestId != request.Id
                    && await journal.GetAsync(HousingRequests.Kind, nominee.RequestId) is var other)
                {
                    var nomination = other.State.NominationTo(homeId, nominee.Attempt);
                    if (nomination is { IsLive: true } || claimedBefore)
                    {
                        return Refusal.Rule("home-nominated", "Somebody is nominated to this home already, or being nominated.");
                    }

                    if (nomination is null)
                    {
                        await journal.TouchAsync(HousingRequests.Kind, other);
                    }
                }

                var claim = new Nominee(request.Id, request.Nominations.Count + 1, request.SubjectId);
                await journal.CommitAsync(Homes.Kind, homeId, home, [new HomeClaimed(claim, clock.Today())], by);
                return null;
            }
            catch (JournalConflictException)
            {
                // Somebody else changed the home or the other request in between, so they are at it: look again, and yield where they hold the home.
                claimedBefore = true;
            }
        }

        return Refusal.Rule("busy", "Too many changes at once. Please try again.");
    }
}
