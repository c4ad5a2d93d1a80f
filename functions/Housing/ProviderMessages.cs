namespace RecruitRetain.Housing;

/// <summary>Asks the housing association about a key worker. No more than the sharing agreement allows, and ids in the place of names.</summary>
/// <param name="NominationId">To be named in the decision.</param>
/// <param name="HomeReference">The home, as the provider calls it.</param>
/// <param name="Bedrooms">How many bedrooms the household needs.</param>
/// <param name="HouseholdSize">How many will live there.</param>
/// <param name="IncomeBand">The household's yearly income in pounds, as a band.</param>
/// <param name="EmploymentConfirmed">That the council employs the applicant, from its own records.</param>
/// <param name="DecideBy">The last day for the decision.</param>
public sealed record NominationMade(
    string NominationId, string HomeReference, int Bedrooms, int HouseholdSize, string IncomeBand, bool EmploymentConfirmed, DateOnly DecideBy);

/// <summary>Tells the housing association that a nomination does not stand any more.</summary>
public sealed record NominationTakenBack(string NominationId, string HomeReference);

/// <summary>Tells the housing association that a tenant's employment has ended. What follows is the association's to decide.</summary>
public sealed record TenantEmploymentEnded(string NominationId, string HomeReference, DateOnly EndedOn);

/// <summary>What the housing association answers.</summary>
public enum ProviderVerdict
{
    /// <summary>They take the nominee.</summary>
    Accepted,

    /// <summary>They do not.</summary>
    Rejected,
}
