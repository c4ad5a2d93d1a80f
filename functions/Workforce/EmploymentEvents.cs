using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Something that happened to an employment. Who recorded it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(EmploymentStarted), nameof(EmploymentStarted))]
[JsonDerivedType(typeof(PositionChanged), nameof(PositionChanged))]
[JsonDerivedType(typeof(NoticeGiven), nameof(NoticeGiven))]
[JsonDerivedType(typeof(NoticeWithdrawn), nameof(NoticeWithdrawn))]
[JsonDerivedType(typeof(EmploymentLeft), nameof(EmploymentLeft))]
[JsonDerivedType(typeof(ProbationPassed), nameof(ProbationPassed))]
[JsonDerivedType(typeof(ProbationExtended), nameof(ProbationExtended))]
[JsonDerivedType(typeof(FormalProcessOpened), nameof(FormalProcessOpened))]
[JsonDerivedType(typeof(FormalProcessClosed), nameof(FormalProcessClosed))]
[JsonDerivedType(typeof(RegistrationChecked), nameof(RegistrationChecked))]
[JsonDerivedType(typeof(EmployeeCheckSeen), nameof(EmployeeCheckSeen))]
[JsonDerivedType(typeof(ReferencesRecorded), nameof(ReferencesRecorded))]
[JsonDerivedType(typeof(AbsenceRecorded), nameof(AbsenceRecorded))]
[JsonDerivedType(typeof(LeaveForgotten), nameof(LeaveForgotten))]
[JsonDerivedType(typeof(FixedTermSet), nameof(FixedTermSet))]
[JsonDerivedType(typeof(AssessedYearRecorded), nameof(AssessedYearRecorded))]
[JsonDerivedType(typeof(EmploymentCorrected), nameof(EmploymentCorrected))]
public abstract record EmploymentEvent;

/// <summary>Somebody started, out of an application or as imported; the position's first day is the start.</summary>
public sealed record EmploymentStarted(
    string EmploymentId,
    string PersonId,
    string? ApplicationId,
    string? PostId,
    ContractKind Contract,
    Position Position,
    DateOnly? ProbationEndsOn,
    string? FromStintId = null) : EmploymentEvent;

/// <summary>Role, team, grade or hours change from a date.</summary>
public sealed record PositionChanged(Position Position) : EmploymentEvent;

/// <summary>Notice was given on a day, to end the employment with another.</summary>
public sealed record NoticeGiven(DateOnly GivenOn, DateOnly LastDayOn) : EmploymentEvent;

/// <summary>Notice was withdrawn.</summary>
public sealed record NoticeWithdrawn(DateOnly On) : EmploymentEvent;

/// <summary>The employment ended with its last day.</summary>
public sealed record EmploymentLeft(DateOnly LastDayOn, LeavingReason Reason) : EmploymentEvent;

/// <summary>Probation was passed.</summary>
public sealed record ProbationPassed(DateOnly On) : EmploymentEvent;

/// <summary>Probation was extended to a later day.</summary>
public sealed record ProbationExtended(DateOnly EndsOn) : EmploymentEvent;

/// <summary>A formal process began.</summary>
public sealed record FormalProcessOpened(string Kind, DateOnly On) : EmploymentEvent;

/// <summary>A formal process ended.</summary>
public sealed record FormalProcessClosed(string Kind, DateOnly On) : EmploymentEvent;

/// <summary>The register was looked up.</summary>
public sealed record RegistrationChecked(DateOnly CheckedOn, RegistrationStatus Status, DateOnly? RegisteredUntil = null, string? SeenBy = null)
    : EmploymentEvent;

/// <summary>A check of safer recruitment was seen during the employment.</summary>
public sealed record EmployeeCheckSeen(EmployeeCheck Seen) : EmploymentEvent;

/// <summary>Payroll's own number of the employee was recorded.</summary>
public sealed record ReferencesRecorded(string PayrollReference) : EmploymentEvent;

/// <summary>Leave of months was recorded; leave recorded before with the same first day is replaced.</summary>
public sealed record AbsenceRecorded(Absence Absence) : EmploymentEvent;

/// <summary>Leave was recorded here; its time is over, and nothing is known of it any more.</summary>
public sealed record LeaveForgotten : EmploymentEvent;

/// <summary>The fixed term ends on a day: agreed at the start, or extended.</summary>
public sealed record FixedTermSet(DateOnly EndsOn) : EmploymentEvent;

/// <summary>What is known of the newly qualified year; it replaces what was known before.</summary>
public sealed record AssessedYearRecorded(AssessedYear Year) : EmploymentEvent;

/// <summary>Something was recorded wrongly; what is null was right.</summary>
/// <param name="Reason">Why it is corrected.</param>
/// <param name="StartedOn">The first day in truth.</param>
/// <param name="Position">What somebody did in truth from a day on.</param>
/// <param name="LastDayOn">The last day in truth.</param>
/// <param name="LeavingReason">Why they left in truth.</param>
public sealed record EmploymentCorrected(string Reason, DateOnly? StartedOn, Position? Position, DateOnly? LastDayOn, LeavingReason? LeavingReason) : EmploymentEvent;
