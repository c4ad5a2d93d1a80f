using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>How long somebody served, in months: full calendar months and the share of the one begun. The last day counts.</summary>
public static class ServiceLength
{
    /// <summary>Months from the first day to the last, both included; exactly 12 on the day before the anniversary.</summary>
    public static double Months(DateOnly startedOn, DateOnly lastDayOn)
    {
        var full = UkCalendar.FullMonths(startedOn, lastDayOn);
        var begun = UkCalendar.AddMonths(startedOn, full);
        var next = UkCalendar.AddMonths(startedOn, full + 1);
        return full + ((double)(lastDayOn.DayNumber + 1 - begun.DayNumber) / (next.DayNumber - begun.DayNumber));
    }
}
