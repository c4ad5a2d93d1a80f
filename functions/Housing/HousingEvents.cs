using System.Text.Json.Serialization;

namespace RecruitRetain.Housing;

/// <summary>Something that happened to a request for a home. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(HousingInvited), nameof(HousingInvited))]
[JsonDerivedType(typeof(HousingRequested), nameof(HousingRequested))]
[JsonDerivedType(typeof(EvidenceSeen), nameof(EvidenceSeen))]
[JsonDerivedType(typeof(EmploymentFollowed), nameof(EmploymentFollowed))]
[JsonDerivedType(typeof(KeyWorkerNominated), nameof(KeyWorkerNominated))]
[JsonDerivedType(typeof(NominationAccepted), nameof(NominationAccepted))]
[JsonDerivedType(typeof(NominationRejected), nameof(NominationRejected))]
[JsonDerivedType(typeof(ProviderReminded), nameof(ProviderReminded))]
[JsonDerivedType(typeof(NominationLapsed), nameof(NominationLapsed))]
[JsonDerivedType(typeof(HomeOffered), nameof(HomeOffered))]
[JsonDerivedType(typeof(HomeAccepted), nameof(HomeAccepted))]
[JsonDerivedType(typeof(HomeRefused), nameof(HomeRefused))]
[JsonDerivedType(typeof(HomeOfferLapsed), nameof(HomeOfferLapsed))]
[JsonDerivedType(typeof(NominationTakenBack), nameof(NominationTakenBack))]
[JsonDerivedType(typeof(HomeLost), nameof(HomeLost))]
[JsonDerivedType(typeof(TenancyStarted), nameof(TenancyStarted))]
[JsonDerivedType(typeof(NominationWithdrawn), nameof(NominationWithdrawn))]
[JsonDerivedType(typeof(EmploymentEndNotified), nameof(EmploymentEndNotified))]
[JsonDerivedType(typeof(TenancyEnded), nameof(TenancyEnded))]
public abstract record HousingEvent;

/// <summary>Somebody was asked whether they want to register.</summary>
public sealed record HousingInvited(string RequestId, string PersonId, string SubjectId, DateOnly On) : HousingEvent;

/// <summary>A key worker asked for a home and can be put on the list.</summary>
public sealed record HousingRequested(
    string RequestId, string PersonId, string SubjectId, HousingNeed Need, string Band, DateOnly PriorityOn) : HousingEvent;

/// <summary>Something was shown to a member of staff.</summary>
public sealed record EvidenceSeen(Evidence Evidence) : HousingEvent;

/// <summary>The application has led to an employment, which counts from now on.</summary>
public sealed record EmploymentFollowed(string EmploymentId) : HousingEvent;

/// <summary>A named person nominated them to a home; the provider decides by the deadline.</summary>
/// <param name="HomeId">The home.</param>
/// <param name="Home">The home as it was described.</param>
/// <param name="AgreementVersion">The agreement under which.</param>
/// <param name="On">The day.</param>
/// <param name="DecideBy">The last day for the provider's decision.</param>
/// <param name="NotTheFirst">Why the first on the list was passed over, where they were; kept: no names, no health.</param>
public sealed record KeyWorkerNominated(string HomeId, HomeFacts Home, int AgreementVersion, DateOnly On, DateOnly DecideBy, string? NotTheFirst)
    : HousingEvent;

/// <summary>The provider accepted.</summary>
public sealed record NominationAccepted(DateOnly On) : HousingEvent;

/// <summary>The provider rejected, for a stated reason.</summary>
public sealed record NominationRejected(string Reason, DateOnly On) : HousingEvent;

/// <summary>The last day for the provider's decision has come.</summary>
public sealed record ProviderReminded : HousingEvent;

/// <summary>The provider did not decide by the deadline.</summary>
public sealed record NominationLapsed : HousingEvent;

/// <summary>The provider offered the home; both instants are UTC.</summary>
public sealed record HomeOffered(DateTimeOffset At, DateTimeOffset ExpiresAt) : HousingEvent;

/// <summary>The applicant takes the home.</summary>
public sealed record HomeAccepted(DateOnly On) : HousingEvent;

/// <summary>The applicant refused the home.</summary>
public sealed record HomeRefused(RefusalReason Reason, DateOnly On) : HousingEvent;

/// <summary>The applicant did not answer in time.</summary>
public sealed record HomeOfferLapsed : HousingEvent;

/// <summary>The council took the nomination back, for a stated reason.</summary>
public sealed record NominationTakenBack(string Reason) : HousingEvent;

/// <summary>The provider took the home back.</summary>
public sealed record HomeLost : HousingEvent;

/// <summary>The tenancy started.</summary>
public sealed record TenancyStarted(DateOnly On) : HousingEvent;

/// <summary>The request was given up.</summary>
public sealed record NominationWithdrawn(string Reason) : HousingEvent;

/// <summary>The provider was told that the employment ended.</summary>
public sealed record EmploymentEndNotified(DateOnly LastDayOn) : HousingEvent;

/// <summary>The tenancy ended, as the provider decided.</summary>
public sealed record TenancyEnded(DateOnly On) : HousingEvent;
