using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Where a pay run stands.</summary>
public enum PayRunState
{
    /// <summary>Has a cut-off; what is in it is not fixed yet.</summary>
    Drafted,

    /// <summary>Its payments are fixed; a second person must approve.</summary>
    Prepared,

    /// <summary>Approved; payroll has not been told, and the approval can still be taken back.</summary>
    Approved,

    /// <summary>Payroll is being told, payment by payment.</summary>
    GoingOut,

    /// <summary>Payroll has been told of every payment, but for those left out.</summary>
    Instructed,

    /// <summary>Given up before payroll was told.</summary>
    Cancelled,
}

/// <summary>What can be done with a pay run.</summary>
public enum PayRunStep
{
    /// <summary>Fix what is in it; also again.</summary>
    Prepare,

    /// <summary>A second person approves.</summary>
    Approve,

    /// <summary>The approval is taken back.</summary>
    WithdrawApproval,

    /// <summary>Tell payroll.</summary>
    Instruct,

    /// <summary>Every payment has gone out or was left out.</summary>
    Complete,

    /// <summary>Give it up.</summary>
    Cancel,
}

/// <summary>One payment of a pay run.</summary>
/// <param name="PaymentId">Which, <c>pay_…</c>.</param>
/// <param name="Pence">What it comes to, gross, in pence.</param>
public sealed record PayRunLine(string PaymentId, long Pence);

/// <summary>The payments of a pay run that belong to one scheme and one team.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Team">The team on the due date.</param>
/// <param name="Lines">The payments.</param>
public sealed record PayRunGroup(string SchemeId, string Team, IReadOnlyList<PayRunLine> Lines);

/// <summary>What is left of a scheme's budget.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="LeftPence">In pence, with everything promised taken off; null where it has no budget.</param>
public sealed record SchemeBudgetLeft(string SchemeId, long? LeftPence);

/// <summary>A payment that did not go out with its run.</summary>
/// <param name="PaymentId">Which.</param>
/// <param name="Code">Why not.</param>
public sealed record LeftOutOfRun(string PaymentId, string Code);

/// <summary>A month's payments, approved together: prepared by one person, approved by another, then told to payroll.</summary>
/// <param name="Id">Its id, <c>run_…</c>.</param>
/// <param name="CutOffOn">Payments that fell due by this day are in it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Groups">The payments, once fixed, by scheme and team.</param>
/// <param name="Budgets">What was left of the schemes' budgets when they were fixed.</param>
/// <param name="PreparedBy">Who fixed them.</param>
/// <param name="Preparers">Who had a hand in preparing any of it: none of them approves.</param>
/// <param name="ApprovedBy">Who approved.</param>
/// <param name="InstructedOn">The day payroll was told.</param>
/// <param name="LeftOut">What did not go out, and why.</param>
/// <param name="Reason">Why it was cancelled, or its approval taken back.</param>
public sealed record PayRun(
    string Id,
    DateOnly CutOffOn,
    PayRunState State,
    IReadOnlyList<PayRunGroup> Groups,
    IReadOnlyList<SchemeBudgetLeft> Budgets,
    string? PreparedBy,
    IReadOnlyList<string> Preparers,
    string? ApprovedBy,
    DateOnly? InstructedOn,
    IReadOnlyList<LeftOutOfRun> LeftOut,
    string? Reason)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<PayRunState, PayRunStep> Machine = new(
        PayRunState.Drafted,
        (PayRunState.Drafted, PayRunStep.Prepare, PayRunState.Prepared),
        (PayRunState.Drafted, PayRunStep.Cancel, PayRunState.Cancelled),
        (PayRunState.Prepared, PayRunStep.Prepare, PayRunState.Prepared),
        (PayRunState.Prepared, PayRunStep.Approve, PayRunState.Approved),
        (PayRunState.Prepared, PayRunStep.Cancel, PayRunState.Cancelled),
        (PayRunState.Approved, PayRunStep.Instruct, PayRunState.GoingOut),
        (PayRunState.Approved, PayRunStep.WithdrawApproval, PayRunState.Prepared),
        (PayRunState.Approved, PayRunStep.Cancel, PayRunState.Cancelled),
        (PayRunState.GoingOut, PayRunStep.Complete, PayRunState.Instructed));

    /// <summary>Every payment in it.</summary>
    [JsonIgnore]
    public IEnumerable<PayRunLine> Lines => Groups.SelectMany(group => group.Lines);

    /// <summary>What it comes to, gross, in pence.</summary>
    [JsonIgnore]
    public long TotalPence => Lines.Sum(line => line.Pence);

    /// <summary>The run after an event; null stands for before the first.</summary>
    public static PayRun Apply(PayRun? run, PayRunEvent happened) => happened switch
    {
        PayRunDrafted e => new(e.Id, e.CutOffOn, Machine.Initial, [], [], null, [], null, null, [], null),
        _ when run is null => throw new InvalidOperationException($"{happened.GetType().Name} before the draft."),
        PayRunPrepared e => run.After(PayRunStep.Prepare) with
        {
            Groups = e.Groups,
            Budgets = e.Budgets,
            PreparedBy = e.PreparedBy,
            Preparers = e.Preparers,
            Reason = null,
        },
        PayRunApproved e => run.After(PayRunStep.Approve) with { ApprovedBy = e.ApprovedBy, Reason = null },
        PayRunApprovalWithdrawn e => run.After(PayRunStep.WithdrawApproval) with { ApprovedBy = null, Reason = e.Reason },
        PayRunInstructed e => run.After(PayRunStep.Instruct) with { InstructedOn = e.On },
        PayRunCompleted e => run.After(PayRunStep.Complete) with { LeftOut = e.LeftOut },
        PayRunCancelled e => run.After(PayRunStep.Cancel) with { Reason = e.Reason },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private PayRun After(PayRunStep step) => this with { State = Machine.Next(State, step) };
}

/// <summary>Something that happened to a pay run. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(PayRunDrafted), nameof(PayRunDrafted))]
[JsonDerivedType(typeof(PayRunPrepared), nameof(PayRunPrepared))]
[JsonDerivedType(typeof(PayRunApproved), nameof(PayRunApproved))]
[JsonDerivedType(typeof(PayRunApprovalWithdrawn), nameof(PayRunApprovalWithdrawn))]
[JsonDerivedType(typeof(PayRunInstructed), nameof(PayRunInstructed))]
[JsonDerivedType(typeof(PayRunCompleted), nameof(PayRunCompleted))]
[JsonDerivedType(typeof(PayRunCancelled), nameof(PayRunCancelled))]
public abstract record PayRunEvent;

/// <summary>A run was drafted with a cut-off.</summary>
public sealed record PayRunDrafted(string Id, DateOnly CutOffOn) : PayRunEvent;

/// <summary>What is in it was fixed.</summary>
public sealed record PayRunPrepared(
    IReadOnlyList<PayRunGroup> Groups, IReadOnlyList<SchemeBudgetLeft> Budgets, string PreparedBy, IReadOnlyList<string> Preparers) : PayRunEvent;

/// <summary>A second person approved.</summary>
public sealed record PayRunApproved(string ApprovedBy) : PayRunEvent;

/// <summary>The approval was taken back before payroll was told.</summary>
public sealed record PayRunApprovalWithdrawn(string Reason) : PayRunEvent;

/// <summary>It was let out to payroll.</summary>
public sealed record PayRunInstructed(DateOnly On) : PayRunEvent;

/// <summary>Every payment went out, but for these.</summary>
public sealed record PayRunCompleted(IReadOnlyList<LeftOutOfRun> LeftOut) : PayRunEvent;

/// <summary>It was given up.</summary>
public sealed record PayRunCancelled(string Reason) : PayRunEvent;
