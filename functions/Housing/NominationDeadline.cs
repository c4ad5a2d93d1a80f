using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>By when an answer is due: working days after the day of asking, fewer for a relet than for a new home, to the end of the last in London.</summary>
public static class NominationDeadline
{
    /// <summary>The last day for the answer.</summary>
    public static DateOnly AnswerBy(HousingRules rules, LettingKind letting, DateOnly askedOn) => UkCalendar.AddWorkingDays(
        askedOn, letting == LettingKind.Relet ? rules.ReletWorkingDays : rules.FirstLettingWorkingDays);

    /// <summary>The instant at which it lapses: the start of the day after.</summary>
    public static DateTimeOffset LapsesAt(DateOnly deadlineOn) => UkCalendar.StartOfDayUtc(deadlineOn.AddDays(1));
}
