using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>What may happen to what a leaver owes back. <c>by</c> is the actor; every date is a London calendar day; money is gross pence.</summary>
public static class RecoveryDecisions
{
    /// <summary>The most instalments that a plan can have.</summary>
    public const int MostInstalments = 60;

    /// <summary>What somebody who has left owes of a payment made, by its scheme's rule; nothing where that comes to nothing.</summary>
    public static IEnumerable<RetentionEvent> Propose(RetentionLedger ledger, Payment payment, Leaving leaving, string by)
    {
        if (payment.PaidOn is { } paidOn)
        {
            var working = RecoveryWorking.Of(
                ledger.EnrolmentOf(payment), payment.Milestone, payment.AmountPence, paidOn, leaving.LastDayOn, leaving.Reason);
            if (working.OwedPence > 0)
            {
                yield return new RecoveryProposed(payment.Milestone.Number, working.OwedPence, by);
            }
        }
    }

    /// <summary>
    /// A second person approves (see <see cref="SecondPerson"/>). Only where the agreement was signed by the last day may anything be taken from pay
    /// (Employment Rights Act 1996, section 13).
    /// </summary>
    public static Decision<RetentionEvent> Approve(RetentionLedger ledger, int number, string by, string? approverPersonId) =>
        Decide(ledger, number, RecoveryAction.Approve, payment =>
            SecondPerson.Refuse(by, approverPersonId, payment.Recovery.ProposedBy, ledger.PersonId) is { } refusal ? refusal
            : !MayBeTakenFromPay(ledger, payment) ? Refusal.Rule(
                "agreement-not-signed",
                "The agreement to repay was not signed by the last day, so nothing may be taken from pay. Agree on a repayment plan, or give it up.")
            : new RecoveryApproved(number, by));

    /// <summary>Whether the agreement that a deduction from pay needs was signed by the last day.</summary>
    public static bool MayBeTakenFromPay(RetentionLedger ledger, Payment payment) =>
        ledger.EnrolmentOf(payment).AgreementSignedOn <= ledger.Leaving?.LastDayOn;

    /// <summary>
    /// Records that payroll has been told, under a stable key. Where the scheme says so, it may be set off against payments of the same scheme
    /// that are approved and not made yet.
    /// </summary>
    public static Decision<RetentionEvent> Instruct(RetentionLedger ledger, int number) =>
        Decide(ledger, number, RecoveryAction.Instruct, payment => new RecoveryInstructed(number, Key(ledger, payment), NetOff(ledger, payment)));

    /// <summary>Which instructions payroll may set a recovery off against, as it was decided when it was told.</summary>
    public static IReadOnlyList<NetOffInstruction> NetOffOf(RetentionLedger ledger, Payment payment) =>
    [
        .. payment.Recovery.NetOff.Select(against =>
            new NetOffInstruction(RetentionDecisions.PaymentKey(ledger, ledger.Find(against.Number)!), against.Pence)),
    ];

    /// <summary>Payroll has taken so much from pay; null for all of it. The same again changes nothing.</summary>
    public static Decision<RetentionEvent> Take(RetentionLedger ledger, int number, DateOnly on, long? pence)
    {
        if (ledger.Find(number) is not { Recovery: var recovery })
        {
            return RetentionDecisions.NoSuchPayment(number);
        }

        if (recovery.Receipts.Any(receipt => receipt.FromPay && receipt.On == on && (pence ?? recovery.OwedPence) == receipt.Pence))
        {
            return Array.Empty<RetentionEvent>();
        }

        var taken = pence ?? recovery.LeftPence;
        return Decide(ledger, number, RecoveryAction.TakePart, _ =>
            MoreThanOwed(recovery, taken) is { } refusal ? refusal : new RecoveryTaken(number, on, taken, recovery.LeftPence - taken));
    }

    /// <summary>Payroll says that it cannot recover the amount, and why: it is proposed again, for a second person to approve, plan or give up.</summary>
    public static Decision<RetentionEvent> Reject(RetentionLedger ledger, int number, string? reason) =>
        Decide(ledger, number, RecoveryAction.Reject, _ => Actor.RequireReason(reason) is { } refusal ? refusal : new RecoveryRejected(number, reason!));

    /// <summary>
    /// Payroll's answer to an instruction: taken, wholly or in part, or not. What was answered so before changes nothing; an answer to another than
    /// the open instruction is refused.
    /// </summary>
    public static Decision<RetentionEvent> Answer(RetentionLedger ledger, int number, Confirmation answer)
    {
        if (ledger.Find(number) is not { } payment)
        {
            return RetentionDecisions.NoSuchPayment(number);
        }

        var repeatsRejection = !answer.Confirmed
            && payment.Recovery is { State: RecoveryState.Proposed, Attempt: > 1 }
            && payment.Recovery.Reason == answer.Reason
            && answer.InstructionId == Key(ledger, number, payment.Recovery.Attempt - 1);
        return repeatsRejection ? Array.Empty<RetentionEvent>()
            : answer.InstructionId != Key(ledger, payment)
                ? Refusal.Rule("instruction-not-open", "The instruction was not given, or another has taken its place.")
            : answer.Confirmed ? Take(ledger, number, answer.On, answer.GrossPence)
            : Reject(ledger, number, answer.Reason);
    }

    /// <summary>
    /// A named person other than the leaver writes down what they agreed on with the leaver: the instalments add up to what is left. A plan can take
    /// the place of an earlier one.
    /// </summary>
    public static Decision<RetentionEvent> Plan(
        RetentionLedger ledger, int number, IReadOnlyList<Instalment> instalments, DateOnly today, string by, string? plannerPersonId) =>
        Decide(ledger, number, RecoveryAction.Plan, payment =>
            (SecondPerson.Refuse(by, plannerPersonId, null, ledger.PersonId) ?? Refusal.Of(Faults(instalments, payment.Recovery.LeftPence, today))) is { } refusal
                ? refusal
                : new RepaymentPlanned(number, instalments, by));

    /// <summary>A named person other than the leaver records what the leaver repaid under the plan: at most what is left.</summary>
    public static Decision<RetentionEvent> Repay(
        RetentionLedger ledger, int number, DateOnly on, long pence, DateOnly today, string by, string? recorderPersonId)
    {
        List<FieldError> errors = [];
        if (on > today || on < ledger.Leaving?.LastDayOn)
        {
            errors.Add(new("on", "between the last day and today"));
        }

        if (pence <= 0)
        {
            errors.Add(new("pence", "more than 0"));
        }

        return Decide(ledger, number, RecoveryAction.Repay, payment =>
            (SecondPerson.Refuse(by, recorderPersonId, null, ledger.PersonId) ?? Refusal.Of(errors) ?? MoreThanOwed(payment.Recovery, pence)) is { } refusal
                ? refusal
                : new RepaymentReceived(number, on, pence, payment.Recovery.LeftPence - pence));
    }

    /// <summary>Notes the instalments whose day has gone by without what was to be repaid by then; each once.</summary>
    public static Decision<RetentionEvent> NoteMissed(RetentionLedger ledger, DateOnly today)
    {
        List<RetentionEvent> happened = [];
        foreach (var payment in ledger.Payments.Where(payment => payment.Recovery.State == RecoveryState.Planned))
        {
            var plan = payment.Recovery.Plan!;
            while (plan.Next is { } next && plan.Instalments[next - 1].DueOn < today)
            {
                happened.Add(new InstalmentMissed(payment.Milestone.Number, next));
                plan = plan with { LastMissed = next };
            }
        }

        return happened;
    }

    /// <summary>A named person other than the leaver gives up what is left, and says why.</summary>
    public static Decision<RetentionEvent> Waive(RetentionLedger ledger, int number, string? reason, string by, string? waiverPersonId) =>
        Decide(ledger, number, RecoveryAction.Waive, _ =>
            (SecondPerson.Refuse(by, waiverPersonId, null, ledger.PersonId) ?? Actor.RequireReason(reason)) is { } refusal
                ? refusal
                : new RecoveryWaived(number, reason!, by));

    /// <summary>The stable key of a recovery's instruction: <c>{employment}/{number}/recover/{attempt}</c>.</summary>
    public static string Key(RetentionLedger ledger, Payment payment) => Key(ledger, payment.Milestone.Number, payment.Recovery.Attempt);

    private static string Key(RetentionLedger ledger, int number, int attempt) => $"{ledger.EmploymentId}/{number}/recover/{attempt}";

    private static List<NetOff> NetOff(RetentionLedger ledger, Payment owed)
    {
        List<NetOff> against = [];
        if (!ledger.EnrolmentOf(owed).Scheme.Recovery.NetOff)
        {
            return against;
        }

        var left = owed.Recovery.LeftPence;
        foreach (var payment in ledger.Payments.Where(payment =>
            payment.Enrolment == owed.Enrolment && payment.State is PaymentState.Approved or PaymentState.Instructed))
        {
            var number = payment.Milestone.Number;
            var free = payment.AmountPence
                - ledger.Payments.SelectMany(other => other.Recovery.NetOff).Where(other => other.Number == number).Sum(other => other.Pence);
            if (Math.Min(left, free) is > 0 and var pence)
            {
                left -= pence;
                against.Add(new(number, pence));
            }
        }

        return against;
    }

    private static List<FieldError> Faults(IReadOnlyList<Instalment> instalments, long leftPence, DateOnly today)
    {
        List<FieldError> faults = [];
        if (instalments.Count is 0 or > MostInstalments)
        {
            faults.Add(new("instalments", $"1 to {MostInstalments}"));
        }

        var earliest = today;
        for (var i = 0; i < instalments.Count; i++)
        {
            if (instalments[i].DueOn < earliest)
            {
                faults.Add(new($"instalments[{i}].dueOn", $"{earliest:yyyy-MM-dd} or later"));
            }

            if (instalments[i].Pence <= 0)
            {
                faults.Add(new($"instalments[{i}].pence", "more than 0"));
            }

            earliest = instalments[i].DueOn.AddDays(1);
        }

        if (faults.Count == 0 && instalments.Sum(instalment => (decimal)instalment.Pence) != leftPence)
        {
            faults.Add(new("instalments", $"together {leftPence} pence, as much as is left to repay"));
        }

        return faults;
    }

    private static Refusal? MoreThanOwed(PaymentRecovery recovery, long pence) => pence > recovery.LeftPence
        ? Refusal.Rule("more-than-owed", $"Only {Money.Format(recovery.LeftPence)} is left to repay.")
        : null;

    private static Decision<RetentionEvent> Decide(
        RetentionLedger ledger, int number, RecoveryAction action, Func<Payment, Decision<RetentionEvent>> decide) =>
        ledger.Find(number) is not { } payment ? RetentionDecisions.NoSuchPayment(number)
        : PaymentRecovery.Machine.Refuse(payment.Recovery.State, action) is { } refusal ? refusal
        : decide(payment);
}
