using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The council's own scheme, shipped; a council saves its own as data.</summary>
public static class DefaultSchemes
{
    /// <summary>£5,000 over two years for permanent practitioners: 6, 12, 18 and 24 months, each tied for a year from its payment.</summary>
    public static PaymentScheme Retention { get; } = new(
        "retention-2026",
        1,
        "Children's social work retention scheme",
        new(2024, 1, 1),
        null,
        ["social-worker", "senior-social-worker", "team-manager", "conference-chair", "independent-reviewing-officer"],
        [],
        [ContractKind.Permanent],
        [new(6, 100_000, 12), new(12, 100_000, 12), new(18, 150_000, 12), new(24, 150_000, 12)],
        TieInStart.Payment,
        ProRataMode.TimeWeighted,
        [Gate.ProbationPassed, Gate.NoNotice, Gate.NoFormalProcess, Gate.RegistrationValid, Gate.AgreementSigned],
        new(RecoveryMode.LinearByFullMonth, []),
        [LeavingReason.Redundancy, LeavingReason.IllHealth, LeavingReason.Death],
        500_000);
}
