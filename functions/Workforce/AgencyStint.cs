namespace RecruitRetain.Workforce;

/// <summary>What an agency charges an hour from a day on, in pence.</summary>
/// <param name="From">The first day of the rate.</param>
/// <param name="HourlyPence">What an hour costs, in pence.</param>
public sealed record HourlyRate(DateOnly From, long HourlyPence);

/// <summary>A stretch of work by an agency worker: somebody whom the council does not pay directly.</summary>
/// <param name="Id">The stint's id, <c>stint_…</c>.</param>
/// <param name="WorkerId">The worker, by id.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="LastDayOn">The last day; null while it goes on.</param>
/// <param name="CoversVacancy">Whether it covers a vacant post.</param>
/// <param name="HourlyPence">What the agency charges an hour by the newest rate, in pence.</param>
/// <param name="PostId">The post covered, if known.</param>
public sealed record AgencyStint(
    string Id,
    string WorkerId,
    string Role,
    string Team,
    decimal Fte,
    DateOnly StartedOn,
    DateOnly? LastDayOn,
    bool CoversVacancy,
    long HourlyPence,
    string? PostId = null)
{
    /// <summary>Every rate, by its first day; the first of them counts from the first day of the stint.</summary>
    public IReadOnlyList<HourlyRate> Rates { get; init; } = [new(StartedOn, HourlyPence)];

    /// <summary>What the agency charged an hour on that day, in pence.</summary>
    public long HourlyPenceOn(DateOnly date) => (Rates.LastOrDefault(rate => rate.From <= date) ?? Rates[0]).HourlyPence;

    /// <summary>At work on that day: from the first to the last day, both included.</summary>
    public bool OnDutyOn(DateOnly date) => StartedOn <= date && (LastDayOn is null || date <= LastDayOn);
}
