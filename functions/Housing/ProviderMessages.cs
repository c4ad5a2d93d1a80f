using System.Text.Json.Serialization;

namespace RecruitRetain.Housing;

/// <summary>Asks the housing association about a key worker. No more than the agreement allows, and ids in the place of names.</summary>
/// <param name="NominationId">To be named in the decision.</param>
/// <param name="HomeReference">The home, as the provider calls it.</param>
/// <param name="Bedrooms">How many bedrooms the household needs, where it may be told.</param>
/// <param name="HouseholdSize">How many will live there, where it may be told.</param>
/// <param name="IncomeBand">The household's yearly income in pounds, as a band, where it may be told.</param>
/// <param name="EmploymentConfirmed">That the council employs the applicant, or will, from its own records, where it may be told.</param>
/// <param name="DecideBy">The last day for the decision.</param>
public sealed record NominationMade(
    string NominationId,
    string HomeReference,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Bedrooms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? HouseholdSize,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IncomeBand,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? EmploymentConfirmed,
    DateOnly DecideBy);

/// <summary>Reminds the housing association on the last day for its decision.</summary>
public sealed record DecisionDue(string NominationId, string HomeReference, DateOnly DecideBy);

/// <summary>Tells the housing association that a nomination does not stand any more.</summary>
public sealed record NominationEnded(string NominationId, string HomeReference);

/// <summary>What an applicant answers to the offer of a home.</summary>
public enum OfferAnswer
{
    /// <summary>They take it.</summary>
    Accepted,

    /// <summary>They do not.</summary>
    Refused,

    /// <summary>They did not answer in time.</summary>
    Lapsed,
}

/// <summary>Tells the housing association the applicant's answer.</summary>
public sealed record HomeOfferAnswered(string NominationId, string HomeReference, OfferAnswer Answer);

/// <summary>Tells the housing association that a tenant's employment has ended. What follows is the association's to decide.</summary>
public sealed record TenantEmploymentEnded(string NominationId, string HomeReference, DateOnly EndedOn);

/// <summary>Gives a home back to the housing association, which lets it as it likes.</summary>
public sealed record HomeGivenBack(string ProviderId, string HomeReference, string Reason);

/// <summary>Tells the housing association that a home is beyond the council's share.</summary>
public sealed record HomeNotWanted(string ProviderId, string HomeReference);

/// <summary>What the housing association answers.</summary>
public enum ProviderVerdict
{
    /// <summary>They take the nominee.</summary>
    Accepted,

    /// <summary>They do not.</summary>
    Rejected,

    /// <summary>They take the nominee and offer the home.</summary>
    Offered,
}
