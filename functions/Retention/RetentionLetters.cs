using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>The words of a retention plan's letters.</summary>
public static class RetentionLetters
{
    private const string SeeSchedule = "See your schedule";

    /// <summary>The letter to HR of that kind; null when the kind goes to the person. HR's letters carry ids, never names.</summary>
    public static Letter? ForHr(RetentionLetter kind, RetentionLedger ledger, Payment? payment) => kind switch
    {
        RetentionLetter.ApprovalWanted => new(
            $"A retention payment of {Money.Format(payment!.AmountPence)} awaits approval",
            [
                $"Payment {PaymentId(ledger, payment)} of employment {ledger.EmploymentId} fell due on {UkCalendar.Words(payment.Milestone.DueOn)} and passed its checks.",
                "It needs the approval of a second person: not of whoever prepared it, and not of whoever gets it.",
            ]),
        RetentionLetter.HeldForHr => new(
            "A retention payment is held",
            [
                $"Payment {PaymentId(ledger, payment!)} of employment {ledger.EmploymentId}, due on {UkCalendar.Words(payment!.Milestone.DueOn)}, is held:",
                HrReasons(payment),
                payment.ClaimEnded
                    ? "By the terms of the scheme the claim has ended since that day. Nothing lapses after its day by itself: please decline it with a reason, or put right what is recorded."
                    : "It is looked at again every week and whenever something is recorded about the employment.",
            ]),
        RetentionLetter.Rejected => new(
            "Payroll could not make a retention payment",
            [
                $"Payment {PaymentId(ledger, payment!)} of employment {ledger.EmploymentId}: {Reasons(payment!)}.",
                "It can be prepared again; a second person must then approve it anew.",
            ]),
        _ => RecoveryLetters.ForHr(kind, ledger, payment),
    };

    /// <summary>The letter to the person of that kind.</summary>
    /// <exception cref="InvalidOperationException">The kind goes to HR.</exception>
    public static Letter ForPerson(RetentionLetter kind, string name, RetentionLedger ledger, Payment? payment, Uri link)
    {
        return kind switch
        {
            RetentionLetter.Welcome => Welcome(name, ledger, payment!, link),
            RetentionLetter.Changed => new(
                "Your retention payments have changed",
                [
                    $"Dear {name},",
                    "Something about your employment has changed, and with it the payments still to come:",
                    string.Join('\n', ledger.Payments.Where(each => each.State == PaymentState.Scheduled).OrderBy(each => each.Milestone.DueOn).Select(ReasonWords.Line)),
                    "The amounts are for the hours that we know of, before tax and National Insurance. What you have been paid is not touched. If you think this is wrong, please talk to HR.",
                ],
                (SeeSchedule, link)),
            RetentionLetter.Reminder => new(
                $"Your retention payment on {UkCalendar.Words(payment!.Milestone.DueOn)}",
                [
                    $"Dear {name},",
                    $"On {UkCalendar.Words(payment.Milestone.DueOn)} your next retention payment falls due: {Money.Format(payment.AmountPence)} before tax{(ledger.EnrolmentOf(payment).Scheme.Schedule.ProRata == ProRataMode.None ? "" : ", for the hours that we know of")}.",
                    "You need not do anything. If something still stands in the way, your schedule says so.",
                ],
                (SeeSchedule, link)),
            RetentionLetter.Held => new(
                "Your retention payment is on hold",
                [
                    $"Dear {name},",
                    $"Your payment due on {UkCalendar.Words(payment!.Milestone.DueOn)} is on hold:",
                    Reasons(payment),
                    payment.ClaimEnded
                        ? "Somebody in HR will decide whether it can still be made, and we will write to you. If you think this is wrong, please talk to them."
                        : "It is not lost. We look at it again every week, and it goes ahead when this is settled. Your manager or HR can tell you more.",
                ],
                (SeeSchedule, link)),
            RetentionLetter.NotPayable => new(
                "Your retention payment will not be made",
                [
                    $"Dear {name},",
                    $"The payment due on {UkCalendar.Words(payment!.Milestone.DueOn)} will not be made:",
                    Reasons(payment),
                    payment.LapsedUnder is null
                        ? "If you think this is wrong, please talk to HR."
                        : $"That follows from the terms of the {ledger.EnrolmentOf(payment).Scheme.Name} as they were published; nobody decided it. If you think this is wrong, please talk to HR, and somebody will look at it.",
                ]),
            RetentionLetter.Approved => new(
                "Your retention payment is approved",
                [
                    $"Dear {name},",
                    $"Your payment of {Money.Format(payment!.AmountPence)} before tax is approved. Payroll will tell us when it has been paid.",
                ]),
            RetentionLetter.Paid => new(
                "Your retention payment has been paid",
                [
                    $"Dear {name},",
                    $"Payroll has paid you {Money.Format(payment!.AmountPence)} before tax, on {UkCalendar.Words(payment.PaidOn!.Value)}. Thank you for staying.",
                    payment.Milestone.TieInMonths == 0
                        ? "Nothing of it would have to be repaid."
                        : $"If you leave before {UkCalendar.Words(ledger.FreeFrom(payment, payment.PaidOn.Value))}, part of it may have to be repaid. Your schedule shows how much that would be today.",
                ],
                (SeeSchedule, link)),
            RetentionLetter.TieInEnded => new(
                "Your retention payments are yours",
                [$"Dear {name},", $"From today nothing of what you were paid under the {string.Join(" and the ", ledger.Enrolments.Select(enrolment => enrolment.Scheme.Name))} would have to be repaid. Thank you for staying with us."]),
            _ => RecoveryLetters.ForPerson(kind, name, ledger, payment),
        };
    }

    /// <summary>To HR: somebody could not be enrolled in the scheme that they were offered.</summary>
    public static Letter NotEnrolled(Enrolment enrolment, Refusal refusal) => new(
        "A starter could not be enrolled in the scheme offered",
        [
            $"Employment {enrolment.EmploymentId} was offered version {enrolment.Version} of '{enrolment.SchemeId}', but could not be enrolled in it: {refusal.Message}",
            "Please put this right, then enrol them by hand.",
        ]);

    /// <summary>Tells HR that the colleague who referred a starter could not be enrolled in a scheme that pays for it, by ids alone.</summary>
    public static Letter ReferralNotEnrolled(string referrerEmploymentId, string friendEmploymentId, PaymentScheme scheme, Refusal refusal) => new(
        "A referral may be owed a payment",
        [
            $"Employment {referrerEmploymentId} referred {friendEmploymentId}, who has started, but could not be enrolled in '{scheme.Id}': {refusal.Message}",
            "If the payment is owed, please put this right, then enrol them by hand.",
        ]);

    /// <summary>To HR: somebody has died. Nobody writes to them any more; HR writes to the family.</summary>
    public static Letter DiedInService(RetentionLedger ledger) => new(
        "Payments of somebody who has died in service",
        [
            $"Employment {ledger.EmploymentId} ended on {UkCalendar.Words(ledger.Leaving!.LastDayOn)} by death. No more letters go out to it.",
            $"Payments after that day are void. Of those made, {Money.Format(RecoveryWorking.Of(ledger, ledger.Leaving.LastDayOn, ledger.Leaving.Reason).Sum(line => line.OwedPence))} would have to be repaid by the schemes' rules; payments due before it are judged and paid as usual.",
            "Please write to the family by hand.",
        ]);

    private static Letter Welcome(string name, RetentionLedger ledger, Payment first, Uri link)
    {
        var enrolment = ledger.EnrolmentOf(first);
        var scheme = enrolment.Scheme;
        List<Payment> payments = [.. ledger.Payments.Where(payment => payment.Enrolment == first.Enrolment)];
        return new(
            "Your retention payments",
            [
                $"Dear {name},",
                $"Thank you for working with us. You are in the {scheme.Name}. "
                    + (scheme.PaidTo == Beneficiary.Referrer ? "If the colleague whom you referred stays, these payments fall due:" : "If you stay, these payments fall due:"),
                string.Join('\n', payments.Select(ReasonWords.Line)),
                (scheme.Schedule.ProRata == ProRataMode.None
                    ? "The amounts are before tax and National Insurance."
                    : "The amounts are for the hours that we know of, before tax and National Insurance; other hours count in proportion.") + " We write to you before each of them.",
                payments.All(payment => payment.Milestone.TieInMonths == 0) || scheme.Recovery.Mode is NoRecovery ? "Nothing of it would have to be repaid."
                : enrolment.AgreementSignedOn is null
                    ? "Before the first payment, please sign the agreement about repaying when you leave early. HR will bring it to you."
                : "You have signed the agreement about repaying when you leave early.",
            ],
            (SeeSchedule, link));
    }

    private static string Reasons(Payment payment) => string.Join("; ", ReasonWords.ForStarter(payment));

    private static string HrReasons(Payment payment) => string.Join("; ", ReasonWords.ForHr(payment));

    private static string PaymentId(RetentionLedger ledger, Payment payment) =>
        PaymentIds.Of(PaymentIds.Payment, ledger.EmploymentId, payment.Milestone.Number);
}
