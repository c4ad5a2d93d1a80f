using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>How long an offer stands: a number of working days after the day it was made, to the end of the last of them in London.</summary>
public static class OfferDeadline
{
    /// <summary>The last day on which the offer can be accepted.</summary>
    public static DateOnly ExpiresOn(DateOnly madeOn, int workingDays) => UkCalendar.AddWorkingDays(madeOn, workingDays);

    /// <summary>The day on which the candidate is reminded, two working days before the last; null for an offer too short for that.</summary>
    public static DateOnly? RemindOn(DateOnly madeOn, DateOnly expiresOn)
    {
        var remindOn = expiresOn;
        for (var left = 2; left > 0;)
        {
            remindOn = remindOn.AddDays(-1);
            if (UkCalendar.IsWorkingDay(remindOn))
            {
                left--;
            }
        }

        return remindOn > madeOn ? remindOn : null;
    }

    /// <summary>The instant at which it lapses: the start of the day after.</summary>
    public static DateTimeOffset LapsesAt(DateOnly expiresOn) => UkCalendar.StartOfDayUtc(expiresOn.AddDays(1));
}
