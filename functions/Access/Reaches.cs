using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>Finds out whose an object of a resource is. The part of the journey that keeps the objects says so; the service's key is the resource.</summary>
public interface IReach
{
    /// <summary>Whether there is such an object and the caller reaches it in that way.</summary>
    Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken);

    /// <summary>What keeps a caller who reaches the object from this route all the same; null for nothing.</summary>
    Task<Refusal?> RefuseAsync(Caller caller, ApiRoute route, string id, CancellationToken cancellationToken) => Task.FromResult<Refusal?>(null);
}

/// <summary>Holds requests against the <see cref="PolicyTable"/>.</summary>
public sealed class Reaches(IServiceProvider services, BreakGlass glass)
{
    /// <summary>Null when the caller may go on; otherwise what to answer: 404 where the object is not theirs, as if there were none.</summary>
    public async Task<Answer?> RefuseAsync(ApiRoute route, AllowAttribute policy, Caller caller, HttpContext http)
    {
        var reaches = policy.Roles.Where(role => caller.Is(role)).Select(role => PolicyTable.ReachOf(route.Resource, role)).OfType<Reach>().Distinct().ToList();
        if (reaches.Count == 0)
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "no-policy", "Nobody may do this.");
        }

        if (http.Request.RouteValues["id"] is not string id || services.GetKeyedService<IReach>(route.Resource) is not { } objects)
        {
            return null;
        }

        if (!reaches.Contains(Reach.Council)
            && !await AnyAsync(objects, caller, reaches, id, http.RequestAborted)
            && !await glass.OpensAsync(route, caller, id, http.RequestAborted))
        {
            return Problems.NotFound;
        }

        return await objects.RefuseAsync(caller, route, id, http.RequestAborted) is { } refusal ? Problems.Of(refusal) : null;
    }

    private static async Task<bool> AnyAsync(IReach objects, Caller caller, IEnumerable<Reach> reaches, string id, CancellationToken cancellationToken)
    {
        foreach (var reach in reaches)
        {
            if (await objects.IsOwnAsync(caller, reach, id, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
