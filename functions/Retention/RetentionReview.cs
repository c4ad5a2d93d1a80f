using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>
/// What a look at a plan finds. Payments are announced 30 days before, in the morning, judged at the start of the day they fall due, and while held judged again every week;
/// the plan binds until the last tie-in has run out, or, for a leaver, until everything owed is settled.
/// </summary>
public static class RetentionReview
{
    /// <summary>How many days before its day a payment is announced.</summary>
    public const int NoticeDays = 30;

    private const int HeldDays = 7;

    /// <summary>What time and the employment have made happen since the plan was last looked at.</summary>
    /// <param name="ledger">The plan.</param>
    /// <param name="employment">Of whom is paid.</param>
    /// <param name="friends">For referrals: the employments of the friends, by id.</param>
    /// <param name="today">Today in London.</param>
    public static Decision<RetentionEvent> BringUpToDate(
        RetentionLedger ledger, Employment employment, IReadOnlyDictionary<string, Employment> friends, DateOnly today)
    {
        List<RetentionEvent> all = [];
        void Take(Decision<RetentionEvent> decision)
        {
            all.AddRange(decision.Events);
            ledger = decision.Events.Aggregate(ledger, RetentionLedger.Apply);
        }

        if (employment.Leaving is null)
        {
            Take(RetentionDecisions.Revise(ledger, WorkerOf));
        }

        foreach (var number in ledger.Payments.Where(payment => payment.Milestone.DueOn <= today).Select(payment => payment.Milestone.Number).ToList())
        {
            if (ledger.Find(number) is { State: PaymentState.Scheduled } due && !(employment.Leaving?.LastDayOn < due.Milestone.DueOn))
            {
                Take(RetentionDecisions.Judge(ledger, number, WorkerOf(due), due.Milestone.DueOn, Actor.Timer));
            }

            if (ledger.Find(number) is { State: PaymentState.Held or PaymentState.Due } waiting)
            {
                Take(RetentionDecisions.Judge(ledger, number, WorkerOf(waiting), today, Actor.Timer));
            }
        }

        if (employment.Leaving is { } leaving)
        {
            Take(RetentionDecisions.RecordLeaver(ledger, leaving.LastDayOn, leaving.Reason, Actor.Timer));
            Take(RecoveryDecisions.NoteMissed(ledger, today));
        }

        return all;

        Employment WorkerOf(Payment payment) => ledger.EnrolmentOf(payment).FriendEmploymentId is { } friend ? friends[friend] : employment;
    }

    /// <summary>What there is to do about a plan that is up to date.</summary>
    public static RetentionOutlook Look(
        RetentionProgress progress,
        RetentionLedger ledger,
        Employment employment,
        IReadOnlyList<JournalEntry<RetentionEvent>> news,
        DateOnly today,
        DateOnly lettersDay)
    {
        var id = ledger.EmploymentId;
        List<LetterDue> letters = [.. news.SelectMany(entry => LettersFor(ledger, entry))];
        var announced = progress.AnnouncedTo;
        foreach (var payment in ledger.Payments.Where(payment => IsAhead(payment, today) && !(payment.Milestone.DueOn <= progress.AnnouncedTo)).OrderBy(payment => payment.Milestone.DueOn))
        {
            if (AnnouncedOn(payment) <= lettersDay && !employment.NoticeGivenBy(today))
            {
                announced = payment.Milestone.DueOn;
                letters.Add(new(id, RetentionLetter.Reminder, ReminderKey(payment), payment.Milestone.Number));
            }
        }

        var ended = HasEnded(ledger, today);
        if (ended && ledger.Leaving is null && ledger.Payments.Any(payment => payment is { State: PaymentState.Paid, Milestone.TieInMonths: > 0 }))
        {
            letters.Add(new(id, RetentionLetter.TieInEnded, "retention/tie-in-ended", 0));
        }

        return new(
            new(id, news.Count == 0 ? progress.Seen : news[^1].Number, announced),
            [
                .. ledger.Payments.Where(payment => payment.State == PaymentState.Approved)
                    .Select(payment => new InstructionDue(id, payment.Milestone.Number, false)),
                .. ledger.Payments.Where(payment => payment.Recovery.State == RecoveryState.Approved)
                    .Select(payment => new InstructionDue(id, payment.Milestone.Number, true)),
            ],
            letters,
            ended ? null : NextLook(ledger, announced, today, lettersDay),
            ended);
    }

    private static bool HasEnded(RetentionLedger ledger, DateOnly today) =>
        ledger.Payments.All(payment => Payment.Machine.IsTerminal(payment.State))
        && (ledger.Leaving is null
            ? ledger.FreeFrom() <= today
            : ledger.Payments.All(payment => payment.Recovery.IsSettled));

    private static DateTimeOffset? NextLook(RetentionLedger ledger, DateOnly? announced, DateOnly today, DateOnly lettersDay)
    {
        List<DateTimeOffset> instants = [];
        foreach (var payment in ledger.Payments)
        {
            if (IsAhead(payment, today))
            {
                instants.Add(UkCalendar.StartOfDayUtc(payment.Milestone.DueOn));
                if (!(payment.Milestone.DueOn <= announced) && AnnouncedOn(payment) > lettersDay)
                {
                    instants.Add(UkCalendar.MorningUtc(AnnouncedOn(payment)));
                }
            }
            else if (payment is { State: PaymentState.Held, WithheldBy: null })
            {
                instants.Add(UkCalendar.StartOfDayUtc(today.AddDays(HeldDays)));
            }
        }

        foreach (var plan in ledger.Payments.Where(payment => payment.Recovery.State == RecoveryState.Planned).Select(payment => payment.Recovery.Plan!))
        {
            if (plan.Next is { } next)
            {
                instants.Add(UkCalendar.StartOfDayUtc(plan.Instalments[next - 1].DueOn.AddDays(1)));
            }
        }

        if (ledger.Leaving is null && ledger.FreeFrom() > today)
        {
            instants.Add(UkCalendar.StartOfDayUtc(ledger.FreeFrom()));
        }

        return instants.Count == 0 ? null : instants.Min();
    }

    private static bool IsAhead(Payment payment, DateOnly today) => payment.State == PaymentState.Scheduled && payment.Milestone.DueOn > today;

    // A payment that was moved is announced again.
    private static string ReminderKey(Payment payment) =>
        $"retention/reminder/{payment.Milestone.Number}" + (payment.PromisedFor is null ? "" : $"/{payment.Milestone.DueOn:yyyy-MM-dd}");

    private static DateOnly AnnouncedOn(Payment payment) => payment.Milestone.DueOn.AddDays(-NoticeDays);

    private static IEnumerable<LetterDue> LettersFor(RetentionLedger ledger, JournalEntry<RetentionEvent> entry)
    {
        RetentionLetter[] kinds = entry.Happened switch
        {
            EnrolledInScheme => [RetentionLetter.Welcome],
            ScheduleRevised { OnJoining: false } => [RetentionLetter.Changed],
            PaymentHeld => [RetentionLetter.Held, RetentionLetter.HeldForHr],
            PaymentWithheld => [RetentionLetter.Held],
            PaymentPrepared => [RetentionLetter.ApprovalWanted],
            PaymentDisallowed => [RetentionLetter.NotPayable],
            PaymentVoided when Actor.IsPerson(entry.Actor) => [RetentionLetter.NotPayable],
            PaymentApproved => [RetentionLetter.Approved],
            PaymentPaid => [RetentionLetter.Paid],
            PaymentRejected => [RetentionLetter.Rejected],
            LeaverRecorded => [RetentionLetter.Leaving],
            RecoveryEvent recovery => RecoveryLetters.For(recovery),
            _ => [],
        };
        var number = entry.Happened switch
        {
            EnrolledInScheme joined => joined.Milestones[0].Number,
            PaymentEvent { Number: var about } => about,
            _ => 0,
        };
        return kinds.Select(kind => new LetterDue(ledger.EmploymentId, kind, $"retention/{entry.Number}/{kind}", number));
    }
}
