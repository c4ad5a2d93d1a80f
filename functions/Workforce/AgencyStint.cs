namespace RecruitRetain.Workforce;

/// <summary>A stretch of work by an agency worker: somebody whom the council does not pay directly.</summary>
/// <param name="Id">The stint's id, <c>stint_…</c>.</param>
/// <param name="WorkerId">The worker, by id.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="LastDayOn">The last day; null while it goes on.</param>
/// <param name="CoversVacancy">Whether it covers a vacant post.</param>
/// <param name="HourlyPence">What the agency charges an hour, in pence.</param>
public sealed record AgencyStint(
    string Id,
    string WorkerId,
    string Role,
    string Team,
    decimal Fte,
    DateOnly StartedOn,
    DateOnly? LastDayOn,
    bool CoversVacancy,
    long HourlyPence)
{
    /// <summary>At work on that day: from the first to the last day, both included.</summary>
    public bool OnDutyOn(DateOnly date) => StartedOn <= date && (LastDayOn is null || date <= LastDayOn);
}
