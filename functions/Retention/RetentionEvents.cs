using System.Text.Json.Serialization;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Something that happened in a retention ledger. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(EnrolledInScheme), nameof(EnrolledInScheme))]
[JsonDerivedType(typeof(AgreementSigned), nameof(AgreementSigned))]
[JsonDerivedType(typeof(LeaverRecorded), nameof(LeaverRecorded))]
[JsonDerivedType(typeof(ScheduleRevised), nameof(ScheduleRevised))]
[JsonDerivedType(typeof(PaymentFellDue), nameof(PaymentFellDue))]
[JsonDerivedType(typeof(PaymentHeld), nameof(PaymentHeld))]
[JsonDerivedType(typeof(PaymentDisallowed), nameof(PaymentDisallowed))]
[JsonDerivedType(typeof(PaymentPrepared), nameof(PaymentPrepared))]
[JsonDerivedType(typeof(PaymentApproved), nameof(PaymentApproved))]
[JsonDerivedType(typeof(PaymentApprovalWithdrawn), nameof(PaymentApprovalWithdrawn))]
[JsonDerivedType(typeof(PaymentInstructed), nameof(PaymentInstructed))]
[JsonDerivedType(typeof(PaymentPaid), nameof(PaymentPaid))]
[JsonDerivedType(typeof(PaymentRejected), nameof(PaymentRejected))]
[JsonDerivedType(typeof(PaymentVoided), nameof(PaymentVoided))]
[JsonDerivedType(typeof(PaymentWithheld), nameof(PaymentWithheld))]
[JsonDerivedType(typeof(PaymentReleased), nameof(PaymentReleased))]
[JsonDerivedType(typeof(RecoveryProposed), nameof(RecoveryProposed))]
[JsonDerivedType(typeof(RecoveryApproved), nameof(RecoveryApproved))]
[JsonDerivedType(typeof(RecoveryInstructed), nameof(RecoveryInstructed))]
[JsonDerivedType(typeof(RecoveryTaken), nameof(RecoveryTaken))]
[JsonDerivedType(typeof(RecoveryRejected), nameof(RecoveryRejected))]
[JsonDerivedType(typeof(RepaymentPlanned), nameof(RepaymentPlanned))]
[JsonDerivedType(typeof(RepaymentReceived), nameof(RepaymentReceived))]
[JsonDerivedType(typeof(InstalmentMissed), nameof(InstalmentMissed))]
[JsonDerivedType(typeof(RecoveryWaived), nameof(RecoveryWaived))]
public abstract record RetentionEvent;

/// <summary>Something that happened to one payment of the ledger.</summary>
/// <param name="Number">The payment's place in the scheme, from 1.</param>
public abstract record PaymentEvent(int Number) : RetentionEvent;

/// <summary>Somebody was enrolled in a scheme, the first or one more; its terms and the payments that it promises are pinned.</summary>
public sealed record EnrolledInScheme(
    string EmploymentId, string PersonId, SchemeEnrolment Enrolment, IReadOnlyList<Milestone> Milestones) : RetentionEvent;

/// <summary>The agreement to repay on leaving was signed, for every scheme joined so far.</summary>
public sealed record AgreementSigned(DateOnly On) : RetentionEvent;

/// <summary>The employment ended.</summary>
public sealed record LeaverRecorded(DateOnly LastDayOn, LeavingReason Reason) : RetentionEvent;

/// <summary>What a payment still to come looks like after a change in the employment.</summary>
/// <param name="Number">The payment's place in the plan.</param>
/// <param name="QualifyingFrom">The first day of the service it rewards.</param>
/// <param name="DueOn">The day it falls due.</param>
/// <param name="AmountPence">Gross, in pence, for the hours known.</param>
/// <param name="Reasons">What stands in its way.</param>
public sealed record RevisedPayment(int Number, DateOnly QualifyingFrom, DateOnly DueOn, long AmountPence, IReadOnlyList<string> Reasons);

/// <summary>A change in the employment gave payments still to come another day, another amount, or something in their way or out of it.</summary>
/// <param name="Payments">Those payments, as they are now.</param>
/// <param name="OnJoining">Whether it is no change, but how the employment stood when somebody joined.</param>
public sealed record ScheduleRevised(IReadOnlyList<RevisedPayment> Payments, bool OnJoining = false) : RetentionEvent;

/// <summary>The due date came.</summary>
public sealed record PaymentFellDue(int Number) : PaymentEvent(Number);

/// <summary>A gate was shut that can still open; or, after its day, one by which the claim ends, which is then for a named person to decide.</summary>
/// <param name="Number">The payment's place in the scheme, from 1.</param>
/// <param name="Reasons">Which, in kebab-case.</param>
/// <param name="ClaimEnded">Whether the claim ends by it.</param>
public sealed record PaymentHeld(int Number, IReadOnlyList<string> Reasons, bool ClaimEnded = false) : PaymentEvent(Number);

/// <summary>The claim lapsed on its day, by the published terms. Nobody decides that; after the day nobody but a named person can.</summary>
/// <param name="Number">The payment's place in the scheme, from 1.</param>
/// <param name="Reasons">By which of the gates, in kebab-case.</param>
/// <param name="LapsedUnder">The terms; null where it was recorded before this was.</param>
public sealed record PaymentDisallowed(int Number, IReadOnlyList<string> Reasons, PublishedTerms? LapsedUnder = null) : PaymentEvent(Number);

/// <summary>The terms of a scheme as they were published, under which a claim lapsed without anybody's decision.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Version">Its version.</param>
public sealed record PublishedTerms(string SchemeId, int Version);

/// <summary>The gates were open: the amount is worked out, gross in pence, and waits for a second person.</summary>
public sealed record PaymentPrepared(int Number, long AmountPence, string PreparedBy) : PaymentEvent(Number);

/// <summary>A second person approved, by itself or in a pay run.</summary>
public sealed record PaymentApproved(int Number, string ApprovedBy, string? PayRunId = null) : PaymentEvent(Number);

/// <summary>The approval was taken back before payroll was told.</summary>
public sealed record PaymentApprovalWithdrawn(int Number, string Reason, string WithdrawnBy) : PaymentEvent(Number);

/// <summary>Payroll was told on a day, under a key that makes a repeat recognisable.</summary>
public sealed record PaymentInstructed(int Number, string InstructionKey, DateOnly On) : PaymentEvent(Number);

/// <summary>Payroll paid.</summary>
public sealed record PaymentPaid(int Number, DateOnly PaidOn) : PaymentEvent(Number);

/// <summary>Payroll could not pay.</summary>
public sealed record PaymentRejected(int Number, string Reason) : PaymentEvent(Number);

/// <summary>Withdrawn before it was paid, by a named person; or lapsed, because the employment had ended before its day.</summary>
/// <param name="Number">The payment's place in the scheme, from 1.</param>
/// <param name="Reason">The person's reason, or a code.</param>
/// <param name="ToldStarter">What the starter reads, where HR chose the words.</param>
/// <param name="LapsedUnder">The terms by which it lapsed; null where a person withdrew it, or it was recorded before this was.</param>
public sealed record PaymentVoided(int Number, string Reason, string? ToldStarter = null, PublishedTerms? LapsedUnder = null) : PaymentEvent(Number);

/// <summary>A named person holds the payment back until somebody releases it.</summary>
public sealed record PaymentWithheld(int Number, string Reason, string WithheldBy, string? ToldStarter = null) : PaymentEvent(Number);

/// <summary>A named person let the payment be judged again.</summary>
public sealed record PaymentReleased(int Number, string ReleasedBy) : PaymentEvent(Number);
