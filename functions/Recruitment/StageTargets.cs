using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>How long an application should stand in each stage, in working days in England. A target missed is shown and chased, never decided by.</summary>
public static class StageTargets
{
    private static readonly Dictionary<ApplicationState, int> WorkingDays = new()
    {
        [ApplicationState.Submitted] = 10,
        [ApplicationState.Shortlisted] = 5,
        [ApplicationState.InterviewScheduled] = 15,
        [ApplicationState.Interviewed] = 3,
        [ApplicationState.OfferAccepted] = 30,
    };

    /// <summary>The last day, in London, on which an application that came to a stage at an instant is in time; null for a stage without a target.</summary>
    public static DateOnly? DueOn(ApplicationState stage, DateTimeOffset since) =>
        WorkingDays.TryGetValue(stage, out var days) ? UkCalendar.AddWorkingDays(UkCalendar.DateOf(since), days) : null;
}
