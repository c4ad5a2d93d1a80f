namespace RecruitRetain.Retention;

/// <summary>What a look at a plan found to do.</summary>
/// <param name="Progress">How far it has come, once that is done.</param>
/// <param name="Instructions">What payroll must be told.</param>
/// <param name="Letters">What must be written.</param>
/// <param name="LookAgainAt">When time alone will change something (UTC); null for not before a nudge.</param>
/// <param name="Ended">Whether nothing binds any more.</param>
public sealed record RetentionOutlook(
    RetentionProgress Progress,
    IReadOnlyList<InstructionDue> Instructions,
    IReadOnlyList<LetterDue> Letters,
    DateTimeOffset? LookAgainAt,
    bool Ended);

/// <summary>Payroll must be told of an approved payment, or of the recovery of one.</summary>
/// <param name="EmploymentId">Whose.</param>
/// <param name="Number">The payment's place in the scheme.</param>
/// <param name="Recovery">Whether it is to be recovered.</param>
public sealed record InstructionDue(string EmploymentId, int Number, bool Recovery);

/// <summary>A letter must be written.</summary>
/// <param name="EmploymentId">About whose plan.</param>
/// <param name="Kind">Which letter.</param>
/// <param name="Key">The letter's stable key within the employment.</param>
/// <param name="Number">The payment it is about, or the first of the scheme joined; 0 for the whole plan.</param>
public sealed record LetterDue(string EmploymentId, RetentionLetter Kind, string Key, int Number);

/// <summary>The letters of a retention plan.</summary>
public enum RetentionLetter
{
    /// <summary>To the starter: the scheme and its days.</summary>
    Welcome,

    /// <summary>To the starter: what has become of the payments still to come.</summary>
    Changed,

    /// <summary>To the starter, 30 days before.</summary>
    Reminder,

    /// <summary>To HR: a payment awaits a second person.</summary>
    ApprovalWanted,

    /// <summary>To the starter: what holds a payment.</summary>
    Held,

    /// <summary>To HR: the same.</summary>
    HeldForHr,

    /// <summary>To the starter: a payment will not be made.</summary>
    NotPayable,

    /// <summary>To the starter: approved and sent to payroll.</summary>
    Approved,

    /// <summary>To the starter: paid, and until when it binds.</summary>
    Paid,

    /// <summary>To HR: payroll could not do it.</summary>
    Rejected,

    /// <summary>To the leaver: what ends and what is owed, line by line.</summary>
    Leaving,

    /// <summary>To HR: a recovery awaits a second person.</summary>
    RecoveryApprovalWanted,

    /// <summary>To HR: payroll could not recover it.</summary>
    RecoveryRejected,

    /// <summary>To HR: the final pay covered a part only.</summary>
    RecoveryOutstanding,

    /// <summary>To the leaver: what is repaid when.</summary>
    RepaymentPlanned,

    /// <summary>To the leaver: a part has come in, and so much is left.</summary>
    RepaymentReceived,

    /// <summary>To the leaver: an instalment has not come in.</summary>
    InstalmentMissed,

    /// <summary>To HR: the same.</summary>
    InstalmentMissedForHr,

    /// <summary>To the leaver: payroll recovers it.</summary>
    Recovering,

    /// <summary>To the leaver: repaid.</summary>
    Recovered,

    /// <summary>To the leaver: given up.</summary>
    Waived,

    /// <summary>To the starter: nothing binds any more.</summary>
    TieInEnded,
}
