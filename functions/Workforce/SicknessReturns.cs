using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/sickness-returns</c>.</summary>
/// <param name="Month">The month, like <c>2026-03</c>; one that is over.</param>
/// <param name="Days">Who lost how many working days, each once; whoever is missing lost none.</param>
/// <param name="Reason">Why the return is made again, where there is one for the month.</param>
public sealed record NewSicknessReturn(string Month, IReadOnlyList<DaysLost> Days, string? Reason = null);

/// <summary>A return as lists show it: nobody's own days.</summary>
/// <param name="Id">Its id.</param>
/// <param name="MonthStartsOn">The first day of the month.</param>
/// <param name="Employees">How many people lost days.</param>
/// <param name="Days">How many working days they lost together.</param>
public sealed record SicknessSummary(string Id, DateOnly MonthStartsOn, int Employees, decimal Days);

/// <summary>Where sickness returns are kept, made and shown.</summary>
public sealed class SicknessReturns(Journal journal, Lists lists, Commands commands, AuditTrail trail, TimeProvider clock)
{
    /// <summary>The most working days that a month has.</summary>
    public const int MostDays = 23;

    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<SicknessReturn, SicknessEvent> Kind = new(
        "sicknessreturns", "sickness", SicknessReturn.Apply, sickness => [("Month", $"{sickness.MonthStartsOn:yyyy-MM}")], _ => [])
    {
        IsListed = true,
        StartsClockOf = SicknessHoldings.StartsClockOf,
    };

    private const int MostPeople = 4_000;

    /// <summary>The id of a month's return.</summary>
    public static string IdOf(DateOnly month) =>
        Id.From(Kind.Prefix, SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sickness/{month:yyyy-MM}"))));

    /// <summary>Lists returns: how many days in which month, and nobody's own.</summary>
    [Function(nameof(ListSicknessReturns))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List sickness returns", Answers = typeof(ListPage<SicknessSummary>))]
    [Query("month", typeof(string), "Only the return of this month, like 2026-03.")]
    public async Task<IResult> ListSicknessReturns([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sickness-returns")] HttpRequest request) =>
        await lists.PageAsync(
            request,
            Kind,
            WorkforceFilters.And(await WorkforceFilters.WrittenAsync(journal), WorkforceFilters.Equal(request, "month", "Month")),
            (sickness, _) => new SicknessSummary(sickness.Id, sickness.State.MonthStartsOn, sickness.State.Days.Count, sickness.State.Days.Sum(one => one.Days)));

    /// <summary>Shows one return, with everybody's days.</summary>
    [Function(nameof(ShowSicknessReturn))]
    [Allow(Role.Hr)]
    [Protected]
    [Operation("Show a sickness return", Answers = typeof(SicknessReturn))]
    public async Task<IResult> ShowSicknessReturn(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "sickness-returns/{id}")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(Kind, id, stop) is not { } sickness)
        {
            return Problems.NotFound;
        }

        var employees = sickness.State.Days.Select(lost => lost.EmploymentId).ToHashSet();
        var people = await journal.IndexAsync(Employments.Kind, ["PersonId"], stop).Where(row => employees.Contains(row.PartitionKey)).Select(row => row.GetString("PersonId")!).ToListAsync(stop);
        await trail.ReadAsync(request, people);
        return Answer.Ok(sickness.State, sickness.ETag);
    }

    /// <summary>
    /// Records the working days lost to sickness in a month that is over. Once more for the same month corrects it, with a reason; what was recorded
    /// before stays in the journal.
    /// </summary>
    [Function(nameof(MakeSicknessReturn))]
    [Allow(Role.Hr)]
    [Operation("Make a sickness return", Body = typeof(NewSicknessReturn), Answers = typeof(SicknessReturn), Status = 201)]
    public async Task<IResult> MakeSicknessReturn([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sickness-returns")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewSicknessReturn>();
        if (!DateOnly.TryParseExact(body.Month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            return Problems.Of(Refusal.Of([new("month", "a month like 2026-03")])!);
        }

        var id = IdOf(month);
        return await commands.PublishAsync(
            request,
            null,
            Kind,
            id,
            async known => await ValidateAsync(body, month) is { Count: > 0 } errors ? Refusal.Of(errors)!
                : known is not null && Actor.RequireReason(body.Reason) is { } refusal ? refusal
                : new SicknessReturned(id, month, body.Days, body.Reason),
            sickness => Answer.Created($"/api/sickness-returns/{id}", sickness.State, sickness.ETag));
    }

    private async Task<List<FieldError>> ValidateAsync(NewSicknessReturn body, DateOnly month)
    {
        List<FieldError> errors = [];
        var end = month.AddMonths(1).AddDays(-1);
        if (end >= clock.Today())
        {
            errors.Add(new("month", "a month that is over"));
        }

        if (body.Days.Count > MostPeople)
        {
            errors.Add(new("days", $"at most {MostPeople} people"));
            return errors;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var (i, one) in body.Days.Index())
        {
            if (one.Days is <= 0 or > MostDays || decimal.Round(one.Days, 2) != one.Days)
            {
                errors.Add(new($"days[{i}].days", $"working days, more than 0 and at most {MostDays}"));
            }

            if (!seen.Add(one.EmploymentId))
            {
                errors.Add(new($"days[{i}].employmentId", "each once"));
            }
            else if ((await journal.FindAsync(Employments.Kind, one.EmploymentId))?.State is not { } employment
                || employment.StartedOn > end || employment.Leaving?.LastDayOn < month)
            {
                errors.Add(new($"days[{i}].employmentId", "the id of an employment of that month"));
            }
        }

        return errors;
    }
}
