using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/caseload-snapshots</c>.</summary>
/// <param name="On">The day, at the end of which the cases were counted; today or before.</param>
/// <param name="Holders">Who holds how many cases, each once.</param>
/// <param name="Team">The team counted; null for the whole council.</param>
/// <param name="Reason">Why it is counted again, where the day, or the team on it, was counted before.</param>
public sealed record NewCaseload(DateOnly On, IReadOnlyList<HeldCases> Holders, string? Team = null, string? Reason = null);

/// <summary>A snapshot as lists show it: nobody's own cases.</summary>
/// <param name="Id">Its id.</param>
/// <param name="On">The day.</param>
/// <param name="Holders">How many people hold cases or were counted with none.</param>
/// <param name="Cases">How many cases they hold together.</param>
/// <param name="Teams">The teams that were counted apart; empty where the whole council was counted at once.</param>
public sealed record CaseloadSummary(string Id, DateOnly On, int Holders, int Cases, IReadOnlyList<string> Teams);

/// <summary>Where caseload snapshots are kept, taken and shown.</summary>
public sealed class CaseloadSnapshots(Journal journal, Lists lists, Commands commands, TimeProvider clock)
{
    /// <summary>The most cases that one person can hold.</summary>
    public const int MostCases = 500;

    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<CaseloadSnapshot, CaseloadEvent> Kind = new(
        "caseloadsnapshots", "caseload", CaseloadSnapshot.Apply, snapshot => [("TakenOn", $"{snapshot.On:yyyy-MM-dd}")], _ => [])
    {
        IsListed = true,
    };

    private const int MostHolders = 4_000;

    /// <summary>The id of a day's snapshot.</summary>
    public static string IdOf(DateOnly on) =>
        Id.From(Kind.Prefix, SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"caseload/{on:yyyy-MM-dd}"))));

    /// <summary>Lists snapshots: how many cases on which day, and nobody's own.</summary>
    [Function(nameof(ListCaseloadSnapshots))]
    [Allow(Role.Hr, Role.HiringManager, Role.Auditor)]
    [Operation("List caseload snapshots", Answers = typeof(ListPage<CaseloadSummary>))]
    [Query("on", typeof(DateOnly), "Only the snapshot of this day.")]
    public async Task<IResult> ListCaseloadSnapshots([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "caseload-snapshots")] HttpRequest request) =>
        await lists.PageAsync(
            request,
            Kind,
            WorkforceFilters.And(await WorkforceFilters.WrittenAsync(journal), WorkforceFilters.Equal(request, "on", "TakenOn")),
            (snapshot, _) => new CaseloadSummary(
                snapshot.Id,
                snapshot.State.On,
                snapshot.State.Holders.Count(),
                snapshot.State.Holders.Sum(holder => holder.Cases),
                [.. snapshot.State.Counts.Select(count => count.Team).OfType<string>()]));

    /// <summary>Shows one snapshot, with everybody's cases.</summary>
    [Function(nameof(ShowCaseloadSnapshot))]
    [Allow(Role.Hr)]
    [Operation("Show a caseload snapshot", Answers = typeof(CaseloadSnapshot))]
    public async Task<IResult> ShowCaseloadSnapshot(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "caseload-snapshots/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } snapshot ? Answer.Ok(snapshot.State, snapshot.ETag) : Problems.NotFound;

    /// <summary>
    /// Records who held how many cases at the end of a day: the whole council at once, or one team. Once more for the same day, or the same team on
    /// it, corrects it, with a reason; what was recorded before stays in the journal.
    /// </summary>
    [Function(nameof(TakeCaseloadSnapshot))]
    [Allow(Role.Hr)]
    [Operation("Take a caseload snapshot", Body = typeof(NewCaseload), Answers = typeof(CaseloadSnapshot), Status = 201)]
    public async Task<IResult> TakeCaseloadSnapshot([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "caseload-snapshots")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewCaseload>();
        var id = IdOf(body.On);
        return await commands.PublishAsync(
            request,
            null,
            Kind,
            id,
            async known => await ValidateAsync(body) is { Count: > 0 } errors ? Refusal.Of(errors)!
                : WasCounted(known, body.Team) && Actor.RequireReason(body.Reason) is { } refusal ? refusal
                : new CaseloadCounted(id, body.On, new(body.Team, body.Holders), body.Reason),
            snapshot => Answer.Created($"/api/caseload-snapshots/{id}", snapshot.State, snapshot.ETag));
    }

    private static bool WasCounted(CaseloadSnapshot? known, string? team) =>
        known?.Counts.Any(count => team is null || count.Team is null || count.Team == team) == true;

    private async Task<List<FieldError>> ValidateAsync(NewCaseload body)
    {
        List<FieldError> errors = [];
        if (body.On > clock.Today())
        {
            errors.Add(new("on", "today or before"));
        }

        if (body.Team is { } team && (string.IsNullOrWhiteSpace(team) || team.Length > 100))
        {
            errors.Add(new("team", "1 to 100 characters"));
        }

        if (body.Holders.Count is 0 or > MostHolders)
        {
            errors.Add(new("holders", $"1 to {MostHolders} people"));
            return errors;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var (i, holder) in body.Holders.Index())
        {
            if (holder.Cases is < 0 or > MostCases)
            {
                errors.Add(new($"holders[{i}].cases", $"a whole number from 0 to {MostCases}"));
            }

            if (!seen.Add(holder.HolderId))
            {
                errors.Add(new($"holders[{i}].holderId", "each once"));
            }
            else if ((await journal.FindAsync(Employments.Kind, holder.HolderId))?.State.InPostOn(body.On) != true
                && (await journal.FindAsync(AgencyStints.Kind, holder.HolderId))?.State.OnDutyOn(body.On) != true)
            {
                errors.Add(new($"holders[{i}].holderId", "the id of an employment or agency stint of that day"));
            }
        }

        return errors;
    }
}
