using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>From when a payment's tie-in runs. Sources differ, so a scheme must say.</summary>
public enum TieInStart
{
    /// <summary>From the day the payment was made.</summary>
    Payment,

    /// <summary>From the first day of the employment.</summary>
    Start,
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

/// <summary>What a leaver repays of a payment whose tie-in has not run out.</summary>
public enum RecoveryMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>All of it, until the tie-in ends.</summary>
    FullUntilDate,

    /// <summary>A percentage that falls in steps.</summary>
    Steps,

    /// <summary>All of it, less an equal part for each full month served.</summary>
    LinearByFullMonth,
}

/// <summary>Whoever leaves before this many months of the tie-in repays this percentage.</summary>
public sealed record RecoveryStep(int UntilMonths, int Percent);

/// <summary>How a leaver repays.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="Steps">For <see cref="RecoveryMode.Steps"/> only: ascending months, falling percentages.</param>
public sealed record RecoveryTerms(RecoveryMode Mode, IReadOnlyList<RecoveryStep> Steps);

/// <summary>One payment that a scheme promises.</summary>
/// <param name="Months">Months after the first day.</param>
/// <param name="AmountPence">Gross for full time, in pence.</param>
/// <param name="TieInMonths">How many months it is tied to; 0 for none.</param>
public sealed record SchemeMilestone(int Months, long AmountPence, int TieInMonths);

/// <summary>A retention scheme in one version. Versions never change: whoever signed one keeps its terms.</summary>
/// <param name="Id">The scheme's key.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Name">What people call it.</param>
/// <param name="EffectiveFrom">The first day on which somebody can be enrolled in it.</param>
/// <param name="EffectiveTo">The last such day; null for no end.</param>
/// <param name="EligibleRoles">Roles it is for; empty for all.</param>
/// <param name="EligibleTeams">Teams it is for; empty for all.</param>
/// <param name="EligibleContracts">Contract kinds it is for.</param>
/// <param name="Milestones">The payments, in ascending order of months after the first day.</param>
/// <param name="TieInMeasuredFrom">From when tie-ins run; required.</param>
/// <param name="ProRata">How part-time work changes the amounts.</param>
/// <param name="Gates">What must hold on each due date.</param>
/// <param name="Recovery">What leavers repay.</param>
/// <param name="ExemptReasons">Leaving reasons for which nobody repays.</param>
/// <param name="MaximumPence">The most that one person can be promised, gross, in pence.</param>
public sealed record PaymentScheme(
    string Id,
    int Version,
    string Name,
    DateOnly EffectiveFrom,
    DateOnly? EffectiveTo,
    IReadOnlyList<string> EligibleRoles,
    IReadOnlyList<string> EligibleTeams,
    IReadOnlyList<ContractKind> EligibleContracts,
    IReadOnlyList<SchemeMilestone> Milestones,
    TieInStart? TieInMeasuredFrom,
    ProRataMode ProRata,
    IReadOnlyList<Gate> Gates,
    RecoveryTerms Recovery,
    IReadOnlyList<LeavingReason> ExemptReasons,
    long MaximumPence)
{
    /// <summary>Whether somebody can be enrolled on that day.</summary>
    public bool IsInEffectOn(DateOnly date) => EffectiveFrom <= date && (EffectiveTo is null || date <= EffectiveTo);

    /// <summary>Whether the scheme is for such a position.</summary>
    public bool IsFor(Position position, ContractKind contract) =>
        (EligibleRoles.Count == 0 || EligibleRoles.Contains(position.Role))
        && (EligibleTeams.Count == 0 || EligibleTeams.Contains(position.Team))
        && EligibleContracts.Contains(contract);
}
