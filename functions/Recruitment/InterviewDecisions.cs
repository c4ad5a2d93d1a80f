using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What may happen about an interview. <c>by</c> is the person deciding; instants are UTC, days London's.</summary>
public static class InterviewDecisions
{
    private const int MostSlots = 12;

    /// <summary>Offers times in the future, before a panel of which at least one member is trained in safer recruitment.</summary>
    public static Decision<ApplicationEvent> OfferSlots(
        JobApplication application, Vacancy vacancy, IReadOnlyList<DateTimeOffset> slots, IReadOnlyList<string>? panel, DateOnly? answerBy, DateTimeOffset now)
    {
        if (Refuse(application, ApplicationStep.OfferSlots) is { } refusal)
        {
            return refusal;
        }

        DateTimeOffset[] times = [.. slots.Select(slot => slot.ToUniversalTime()).Order()];
        List<FieldError> errors = [];
        if (times.Length is 0 or > MostSlots || times.Distinct().Count() != times.Length || times[0] <= now
            || times.Any(time => time.Ticks % TimeSpan.TicksPerMinute != 0))
        {
            errors.Add(new("slots", $"1 to {MostSlots} different times in the future, to the minute"));
        }
        else if (answerBy >= UkCalendar.DateOf(times[0]))
        {
            errors.Add(new("answerBy", "a day before the first of the times"));
        }

        if (answerBy < UkCalendar.DateOf(now))
        {
            errors.Add(new("answerBy", "today or later"));
        }

        IReadOnlyList<string> interviewers = PanelOf(vacancy, panel);
        return (Refusal.Of(errors) ?? RefusePanel(vacancy, interviewers)) is { } refused ? refused : new InterviewSlotsOffered(times, interviewers, answerBy);
    }

    /// <summary>The candidate chooses one of the times offered, or changes to another of them before the interview begins.</summary>
    public static Decision<ApplicationEvent> ChooseSlot(JobApplication application, DateTimeOffset at, DateTimeOffset now)
    {
        var interviewing = application.Interviewing;
        return (Refuse(application, ApplicationStep.ChooseSlot) ?? RefuseBegun(interviewing, now)) is { } refusal ? refusal
            : application.State == ApplicationState.InterviewOffered && UkCalendar.DateOf(now) > interviewing.AnswerBy ? Refusal.Rule(
                "slots-lapsed", $"These times could be chosen until {UkCalendar.Words(interviewing.AnswerBy.Value)}.")
            : !interviewing.Slots.Contains(at) || at <= now ? Refusal.Of([new("at", "one of the times offered, in the future")])!
            : interviewing.At == at ? Array.Empty<ApplicationEvent>()
            : new InterviewSlotChosen(at.ToUniversalTime());
    }

    /// <summary>The candidate needs another time; what was offered or arranged ends.</summary>
    public static Decision<ApplicationEvent> AskForAnotherTime(JobApplication application, DateTimeOffset now) =>
        (Refuse(application, ApplicationStep.AskForAnotherTime) ?? RefuseBegun(application.Interviewing, now)) is { } refusal
            ? refusal
            : new AnotherTimeAskedFor();

    /// <summary>Lapses times that the candidate has not answered by their last day. Refused before (<c>slots-still-open</c>).</summary>
    public static Decision<ApplicationEvent> LapseSlots(JobApplication application, DateOnly today) =>
        Refuse(application, ApplicationStep.LapseSlots) is { } refusal ? refusal
        : application.Interviewing.AnswerBy is not { } answerBy || today <= answerBy ? Refusal.Rule("slots-still-open", "The candidate can still choose.")
        : new InterviewSlotsLapsed();

    /// <summary>Arranges an interview without asking the candidate first, or another time for it, in the future.</summary>
    public static Decision<ApplicationEvent> Schedule(
        JobApplication application, Vacancy vacancy, DateTimeOffset at, IReadOnlyList<string>? panel, DateTimeOffset now)
    {
        IReadOnlyList<string> interviewers = PanelOf(vacancy, panel);
        return Refuse(application, ApplicationStep.ScheduleInterview) is { } refusal ? refusal
            : at <= now ? Refusal.Of([new("at", "a time in the future")])!
            : RefusePanel(vacancy, interviewers) is { } refused ? refused
            : new InterviewScheduled(at.ToUniversalTime(), interviewers);
    }

    /// <summary>A named person records that the candidate did not come. Refused before the interview's time.</summary>
    public static Decision<ApplicationEvent> RecordNoShow(JobApplication application, string by, DateTimeOffset now) =>
        (Refuse(application, ApplicationStep.RecordNoShow) ?? Actor.RequirePerson(by) ?? RefuseNotHeld(application, now)) is { } refusal
            ? refusal
            : new CandidateDidNotCome();

    /// <summary>A member of the panel trained in safer recruitment records the safeguarding interview; concerns are named.</summary>
    public static Decision<ApplicationEvent> RecordSafeguarding(
        JobApplication application, Vacancy vacancy, SafeguardingOutcome outcome, DateOnly on, string? reason, string by, DateOnly today)
    {
        var trained = vacancy.Terms.Panel.Any(member => member.StaffId == by && member.TrainedInSaferRecruitment);
        return (Refuse(application, ApplicationStep.RecordSafeguarding) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
            : vacancy.Terms.Panel.Count > 0 && !trained ? Refusal.Forbidden(
                "not-trained", "A member of the vacancy's panel who is trained in safer recruitment holds the safeguarding interview.")
            : on > today ? Refusal.Of([new("on", "today or earlier")])!
            : outcome == SafeguardingOutcome.Concerns && Actor.RequireReason(reason) is { } missing ? missing
            : new SafeguardingInterviewRecorded(new(outcome, on, by, reason));
    }

    /// <summary>A member of the panel records its score and whether it would appoint.</summary>
    public static Decision<ApplicationEvent> Record(JobApplication application, InterviewOutcome outcome, string by, DateTimeOffset now) =>
        (Refuse(application, ApplicationStep.RecordInterview) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : outcome.Score is < 0 or > 100 ? Refusal.Of([new("score", "0 to 100")])!
        : application.Interviewing.Panel.Count > 0 && !application.Interviewing.Panel.Contains(by) ? Refusal.Forbidden(
            "not-on-panel", "A member of the panel records the outcome.")
        : RefuseNotHeld(application, now) is { } refused ? refused
        : new InterviewRecorded(outcome);

    private static Refusal? Refuse(JobApplication application, ApplicationStep step) => JobApplication.Machine.Refuse(application.State, step);

    private static Refusal? RefuseNotHeld(JobApplication application, DateTimeOffset now) =>
        now < application.Interviewing.At ? Refusal.Rule("interview-not-held", "The interview has not been held yet.") : null;

    private static Refusal? RefuseBegun(Interviewing interviewing, DateTimeOffset now) =>
        now >= interviewing.At ? Refusal.Rule("interview-begun", "The time of the interview has come. Please reply to our mail or call us.") : null;

    private static IReadOnlyList<string> PanelOf(Vacancy vacancy, IReadOnlyList<string>? panel) =>
        [.. (panel ?? [.. vacancy.Terms.Panel.Select(member => member.StaffId)]).Distinct(StringComparer.Ordinal)];

    private static Refusal? RefusePanel(Vacancy vacancy, IReadOnlyList<string> panel)
    {
        var members = vacancy.Terms.Panel;
        return panel.FirstOrDefault(id => members.All(member => member.StaffId != id)) is { } stranger
            ? Refusal.Of([new("panel", $"members of the vacancy's panel; '{stranger}' is not")])
            : members.Count > 0 && !members.Any(member => member.TrainedInSaferRecruitment && panel.Contains(member.StaffId))
                ? Refusal.Meaning("nobody-trained", "One of the panel must be trained in safer recruitment.", new FieldError("panel", "at least one trained member"))
                : null;
    }
}
