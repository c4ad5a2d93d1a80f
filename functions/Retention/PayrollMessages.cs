namespace RecruitRetain.Retention;

/// <summary>What payroll is told on <c>payroll-instructions</c>: one gross amount to pay or to recover. Net pay and tax are payroll's business.</summary>
/// <param name="InstructionId">The key to confirm it by; also the message's id. A repeat has the same.</param>
/// <param name="Kind">Which way the money goes.</param>
/// <param name="EmploymentId">Whose.</param>
/// <param name="PayrollReference">Payroll's own number of the employee, where known.</param>
/// <param name="GrossPence">How much, gross, in pence.</param>
/// <param name="SchemeId">Under which scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="MilestoneMonths">For which milestone, in months after the anchor; null for a yearly payment.</param>
/// <param name="DueOn">The day the payment fell due.</param>
/// <param name="TaxYear">The tax year of the payment: the present one, or for a recovery that in which it was paid.</param>
/// <param name="NetOff">For a recovery: the payments from which so much of it may be taken; from others nothing may.</param>
/// <param name="PayRunId">The pay run with which a payment goes out, if it does.</param>
public sealed record PayrollInstruction(
    string InstructionId,
    PayrollInstructionKind Kind,
    string EmploymentId,
    string? PayrollReference,
    long GrossPence,
    string SchemeId,
    int Version,
    int? MilestoneMonths,
    DateOnly DueOn,
    string TaxYear,
    IReadOnlyList<NetOffInstruction> NetOff,
    string? PayRunId = null)
{
    /// <summary>The instruction to make a payment, or to recover one, as the plan stands.</summary>
    /// <param name="ledger">The plan.</param>
    /// <param name="payment">The payment, instructed.</param>
    /// <param name="kind">Which way the money goes.</param>
    /// <param name="payrollReference">Payroll's own number, as HR or the import recorded it with the employment.</param>
    public static PayrollInstruction Of(RetentionLedger ledger, Payment payment, PayrollInstructionKind kind, string? payrollReference)
    {
        var (recovers, scheme) = (kind == PayrollInstructionKind.Recovery, ledger.EnrolmentOf(payment).Scheme);
        return new(
            recovers ? RecoveryDecisions.Key(ledger, payment) : RetentionDecisions.PaymentKey(ledger, payment),
            kind,
            ledger.EmploymentId,
            payrollReference,
            recovers ? payment.Recovery.OwedPence : payment.AmountPence,
            scheme.Id,
            scheme.Version,
            payment.Milestone.Months,
            payment.Milestone.DueOn,
            Retention.TaxYear.Of(recovers ? payment.PaidOn!.Value : payment.InstructedOn!.Value),
            recovers ? RecoveryDecisions.NetOffOf(ledger, payment) : [],
            recovers ? null : payment.PayRunId);
    }
}

/// <summary>A payment from which payroll may take part of a recovery.</summary>
/// <param name="InstructionId">The payment's instruction.</param>
/// <param name="Pence">At most so much, gross, in pence.</param>
public sealed record NetOffInstruction(string InstructionId, long Pence);

/// <summary>Which way the money goes.</summary>
public enum PayrollInstructionKind
{
    /// <summary>To the employee.</summary>
    Payment,

    /// <summary>Back from the employee.</summary>
    Recovery,
}
