using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What may happen to an application. <c>by</c> is the person deciding; every date is a London calendar day.</summary>
public static class ApplicationDecisions
{
    /// <summary>Takes an application while the vacancy is open.</summary>
    public static Decision<ApplicationEvent> Submit(string applicationId, string personId, Vacancy vacancy, DateOnly today, string? source = null, IntakeFacts? intake = null) =>
        VacancyDecisions.RefuseApplications(vacancy, today) is { } refusal
            ? refusal
            : new ApplicationSubmitted(applicationId, vacancy.Id, personId, vacancy.Terms.Role, source, intake, vacancy.Terms.ClosingOn);

    /// <summary>
    /// Records the first day. Refused while a blocking check is outstanding (<c>checks-outstanding</c>, naming them), before the earliest
    /// start (<c>before-earliest-start</c>, naming what set it), ahead of the day itself (<c>start-in-future</c>), and where the register as it was
    /// last seen shows a lapse by that day (<c>registration-lapsed</c>).
    /// </summary>
    public static Decision<ApplicationEvent> Start(JobApplication application, string employmentId, DateOnly startedOn, DateOnly today, int graceDays)
    {
        var earliest = EarliestStart.Of(application);
        if (application.State is ApplicationState.OfferAccepted or ApplicationState.Cleared && earliest.On is null)
        {
            return Refusal.Rule("checks-outstanding", $"Nobody starts before these are satisfactory: {string.Join(", ", earliest.BlockedBy)}.");
        }

        return Refuse(application, ApplicationStep.Start) is { } refusal ? refusal
            : startedOn < earliest.On ? Refusal.Rule(
                "before-earliest-start",
                $"The earliest start is {UkCalendar.Words(earliest.On.Value)}, set by: {string.Join(", ", earliest.BlockedBy)}.")
            : startedOn > today ? Refusal.Meaning("start-in-future", "A start is recorded on the first day or after.", new FieldError("startedOn", "today or earlier"))
            : CheckDecisions.RefuseLapsedRegistration(application, startedOn, graceDays) is { } lapsed ? lapsed
            : new ApplicantStarted(employmentId, startedOn);
    }

    /// <summary>The candidate withdraws; a reason is welcome, not required.</summary>
    public static Decision<ApplicationEvent> Withdraw(JobApplication application, string? reason) =>
        Refuse(application, ApplicationStep.Withdraw) is { } refusal ? refusal : new ApplicationWithdrawn(reason);

    /// <summary>A named person ends the application, and says why. Before shortlisting, decide on the shortlist instead.</summary>
    public static Decision<ApplicationEvent> Reject(JobApplication application, string? reason, string by) =>
        (Refuse(application, ApplicationStep.Reject) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new ApplicationRejected(reason!);

    private static Refusal? Refuse(JobApplication application, ApplicationStep step) => JobApplication.Machine.Refuse(application.State, step);
}
