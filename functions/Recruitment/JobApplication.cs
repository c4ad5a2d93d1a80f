using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Where an application stands.</summary>
public enum ApplicationState
{
    /// <summary>Received.</summary>
    Submitted,

    /// <summary>A named person chose it for interview.</summary>
    Shortlisted,

    /// <summary>A named person did not.</summary>
    NotShortlisted,

    /// <summary>Times for an interview are offered; the candidate has not chosen.</summary>
    InterviewOffered,

    /// <summary>An interview is arranged.</summary>
    InterviewScheduled,

    /// <summary>Interviewed and scored.</summary>
    Interviewed,

    /// <summary>A conditional offer stands.</summary>
    Offered,

    /// <summary>Accepted; the checks run.</summary>
    OfferAccepted,

    /// <summary>The candidate said no.</summary>
    OfferDeclined,

    /// <summary>The candidate did not answer in time.</summary>
    OfferLapsed,

    /// <summary>Every blocking check is satisfactory.</summary>
    Cleared,

    /// <summary>Employed.</summary>
    Started,

    /// <summary>The candidate withdrew.</summary>
    Withdrawn,

    /// <summary>A named person ended it, with a reason.</summary>
    Rejected,
}

/// <summary>What can be done with an application.</summary>
public enum ApplicationStep
{
    /// <summary>The candidate wants something changed.</summary>
    AskForChanges,

    /// <summary>Record which employee referred the candidate.</summary>
    NameReferrer,

    /// <summary>An assessor scores it against the criteria.</summary>
    Score,

    /// <summary>Assessors who differ agree.</summary>
    Moderate,

    /// <summary>Choose it for interview.</summary>
    Shortlist,

    /// <summary>Decide against it before interview.</summary>
    DeclineToShortlist,

    /// <summary>Offer times for an interview.</summary>
    OfferSlots,

    /// <summary>The candidate chooses one of them, or another.</summary>
    ChooseSlot,

    /// <summary>The candidate needs another time than those offered or arranged.</summary>
    AskForAnotherTime,

    /// <summary>The candidate has not chosen in time.</summary>
    LapseSlots,

    /// <summary>Arrange an interview, or another time for it.</summary>
    ScheduleInterview,

    /// <summary>The candidate did not come.</summary>
    RecordNoShow,

    /// <summary>Record what the separate safeguarding interview found.</summary>
    RecordSafeguarding,

    /// <summary>Record its outcome.</summary>
    RecordInterview,

    /// <summary>Make a conditional offer.</summary>
    MakeOffer,

    /// <summary>The candidate accepts.</summary>
    AcceptOffer,

    /// <summary>The candidate declines.</summary>
    DeclineOffer,

    /// <summary>The deadline passes.</summary>
    LapseOffer,

    /// <summary>Ask for the checks.</summary>
    RequestCheck,

    /// <summary>Record a check's result.</summary>
    RecordCheck,

    /// <summary>The last blocking check is satisfactory.</summary>
    Clear,

    /// <summary>The first day.</summary>
    Start,

    /// <summary>The candidate withdraws.</summary>
    Withdraw,

    /// <summary>A named person ends it.</summary>
    Reject,
}

/// <summary>How a check stands.</summary>
public enum CheckStatus
{
    /// <summary>Not asked for yet.</summary>
    NotRequested,

    /// <summary>Asked for; no result.</summary>
    Requested,

    /// <summary>Seen and in order.</summary>
    Satisfactory,

    /// <summary>Seen and not in order: a named person decides what follows.</summary>
    Unsatisfactory,
}

/// <summary>A check of one application: what was seen, by whom, on which day. Never the content of a DBS certificate.</summary>
/// <param name="Check">The check's key.</param>
/// <param name="Blocking">Whether nobody may start before it is satisfactory.</param>
/// <param name="ChaseEveryDays">Calendar days between chasers.</param>
/// <param name="Status">How it stands.</param>
/// <param name="RequestedOn">The day it was asked for.</param>
/// <param name="ResultOn">The day of the result.</param>
/// <param name="SeenBy">The person who saw it.</param>
/// <param name="Reference">A certificate or registration number.</param>
public sealed record ApplicationCheck(
    string Check,
    bool Blocking,
    int ChaseEveryDays,
    CheckStatus Status,
    DateOnly? RequestedOn,
    DateOnly? ResultOn,
    string? SeenBy,
    string? Reference)
{
    /// <summary>The state machine of one check.</summary>
    public static readonly Transitions<CheckStatus, CheckStatus> Machine = new(
        CheckStatus.NotRequested,
        (CheckStatus.NotRequested, CheckStatus.Requested, CheckStatus.Requested),
        (CheckStatus.Requested, CheckStatus.Satisfactory, CheckStatus.Satisfactory),
        (CheckStatus.Requested, CheckStatus.Unsatisfactory, CheckStatus.Unsatisfactory),
        (CheckStatus.Unsatisfactory, CheckStatus.Requested, CheckStatus.Requested));

    /// <summary>
    /// The day of the first chaser after <paramref name="today"/>, or after the last of them the day on which the recruiters are told; null when
    /// both are past and unless a result is awaited.
    /// </summary>
    public DateOnly? NextChaseOn(DateOnly today)
    {
        if (Status != CheckStatus.Requested || RequestedOn is not { } requestedOn)
        {
            return null;
        }

        var waited = Math.Max(0, today.DayNumber - requestedOn.DayNumber);
        var next = (waited / ChaseEveryDays) + 1;
        return next <= CheckSet.MostChasers + 1 ? requestedOn.AddDays(next * ChaseEveryDays) : null;
    }

    /// <summary>Whether a result is awaited on that day and every chaser has gone out without one.</summary>
    public bool IsChasedEnough(DateOnly on) =>
        Status == CheckStatus.Requested && RequestedOn is { } requestedOn && on >= requestedOn.AddDays((CheckSet.MostChasers + 1) * ChaseEveryDays);
}

/// <summary>An offer, always conditional until the checks are satisfactory.</summary>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="NotBefore">The council wants no earlier start than this.</param>
/// <param name="ExpiresOn">The last day, in London, on which it can be accepted.</param>
/// <param name="SchemeId">The retention scheme offered, if any.</param>
/// <param name="SchemeVersion">Its version, pinned.</param>
public sealed record Offer(
    long SalaryPence,
    decimal Fte,
    DateOnly NotBefore,
    DateOnly ExpiresOn,
    string? SchemeId,
    int? SchemeVersion);

/// <summary>The outcome of an interview.</summary>
/// <param name="Score">The panel's score, 0 to 100.</param>
/// <param name="Appointable">Whether the panel would appoint.</param>
public sealed record InterviewOutcome(int Score, bool Appointable);

/// <summary>An application as its journal tells it. The candidate is a person elsewhere; here only an id.</summary>
public sealed record JobApplication(
    string Id,
    string VacancyId,
    string PersonId,
    string Role,
    ApplicationState State,
    DateTimeOffset? InterviewAt,
    InterviewOutcome? Interview,
    Offer? Offer,
    DateOnly? NoticeEndsOn,
    IReadOnlyList<ApplicationCheck> Checks,
    string? EmploymentId)
{
    /// <summary>Where the candidate heard of the vacancy, as a keyword.</summary>
    public string? Source { get; init; }

    /// <summary>The member of staff who looks after it, by id.</summary>
    public string? Assignee { get; init; }

    /// <summary>The first day.</summary>
    public DateOnly? StartedOn { get; init; }

    /// <summary>The state machine.</summary>
    public static readonly Transitions<ApplicationState, ApplicationStep> Machine = new(
        ApplicationState.Submitted,
        [
        (ApplicationState.Submitted, ApplicationStep.Shortlist, ApplicationState.Shortlisted),
        (ApplicationState.Submitted, ApplicationStep.DeclineToShortlist, ApplicationState.NotShortlisted),
        (ApplicationState.Submitted, ApplicationStep.Score, ApplicationState.Submitted),
        (ApplicationState.Submitted, ApplicationStep.Moderate, ApplicationState.Submitted),
        (ApplicationState.Submitted, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Shortlisted, ApplicationStep.OfferSlots, ApplicationState.InterviewOffered),
        (ApplicationState.Shortlisted, ApplicationStep.ScheduleInterview, ApplicationState.InterviewScheduled),
        (ApplicationState.Shortlisted, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Shortlisted, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.InterviewOffered, ApplicationStep.OfferSlots, ApplicationState.InterviewOffered),
        (ApplicationState.InterviewOffered, ApplicationStep.ChooseSlot, ApplicationState.InterviewScheduled),
        (ApplicationState.InterviewOffered, ApplicationStep.AskForAnotherTime, ApplicationState.Shortlisted),
        (ApplicationState.InterviewOffered, ApplicationStep.LapseSlots, ApplicationState.Shortlisted),
        (ApplicationState.InterviewOffered, ApplicationStep.ScheduleInterview, ApplicationState.InterviewScheduled),
        (ApplicationState.InterviewOffered, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.InterviewOffered, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.InterviewScheduled, ApplicationStep.OfferSlots, ApplicationState.InterviewOffered),
        (ApplicationState.InterviewScheduled, ApplicationStep.ChooseSlot, ApplicationState.InterviewScheduled),
        (ApplicationState.InterviewScheduled, ApplicationStep.AskForAnotherTime, ApplicationState.Shortlisted),
        (ApplicationState.InterviewScheduled, ApplicationStep.ScheduleInterview, ApplicationState.InterviewScheduled),
        (ApplicationState.InterviewScheduled, ApplicationStep.RecordNoShow, ApplicationState.Shortlisted),
        (ApplicationState.InterviewScheduled, ApplicationStep.RecordSafeguarding, ApplicationState.InterviewScheduled),
        (ApplicationState.InterviewScheduled, ApplicationStep.RecordInterview, ApplicationState.Interviewed),
        (ApplicationState.InterviewScheduled, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.InterviewScheduled, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.Interviewed, ApplicationStep.RecordSafeguarding, ApplicationState.Interviewed),
        (ApplicationState.Interviewed, ApplicationStep.MakeOffer, ApplicationState.Offered),
        (ApplicationState.Interviewed, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Interviewed, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.Offered, ApplicationStep.AcceptOffer, ApplicationState.OfferAccepted),
        (ApplicationState.Offered, ApplicationStep.DeclineOffer, ApplicationState.OfferDeclined),
        (ApplicationState.Offered, ApplicationStep.LapseOffer, ApplicationState.OfferLapsed),
        (ApplicationState.Offered, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Offered, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.OfferDeclined, ApplicationStep.MakeOffer, ApplicationState.Offered),
        (ApplicationState.OfferDeclined, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.OfferDeclined, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.OfferLapsed, ApplicationStep.MakeOffer, ApplicationState.Offered),
        (ApplicationState.OfferLapsed, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.OfferLapsed, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.OfferAccepted, ApplicationStep.RequestCheck, ApplicationState.OfferAccepted),
        (ApplicationState.OfferAccepted, ApplicationStep.RecordCheck, ApplicationState.OfferAccepted),
        (ApplicationState.OfferAccepted, ApplicationStep.Clear, ApplicationState.Cleared),
        (ApplicationState.OfferAccepted, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.OfferAccepted, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.Cleared, ApplicationStep.RequestCheck, ApplicationState.Cleared), // those that do not block
        (ApplicationState.Cleared, ApplicationStep.RecordCheck, ApplicationState.Cleared),
        (ApplicationState.Cleared, ApplicationStep.Start, ApplicationState.Started),
        (ApplicationState.Cleared, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Cleared, ApplicationStep.Reject, ApplicationState.Rejected),
        .. AtAnyTime(ApplicationStep.AskForChanges, ApplicationStep.NameReferrer),
        ]);

    /// <summary>What was known when it came in.</summary>
    public IntakeFacts Intake { get; init; } = new();

    /// <summary>The employment of whoever referred the candidate, once a person has found it.</summary>
    public string? ReferrerEmploymentId { get; init; }

    /// <summary>The application after an event; null stands for before the first.</summary>
    public static JobApplication Apply(JobApplication? application, ApplicationEvent happened) => happened switch
    {
        ApplicationSubmitted e => new(e.ApplicationId, e.VacancyId, e.PersonId, e.Role, Machine.Initial, null, null, null, null, [], null)
        {
            Source = e.Source,
            Intake = e.Intake ?? new(),
        },
        _ when application is null => throw new InvalidOperationException($"{happened.GetType().Name} before the application."),
        ChangesAskedFor => application.After(ApplicationStep.AskForChanges),
        ReferrerNamed e => application.After(ApplicationStep.NameReferrer) with { ReferrerEmploymentId = e.EmploymentId },
        ApplicationShortlisted => application.After(ApplicationStep.Shortlist),
        ApplicationNotShortlisted => application.After(ApplicationStep.DeclineToShortlist),
        InterviewScheduled e => application.After(ApplicationStep.ScheduleInterview) with { InterviewAt = e.At },
        InterviewRecorded e => application.After(ApplicationStep.RecordInterview) with { Interview = e.Outcome },
        OfferMade e => application.After(ApplicationStep.MakeOffer) with
        {
            Offer = e.Offer,
            Checks =
            [
                .. e.Checks.Select(check => new ApplicationCheck(
                    check.Check, check.Blocking, check.ChaseEveryDays, ApplicationCheck.Machine.Initial, null, null, null, null)),
            ],
        },
        OfferAccepted e => application.After(ApplicationStep.AcceptOffer) with { NoticeEndsOn = e.NoticeEndsOn },
        OfferDeclined => application.After(ApplicationStep.DeclineOffer),
        OfferLapsed => application.After(ApplicationStep.LapseOffer),
        CheckRequested e => application.After(ApplicationStep.RequestCheck).With(e.Check, check => check with
        {
            Status = ApplicationCheck.Machine.Next(check.Status, CheckStatus.Requested),
            RequestedOn = e.On,
            ResultOn = null,
            SeenBy = null,
            Reference = null,
        }),
        CheckRecorded e => application.After(ApplicationStep.RecordCheck).With(e.Check, check => check with
        {
            Status = ApplicationCheck.Machine.Next(check.Status, e.Outcome),
            ResultOn = e.On,
            SeenBy = e.SeenBy,
            Reference = e.Reference,
        }),
        ChecksCleared => application.After(ApplicationStep.Clear),
        ApplicantStarted e => application.After(ApplicationStep.Start) with { EmploymentId = e.EmploymentId, StartedOn = e.StartedOn },
        ApplicationWithdrawn => application.After(ApplicationStep.Withdraw),
        ApplicationRejected => application.After(ApplicationStep.Reject),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    // Steps that change nothing about where an application stands, until it has ended.
    private static IEnumerable<(ApplicationState, ApplicationStep, ApplicationState)> AtAnyTime(params ApplicationStep[] steps) =>
        from state in Enum.GetValues<ApplicationState>()
        where state is not (ApplicationState.NotShortlisted or ApplicationState.Started or ApplicationState.Withdrawn or ApplicationState.Rejected)
        from step in steps
        select (state, step, state);

    private JobApplication After(ApplicationStep step) => this with { State = Machine.Next(State, step) };

    private JobApplication With(string name, Func<ApplicationCheck, ApplicationCheck> change) =>
        this with { Checks = [.. Checks.Select(check => check.Check == name ? change(check) : check)] };
}
