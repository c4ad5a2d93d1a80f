using System.Globalization;
using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Matches payroll's answers with the instructions that are open, however they come.</summary>
public sealed class Confirming(Journal journal, Commands commands, UnmatchedConfirmations unmatched, TimeProvider clock)
{
    /// <summary>How many days ahead a day of payment can lie: payroll may answer when the run is made, before the day it pays.</summary>
    public const int MostDaysAhead = 62;

    /// <summary>Takes an answer; keeps it for people to look at where it matches no open instruction.</summary>
    /// <param name="client">Nudges journeys.</param>
    /// <param name="confirmation">The answer.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>Why it matches nothing, as a code; null when it was taken, now or before.</returns>
    public async Task<string?> TakeAsync(DurableTaskClient client, Confirmation confirmation, string by)
    {
        var why = confirmation.On > clock.Today().AddDays(MostDaysAhead) ? "day-too-far-ahead" : await MatchAsync(client, confirmation, by);
        if (why is not null)
        {
            await unmatched.KeepAsync(confirmation, why);
        }

        return why;
    }

    // Answers why it matches no open instruction; null when it was taken, now or before.
    private async Task<string?> MatchAsync(DurableTaskClient client, Confirmation confirmation, string by)
    {
        if (confirmation.InstructionId.Split('/') is not [var employmentId, var place, var kind and ("pay" or "recover"), _]
            || !int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || await journal.FindAsync(RetentionPlans.Kind, employmentId) is not { } plan
            || plan.State.Find(number) is null)
        {
            return "instruction-unknown";
        }

        var recovery = kind == "recover";
        var (_, refusal) = await commands.StepAsync(client, RetentionPlans.Kind, employmentId, by, ledger => Decide(ledger, number, recovery, confirmation));
        return refusal?.Code;
    }

    internal static Decision<RetentionEvent> Decide(RetentionLedger ledger, int number, bool recovery, Confirmation confirmation)
    {
        if (recovery)
        {
            return RecoveryDecisions.Answer(ledger, number, confirmation);
        }

        var payment = ledger.Find(number)!;
        if (confirmation.InstructionId != RetentionDecisions.PaymentKey(ledger, payment))
        {
            return Refusal.Rule("instruction-not-open", "The instruction was not given, or another has taken its place.");
        }

        if (confirmation.Confirmed && confirmation.GrossPence is { } pence && pence != payment.AmountPence)
        {
            return Refusal.Rule("amount-differs", $"The instruction was to pay {Money.Format(payment.AmountPence)}.");
        }

        return confirmation.Confirmed switch
        {
            true when payment.PaidOn == confirmation.On => Array.Empty<RetentionEvent>(),
            true => RetentionDecisions.ConfirmPaid(ledger, number, confirmation.On),
            false when payment.State == PaymentState.Rejected && payment.Reasons.SequenceEqual([confirmation.Reason!]) => Array.Empty<RetentionEvent>(),
            false => RetentionDecisions.ConfirmRejected(ledger, number, confirmation.Reason),
        };
    }
}
