using System.Text.Json.Serialization;

namespace RecruitRetain.Recruitment;

/// <summary>Something that happened to an application. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(ApplicationSubmitted), nameof(ApplicationSubmitted))]
[JsonDerivedType(typeof(ChangesAskedFor), nameof(ChangesAskedFor))]
[JsonDerivedType(typeof(ReferrerNamed), nameof(ReferrerNamed))]
[JsonDerivedType(typeof(ApplicationShortlisted), nameof(ApplicationShortlisted))]
[JsonDerivedType(typeof(ApplicationNotShortlisted), nameof(ApplicationNotShortlisted))]
[JsonDerivedType(typeof(InterviewScheduled), nameof(InterviewScheduled))]
[JsonDerivedType(typeof(InterviewRecorded), nameof(InterviewRecorded))]
[JsonDerivedType(typeof(OfferMade), nameof(OfferMade))]
[JsonDerivedType(typeof(OfferAccepted), nameof(OfferAccepted))]
[JsonDerivedType(typeof(OfferDeclined), nameof(OfferDeclined))]
[JsonDerivedType(typeof(OfferLapsed), nameof(OfferLapsed))]
[JsonDerivedType(typeof(CheckRequested), nameof(CheckRequested))]
[JsonDerivedType(typeof(CheckRecorded), nameof(CheckRecorded))]
[JsonDerivedType(typeof(ChecksCleared), nameof(ChecksCleared))]
[JsonDerivedType(typeof(ApplicantStarted), nameof(ApplicantStarted))]
[JsonDerivedType(typeof(ApplicationWithdrawn), nameof(ApplicationWithdrawn))]
[JsonDerivedType(typeof(ApplicationRejected), nameof(ApplicationRejected))]
public abstract record ApplicationEvent;

/// <summary>A candidate applied; the source is where they heard of the vacancy, as a keyword.</summary>
public sealed record ApplicationSubmitted(string ApplicationId, string VacancyId, string PersonId, string Role, string? Source = null, IntakeFacts? Intake = null) : ApplicationEvent;

/// <summary>The candidate wants something changed; the words stand with the person.</summary>
public sealed record ChangesAskedFor(string MessageId) : ApplicationEvent;

/// <summary>Somebody found the employee who referred the candidate.</summary>
public sealed record ReferrerNamed(string EmploymentId) : ApplicationEvent;

/// <summary>Chosen for interview.</summary>
public sealed record ApplicationShortlisted(string Reason) : ApplicationEvent;

/// <summary>Not chosen for interview.</summary>
public sealed record ApplicationNotShortlisted(string Reason) : ApplicationEvent;

/// <summary>An interview was arranged; the instant is UTC.</summary>
public sealed record InterviewScheduled(DateTimeOffset At) : ApplicationEvent;

/// <summary>The panel recorded its outcome.</summary>
public sealed record InterviewRecorded(InterviewOutcome Outcome) : ApplicationEvent;

/// <summary>A conditional offer was made, with the role's check set as it stood that day.</summary>
public sealed record OfferMade(Offer Offer, int CheckSetVersion, IReadOnlyList<CheckRequirement> Checks) : ApplicationEvent;

/// <summary>The candidate accepted; notice to a present employer ends on the day given, if there is one.</summary>
public sealed record OfferAccepted(DateOnly? NoticeEndsOn) : ApplicationEvent;

/// <summary>The candidate declined.</summary>
public sealed record OfferDeclined(string? Reason) : ApplicationEvent;

/// <summary>The offer's deadline passed without an answer.</summary>
public sealed record OfferLapsed : ApplicationEvent;

/// <summary>A check was asked for.</summary>
public sealed record CheckRequested(string Check, DateOnly On) : ApplicationEvent;

/// <summary>A check's result was seen by a person.</summary>
public sealed record CheckRecorded(string Check, CheckStatus Outcome, string SeenBy, DateOnly On, string? Reference) : ApplicationEvent;

/// <summary>Every blocking check is satisfactory.</summary>
public sealed record ChecksCleared : ApplicationEvent;

/// <summary>The candidate is now employed.</summary>
public sealed record ApplicantStarted(string EmploymentId, DateOnly StartedOn) : ApplicationEvent;

/// <summary>The candidate withdrew.</summary>
public sealed record ApplicationWithdrawn(string? Reason) : ApplicationEvent;

/// <summary>A named person ended the application.</summary>
public sealed record ApplicationRejected(string Reason) : ApplicationEvent;
