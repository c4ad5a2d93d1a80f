using System.Text.Json.Serialization;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Where an employment stands.</summary>
public enum EmploymentState
{
    /// <summary>Employed.</summary>
    InPost,

    /// <summary>Employed, with notice given.</summary>
    UnderNotice,

    /// <summary>Ended.</summary>
    Left,
}

/// <summary>What can be recorded about an employment.</summary>
public enum EmploymentStep
{
    /// <summary>A change of role, team, grade or hours from a date.</summary>
    ChangePosition,

    /// <summary>Notice was given.</summary>
    GiveNotice,

    /// <summary>Notice was withdrawn.</summary>
    WithdrawNotice,

    /// <summary>The employment ended.</summary>
    Leave,

    /// <summary>Probation was passed.</summary>
    PassProbation,

    /// <summary>Probation was extended.</summary>
    ExtendProbation,

    /// <summary>A formal process began.</summary>
    OpenFormalProcess,

    /// <summary>It ended.</summary>
    CloseFormalProcess,

    /// <summary>The register was looked up.</summary>
    RecordRegistration,

    /// <summary>A check of safer recruitment was seen, or seen again.</summary>
    RecordCheck,

    /// <summary>Payroll's number was recorded.</summary>
    RecordReferences,

    /// <summary>Leave of months was recorded.</summary>
    RecordAbsence,

    /// <summary>The fixed term ends on a day.</summary>
    SetFixedTerm,

    /// <summary>What is known of the newly qualified year was recorded.</summary>
    RecordAssessedYear,
}

/// <summary>Why somebody left. Only resignations are voluntary turnover; a transfer leaves the team, not the council.</summary>
public enum LeavingReason
{
    /// <summary>The employee chose to leave.</summary>
    Resignation,

    /// <summary>The council dismissed.</summary>
    Dismissal,

    /// <summary>The post went.</summary>
    Redundancy,

    /// <summary>Retired.</summary>
    Retirement,

    /// <summary>Ended for ill health.</summary>
    IllHealth,

    /// <summary>Died in service.</summary>
    Death,

    /// <summary>Moved out of children's services within the council.</summary>
    InternalTransfer,

    /// <summary>A fixed term ran out.</summary>
    EndOfFixedTerm,
}

/// <summary>What somebody does from a date on.</summary>
/// <param name="EffectiveOn">The first day of it.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Grade">The pay grade.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1, two decimal places.</param>
/// <param name="Hours">The contracted hours, where the full-time equivalent is not exact: 30 of 37 is not 0.81.</param>
public sealed record Position(DateOnly EffectiveOn, string Role, string Team, string Grade, decimal Fte, ContractedHours? Hours = null)
{
    /// <summary>The exact share of full time.</summary>
    [JsonIgnore]
    public (decimal Part, decimal Whole) Share => Hours is { } hours ? (hours.Weekly, hours.FullTime) : (Fte, 1);
}

/// <summary>Contracted hours out of the standard hours of full time, both a week.</summary>
/// <param name="Weekly">The hours agreed, a week.</param>
/// <param name="FullTime">The hours of full time, a week.</param>
public sealed record ContractedHours(decimal Weekly, decimal FullTime);

/// <summary>Notice as it was given; withdrawn notice is kept, because it was live in between.</summary>
/// <param name="GivenOn">The day on which it was given.</param>
/// <param name="LastDayOn">The last day of employment that follows from it.</param>
/// <param name="WithdrawnOn">The day on which it was withdrawn; null while it holds.</param>
public sealed record Notice(DateOnly GivenOn, DateOnly LastDayOn, DateOnly? WithdrawnOn);

/// <summary>A formal process, by kind only (<c>capability</c>, <c>disciplinary</c>); what it is about stands elsewhere.</summary>
public sealed record FormalProcess(string Kind, DateOnly OpenedOn, DateOnly? ClosedOn);

/// <summary>Probation: the day it is due to end, and the day it was passed.</summary>
/// <param name="EndsOn">The day on which it is due to end.</param>
/// <param name="PassedOn">The day on which it was passed; null before.</param>
public sealed record Probation(DateOnly EndsOn, DateOnly? PassedOn);

/// <summary>One look at the register; until when it showed the registration and who looked, where that was noted.</summary>
public sealed record RegistrationCheck(DateOnly CheckedOn, RegistrationStatus Status, DateOnly? RegisteredUntil = null, string? SeenBy = null);

/// <summary>A check as it was seen during an employment: a DBS certificate renewed, a right to work extended.</summary>
/// <param name="Result">What was seen, and when.</param>
/// <param name="SeenBy">Who saw it.</param>
public sealed record EmployeeCheck(CheckResult Result, string SeenBy);

/// <summary>The last day of an employment and why it ended.</summary>
/// <param name="LastDayOn">The last day of the employment.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record Leaving(DateOnly LastDayOn, LeavingReason Reason);

/// <summary>An employment as its journal tells it, with enough history to answer for any past day.</summary>
/// <param name="Id">The employment's id, <c>emp_…</c>.</param>
/// <param name="PersonId">Who is employed, by id.</param>
/// <param name="ApplicationId">The application that led to it; null for whoever was employed otherwise.</param>
/// <param name="PostId">The post filled; null where it is not known.</param>
/// <param name="Contract">The kind of contract.</param>
/// <param name="State">Where it stands today.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="Positions">Role, team, grade and hours, each from its first day, in the order in which they were recorded.</param>
/// <param name="Probation">The probation; null for none.</param>
/// <param name="Notices">Every notice, withdrawn ones too, in order.</param>
/// <param name="FormalProcesses">Every formal process, in order.</param>
/// <param name="Registrations">Every look at the register of Social Work England, in the order in which they were recorded.</param>
/// <param name="Leaving">The last day and the reason; null for whoever has not left.</param>
public sealed record Employment(
    string Id,
    string PersonId,
    string? ApplicationId,
    string? PostId,
    ContractKind Contract,
    EmploymentState State,
    DateOnly StartedOn,
    IReadOnlyList<Position> Positions,
    Probation? Probation,
    IReadOnlyList<Notice> Notices,
    IReadOnlyList<FormalProcess> FormalProcesses,
    IReadOnlyList<RegistrationCheck> Registrations,
    Leaving? Leaving)
{
    /// <summary>The checks of safer recruitment that were seen during the employment, each as it was seen last; those before stand with the application.</summary>
    public IReadOnlyList<EmployeeCheck> Checks { get; init; } = [];

    /// <summary>Payroll's own number of the employee, as HR or the import recorded it; null while it is not known.</summary>
    public string? PayrollReference { get; init; }

    /// <summary>Leave of months, in the order in which it was recorded; see <see cref="Absence"/>.</summary>
    public IReadOnlyList<Absence> Absences { get; init; } = [];

    /// <summary>The newly qualified year; null where nothing is known of it.</summary>
    public AssessedYear? AssessedYear { get; init; }

    /// <summary>The agency stint that led to the employment; null for none, or none known.</summary>
    public string? FromStintId { get; init; }

    /// <summary>The last day of a fixed term; null for other contracts, and where it was never recorded.</summary>
    public DateOnly? FixedTermEndsOn { get; init; }

    /// <summary>The state machine.</summary>
    public static readonly Transitions<EmploymentState, EmploymentStep> Machine = new(
        EmploymentState.InPost,
        [
            .. WhileEmployed(EmploymentState.InPost),
            (EmploymentState.InPost, EmploymentStep.GiveNotice, EmploymentState.UnderNotice),
            .. WhileEmployed(EmploymentState.UnderNotice),
            (EmploymentState.UnderNotice, EmploymentStep.WithdrawNotice, EmploymentState.InPost),
        ]);

    /// <summary>Employed on that day: from the first to the last day, both included.</summary>
    public bool InPostOn(DateOnly date) => StartedOn <= date && (Leaving is null || date <= Leaving.LastDayOn);

    /// <summary>What the person did on that day; null when not in post.</summary>
    public Position? PositionOn(DateOnly date) =>
        InPostOn(date) ? Positions.Where(position => position.EffectiveOn <= date).MaxBy(position => position.EffectiveOn) : null;

    /// <summary>Whether notice given on or before that day was still live at its end.</summary>
    public bool NoticeGivenBy(DateOnly date) =>
        Notices.Any(notice => notice.GivenOn <= date && (notice.WithdrawnOn is null || notice.WithdrawnOn > date));

    /// <summary>Whether a formal process was open on that day.</summary>
    public bool FormalProcessOpenOn(DateOnly date) =>
        FormalProcesses.Any(process => process.OpenedOn <= date && (process.ClosedOn is null || process.ClosedOn > date));

    /// <summary>
    /// Whether probation was passed by that day; an employment without probation counts as passed. Maternity and adoption leave must not delay
    /// anything: a probation that would have ended during the leave under way on that day counts as passed.
    /// </summary>
    public bool ProbationPassedBy(DateOnly date) =>
        Probation is null
        || Probation.PassedOn <= date
        || (Probation.PassedOn is null && Absences.Any(leave => leave.Kind != AbsenceKind.CareerBreak && leave.Covers(date) && leave.Covers(Probation.EndsOn)));

    /// <summary>The unpaid career breaks, in order.</summary>
    public IReadOnlyList<Absence> CareerBreaks() => [.. Absences.Where(absence => absence.Kind == AbsenceKind.CareerBreak).OrderBy(absence => absence.StartsOn)];

    /// <summary>What the register last said by that day; null when it was never looked up.</summary>
    public RegistrationStatus? RegistrationOn(DateOnly date) => LastLookBy(date)?.Status;

    /// <summary>The last look at the register by that day, of several on one day the one recorded last; null when it was never looked up.</summary>
    public RegistrationCheck? LastLookBy(DateOnly date) => Registrations.Where(check => check.CheckedOn <= date).OrderBy(check => check.CheckedOn).LastOrDefault();

    /// <summary>The employment after an event; null stands for before the first.</summary>
    public static Employment Apply(Employment? employment, EmploymentEvent happened) => happened switch
    {
        EmploymentStarted e => new(
            e.EmploymentId,
            e.PersonId,
            e.ApplicationId,
            e.PostId,
            e.Contract,
            Machine.Initial,
            e.Position.EffectiveOn,
            [e.Position],
            e.ProbationEndsOn is { } endsOn ? new(endsOn, null) : null,
            [],
            [],
            [],
            null)
        { FromStintId = e.FromStintId },
        _ when employment is null => throw new InvalidOperationException($"{happened.GetType().Name} before the start."),
        PositionChanged e => employment.After(EmploymentStep.ChangePosition) with
        {
            Positions = [.. employment.Positions.Where(position => position.EffectiveOn != e.Position.EffectiveOn), e.Position],
        },
        NoticeGiven e => employment.After(EmploymentStep.GiveNotice) with
        {
            Notices = [.. employment.Notices, new(e.GivenOn, e.LastDayOn, null)],
        },
        NoticeWithdrawn e => employment.After(EmploymentStep.WithdrawNotice) with
        {
            Notices = [.. employment.Notices.SkipLast(1), employment.Notices[^1] with { WithdrawnOn = e.On }],
        },
        EmploymentLeft e => employment.After(EmploymentStep.Leave) with { Leaving = new(e.LastDayOn, e.Reason) },
        ProbationPassed e => employment.After(EmploymentStep.PassProbation) with
        {
            Probation = new(employment.Probation?.EndsOn ?? e.On, e.On),
        },
        ProbationExtended e => employment.After(EmploymentStep.ExtendProbation) with { Probation = new(e.EndsOn, null) },
        FormalProcessOpened e => employment.After(EmploymentStep.OpenFormalProcess) with
        {
            FormalProcesses = [.. employment.FormalProcesses, new(e.Kind, e.On, null)],
        },
        FormalProcessClosed e => employment.After(EmploymentStep.CloseFormalProcess) with
        {
            FormalProcesses =
            [
                .. employment.FormalProcesses.Select(process =>
                    process.Kind == e.Kind && process.ClosedOn is null ? process with { ClosedOn = e.On } : process),
            ],
        },
        RegistrationChecked e => employment.After(EmploymentStep.RecordRegistration) with
        {
            Registrations = [.. employment.Registrations, new(e.CheckedOn, e.Status, e.RegisteredUntil, e.SeenBy)],
        },
        FixedTermSet e => employment.After(EmploymentStep.SetFixedTerm) with { FixedTermEndsOn = e.EndsOn },
        EmployeeCheckSeen e => employment.After(EmploymentStep.RecordCheck) with
        {
            Checks = [.. employment.Checks.Where(check => check.Result.Check != e.Seen.Result.Check), e.Seen],
        },
        ReferencesRecorded e => employment.After(EmploymentStep.RecordReferences) with { PayrollReference = e.PayrollReference },
        AssessedYearRecorded e => employment.After(EmploymentStep.RecordAssessedYear) with { AssessedYear = e.Year },
        AbsenceRecorded e => employment.After(EmploymentStep.RecordAbsence) with
        {
            Absences = [.. employment.Absences.Where(absence => absence.StartsOn != e.Absence.StartsOn), e.Absence],
        },
        EmploymentCorrected e => employment.With(e),
        LeaveForgotten => employment,
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private static (EmploymentState, EmploymentStep, EmploymentState)[] WhileEmployed(EmploymentState state) =>
    [
        (state, EmploymentStep.ChangePosition, state),
        (state, EmploymentStep.SetFixedTerm, state),
        (state, EmploymentStep.PassProbation, state),
        (state, EmploymentStep.ExtendProbation, state),
        (state, EmploymentStep.OpenFormalProcess, state),
        (state, EmploymentStep.CloseFormalProcess, state),
        (state, EmploymentStep.RecordRegistration, state),
        (state, EmploymentStep.RecordCheck, state),
        (state, EmploymentStep.RecordReferences, state),
        (state, EmploymentStep.RecordAbsence, state),
        (state, EmploymentStep.RecordAssessedYear, state),
        (state, EmploymentStep.Leave, EmploymentState.Left),
    ];

    // The first position begins with the employment.
    private Employment With(EmploymentCorrected correction)
    {
        var startedOn = correction.StartedOn ?? StartedOn;
        IEnumerable<Position> positions = Positions.Select(position => position.EffectiveOn == StartedOn ? position with { EffectiveOn = startedOn } : position);
        return this with
        {
            StartedOn = startedOn,
            Positions = correction.Position is { } right ? [.. positions.Where(position => position.EffectiveOn != right.EffectiveOn), right] : [.. positions],
            Leaving = Leaving is { } leaving ? new(correction.LastDayOn ?? leaving.LastDayOn, correction.LeavingReason ?? leaving.Reason) : null,
        };
    }

    private Employment After(EmploymentStep step) => this with { State = Machine.Next(State, step) };
}
