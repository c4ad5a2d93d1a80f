using System.Text.Json.Serialization;

namespace RecruitRetain.Recruitment;

/// <summary>Something that happened to a vacancy. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(RequisitionDrafted), nameof(RequisitionDrafted))]
[JsonDerivedType(typeof(RequisitionApproved), nameof(RequisitionApproved))]
[JsonDerivedType(typeof(VacancyOpened), nameof(VacancyOpened))]
[JsonDerivedType(typeof(VacancyClosed), nameof(VacancyClosed))]
[JsonDerivedType(typeof(HireRecorded), nameof(HireRecorded))]
[JsonDerivedType(typeof(VacancyFilled), nameof(VacancyFilled))]
[JsonDerivedType(typeof(VacancyCancelled), nameof(VacancyCancelled))]
[JsonDerivedType(typeof(VacancyStaffNamed), nameof(VacancyStaffNamed))]
public abstract record VacancyEvent;

/// <summary>Somebody asked to recruit.</summary>
public sealed record RequisitionDrafted(string VacancyId, VacancyTerms Terms, string DraftedBy) : VacancyEvent;

/// <summary>Somebody else agreed to it.</summary>
public sealed record RequisitionApproved(DateOnly ApprovedOn, string By) : VacancyEvent;

/// <summary>Applications are taken.</summary>
public sealed record VacancyOpened : VacancyEvent;

/// <summary>Applications are no longer taken.</summary>
public sealed record VacancyClosed : VacancyEvent;

/// <summary>One of the people wanted has started.</summary>
public sealed record HireRecorded(string ApplicationId) : VacancyEvent;

/// <summary>All of the people wanted have started.</summary>
public sealed record VacancyFilled : VacancyEvent;

/// <summary>The vacancy was given up.</summary>
public sealed record VacancyCancelled(string Reason) : VacancyEvent;

/// <summary>These people, by the ids in their tokens, work on it besides whoever drafted and approved it and its panel.</summary>
public sealed record VacancyStaffNamed(IReadOnlyList<string> Staff) : VacancyEvent;
