using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>The words of the letters to leavers, and of those to HR about what leavers owe.</summary>
public static class RecoveryLetters
{
    /// <summary>The letters that an event brings about.</summary>
    public static RetentionLetter[] For(RecoveryEvent happened) => happened switch
    {
        RecoveryProposed => [RetentionLetter.RecoveryApprovalWanted],
        RecoveryInstructed => [RetentionLetter.Recovering],
        RecoveryRejected => [RetentionLetter.RecoveryRejected],
        RecoveryTaken { LeftPence: > 0 } => [RetentionLetter.RecoveryOutstanding],
        RepaymentPlanned => [RetentionLetter.RepaymentPlanned],
        RepaymentReceived { LeftPence: > 0 } => [RetentionLetter.RepaymentReceived],
        InstalmentMissed => [RetentionLetter.InstalmentMissed, RetentionLetter.InstalmentMissedForHr],
        RecoveryTaken or RepaymentReceived => [RetentionLetter.Recovered],
        RecoveryWaived => [RetentionLetter.Waived],
        _ => [],
    };

    /// <summary>The letter to HR of that kind; null when the kind goes to the person. HR's letters carry ids, never names.</summary>
    public static Letter? ForHr(RetentionLetter kind, RetentionLedger ledger, Payment? payment) => kind switch
    {
        RetentionLetter.RecoveryApprovalWanted => new(
            $"A recovery of {Money.Format(payment!.Recovery.OwedPence)} awaits approval",
            [
                $"Recovery {RecoveryId(ledger, payment)} of employment {ledger.EmploymentId} was worked out by the scheme's rule.",
                RecoveryDecisions.MayBeTakenFromPay(ledger, payment)
                    ? "It needs the approval of a second person, or can be waived with a reason."
                    : "The agreement to repay was not signed by the last day, so it cannot be taken from pay: agree on a repayment plan, or waive it with a reason.",
            ]),
        RetentionLetter.RecoveryRejected => new(
            "Payroll could not recover a retention payment",
            [
                $"Recovery {RecoveryId(ledger, payment!)} of employment {ledger.EmploymentId}: {payment!.Recovery.Reason}.",
                "It can be approved again, written as a repayment plan, or waived with a reason.",
            ]),
        RetentionLetter.RecoveryOutstanding => new(
            $"{Money.Format(payment!.Recovery.LeftPence)} of a recovery is outstanding",
            [
                $"Of recovery {RecoveryId(ledger, payment)} of employment {ledger.EmploymentId} the final pay covered {Money.Format(payment.Recovery.RecoveredPence)} only.",
                "Please agree with the leaver on a repayment plan for the rest, or waive it with a reason.",
            ]),
        RetentionLetter.InstalmentMissedForHr => new(
            "An instalment has not come in",
            [
                $"An instalment of recovery {RecoveryId(ledger, payment!)} of employment {ledger.EmploymentId} has not come in by its day; {Money.Format(payment!.Recovery.LeftPence)} is left.",
                "The leaver has been written to. The plan can be changed, or the rest waived with a reason.",
            ]),
        _ => null,
    };

    /// <summary>The letter to the person of that kind.</summary>
    /// <exception cref="InvalidOperationException">The kind goes to HR.</exception>
    public static Letter ForPerson(RetentionLetter kind, string name, RetentionLedger ledger, Payment? payment) => kind switch
    {
        RetentionLetter.Leaving => Leaving(name, ledger),
        RetentionLetter.Recovering => new(
            $"Repayment of {Money.Format(payment!.Recovery.OwedPence)}",
            [
                $"Dear {name},",
                "A second person has checked what is owed back, and payroll has been asked to recover it:",
                string.Join('\n', Working(ledger).Where(line => line.Number == payment.Milestone.Number).Select(line => Line(ledger, line))),
                .. payment.Recovery.NetOff.Select(against =>
                    $"{Money.Format(against.Pence)} of it may be set off against your payment due on {UkCalendar.Words(ledger.Find(against.Number)!.Milestone.DueOn)}."),
                "If this is hard for you, please talk to HR before it is taken.",
            ]),
        RetentionLetter.Recovered => new(
            "Your repayment is complete",
            [$"Dear {name},", $"{Money.Format(payment!.Recovery.OwedPence)} has been repaid. Nothing more is owed for this payment."]),
        RetentionLetter.RepaymentPlanned => new(
            "Your repayment plan",
            [
                $"Dear {name},",
                $"As agreed with you, {Money.Format(payment!.Recovery.LeftPence)} is repaid like this:",
                string.Join('\n', payment.Recovery.Plan!.Instalments.Select(instalment => $"by {UkCalendar.Words(instalment.DueOn)}: {Money.Format(instalment.Pence)}")),
                "If something comes in between, please talk to HR: the plan can be changed.",
            ]),
        RetentionLetter.RepaymentReceived => new(
            "Thank you for your repayment",
            [$"Dear {name},", $"{Money.Format(payment!.Recovery.RecoveredPence)} has been repaid so far; {Money.Format(payment.Recovery.LeftPence)} is left."]),
        RetentionLetter.InstalmentMissed => new(
            "Your repayment has not reached us",
            [
                $"Dear {name},",
                $"What you agreed to repay by now has not reached us yet; {Money.Format(payment!.Recovery.LeftPence)} is left. If you have sent it in the last days, thank you.",
                "If you cannot repay it now, please talk to HR: the plan can be changed.",
            ]),
        RetentionLetter.Waived => new(
            "You need not repay this payment",
            [$"Dear {name},", $"The council has given up the repayment of {Money.Format(payment!.Recovery.WaivedPence)}. You owe nothing for this payment."]),
        _ => throw new InvalidOperationException($"{kind} does not go to the person."),
    };

    private static Letter Leaving(string name, RetentionLedger ledger)
    {
        var working = Working(ledger);
        var owed = working.Sum(line => line.OwedPence);
        List<string> paragraphs =
        [
            $"Dear {name},",
            $"Your employment with us ended on {UkCalendar.Words(ledger.Leaving!.LastDayOn)}. Payments that would have fallen due after that day will not be made.",
        ];
        if (working.Count > 0)
        {
            paragraphs.Add("This is what becomes of the payments you had:");
            paragraphs.Add(string.Join('\n', working.Select(line => Line(ledger, line))));
        }

        paragraphs.Add(owed == 0
            ? "You owe nothing. Thank you for your work."
            : $"Together {Money.Format(owed)} before tax would have to be repaid. Before anything is taken, a second person checks this, and we write to you again.");
        return new("Your retention payments and your leaving", paragraphs);
    }

    private static IReadOnlyList<RecoveryWorking> Working(RetentionLedger ledger) =>
        RecoveryWorking.Of(ledger, ledger.Leaving!.LastDayOn, ledger.Leaving.Reason);

    private static string Line(RetentionLedger ledger, RecoveryWorking line) => $"{Money.Format(line.PaidPence)} paid on {UkCalendar.Words(line.PaidOn)}: "
        + (line.TieInMonths == 0 ? "not tied, nothing to be repaid"
        : line.Exempt ? $"nothing to be repaid, because of the reason for leaving ({Json.Word(ledger.Leaving!.Reason).Replace('-', ' ')})"
        : $"{line.MonthsServed} full months of {line.TieInMonths} served from {UkCalendar.Words(line.TieInFrom)}, to be repaid {Money.Format(line.OwedPence)}");

    private static string RecoveryId(RetentionLedger ledger, Payment payment) =>
        PaymentIds.Of(PaymentIds.Recovery, ledger.EmploymentId, payment.Milestone.Number);
}
