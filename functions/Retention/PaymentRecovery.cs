using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Where the recovery of a paid payment stands.</summary>
public enum RecoveryState
{
    /// <summary>Nothing to recover.</summary>
    None,

    /// <summary>Worked out; a second person must approve.</summary>
    Proposed,

    /// <summary>Approved.</summary>
    Approved,

    /// <summary>Payroll has been told.</summary>
    Instructed,

    /// <summary>The final pay did not cover it all: what is left is to be planned, or given up.</summary>
    Outstanding,

    /// <summary>It is repaid by instalments.</summary>
    Planned,

    /// <summary>Repaid.</summary>
    Recovered,

    /// <summary>What was left is given up by a named person.</summary>
    Waived,
}

/// <summary>What can be done about a recovery.</summary>
public enum RecoveryAction
{
    /// <summary>Work it out.</summary>
    Propose,

    /// <summary>A second person approves.</summary>
    Approve,

    /// <summary>Tell payroll.</summary>
    Instruct,

    /// <summary>Payroll took part of it.</summary>
    TakePart,

    /// <summary>Payroll could not recover it.</summary>
    Reject,

    /// <summary>Agree with the leaver on instalments.</summary>
    Plan,

    /// <summary>The leaver repays a part.</summary>
    Repay,

    /// <summary>Nothing is left to repay.</summary>
    Settle,

    /// <summary>Give up what is left.</summary>
    Waive,
}

/// <summary>Money that came back.</summary>
/// <param name="On">On which day.</param>
/// <param name="Pence">How much, gross, in pence.</param>
/// <param name="FromPay">Whether payroll took it from pay; otherwise the leaver repaid it under a plan.</param>
public sealed record Receipt(DateOnly On, long Pence, bool FromPay);

/// <summary>A part to be repaid by a day.</summary>
/// <param name="DueOn">By which day.</param>
/// <param name="Pence">How much, gross, in pence.</param>
public sealed record Instalment(DateOnly DueOn, long Pence);

/// <summary>What final pay could not cover, by instalments that add up to it.</summary>
/// <param name="Instalments">In the order of their days.</param>
/// <param name="PlannedBy">Who agreed on it with the leaver.</param>
/// <param name="RepaidPence">What was repaid since, in whatever parts; it covers the instalments in their order.</param>
/// <param name="LastMissed">The place of the last instalment that was noted as missed, from 1; 0 for none.</param>
public sealed record RepaymentPlan(IReadOnlyList<Instalment> Instalments, string PlannedBy, long RepaidPence = 0, int LastMissed = 0)
{
    /// <summary>The first instalment that is not covered and was not noted as missed, from 1; null when there is none.</summary>
    [JsonIgnore]
    public int? Next
    {
        get
        {
            var promised = 0L;
            for (var i = 0; i < Instalments.Count; i++)
            {
                promised += Instalments[i].Pence;
                if (promised > RepaidPence && i + 1 > LastMissed)
                {
                    return i + 1;
                }
            }

            return null;
        }
    }
}

/// <summary>What payroll may take from a payment that is not made yet, because the scheme says so.</summary>
/// <param name="Number">The payment's place in the plan, from 1.</param>
/// <param name="Pence">How much of it, gross, in pence.</param>
public sealed record NetOff(int Number, long Pence);

/// <summary>What a leaver owes of one payment. What came back is never more than that.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="OwedPence">Gross, in pence, as it was worked out.</param>
/// <param name="ProposedBy">Who worked it out.</param>
/// <param name="ApprovedBy">Who approved it, or gave it up.</param>
/// <param name="Attempt">How often it has been put up for approval; a new attempt is a new instruction with a key of its own.</param>
/// <param name="Reason">Why payroll could not recover it, or why it was given up.</param>
/// <param name="Receipts">What came back, in order.</param>
/// <param name="NetOff">Against which payments payroll may set it off; empty unless the scheme says so.</param>
/// <param name="Plan">How the rest is repaid; null while there is no plan.</param>
public sealed record PaymentRecovery(
    RecoveryState State,
    long OwedPence,
    string? ProposedBy,
    string? ApprovedBy,
    int Attempt,
    string? Reason,
    IReadOnlyList<Receipt> Receipts,
    IReadOnlyList<NetOff> NetOff,
    RepaymentPlan? Plan)
{
    /// <summary>The state machine of a recovery.</summary>
    public static readonly Transitions<RecoveryState, RecoveryAction> Machine = new(
        RecoveryState.None,
        (RecoveryState.None, RecoveryAction.Propose, RecoveryState.Proposed),
        (RecoveryState.Proposed, RecoveryAction.Approve, RecoveryState.Approved),
        (RecoveryState.Proposed, RecoveryAction.Plan, RecoveryState.Planned),
        (RecoveryState.Proposed, RecoveryAction.Waive, RecoveryState.Waived),
        (RecoveryState.Approved, RecoveryAction.Instruct, RecoveryState.Instructed),
        (RecoveryState.Approved, RecoveryAction.Waive, RecoveryState.Waived),
        (RecoveryState.Instructed, RecoveryAction.Settle, RecoveryState.Recovered),
        (RecoveryState.Instructed, RecoveryAction.TakePart, RecoveryState.Outstanding),
        (RecoveryState.Instructed, RecoveryAction.Reject, RecoveryState.Proposed),
        (RecoveryState.Outstanding, RecoveryAction.Plan, RecoveryState.Planned),
        (RecoveryState.Outstanding, RecoveryAction.Waive, RecoveryState.Waived),
        (RecoveryState.Planned, RecoveryAction.Plan, RecoveryState.Planned),
        (RecoveryState.Planned, RecoveryAction.Repay, RecoveryState.Planned),
        (RecoveryState.Planned, RecoveryAction.Settle, RecoveryState.Recovered),
        (RecoveryState.Planned, RecoveryAction.Waive, RecoveryState.Waived));

    /// <summary>Nothing to recover.</summary>
    public static readonly PaymentRecovery Nothing = new(Machine.Initial, 0, null, null, 0, null, [], [], null);

    /// <summary>What came back, gross, in pence.</summary>
    [JsonIgnore]
    public long RecoveredPence => Receipts.Sum(receipt => receipt.Pence);

    /// <summary>What was given up, gross, in pence.</summary>
    [JsonIgnore]
    public long WaivedPence => State == RecoveryState.Waived ? OwedPence - RecoveredPence : 0;

    /// <summary>What is still owed, gross, in pence.</summary>
    [JsonIgnore]
    public long LeftPence => OwedPence - RecoveredPence - WaivedPence;

    /// <summary>Whether nothing is left to be decided or repaid.</summary>
    [JsonIgnore]
    public bool IsSettled => State == RecoveryState.None || Machine.IsTerminal(State);

    /// <summary>The recovery after an event.</summary>
    public PaymentRecovery Apply(RecoveryEvent happened) => happened switch
    {
        RecoveryProposed e => After(RecoveryAction.Propose) with { OwedPence = e.OwedPence, ProposedBy = e.ProposedBy, Attempt = 1 },
        RecoveryApproved e => After(RecoveryAction.Approve) with { ApprovedBy = e.ApprovedBy },
        RecoveryInstructed e => After(RecoveryAction.Instruct) with { NetOff = e.NetOff },
        RecoveryTaken e => After(e.LeftPence == 0 ? RecoveryAction.Settle : RecoveryAction.TakePart) with
        {
            Receipts = [.. Receipts, new(e.On, e.Pence, true)],
        },
        RecoveryRejected e => After(RecoveryAction.Reject) with { ApprovedBy = null, Attempt = Attempt + 1, Reason = e.Reason, NetOff = [] },
        RepaymentPlanned e => After(RecoveryAction.Plan) with { Plan = new(e.Instalments, e.PlannedBy) },
        RepaymentReceived e => After(e.LeftPence == 0 ? RecoveryAction.Settle : RecoveryAction.Repay) with
        {
            Receipts = [.. Receipts, new(e.On, e.Pence, false)],
            Plan = Plan! with { RepaidPence = Plan.RepaidPence + e.Pence },
        },
        InstalmentMissed e => this with { Plan = Plan! with { LastMissed = e.Instalment } },
        RecoveryWaived e => After(RecoveryAction.Waive) with { ApprovedBy = e.WaivedBy, Reason = e.Reason },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private PaymentRecovery After(RecoveryAction action) => this with { State = Machine.Next(State, action) };
}
