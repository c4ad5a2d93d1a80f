using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>An enrolment that goes with a start.</summary>
/// <param name="EmploymentId">Who.</param>
/// <param name="SchemeId">The scheme offered.</param>
/// <param name="Version">Its version, as pinned in the offer.</param>
public sealed record Enrolment(string EmploymentId, string SchemeId, int Version);

/// <summary>What retention stages do.</summary>
public sealed class RetentionActivities(Journal journal, Commands commands, Enrolling enrolling, Outbox outbox, Postbox postbox, Links links, TimeProvider clock)
{
    /// <summary>Enrols somebody whose employment has begun in the scheme that they were offered; once. If the rules do not allow it, HR is told why.</summary>
    /// <returns>The refusal's code; null when enrolled.</returns>
    [Function(nameof(EnrolInScheme))]
    public async Task<string?> EnrolInScheme([ActivityTrigger] Enrolment enrolment)
    {
        var employment = await journal.GetAsync(Employments.Kind, enrolment.EmploymentId);
        var scheme = (await journal.FindAsync(PaymentSchemes.Kind, SchemeBook.IdOf(enrolment.SchemeId)))?.State.Find(enrolment.Version);
        var (_, refusal) = scheme is null
            ? (null, Refusal.Meaning("scheme-unknown", "There is no such version of a payment scheme."))
            : await enrolling.EnrolAsync(
                employment.State, scheme, new(employment.State.StartedOn, Background.Unknown with { Origin = Origin.External }), Actor.Timer, "enrolled-as-offered");
        if (refusal is not null and not { Code: "already-enrolled" })
        {
            await postbox.ToHrAsync(
                enrolment.EmploymentId, "retention/not-enrolled", () => Task.FromResult(RetentionLetters.NotEnrolled(enrolment, refusal)));
        }

        return refusal?.Code;
    }

    /// <summary>Brings a plan up to date with the calendar and the employment, and says what there is to do.</summary>
    [Function(nameof(ReviewPlan))]
    public async Task<RetentionOutlook> ReviewPlan([ActivityTrigger] RetentionProgress progress)
    {
        var employment = (await journal.GetAsync(Employments.Kind, progress.EmploymentId)).State;
        if (await journal.FindAsync(RetentionPlans.Kind, progress.EmploymentId) is not { } found)
        {
            return new(progress, [], [], null, employment.State == EmploymentState.Left);
        }

        var today = clock.Today();
        var friends = await RetentionPlans.FriendsAsync(journal, found.State);
        var (plan, refusal) = await commands.StepAsync(
            null, RetentionPlans.Kind, progress.EmploymentId, Actor.Timer, ledger => RetentionReview.BringUpToDate(ledger, employment, friends, today));
        if (refusal is not null)
        {
            throw new InvalidOperationException($"The plan cannot be brought up to date: {refusal.Code}.");
        }

        IReadOnlyList<JournalEntry<RetentionEvent>> news = plan.Number == progress.Seen
            ? []
            : [.. (await journal.HistoryAsync(RetentionPlans.Kind, plan.Id)).Where(entry => entry.Number > progress.Seen && entry.Number <= plan.Number)];
        return RetentionReview.Look(progress, plan.State, employment, news, today, clock.LettersDay());
    }

    /// <summary>Records that payroll is told, then tells it, once. What was withdrawn in between is not sent.</summary>
    [Function(nameof(InstructPayroll))]
    public async Task InstructPayroll([ActivityTrigger] InstructionDue due)
    {
        var (plan, _) = await commands.StepAsync(null, RetentionPlans.Kind, due.EmploymentId, Actor.Timer, ledger => due.Recovery
            ? RecoveryDecisions.Instruct(ledger, due.Number)
            : RetentionDecisions.Instruct(ledger, due.Number, clock.Today()));
        var ledger = plan.State;
        var payment = ledger.Find(due.Number)!;
        if (due.Recovery ? payment.Recovery.State != RecoveryState.Instructed : payment.State != PaymentState.Instructed)
        {
            return;
        }

        var instruction = PayrollInstruction.Of(
            ledger,
            payment,
            due.Recovery ? PayrollInstructionKind.Recovery : PayrollInstructionKind.Payment,
            (await journal.GetAsync(Employments.Kind, due.EmploymentId)).State.PayrollReference);
        await outbox.SendAsync(
            Queues.PayrollInstructions, due.EmploymentId, instruction.InstructionId[(due.EmploymentId.Length + 1)..], instruction);
    }

    /// <summary>Writes a letter, once.</summary>
    [Function(nameof(SendRetentionLetter))]
    public async Task SendRetentionLetter([ActivityTrigger] LetterDue due)
    {
        var ledger = (await journal.GetAsync(RetentionPlans.Kind, due.EmploymentId)).State;
        var payment = ledger.Find(due.Number);
        if (RetentionLetters.ForHr(due.Kind, ledger, payment) is { } letter)
        {
            await postbox.ToHrAsync(due.EmploymentId, due.Key, () => Task.FromResult(letter));
            return;
        }

        if (ledger.Leaving is { Reason: LeavingReason.Death })
        {
            if (due.Kind == RetentionLetter.Leaving)
            {
                await postbox.ToHrAsync(due.EmploymentId, due.Key, () => Task.FromResult(RetentionLetters.DiedInService(ledger)));
            }

            return;
        }

        await postbox.ToPersonAsync(due.EmploymentId, due.Key, ledger.PersonId, async person =>
        {
            var expiresAt = UkCalendar.StartOfDayUtc(UkCalendar.AddMonths(ledger.FreeFrom() > clock.Today() ? ledger.FreeFrom() : clock.Today(), 1));
            var link = await links.MakeAsync(LinkPurpose.Schedule, due.EmploymentId, ledger.PersonId, "links/{token}/schedule", expiresAt);
            return RetentionLetters.ForPerson(due.Kind, person.Name, ledger, payment, link);
        });
    }
}
