namespace RecruitRetain.Retention;

/// <summary>Something that happened to what a leaver owes of one payment.</summary>
/// <param name="Number">The payment's place in the plan, from 1.</param>
public abstract record RecoveryEvent(int Number) : PaymentEvent(Number);

/// <summary>What a leaver owes back was worked out, gross in pence.</summary>
public sealed record RecoveryProposed(int Number, long OwedPence, string ProposedBy) : RecoveryEvent(Number);

/// <summary>A second person approved the recovery.</summary>
public sealed record RecoveryApproved(int Number, string ApprovedBy) : RecoveryEvent(Number);

/// <summary>Payroll was told of the recovery, and against which payments it may set it off.</summary>
public sealed record RecoveryInstructed(int Number, string InstructionKey, IReadOnlyList<NetOff> NetOff) : RecoveryEvent(Number);

/// <summary>Payroll took so much from pay, and so much is left.</summary>
public sealed record RecoveryTaken(int Number, DateOnly On, long Pence, long LeftPence) : RecoveryEvent(Number);

/// <summary>Payroll could not recover it; a second person must decide again.</summary>
public sealed record RecoveryRejected(int Number, string Reason) : RecoveryEvent(Number);

/// <summary>It was agreed with the leaver what of the rest is repaid when. A later plan takes the place of an earlier one.</summary>
public sealed record RepaymentPlanned(int Number, IReadOnlyList<Instalment> Instalments, string PlannedBy) : RecoveryEvent(Number);

/// <summary>The leaver repaid so much under the plan, and so much is left.</summary>
public sealed record RepaymentReceived(int Number, DateOnly On, long Pence, long LeftPence) : RecoveryEvent(Number);

/// <summary>An instalment's day went by, and what was to be repaid by then was not.</summary>
/// <param name="Number">The payment's place in the plan, from 1.</param>
/// <param name="Instalment">The instalment's place in the repayment plan, from 1.</param>
public sealed record InstalmentMissed(int Number, int Instalment) : RecoveryEvent(Number);

/// <summary>A named person gave up what is left of the recovery.</summary>
public sealed record RecoveryWaived(int Number, string Reason, string WaivedBy) : RecoveryEvent(Number);
