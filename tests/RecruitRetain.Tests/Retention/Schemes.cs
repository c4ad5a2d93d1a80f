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
        eligibility = new[] { new { kind = "contracts", oneOf = new[] { "permanent" } } },
        schedule = new
        {
            anchor = "start",
            milestones = new[] { new { due = new { kind = "after-months", months = 0 }, amount = new { kind = "fixed", pence = 300_000 }, tieInMonths = 24 } },
            proRata = "none",
            maximumPence,
        },
        gates = Array.Empty<string>(),
        onMove = "pauses",
        recovery = new
        {
            mode = new { kind = "linear-by-full-month" },
            exemptReasons = new[] { "redundancy", "ill-health", "death" },
            tieInMeasuredFrom = "start",
        },
        governance = new { approvedBy = "Employment Committee", memorandum = new { kind = "within" } },
    };
}
