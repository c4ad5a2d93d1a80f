using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Where caseload snapshots are kept.</summary>
public sealed class CaseloadSnapshots
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<CaseloadSnapshot, CaseloadEvent> Kind = new(
        "caseloadsnapshots", "caseload", CaseloadSnapshot.Apply, snapshot => [("TakenOn", $"{snapshot.On:yyyy-MM-dd}")], _ => []);
}
