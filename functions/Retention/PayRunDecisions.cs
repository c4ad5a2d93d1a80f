using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>What may be done with a pay run. <c>by</c> is the actor; every date is a London calendar day.</summary>
public static class PayRunDecisions
{
    /// <summary>How many payments a run takes; what is more needs an earlier cut-off and a second run.</summary>
    public const int MostPayments = 5_000;

    /// <summary>Drafts a run for what has fallen due by a day, today at most.</summary>
    public static Decision<PayRunEvent> Draft(string id, DateOnly cutOffOn, DateOnly today) =>
        cutOffOn > today ? Refusal.Of([new("cutOffOn", "today or earlier")])! : new PayRunDrafted(id, cutOffOn);

    /// <summary>Fixes what is in a run. A run that was prepared can be prepared again until it is approved.</summary>
    /// <param name="run">The run.</param>
    /// <param name="groups">The payments that may be paid, by scheme and team.</param>
    /// <param name="budgets">What is left of the schemes' budgets.</param>
    /// <param name="preparers">Who prepared single payments in it.</param>
    /// <param name="by">Who prepares the run.</param>
    public static Decision<PayRunEvent> Prepare(
        PayRun run, IReadOnlyList<PayRunGroup> groups, IReadOnlyList<SchemeBudgetLeft> budgets, IEnumerable<string> preparers, string by) =>
        (PayRun.Machine.Refuse(run.State, PayRunStep.Prepare) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : groups.Sum(group => group.Lines.Count) switch
        {
            0 => Refusal.Rule("nothing-to-pay", "No payment due by the cut-off may be paid and is in no other run."),
            > MostPayments => Refusal.Rule("too-many-payments", $"A run takes {MostPayments:N0} payments. Draft one with an earlier cut-off first."),
            _ => new PayRunPrepared(groups, budgets, by, [.. preparers.Where(Actor.IsPerson).Append(by).Distinct().Order(StringComparer.Ordinal)]),
        };

    /// <summary>A second person approves: nobody who prepared any of it, and nobody who is paid by it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="by">The approver.</param>
    /// <param name="theirs">The employments of the approver, as far as they are known to be the same person.</param>
    public static Decision<PayRunEvent> Approve(PayRun run, string by, IReadOnlySet<string> theirs) =>
        (PayRun.Machine.Refuse(run.State, PayRunStep.Approve) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : run.Lines.Any(line => theirs.Contains(PaymentIds.Read(PaymentIds.Payment, line.PaymentId)!.Value.EmploymentId))
            ? SecondPerson.IsBeneficiary
        : run.Preparers.Contains(by) ? SecondPerson.IsPreparer
        : new PayRunApproved(by);

    /// <summary>A named person takes the approval back before payroll is told, and says why.</summary>
    public static Decision<PayRunEvent> WithdrawApproval(PayRun run, string? reason, string by) =>
        (PayRun.Machine.Refuse(run.State, PayRunStep.WithdrawApproval) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new PayRunApprovalWithdrawn(reason!);

    /// <summary>A named person lets an approved run out to payroll.</summary>
    public static Decision<PayRunEvent> Instruct(PayRun run, DateOnly today, string by) =>
        (PayRun.Machine.Refuse(run.State, PayRunStep.Instruct) ?? Actor.RequirePerson(by)) is { } refusal ? refusal : new PayRunInstructed(today);

    /// <summary>Records that all has gone out, but for what was left out; a repeat changes nothing.</summary>
    public static Decision<PayRunEvent> Complete(PayRun run, IReadOnlyList<LeftOutOfRun> leftOut) =>
        run.State == PayRunState.Instructed ? Array.Empty<PayRunEvent>()
        : PayRun.Machine.Refuse(run.State, PayRunStep.Complete) is { } refusal ? refusal
        : new PayRunCompleted(leftOut);

    /// <summary>A named person gives a run up that payroll has not been told of, and says why. Its payments can be approved otherwise.</summary>
    public static Decision<PayRunEvent> Cancel(PayRun run, string? reason, string by) =>
        (PayRun.Machine.Refuse(run.State, PayRunStep.Cancel) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new PayRunCancelled(reason!);
}
