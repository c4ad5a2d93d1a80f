using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Operations;

/// <summary>That the app runs.</summary>
/// <param name="Version">The release that it was packaged as.</param>
public sealed record Liveness(string Version);

/// <summary>
/// Whether the app lives, for anybody, and whether all that it needs works, for machines with a key. Neither changes anything.
/// </summary>
public sealed class Health(Dependencies dependencies)
{
    // A build that nobody packaged adds the commit after a plus; that is nobody's business.
    private static readonly string Release =
        typeof(Health).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Answers, whatever has become of everything else.</summary>
    [Function(nameof(ShowLiveness))]
    [Public]
    [Operation("Say that the app runs", Answers = typeof(Liveness))]
    public static IResult ShowLiveness([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        Answer.Ok(new Liveness(Release));

    /// <summary>Names each dependency, whether it works and how long it took; 503 where one does not.</summary>
    [Function(nameof(ShowReadiness))]
    [ByFunctionKey]
    [Operation("Say whether all that the app needs works", Answers = typeof(Readiness), Otherwise = StatusCodes.Status503ServiceUnavailable)]
    public async Task<IResult> ShowReadiness(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "health/ready")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var readiness = await dependencies.ReadAsync(client, request.HttpContext.RequestAborted);
        return Answer.Ok(readiness) with { Status = readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable };
    }
}
