using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Where a payment stands.</summary>
public enum PaymentState
{
    /// <summary>Promised for a day.</summary>
    Scheduled,

    /// <summary>The day has come.</summary>
    Due,

    /// <summary>A gate is shut that can still open.</summary>
    Held,

    /// <summary>The claim has ended.</summary>
    NotPayable,

    /// <summary>To be paid; a second person must approve.</summary>
    Eligible,

    /// <summary>Approved.</summary>
    Approved,

    /// <summary>Payroll has been told.</summary>
    Instructed,

    /// <summary>Payroll has paid. Never edited again.</summary>
    Paid,

    /// <summary>Payroll could not pay; it can be prepared again.</summary>
    Rejected,

    /// <summary>Withdrawn before it was paid.</summary>
    Voided,
}

/// <summary>What can be done with a payment.</summary>
public enum PaymentStep
{
    /// <summary>The due date comes.</summary>
    FallDue,

    /// <summary>A gate is shut.</summary>
    Hold,

    /// <summary>The claim has ended.</summary>
    Disallow,

    /// <summary>Put it up for approval.</summary>
    Prepare,

    /// <summary>A second person approves.</summary>
    Approve,

    /// <summary>The approval is taken back before payroll is told.</summary>
    WithdrawApproval,

    /// <summary>Tell payroll.</summary>
    Instruct,

    /// <summary>Payroll has paid.</summary>
    ConfirmPaid,

    /// <summary>Payroll could not pay.</summary>
    ConfirmRejected,

    /// <summary>Withdraw it.</summary>
    Void,

    /// <summary>A named person holds it back.</summary>
    Withhold,

    /// <summary>A named person lets it be judged again.</summary>
    Release,
}

/// <summary>One payment of a ledger.</summary>
/// <param name="Enrolment">Under which of the ledger's enrolments, from 1.</param>
/// <param name="Milestone">What was promised for when.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AmountPence">What it comes to, gross: until it is prepared for the hours known; the milestone has the full-time amount.</param>
/// <param name="Reasons">Why it is held, not payable, rejected or voided, as HR knows it; while scheduled, what stands in its way.</param>
/// <param name="WithheldBy">Who holds it back, if a person does; time alone does not release it then.</param>
/// <param name="Attempt">How often it has been prepared; a new attempt is a new instruction with a key of its own.</param>
/// <param name="PreparedBy">Who prepared it.</param>
/// <param name="ApprovedBy">Who approved it.</param>
/// <param name="PaidOn">The day payroll paid it.</param>
/// <param name="Recovery">What is owed back, if anything.</param>
/// <param name="PromisedFor">The day promised on enrolment, where a career break has moved it; otherwise null.</param>
/// <param name="ToldStarter">What HR wants the starter to read instead of a reason of their own; null for the usual words.</param>
/// <param name="PayRunId">The pay run in which it was approved; null where it was approved by itself.</param>
/// <param name="InstructedOn">The day payroll was told of the present attempt.</param>
/// <param name="ClaimEnded">Whether it is held because, after its day, the claim has ended by the terms: a named person decides.</param>
/// <param name="LapsedUnder">The published terms by which the claim lapsed without anybody's decision; null where it did not.</param>
public sealed record Payment(
    int Enrolment,
    Milestone Milestone,
    PaymentState State,
    long AmountPence,
    IReadOnlyList<string> Reasons,
    string? WithheldBy,
    int Attempt,
    string? PreparedBy,
    string? ApprovedBy,
    DateOnly? PaidOn,
    PaymentRecovery Recovery,
    DateOnly? PromisedFor = null,
    string? ToldStarter = null,
    string? PayRunId = null,
    DateOnly? InstructedOn = null,
    bool ClaimEnded = false,
    PublishedTerms? LapsedUnder = null)
{
    /// <summary>The state machine of a payment.</summary>
    public static readonly Transitions<PaymentState, PaymentStep> Machine = new(
        PaymentState.Scheduled,
        (PaymentState.Scheduled, PaymentStep.FallDue, PaymentState.Due),
        (PaymentState.Scheduled, PaymentStep.Void, PaymentState.Voided),
        (PaymentState.Due, PaymentStep.Hold, PaymentState.Held),
        (PaymentState.Due, PaymentStep.Disallow, PaymentState.NotPayable),
        (PaymentState.Due, PaymentStep.Prepare, PaymentState.Eligible),
        (PaymentState.Due, PaymentStep.Void, PaymentState.Voided),
        (PaymentState.Held, PaymentStep.Hold, PaymentState.Held),
        (PaymentState.Held, PaymentStep.Disallow, PaymentState.NotPayable),
        (PaymentState.Held, PaymentStep.Prepare, PaymentState.Eligible),
        (PaymentState.Held, PaymentStep.Void, PaymentState.Voided),
        (PaymentState.Held, PaymentStep.Release, PaymentState.Due),
        (PaymentState.Eligible, PaymentStep.Approve, PaymentState.Approved),
        (PaymentState.Eligible, PaymentStep.Void, PaymentState.Voided),
        (PaymentState.Eligible, PaymentStep.Withhold, PaymentState.Held),
        (PaymentState.Approved, PaymentStep.Instruct, PaymentState.Instructed),
        (PaymentState.Approved, PaymentStep.WithdrawApproval, PaymentState.Eligible),
        (PaymentState.Approved, PaymentStep.Void, PaymentState.Voided),
        (PaymentState.Instructed, PaymentStep.ConfirmPaid, PaymentState.Paid),
        (PaymentState.Instructed, PaymentStep.ConfirmRejected, PaymentState.Rejected),
        (PaymentState.Rejected, PaymentStep.Prepare, PaymentState.Eligible),
        (PaymentState.Rejected, PaymentStep.Void, PaymentState.Voided));

    /// <summary>A payment as promised.</summary>
    public static Payment Scheduled(int enrolment, Milestone milestone) =>
        new(enrolment, milestone, Machine.Initial, milestone.AmountPence, [], null, 0, null, null, null, PaymentRecovery.Nothing);

    /// <summary>The payment after an event of its own.</summary>
    public Payment Apply(PaymentEvent happened) => happened switch
    {
        PaymentFellDue => After(PaymentStep.FallDue),
        PaymentHeld e => After(PaymentStep.Hold) with { Reasons = e.Reasons, ClaimEnded = e.ClaimEnded },
        PaymentDisallowed e => After(PaymentStep.Disallow) with { Reasons = e.Reasons, ClaimEnded = false, LapsedUnder = e.LapsedUnder },
        PaymentPrepared e => After(PaymentStep.Prepare) with
        {
            AmountPence = e.AmountPence,
            PreparedBy = e.PreparedBy,
            ApprovedBy = null,
            Attempt = Attempt + 1,
            Reasons = [],
            InstructedOn = null,
            ClaimEnded = false,
        },
        PaymentApproved e => After(PaymentStep.Approve) with { ApprovedBy = e.ApprovedBy, PayRunId = e.PayRunId },
        PaymentApprovalWithdrawn => After(PaymentStep.WithdrawApproval) with { ApprovedBy = null },
        PaymentInstructed e => After(PaymentStep.Instruct) with { InstructedOn = e.On },
        PaymentPaid e => After(PaymentStep.ConfirmPaid) with { PaidOn = e.PaidOn },
        PaymentRejected e => After(PaymentStep.ConfirmRejected) with { Reasons = [e.Reason] },
        PaymentWithheld e => After(PaymentStep.Withhold) with { Reasons = [e.Reason], WithheldBy = e.WithheldBy, ToldStarter = e.ToldStarter },
        PaymentReleased => After(PaymentStep.Release) with { Reasons = [], WithheldBy = null, ToldStarter = null },
        PaymentVoided e => After(PaymentStep.Void) with { Reasons = [e.Reason], ToldStarter = e.ToldStarter, ClaimEnded = false, LapsedUnder = e.LapsedUnder },
        RecoveryEvent e => this with { Recovery = Recovery.Apply(e) },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>The payment with the day and the amount that the employment, as it is known now, leads to. Only what is scheduled is ever revised.</summary>
    public Payment Revise(RevisedPayment revised) => State == PaymentState.Scheduled
        ? this with
        {
            Milestone = Milestone with { QualifyingFrom = revised.QualifyingFrom, DueOn = revised.DueOn },
            AmountPence = revised.AmountPence,
            Reasons = revised.Reasons,
            PromisedFor = revised.DueOn == (PromisedFor ?? Milestone.DueOn) ? null : PromisedFor ?? Milestone.DueOn,
        }
        : throw new InvalidOperationException($"A payment that is {State} is not revised.");

    private Payment After(PaymentStep step) => this with { State = Machine.Next(State, step) };
}
