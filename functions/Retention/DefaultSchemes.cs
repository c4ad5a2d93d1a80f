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
        [
            new InRoles(["social-worker", "senior-social-worker", "team-manager", "conference-chair", "independent-reviewing-officer"]),
            new OnContracts([ContractKind.Permanent]),
        ],
        new(
            Anchor.Start,
            [
                new(new AfterMonths(6), new FixedAmount(100_000), 12),
                new(new AfterMonths(12), new FixedAmount(100_000), 12),
                new(new AfterMonths(18), new FixedAmount(150_000), 12),
                new(new AfterMonths(24), new FixedAmount(150_000), 12),
            ],
            ProRataMode.TimeWeighted,
            500_000),
        [Gate.ProbationPassed, Gate.NoNotice, Gate.NoFormalProcess, Gate.RegistrationValid, Gate.AgreementSigned],
        MoveRule.Pauses,
        new(new LinearByFullMonth(), [LeavingReason.Redundancy, LeavingReason.IllHealth, LeavingReason.Death], TieInStart.Payment),
        new("Director of Children's Services", new WithinMemorandum()));
}
