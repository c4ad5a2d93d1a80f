using System.Text.Json.Serialization;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

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

    /// <summary>Seen and not in order, and a named person decided to go on, for a reason.</summary>
    AcceptedByDecision,

    /// <summary>Does not apply to this candidate.</summary>
    NotNeeded,
}

/// <summary>What a result rests on besides its day and number; null for what does not apply. Never the content of a DBS certificate.</summary>
/// <param name="IssuedOn">The day on a DBS certificate that the Update Service was asked about.</param>
/// <param name="UpdateService">Whether the DBS Update Service was asked about an earlier certificate, instead of a new one.</param>
/// <param name="CoversFrom">The first day that a reference speaks of.</param>
/// <param name="CoversTo">The last.</param>
/// <param name="ValidUntil">The last day of a right to work that is limited in time, or the day until which the register shows somebody.</param>
/// <param name="Registration">How the register was to be read on the day of the look-up.</param>
public sealed record CheckEvidence(
    DateOnly? IssuedOn = null,
    bool UpdateService = false,
    DateOnly? CoversFrom = null,
    DateOnly? CoversTo = null,
    DateOnly? ValidUntil = null,
    RegistrationStatus? Registration = null);

/// <summary>A named person's decision on a check.</summary>
/// <param name="By">Who.</param>
/// <param name="On">The day, in London.</param>
/// <param name="Reason">Why; kept in the record, so without a word about anybody's private life or about what a certificate says.</param>
public sealed record CheckDecision(string By, DateOnly On, string Reason);

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
    /// <summary>The state machine of one check. What is in order may be looked at again: a document is renewed, a register updated.</summary>
    public static readonly Transitions<CheckStatus, CheckStatus> Machine = new(
        CheckStatus.NotRequested,
        (CheckStatus.NotRequested, CheckStatus.Requested, CheckStatus.Requested),
        (CheckStatus.NotRequested, CheckStatus.NotNeeded, CheckStatus.NotNeeded),
        (CheckStatus.Requested, CheckStatus.Satisfactory, CheckStatus.Satisfactory),
        (CheckStatus.Requested, CheckStatus.Unsatisfactory, CheckStatus.Unsatisfactory),
        (CheckStatus.Requested, CheckStatus.NotNeeded, CheckStatus.NotNeeded),
        (CheckStatus.Satisfactory, CheckStatus.Satisfactory, CheckStatus.Satisfactory),
        (CheckStatus.Satisfactory, CheckStatus.Unsatisfactory, CheckStatus.Unsatisfactory),
        (CheckStatus.Unsatisfactory, CheckStatus.Requested, CheckStatus.Requested),
        (CheckStatus.Unsatisfactory, CheckStatus.AcceptedByDecision, CheckStatus.AcceptedByDecision));

    /// <summary>Whether the role needs it of everybody, or only of whoever has lived abroad.</summary>
    public CheckCondition When { get; init; }

    /// <summary>Whether a named person may go on in spite of an unsatisfactory result.</summary>
    public bool Waivable { get; init; }

    /// <summary>Whether somebody may start before the result, on a signed risk assessment.</summary>
    public bool RiskAssessable { get; init; }

    /// <summary>How many years the references of the set must reach back together; 0 for a check that is no reference.</summary>
    public int CoversYears { get; init; }

    /// <summary>What the result rests on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CheckEvidence? Evidence { get; init; }

    /// <summary>Who decided on it, and why: to go on in spite of the result, or that it does not apply.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CheckDecision? Decision { get; init; }

    /// <summary>The signed assessment of the risk of a start before the result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CheckDecision? RiskAssessment { get; init; }

    /// <summary>A check that an offer asks for.</summary>
    public static ApplicationCheck Of(CheckRequirement requirement) => new(
        requirement.Check, requirement.Blocking, requirement.ChaseEveryDays, Machine.Initial, null, null, null, null)
    {
        When = requirement.When,
        Waivable = requirement.Waivable,
        RiskAssessable = requirement.RiskAssessable,
        CoversYears = requirement.CoversYears,
    };

    /// <summary>The day from which it keeps nobody from starting; null while it does.</summary>
    public DateOnly? MetOn() => Status switch
    {
        CheckStatus.Satisfactory => ResultOn,
        CheckStatus.AcceptedByDecision => Decision?.On,
        CheckStatus.NotRequested or CheckStatus.Requested => RiskAssessment?.On,
        _ => null,
    };

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

    /// <summary>The check after something happened to it.</summary>
    public ApplicationCheck Apply(CheckEvent happened) => happened switch
    {
        CheckRequested e => this with
        {
            Status = Machine.Next(Status, CheckStatus.Requested),
            RequestedOn = e.On,
            ResultOn = null,
            SeenBy = null,
            Reference = null,
            Evidence = null,
        },
        CheckRecorded e => this with
        {
            Status = Machine.Next(Status, e.Outcome),
            ResultOn = e.On,
            SeenBy = e.SeenBy,
            Reference = e.Reference,
            Evidence = e.Evidence,
        },
        CheckDecided e => this with { Status = Machine.Next(Status, e.Status), Decision = e.Decision },
        RiskAccepted e => this with { RiskAssessment = e.Assessment },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}
