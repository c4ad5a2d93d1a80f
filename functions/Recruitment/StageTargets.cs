using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>
/// How long an application should at most wait for people at each stage, as configuration. A target missed is shown and chased, never decided by.
/// </summary>
/// <param name="WorkingDays">The working days of a stage; one that is not listed has no target.</param>
/// <param name="EscalateAfter">How many working days after the recruiters HR is told.</param>
public sealed record StageTargets(IReadOnlyDictionary<ApplicationState, int> WorkingDays, int EscalateAfter)
{
    /// <summary>Shipped.</summary>
    public static StageTargets Default { get; } = new(
        new Dictionary<ApplicationState, int>
        {
            [ApplicationState.Submitted] = 10,
            [ApplicationState.Shortlisted] = 5,
            [ApplicationState.InterviewOffered] = 5,
            [ApplicationState.InterviewScheduled] = 2,
            [ApplicationState.Interviewed] = 3,
            [ApplicationState.OfferAccepted] = 30,
        },
        EscalateAfter: 3);

    /// <summary>The working day on which the recruiters are reminded of a stage that is not in time.</summary>
    public static DateOnly RemindOn(DateOnly dueOn) => UkCalendar.AddWorkingDays(dueOn, 1);

    /// <summary>The last day on which a stage is in time; null for one without a target.</summary>
    /// <param name="application">The application as it stands.</param>
    /// <param name="enteredOn">The day, in London, on which the application came to the stage in which it is.</param>
    public DateOnly? DueOn(JobApplication application, DateOnly enteredOn)
    {
        if (!WorkingDays.TryGetValue(application.State, out var days))
        {
            return null;
        }

        var from = application switch
        {
            { State: ApplicationState.Submitted, ClosingOn: { } closingOn } => closingOn,
            { State: ApplicationState.InterviewScheduled, Interviewing.At: { } at } => UkCalendar.DateOf(at),
            _ => enteredOn,
        };
        return UkCalendar.AddWorkingDays(from > enteredOn ? from : enteredOn, days);
    }

    /// <summary>The working day on which HR is told of a stage that is still overdue.</summary>
    public DateOnly EscalateOn(DateOnly dueOn) => UkCalendar.AddWorkingDays(RemindOn(dueOn), EscalateAfter);

    /// <summary>Tells the recruiters, and later HR, what waits for somebody to decide, by the application's id alone.</summary>
    public static Letter Overdue(JobApplication application, Vacancy vacancy, bool escalated)
    {
        var waiting = application.State switch
        {
            ApplicationState.Submitted => "waits to be shortlisted",
            ApplicationState.Shortlisted => "waits for an interview to be arranged",
            ApplicationState.InterviewOffered => "waits for the candidate to choose a time for the interview",
            ApplicationState.InterviewScheduled => "waits for the outcome of its interview",
            ApplicationState.Interviewed => "waits for a decision after the interview",
            _ => "waits for a decision",
        };
        return new(
            $"{(escalated ? "Still overdue" : "Overdue")}: an application {waiting}",
            [
                $"An application for the post of {vacancy.Terms.Role.Replace('-', ' ')} {waiting}, longer than it should.{(escalated ? " The recruiters have been told." : "")}",
                $"Application {application.Id}, vacancy {vacancy.Id}.",
            ]);
    }
}
