using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>How long an offer stands: a number of working days after the day it was made, to the end of the last of them in London.</summary>
public static class OfferDeadline
{
    /// <summary>The last day on which the offer can be accepted.</summary>
    public static DateOnly ExpiresOn(DateOnly madeOn, int workingDays) => UkCalendar.AddWorkingDays(madeOn, workingDays);

    /// <summary>The instant at which it lapses: the start of the day after.</summary>
    public static DateTimeOffset LapsesAt(DateOnly expiresOn) => UkCalendar.StartOfDayUtc(expiresOn.AddDays(1));
}
