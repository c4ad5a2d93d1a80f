using RecruitRetain.Access;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Whose an employment is: that of the managers of its team, and of those who recruited into it.</summary>
public sealed class OwnEmployments(Journal journal, OwnVacancies vacancies) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(Employments.Kind, id, cancellationToken) is { } employment && (await SightAsync(caller, cancellationToken))(employment.State);

    /// <summary>Which employments a caller may know of.</summary>
    public async Task<Func<Employment, bool>> SightAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (PolicyTable.ReachesAll("employments", caller))
        {
            return _ => true;
        }

        var hires = caller.Is(Role.Recruiter) ? await vacancies.HiresAsync(caller, cancellationToken) : new HashSet<string>();
        return employment => hires?.Contains(employment.ApplicationId ?? "") != false
            || (caller.Is(Role.HiringManager) && caller.Teams.Contains(Employments.Latest(employment).Team));
    }
}

/// <summary>Whose an agency stint is: that of the managers of its team.</summary>
public sealed class OwnStints(Journal journal) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(AgencyStints.Kind, id, cancellationToken) is { } stint && Sees(caller, stint.State);

    /// <summary>Whether a caller may know of a stint.</summary>
    public static bool Sees(Caller caller, AgencyStint stint) => PolicyTable.ReachesAll("agency-stints", caller) || caller.Teams.Contains(stint.Team);
}
