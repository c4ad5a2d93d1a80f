using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What somebody is reminded of, and when.</summary>
/// <param name="On">The day, in London, on whose morning the letter goes out.</param>
/// <param name="Letter">The letter.</param>
public sealed record Reminder(DateOnly On, LetterDue Letter);

/// <summary>What time asks of an application in the state in which it is: reminders in order, and at most one lapse.</summary>
/// <param name="Reminders">In the order of their days.</param>
/// <param name="LapsesAt">When what the candidate left unanswered lapses (UTC); null for never.</param>
public sealed record Deadline(IReadOnlyList<Reminder> Reminders, DateTimeOffset? LapsesAt)
{
    /// <summary>Nothing that time alone brings about.</summary>
    public static Deadline None { get; } = new([], null);

    /// <summary>The deadline of an application as it stands.</summary>
    public static Deadline Of(JobApplication application, IReadOnlyList<JournalEntry<ApplicationEvent>> history, StageTargets targets) =>
        application switch
        {
            { State: ApplicationState.Offered } => OfOffer(application, history),
            { State: ApplicationState.InterviewOffered, Interviewing.AnswerBy: { } answerBy } => OfSlots(application, answerBy, history),
            _ => OfStage(application, history, targets),
        };

    /// <summary>The letters due now, and when to look again (UTC). After the lapse there is nothing left to remind of.</summary>
    /// <param name="last">The key of the last reminder that has gone out.</param>
    /// <param name="clock">Says what time it is.</param>
    public (IReadOnlyList<LetterDue> Letters, DateTimeOffset? LookAgainAt) Due(string? last, TimeProvider clock)
    {
        if (clock.GetUtcNow() >= LapsesAt)
        {
            return ([], null);
        }

        var day = clock.LettersDay();
        var left = Reminders.Any(reminder => reminder.Letter.Key == last)
            ? [.. Reminders.SkipWhile(reminder => reminder.Letter.Key != last).Skip(1)]
            : Reminders;
        return (
            [.. left.Where(reminder => reminder.On <= day).Select(reminder => reminder.Letter)],
            left.FirstOrDefault(reminder => reminder.On > day) is { } next ? UkCalendar.MorningUtc(next.On) : LapsesAt);
    }

    private static Deadline OfOffer(JobApplication application, IReadOnlyList<JournalEntry<ApplicationEvent>> history)
    {
        var expiresOn = application.Offer!.ExpiresOn;
        var made = history.Last(entry => entry.Happened is OfferMade or OfferRevised);
        return new(
            OfferDeadline.RemindOn(UkCalendar.DateOf(made.At), expiresOn) is { } remindOn
                ? [new(remindOn, new(application.Id, LetterKind.OfferReminder, $"offer-reminder-{made.Number}"))]
                : [],
            OfferDeadline.LapsesAt(expiresOn));
    }

    // The candidate is reminded on the last working day before the last day.
    private static Deadline OfSlots(JobApplication application, DateOnly answerBy, IReadOnlyList<JournalEntry<ApplicationEvent>> history)
    {
        var offered = history.Last(entry => entry.Happened is InterviewSlotsOffered);
        var remindOn = answerBy.AddDays(-1);
        while (!UkCalendar.IsWorkingDay(remindOn))
        {
            remindOn = remindOn.AddDays(-1);
        }

        return new(
            remindOn > UkCalendar.DateOf(offered.At)
                ? [new(remindOn, new(application.Id, LetterKind.InterviewSlotsReminder, $"interview-slots-reminder-{offered.Number}"))]
                : [],
            UkCalendar.StartOfDayUtc(answerBy.AddDays(1)));
    }

    private static Deadline OfStage(JobApplication application, IReadOnlyList<JournalEntry<ApplicationEvent>> history, StageTargets targets)
    {
        var entered = Entered(history);
        if (targets.DueOn(application, UkCalendar.DateOf(entered.At)) is not { } dueOn)
        {
            return None;
        }

        var stage = Json.Word(application.State);
        return new(
            [
                new(StageTargets.RemindOn(dueOn), new(application.Id, LetterKind.Overdue, $"overdue-{stage}-{entered.Number}")),
                new(targets.EscalateOn(dueOn), new(application.Id, LetterKind.StillOverdue, $"still-overdue-{stage}-{entered.Number}")),
            ],
            null);
    }

    // The line of the journal that brought the application to the state in which it is.
    private static JournalEntry<ApplicationEvent> Entered(IReadOnlyList<JournalEntry<ApplicationEvent>> history)
    {
        var (application, entered) = (JobApplication.Apply(null, history[0].Happened), history[0]);
        foreach (var entry in history.Skip(1))
        {
            var after = JobApplication.Apply(application, entry.Happened);
            entered = after.State == application.State ? entered : entry;
            application = after;
        }

        return entered;
    }
}
