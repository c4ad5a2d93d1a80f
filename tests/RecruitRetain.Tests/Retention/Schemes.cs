namespace RecruitRetain.Tests.Retention;

/// <summary>Schemes as they are posted.</summary>
internal static class Schemes
{
    /// <summary>£3,000 on the first day, tied for 24 months from it, repaid by full months not served.</summary>
    public static object PaidAtStart(string id = "attraction", string effectiveFrom = "2024-01-01", string? effectiveTo = null, long maximumPence = 300_000) => new
    {
        id,
        name = "Attraction supplement",
        effectiveFrom,
        effectiveTo,
        eligibleRoles = Array.Empty<string>(),
        eligibleTeams = Array.Empty<string>(),
        eligibleContracts = new[] { "permanent" },
        milestones = new[] { new { months = 0, amountPence = 300_000, tieInMonths = 24 } },
        tieInMeasuredFrom = "start",
        proRata = "none",
        gates = Array.Empty<string>(),
        recovery = new { mode = "linear-by-full-month", steps = Array.Empty<object>() },
        exemptReasons = new[] { "redundancy", "ill-health", "death" },
        maximumPence,
    };
}
