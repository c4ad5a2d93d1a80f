using System.Text.Json.Serialization;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>From when a payment's tie-in runs. Sources differ, so a scheme must say.</summary>
public enum TieInStart
{
    /// <summary>From the day the payment was made.</summary>
    Payment,

    /// <summary>From the scheme's anchor: the start, the enrolment or the move into the team.</summary>
    Start,
}

/// <summary>What a leaver repays of a payment whose tie-in has not run out.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NoRecovery), "none")]
[JsonDerivedType(typeof(FullUntilDate), "full-until-date")]
[JsonDerivedType(typeof(RecoverySteps), "steps")]
[JsonDerivedType(typeof(LinearByFullMonth), "linear-by-full-month")]
public abstract record RecoveryMode
{
    /// <summary>What is owed, gross in pence, before the tie-in has run out.</summary>
    /// <param name="paidPence">What was paid.</param>
    /// <param name="tieInMonths">The tie-in.</param>
    /// <param name="served">Full months of it served; fewer than there are.</param>
    public abstract long OwedPence(long paidPence, int tieInMonths, int served);
}

/// <summary>Nothing.</summary>
public sealed record NoRecovery : RecoveryMode
{
    /// <inheritdoc/>
    public override long OwedPence(long paidPence, int tieInMonths, int served) => 0;
}

/// <summary>All of it, until the tie-in ends.</summary>
public sealed record FullUntilDate : RecoveryMode
{
    /// <inheritdoc/>
    public override long OwedPence(long paidPence, int tieInMonths, int served) => paidPence;
}

/// <summary>Whoever leaves before this many months of the tie-in repays this percentage.</summary>
/// <param name="UntilMonths">Completed months of the tie-in before which it applies.</param>
/// <param name="Percent">How much of the payment is repaid.</param>
public sealed record RecoveryStep(int UntilMonths, int Percent);

/// <summary>A percentage that falls in steps.</summary>
/// <param name="Steps">Ascending months, the last where the tie-in ends; falling percentages.</param>
public sealed record RecoverySteps(IReadOnlyList<RecoveryStep> Steps) : RecoveryMode
{
    /// <inheritdoc/>
    public override long OwedPence(long paidPence, int tieInMonths, int served) =>
        Money.ProRata(paidPence, Steps.First(step => served < step.UntilMonths).Percent, 100);
}

/// <summary>All of it, less an equal part for each full month served.</summary>
public sealed record LinearByFullMonth : RecoveryMode
{
    /// <inheritdoc/>
    public override long OwedPence(long paidPence, int tieInMonths, int served) => Money.ProRata(paidPence, tieInMonths - served, tieInMonths);
}

/// <summary>How leavers repay.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="ExemptReasons">Leaving reasons for which nobody repays.</param>
/// <param name="TieInMeasuredFrom">From when tie-ins run; required where anything is tied.</param>
/// <param name="NetOff">Whether what is owed may be set off against payments of the scheme that are approved and not made yet.</param>
public sealed record RecoveryTerms(
    RecoveryMode Mode, IReadOnlyList<LeavingReason> ExemptReasons, TieInStart? TieInMeasuredFrom = null, bool NetOff = false);
