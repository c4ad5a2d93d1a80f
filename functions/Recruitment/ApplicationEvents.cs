using System.Text.Json.Serialization;

namespace RecruitRetain.Recruitment;

/// <summary>Something that happened to an application. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(ApplicationSubmitted), nameof(ApplicationSubmitted))]
[JsonDerivedType(typeof(ChangesAskedFor), nameof(ChangesAskedFor))]
[JsonDerivedType(typeof(ReferrerNamed), nameof(ReferrerNamed))]
[JsonDerivedType(typeof(ApplicationAssessed), nameof(ApplicationAssessed))]
[JsonDerivedType(typeof(ScoresModerated), nameof(ScoresModerated))]
[JsonDerivedType(typeof(ApplicationShortlisted), nameof(ApplicationShortlisted))]
[JsonDerivedType(typeof(ApplicationNotShortlisted), nameof(ApplicationNotShortlisted))]
[JsonDerivedType(typeof(InterviewSlotsOffered), nameof(InterviewSlotsOffered))]
[JsonDerivedType(typeof(InterviewSlotChosen), nameof(InterviewSlotChosen))]
[JsonDerivedType(typeof(AnotherTimeAskedFor), nameof(AnotherTimeAskedFor))]
[JsonDerivedType(typeof(InterviewSlotsLapsed), nameof(InterviewSlotsLapsed))]
[JsonDerivedType(typeof(InterviewScheduled), nameof(InterviewScheduled))]
[JsonDerivedType(typeof(CandidateDidNotCome), nameof(CandidateDidNotCome))]
[JsonDerivedType(typeof(SafeguardingInterviewRecorded), nameof(SafeguardingInterviewRecorded))]
[JsonDerivedType(typeof(InterviewRecorded), nameof(InterviewRecorded))]
[JsonDerivedType(typeof(SalaryApproved), nameof(SalaryApproved))]
[JsonDerivedType(typeof(OfferMade), nameof(OfferMade))]
[JsonDerivedType(typeof(OfferRevised), nameof(OfferRevised))]
[JsonDerivedType(typeof(OfferChangesRequested), nameof(OfferChangesRequested))]
[JsonDerivedType(typeof(OfferAccepted), nameof(OfferAccepted))]
[JsonDerivedType(typeof(OfferDeclined), nameof(OfferDeclined))]
[JsonDerivedType(typeof(OfferLapsed), nameof(OfferLapsed))]
[JsonDerivedType(typeof(CheckRequested), nameof(CheckRequested))]
[JsonDerivedType(typeof(CheckRecorded), nameof(CheckRecorded))]
[JsonDerivedType(typeof(CheckDecided), nameof(CheckDecided))]
[JsonDerivedType(typeof(RiskAccepted), nameof(RiskAccepted))]
[JsonDerivedType(typeof(ChecksCleared), nameof(ChecksCleared))]
[JsonDerivedType(typeof(ApplicantStarted), nameof(ApplicantStarted))]
[JsonDerivedType(typeof(ApplicationWithdrawn), nameof(ApplicationWithdrawn))]
[JsonDerivedType(typeof(ApplicationRejected), nameof(ApplicationRejected))]
[JsonDerivedType(typeof(ApplicationAssigned), nameof(ApplicationAssigned))]
[JsonDerivedType(typeof(NoteWritten), nameof(NoteWritten))]
public abstract record ApplicationEvent;

/// <summary>
/// A candidate applied; the source is where they heard of the vacancy, as a keyword, and the vacancy closes on the day given.
/// </summary>
public sealed record ApplicationSubmitted(
    string ApplicationId, string VacancyId, string PersonId, string Role, string? Source = null, IntakeFacts? Intake = null, DateOnly? ClosingOn = null) : ApplicationEvent;

/// <summary>The candidate wants something changed; the words stand with the person.</summary>
public sealed record ChangesAskedFor(string MessageId) : ApplicationEvent;

/// <summary>Somebody found the employee who referred the candidate.</summary>
public sealed record ReferrerNamed(string EmploymentId) : ApplicationEvent;

/// <summary>Chosen for interview.</summary>
public sealed record ApplicationShortlisted(string Reason) : ApplicationEvent;

/// <summary>Not chosen for interview.</summary>
public sealed record ApplicationNotShortlisted(string Reason) : ApplicationEvent;

/// <summary>HR agreed to a salary above what the grade pays.</summary>
public sealed record SalaryApproved(SalaryApproval Approval) : ApplicationEvent;

/// <summary>A conditional offer was made, with the role's check set as it stood that day.</summary>
public sealed record OfferMade(Offer Offer, int CheckSetVersion, IReadOnlyList<CheckRequirement> Checks) : ApplicationEvent;

/// <summary>Other terms took the place of an offer that was not answered yet.</summary>
public sealed record OfferRevised(Offer Offer) : ApplicationEvent;

/// <summary>The candidate would like other terms; what they wrote about it is kept with their person.</summary>
public sealed record OfferChangesRequested(OfferChanges Wanted) : ApplicationEvent;

/// <summary>
/// The candidate accepted; notice to a present employer ends on the day given, if there is one. They may have said whether they lived in one
/// other country for more than six months of the last five years.
/// </summary>
public sealed record OfferAccepted(DateOnly? NoticeEndsOn, bool? LivedAbroad = null) : ApplicationEvent;

/// <summary>The candidate declined.</summary>
public sealed record OfferDeclined(string? Reason) : ApplicationEvent;

/// <summary>The offer's deadline passed without an answer.</summary>
public sealed record OfferLapsed : ApplicationEvent;

/// <summary>Something that happened to one check.</summary>
public abstract record CheckEvent(string Check) : ApplicationEvent;

/// <summary>A check was asked for.</summary>
public sealed record CheckRequested(string Check, DateOnly On) : CheckEvent(Check);

/// <summary>A check's result was seen by a person.</summary>
public sealed record CheckRecorded(string Check, CheckStatus Outcome, string SeenBy, DateOnly On, string? Reference, CheckEvidence? Evidence = null)
    : CheckEvent(Check);

/// <summary>A named person decided on a check: to go on in spite of its result, or that it does not apply.</summary>
public sealed record CheckDecided(string Check, CheckStatus Status, CheckDecision Decision) : CheckEvent(Check);

/// <summary>Somebody senior signed the risk of a start before a check's result.</summary>
public sealed record RiskAccepted(string Check, CheckDecision Assessment) : CheckEvent(Check);

/// <summary>Every blocking check is met.</summary>
public sealed record ChecksCleared : ApplicationEvent;

/// <summary>The candidate is now employed.</summary>
public sealed record ApplicantStarted(string EmploymentId, DateOnly StartedOn) : ApplicationEvent;

/// <summary>The candidate withdrew.</summary>
public sealed record ApplicationWithdrawn(string? Reason) : ApplicationEvent;

/// <summary>A named person ended the application.</summary>
public sealed record ApplicationRejected(string Reason) : ApplicationEvent;

/// <summary>A member of staff looks after the application from now on, by id; null for nobody.</summary>
public sealed record ApplicationAssigned(string? Assignee) : ApplicationEvent;

/// <summary>A note was written; its text stands with the person, under this id.</summary>
public sealed record NoteWritten(string NoteId) : ApplicationEvent;
