using System.Text.Json.Serialization;

namespace RecruitRetain.Housing;

/// <summary>Something that happened to a request for a home. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(HousingRequested), nameof(HousingRequested))]
[JsonDerivedType(typeof(KeyWorkerNominated), nameof(KeyWorkerNominated))]
[JsonDerivedType(typeof(NominationAccepted), nameof(NominationAccepted))]
[JsonDerivedType(typeof(NominationRejected), nameof(NominationRejected))]
[JsonDerivedType(typeof(NominationLapsed), nameof(NominationLapsed))]
[JsonDerivedType(typeof(TenancyStarted), nameof(TenancyStarted))]
[JsonDerivedType(typeof(NominationWithdrawn), nameof(NominationWithdrawn))]
[JsonDerivedType(typeof(EmploymentEndNotified), nameof(EmploymentEndNotified))]
public abstract record HousingEvent;

/// <summary>A key worker asked for a home and is eligible.</summary>
public sealed record HousingRequested(
    string RequestId, string PersonId, string EmploymentId, HousingNeed Need, string Band, DateOnly PriorityOn) : HousingEvent;

/// <summary>A named person nominated them to a home; the provider answers by the deadline.</summary>
public sealed record KeyWorkerNominated(Home Home, DateOnly On, DateOnly DecideBy) : HousingEvent;

/// <summary>The provider accepted.</summary>
public sealed record NominationAccepted(DateOnly On) : HousingEvent;

/// <summary>The provider rejected, for a stated reason.</summary>
public sealed record NominationRejected(string Reason, DateOnly On) : HousingEvent;

/// <summary>The provider did not answer by the deadline.</summary>
public sealed record NominationLapsed : HousingEvent;

/// <summary>The tenancy started.</summary>
public sealed record TenancyStarted(DateOnly On) : HousingEvent;

/// <summary>The request was given up.</summary>
public sealed record NominationWithdrawn(string Reason) : HousingEvent;

/// <summary>The provider was told that the employment ended.</summary>
public sealed record EmploymentEndNotified(DateOnly LastDayOn) : HousingEvent;
