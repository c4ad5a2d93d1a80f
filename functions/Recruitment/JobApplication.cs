using System.Text.Json.Serialization;
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

    /// <summary>Agree to a salary above what the grade pays.</summary>
    ApproveSalary,

    /// <summary>Make a conditional offer.</summary>
    MakeOffer,

    /// <summary>Put other terms in its place.</summary>
    ReviseOffer,

    /// <summary>The candidate asks for other terms.</summary>
    RequestOfferChanges,

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

    /// <summary>Decide on a check: go on in spite of its result, or find that it does not apply.</summary>
    DecideCheck,

    /// <summary>Sign the risk of a start before a check's result.</summary>
    AcceptRisk,

    /// <summary>The last blocking check is satisfactory.</summary>
    Clear,

    /// <summary>The first day.</summary>
    Start,

    /// <summary>The candidate withdraws.</summary>
    Withdraw,

    /// <summary>A named person ends it.</summary>
    Reject,

    /// <summary>Say who looks after it.</summary>
    Assign,

    /// <summary>Write a note about it.</summary>
    WriteNote,
}

/// <summary>An application as its journal tells it. The candidate is a person elsewhere; here only an id.</summary>
/// <param name="Id">The application's id, <c>app_…</c>.</param>
/// <param name="VacancyId">The vacancy applied for.</param>
/// <param name="PersonId">The candidate, by id.</param>
/// <param name="Role">The role's key, as the vacancy had it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Offers">Every offer and revision of one, in order; the last is the one that counts.</param>
/// <param name="NoticeEndsOn">The last day of the notice that the candidate has to serve; null while it is not known, or for none.</param>
/// <param name="Checks">The checks before the first day, those of the set that was pinned by the offer.</param>
/// <param name="EmploymentId">The employment that it led to; null without a first day.</param>
public sealed record JobApplication(
    string Id,
    string VacancyId,
    string PersonId,
    string Role,
    ApplicationState State,
    IReadOnlyList<Offer> Offers,
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

    /// <summary>The last offer made; null before the first.</summary>
    [JsonIgnore]
    public Offer? Offer => Offers.Count > 0 ? Offers[^1] : null;

    /// <summary>HR's agreement to a salary above what the grade pays, if there is one.</summary>
    public SalaryApproval? SalaryApproval { get; init; }

    /// <summary>The vacancy's last day for applications when this one came: shortlisting is not late before it.</summary>
    public DateOnly? ClosingOn { get; init; }

    /// <summary>How its shortlisting stands.</summary>
    public Shortlisting Shortlisting { get; init; } = Shortlisting.None;

    /// <summary>How its interview stands.</summary>
    public Interviewing Interviewing { get; init; } = Interviewing.None;

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
        (ApplicationState.Interviewed, ApplicationStep.ApproveSalary, ApplicationState.Interviewed),
        (ApplicationState.Interviewed, ApplicationStep.MakeOffer, ApplicationState.Offered),
        (ApplicationState.Interviewed, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Interviewed, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.Offered, ApplicationStep.ApproveSalary, ApplicationState.Offered),
        (ApplicationState.Offered, ApplicationStep.ReviseOffer, ApplicationState.Offered),
        (ApplicationState.Offered, ApplicationStep.RequestOfferChanges, ApplicationState.Offered),
        (ApplicationState.Offered, ApplicationStep.AcceptOffer, ApplicationState.OfferAccepted),
        (ApplicationState.Offered, ApplicationStep.DeclineOffer, ApplicationState.OfferDeclined),
        (ApplicationState.Offered, ApplicationStep.LapseOffer, ApplicationState.OfferLapsed),
        (ApplicationState.Offered, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Offered, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.OfferDeclined, ApplicationStep.ApproveSalary, ApplicationState.OfferDeclined),
        (ApplicationState.OfferDeclined, ApplicationStep.MakeOffer, ApplicationState.Offered),
        (ApplicationState.OfferDeclined, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.OfferDeclined, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.OfferLapsed, ApplicationStep.ApproveSalary, ApplicationState.OfferLapsed),
        (ApplicationState.OfferLapsed, ApplicationStep.MakeOffer, ApplicationState.Offered),
        (ApplicationState.OfferLapsed, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.OfferLapsed, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.OfferAccepted, ApplicationStep.RequestCheck, ApplicationState.OfferAccepted),
        (ApplicationState.OfferAccepted, ApplicationStep.RecordCheck, ApplicationState.OfferAccepted),
        (ApplicationState.OfferAccepted, ApplicationStep.DecideCheck, ApplicationState.OfferAccepted),
        (ApplicationState.OfferAccepted, ApplicationStep.AcceptRisk, ApplicationState.OfferAccepted),
        (ApplicationState.OfferAccepted, ApplicationStep.Clear, ApplicationState.Cleared),
        (ApplicationState.OfferAccepted, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.OfferAccepted, ApplicationStep.Reject, ApplicationState.Rejected),
        (ApplicationState.Cleared, ApplicationStep.RequestCheck, ApplicationState.Cleared), // those that do not block, or not yet
        (ApplicationState.Cleared, ApplicationStep.RecordCheck, ApplicationState.Cleared),
        (ApplicationState.Cleared, ApplicationStep.DecideCheck, ApplicationState.Cleared),
        (ApplicationState.Cleared, ApplicationStep.Start, ApplicationState.Started),
        (ApplicationState.Cleared, ApplicationStep.Withdraw, ApplicationState.Withdrawn),
        (ApplicationState.Cleared, ApplicationStep.Reject, ApplicationState.Rejected),
        .. AtAnyTime(ApplicationStep.Assign, ApplicationStep.WriteNote, ApplicationStep.AskForChanges, ApplicationStep.NameReferrer),
        ]);

    /// <summary>What was known when it came in.</summary>
    public IntakeFacts Intake { get; init; } = new();

    /// <summary>The employment of whoever referred the candidate, once a person has found it.</summary>
    public string? ReferrerEmploymentId { get; init; }

    /// <summary>The application after an event; null stands for before the first.</summary>
    public static JobApplication Apply(JobApplication? application, ApplicationEvent happened) => happened switch
    {
        ApplicationSubmitted e => new(e.ApplicationId, e.VacancyId, e.PersonId, e.Role, Machine.Initial, [], null, [], null)
        {
            Source = e.Source,
            Intake = e.Intake ?? new(),
            ClosingOn = e.ClosingOn,
        },
        _ when application is null => throw new InvalidOperationException($"{happened.GetType().Name} before the application."),
        ChangesAskedFor => application.After(ApplicationStep.AskForChanges),
        ReferrerNamed e => application.After(ApplicationStep.NameReferrer) with { ReferrerEmploymentId = e.EmploymentId },
        ApplicationAssessed => application.After(ApplicationStep.Score) with { Shortlisting = application.Shortlisting.After(happened) },
        ScoresModerated => application.After(ApplicationStep.Moderate) with { Shortlisting = application.Shortlisting.After(happened) },
        ApplicationShortlisted => application.After(ApplicationStep.Shortlist),
        ApplicationNotShortlisted => application.After(ApplicationStep.DeclineToShortlist),
        InterviewSlotsOffered => application.Interview(ApplicationStep.OfferSlots, happened),
        InterviewSlotChosen => application.Interview(ApplicationStep.ChooseSlot, happened),
        AnotherTimeAskedFor => application.Interview(ApplicationStep.AskForAnotherTime, happened),
        InterviewSlotsLapsed => application.Interview(ApplicationStep.LapseSlots, happened),
        InterviewScheduled => application.Interview(ApplicationStep.ScheduleInterview, happened),
        CandidateDidNotCome => application.Interview(ApplicationStep.RecordNoShow, happened),
        SafeguardingInterviewRecorded => application.Interview(ApplicationStep.RecordSafeguarding, happened),
        InterviewRecorded => application.Interview(ApplicationStep.RecordInterview, happened),
        SalaryApproved e => application.After(ApplicationStep.ApproveSalary) with { SalaryApproval = e.Approval },
        OfferMade e => application.After(ApplicationStep.MakeOffer) with
        {
            Offers = application.Offers.With(e.Offer),
            Checks = [.. e.Checks.Select(ApplicationCheck.Of)],
        },
        OfferRevised e => application.After(ApplicationStep.ReviseOffer) with { Offers = application.Offers.With(e.Offer) },
        OfferChangesRequested e => application.After(ApplicationStep.RequestOfferChanges) with
        {
            Offers = application.Offers.Change(offer => offer with { ChangesWanted = e.Wanted }),
        },
        OfferAccepted e => application.After(ApplicationStep.AcceptOffer) with
        {
            Offers = application.Offers.Ended(OfferStatus.Accepted),
            NoticeEndsOn = e.NoticeEndsOn,
            Checks =
            [
                .. application.Checks.Select(check => check.When == CheckCondition.LivedAbroad && e.LivedAbroad == false
                    ? check with { Status = CheckStatus.NotNeeded }
                    : check),
            ],
        },
        OfferDeclined => application.After(ApplicationStep.DeclineOffer) with { Offers = application.Offers.Ended(OfferStatus.Declined) },
        OfferLapsed => application.After(ApplicationStep.LapseOffer) with { Offers = application.Offers.Ended(OfferStatus.Lapsed) },
        CheckRequested e => application.After(ApplicationStep.RequestCheck).With(e),
        CheckRecorded e => application.After(ApplicationStep.RecordCheck).With(e),
        CheckDecided e => application.After(ApplicationStep.DecideCheck).With(e),
        RiskAccepted e => application.After(ApplicationStep.AcceptRisk).With(e),
        ChecksCleared => application.After(ApplicationStep.Clear),
        ApplicantStarted e => application.After(ApplicationStep.Start) with { EmploymentId = e.EmploymentId, StartedOn = e.StartedOn },
        ApplicationWithdrawn => application.After(ApplicationStep.Withdraw) with { Offers = application.Offers.Ended(OfferStatus.Ended) },
        ApplicationRejected => application.After(ApplicationStep.Reject) with { Offers = application.Offers.Ended(OfferStatus.Ended) },
        ApplicationAssigned e => application.After(ApplicationStep.Assign) with { Assignee = e.Assignee },
        NoteWritten => application.After(ApplicationStep.WriteNote),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    // Steps that change nothing about where an application stands, until it has ended.
    private static IEnumerable<(ApplicationState, ApplicationStep, ApplicationState)> AtAnyTime(params ApplicationStep[] steps) =>
        from state in Enum.GetValues<ApplicationState>()
        where state is not (ApplicationState.NotShortlisted or ApplicationState.Started or ApplicationState.Withdrawn or ApplicationState.Rejected)
        from step in steps
        select (state, step, state);

    private JobApplication After(ApplicationStep step) => this with { State = Machine.Next(State, step) };

    private JobApplication Interview(ApplicationStep step, ApplicationEvent happened) => After(step) with { Interviewing = Interviewing.After(happened) };

    private JobApplication With(CheckEvent happened) =>
        this with { Checks = [.. Checks.Select(check => check.Check == happened.Check ? check.Apply(happened) : check)] };
}
