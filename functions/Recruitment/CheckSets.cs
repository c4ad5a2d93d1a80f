using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>All versions of one role's checks. A version never changes; offers pin the newest.</summary>
/// <param name="Role">The role's key.</param>
/// <param name="Versions">In order, from 1.</param>
public sealed record CheckSetBook(string Role, IReadOnlyList<CheckSet> Versions)
{
    /// <summary>The aggregate's id, derived from the role's key.</summary>
    public static string IdOf(string role) => Id.From("checks", SHA256.HashData(Encoding.UTF8.GetBytes(role)));

    /// <summary>The book after an event; null stands for before the first.</summary>
    public static CheckSetBook Apply(CheckSetBook? book, CheckSetEvent happened) => happened switch
    {
        CheckSetPublished e => new(e.Set.Role, [.. book?.Versions ?? [], e.Set]),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Publishes the checks of a role as the next version.</summary>
    public static Decision<CheckSetEvent> Publish(CheckSetBook? book, string role, IReadOnlyList<CheckRequirement> checks)
    {
        var set = new CheckSet(role, (book?.Versions.Count ?? 0) + 1, checks);
        return Refusal.Of(set.Validate()) is { } refusal ? refusal : new CheckSetPublished(set);
    }
}

/// <summary>Something that happened to a role's checks.</summary>
[JsonDerivedType(typeof(CheckSetPublished), nameof(CheckSetPublished))]
public abstract record CheckSetEvent;

/// <summary>A version was published.</summary>
public sealed record CheckSetPublished(CheckSet Set) : CheckSetEvent;

/// <summary>The checks of a role; the version's number is given by the system. See <see cref="CheckSet"/>.</summary>
/// <param name="Role">The role's key.</param>
/// <param name="Checks">What is to be checked, in order.</param>
public sealed record NewCheckSet(string Role, IReadOnlyList<CheckRequirement> Checks);

/// <summary>The pre-employment checks of every role, as data: listed, and published in versions. The council's own are there from the beginning.</summary>
public sealed class CheckSets(Journal journal, Lists lists, Commands commands)
{
    /// <summary>The aggregate: all versions of one role's checks.</summary>
    public static readonly AggregateKind<CheckSetBook, CheckSetEvent> Kind = new(
        "checksets", "checks", CheckSetBook.Apply, book => [("Role", book.Role)], _ => []);

    /// <summary>The newest checks of a role; null for a role that has none.</summary>
    public static async Task<CheckSet?> FindAsync(Journal journal, string role) =>
        (await journal.FindAsync(Kind, CheckSetBook.IdOf(role)))?.State.Versions[^1];

    /// <summary>Lists every version of every role's checks.</summary>
    [Function(nameof(ListCheckSets))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("List the pre-employment checks of every role", Answers = typeof(ListPage<CheckSet>))]
    public Task<IResult> ListCheckSets([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "check-sets")] HttpRequest request) =>
        lists.PageOfManyAsync(request, Kind, null, (book, _) => book.State.Versions);

    /// <summary>Shows one version of a role's checks.</summary>
    [Function(nameof(ShowCheckSet))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("Show a version of a role's checks", Answers = typeof(CheckSet))]
    public async Task<IResult> ShowCheckSet(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "check-sets/{role}/versions/{version}")] HttpRequest request, string role, string version) =>
        await journal.FindAsync(Kind, CheckSetBook.IdOf(role), request.HttpContext.RequestAborted) is { } book
        && book.State.Versions.FirstOrDefault(set => set.Version == RequestReading.VersionNumber(version)) is { } set
            ? Answer.Ok(set, book.ETag)
            : Problems.NotFound;

    /// <summary>Publishes a role's checks, or the next version of them. Offers made before keep theirs.</summary>
    [Function(nameof(PublishCheckSet))]
    [Allow(Role.Hr)]
    [Operation("Publish a version of a role's checks", Body = typeof(NewCheckSet), Answers = typeof(CheckSet), Status = 201)]
    public async Task<IResult> PublishCheckSet([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "check-sets")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewCheckSet>();
        return await commands.PublishAsync(
            request,
            Kind,
            CheckSetBook.IdOf(body.Role),
            book => CheckSetBook.Publish(book, body.Role, body.Checks),
            book =>
            {
                var set = book.State.Versions[^1];
                return Answer.Created($"/api/check-sets/{set.Role}/versions/{set.Version}", set, book.ETag);
            });
    }
}

/// <summary>Puts the checks that are shipped into a new council's tables, as version 1 of each role.</summary>
public sealed class SeedCheckSets(Commands commands) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var set in DefaultCheckSets.All)
        {
            await commands.BeginAsync(
                null, CheckSets.Kind, CheckSetBook.IdOf(set.Role), "system:setup", () => CheckSetBook.Publish(null, set.Role, set.Checks));
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
