using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Whose an employment is: that of the managers of its team, and of those who recruited into it.</summary>
public sealed class OwnEmployments(Journal journal, OwnVacancies vacancies, People people) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(Employments.Kind, id, cancellationToken) is { } employment && (await SightAsync(caller, cancellationToken))(employment.State);

    /// <summary>Nobody records anything about their own employment, on which their own money hangs (403 <c>own-employment</c>).</summary>
    public async Task<Refusal?> RefuseAsync(Caller caller, ApiRoute route, string id, CancellationToken cancellationToken) =>
        route.Method == "POST" && await journal.FindAsync(Employments.Kind, id, cancellationToken) is { State: { PersonId: var personId } }
        && (await people.BehindAsync(caller.Id, caller.Email, cancellationToken)).Contains(personId)
            ? Refusal.Forbidden("own-employment", "This is your own employment; somebody else records what happens to it.")
            : null;

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
