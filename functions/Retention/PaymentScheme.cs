using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The day from which a scheme's months are counted.</summary>
public enum Anchor
{
    /// <summary>The first day of the employment.</summary>
    Start,

    /// <summary>The day of the enrolment.</summary>
    Enrolment,

    /// <summary>The first day of the present stretch of work in the scheme's roles, teams and grades.</summary>
    MoveIntoTeam,
}

/// <summary>What becomes of payments whose day has passed when somebody is enrolled.</summary>
public enum PastMilestones
{
    /// <summary>They are not made.</summary>
    LeftOut,

    /// <summary>They fall due on the day of the enrolment.</summary>
    PaidAtOnce,
}

/// <summary>How part-time work changes a payment.</summary>
public enum ProRataMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By the full-time equivalent on the due date.</summary>
    FteOnDueDate,

    /// <summary>By the full-time equivalent over the qualifying period, day by day.</summary>
    TimeWeighted,
}

/// <summary>What must hold on the due date.</summary>
public enum Gate
{
    /// <summary>Probation is passed; held until then.</summary>
    ProbationPassed,

    /// <summary>No notice is live; otherwise not payable.</summary>
    NoNotice,

    /// <summary>No formal process is open; held until it ends.</summary>
    NoFormalProcess,

    /// <summary>Registration has not lapsed; held until it is renewed.</summary>
    RegistrationValid,

    /// <summary>The agreement to repay is signed; held until then.</summary>
    AgreementSigned,
}

/// <summary>What a move out of the scheme's roles, teams and grades does to the payments still to come.</summary>
public enum MoveRule
{
    /// <summary>They are held until the person moves back.</summary>
    Pauses,

    /// <summary>Nothing: they stay payable.</summary>
    Keeps,

    /// <summary>They are lost as each falls due.</summary>
    Loses,
}

/// <summary>Who is paid.</summary>
public enum Beneficiary
{
    /// <summary>The worker whom the scheme is about.</summary>
    Worker,

    /// <summary>The colleague who referred the worker: eligibility, days and gates are the worker's, the money is the colleague's.</summary>
    Referrer,
}

/// <summary>One payment that a scheme promises, or one each year.</summary>
/// <param name="Due">When.</param>
/// <param name="Amount">How much, gross, for full time.</param>
/// <param name="TieInMonths">How many months it is tied to; 0 for none.</param>
public sealed record SchemeMilestone(Due Due, Amount Amount, int TieInMonths);

/// <summary>What a scheme pays when.</summary>
/// <param name="Anchor">From which day months are counted.</param>
/// <param name="Milestones">The payments.</param>
/// <param name="ProRata">How part-time work changes the amounts.</param>
/// <param name="MaximumPence">The most that one person can get, gross, in pence. What would go beyond it is cut.</param>
/// <param name="Award">What milestones given as shares are shares of; null where there are none.</param>
/// <param name="Until">The last day on which anything falls due; null for no end. Needed for yearly payments.</param>
/// <param name="Past">What becomes of payments whose day has passed on enrolment.</param>
public sealed record Schedule(
    Anchor Anchor,
    IReadOnlyList<SchemeMilestone> Milestones,
    ProRataMode ProRata,
    long MaximumPence,
    Amount? Award = null,
    DateOnly? Until = null,
    PastMilestones Past = PastMilestones.LeftOut);

/// <summary>A payment scheme in one version. Versions never change: whoever is enrolled in one keeps its terms.</summary>
/// <param name="Id">The scheme's key.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Name">What people call it.</param>
/// <param name="EffectiveFrom">The first day on which somebody can be enrolled in it.</param>
/// <param name="EffectiveTo">The last such day; null for no end.</param>
/// <param name="Eligibility">Whom it is for: everybody who meets all conditions.</param>
/// <param name="Schedule">What it pays when.</param>
/// <param name="Gates">What must hold on each due date.</param>
/// <param name="OnMove">What a move out of its roles, teams and grades does.</param>
/// <param name="Recovery">What leavers repay.</param>
/// <param name="Governance">Who answers for it.</param>
/// <param name="PaidTo">Who gets the money.</param>
public sealed record PaymentScheme(
    string Id,
    int Version,
    string Name,
    DateOnly EffectiveFrom,
    DateOnly? EffectiveTo,
    IReadOnlyList<EligibilityCondition> Eligibility,
    Schedule Schedule,
    IReadOnlyList<Gate> Gates,
    MoveRule OnMove,
    RecoveryTerms Recovery,
    Governance Governance,
    Beneficiary PaidTo = Beneficiary.Worker)
{
    /// <summary>Whether somebody can be enrolled on that day.</summary>
    public bool IsInEffectOn(DateOnly date) => EffectiveFrom <= date && (EffectiveTo is null || date <= EffectiveTo);

    /// <summary>Whether the scheme is for such a position.</summary>
    public bool IsFor(Position position, ContractKind contract) =>
        Eligibility.OfType<PositionCondition>().All(condition => condition.Holds(position, contract));

    /// <summary>Every reason why it is not for somebody; empty when it is.</summary>
    public IReadOnlyList<Ineligibility> WhyNot(Enrolee enrolee) =>
    [
        .. Eligibility.Select(condition => condition.WhyNot(enrolee)).OfType<Ineligibility>(),
        .. Schedule.Milestones.Select(milestone => milestone.Amount).Append(Schedule.Award).OfType<Amount>()
            .Select(amount => amount.WhyUnknown(enrolee.Background)).OfType<Ineligibility>(),
    ];
}
