using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>When a nomination's deadline, a London day, takes effect.</summary>
public static class NominationDeadline
{
    /// <summary>The instant at which the provider is reminded: the morning of the last day.</summary>
    public static DateTimeOffset RemindAt(DateOnly deadlineOn) => UkCalendar.MorningUtc(deadlineOn);

    /// <summary>The instant at which it lapses: the start of the day after.</summary>
    public static DateTimeOffset LapsesAt(DateOnly deadlineOn) => UkCalendar.StartOfDayUtc(deadlineOn.AddDays(1));
}
