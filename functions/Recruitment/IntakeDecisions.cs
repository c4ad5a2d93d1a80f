using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>What may happen to what an application says of itself.</summary>
public static class IntakeDecisions
{
    /// <summary>The candidate wants something changed, at any point before the application has ended.</summary>
    public static Decision<ApplicationEvent> AskForChanges(JobApplication application, string messageId, CandidatesWish wanted) =>
        (JobApplication.Machine.Refuse(application.State, ApplicationStep.AskForChanges) ?? wanted.Refuse()) is { } refusal
            ? refusal
            : new ChangesAskedFor(messageId);

    /// <summary>A named person finds the employee who referred the candidate: somebody who has not left, and is not the candidate.</summary>
    public static Decision<ApplicationEvent> NameReferrer(JobApplication application, Employment? referrer, string by) =>
        (JobApplication.Machine.Refuse(application.State, ApplicationStep.NameReferrer) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : referrer is null or { State: EmploymentState.Left } ? Refusal.Of([new("employmentId", "the employment of somebody who has not left")])!
        : referrer.PersonId == application.PersonId ? Refusal.Rule("referrer-is-candidate", "Nobody refers themselves.")
        : referrer.Id == application.ReferrerEmploymentId ? Array.Empty<ApplicationEvent>()
        : new ReferrerNamed(referrer.Id);
}
