using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>An employment as staff see it.</summary>
/// <param name="Id">Its id, <c>emp_…</c>.</param>
/// <param name="PersonId">The person, by id.</param>
/// <param name="Name">The person's name, where one employment is shown; null in lists.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Contract">On what footing.</param>
/// <param name="ApplicationId">The application that led to it, if any.</param>
/// <param name="PostId">The post it fills, if known.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="Position">The latest position, which may lie ahead.</param>
/// <param name="Probation">Probation, if there is any.</param>
/// <param name="Notice">Notice that is live.</param>
/// <param name="Leaving">How it ended; null while it goes on.</param>
/// <param name="PayrollReference">Payroll's own number of the employee, where known.</param>
/// <param name="Absences">Leave of months.</param>
/// <param name="AllowedActions">What the caller may record.</param>
/// <param name="MailTrouble">Why mail does not reach them, if it does not; only where one is shown.</param>
public sealed record EmploymentView(
    string Id,
    string PersonId,
    string? Name,
    EmploymentState State,
    ContractKind Contract,
    string? ApplicationId,
    string? PostId,
    DateOnly StartedOn,
    Position Position,
    Probation? Probation,
    Notice? Notice,
    Leaving? Leaving,
    string? PayrollReference,
    IReadOnlyList<Absence> Absences,
    IReadOnlyList<string> AllowedActions,
    string? MailTrouble = null);

/// <summary>Where employments are kept and how they are shown.</summary>
public sealed class Employments(Journal journal, Lists lists, People people, OwnEmployments own, AuditTrail trail)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<Employment, EmploymentEvent> Kind = new(
        "employments",
        "emp",
        Employment.Apply,
        employment =>
        [
            ("Status", employment.State.ToString()),
            ("Team", Latest(employment).Team),
            ("Role", Latest(employment).Role),
            ("PayrollReference", employment.PayrollReference ?? ""),
            ("PersonId", employment.PersonId),
            ("PersonId", employment.PersonId),
        ],
        employment =>
        [
            Stages.RetentionOf(employment.Id),
            .. employment.State == EmploymentState.Left ? [Stages.HousingOf(employment.Id)] : Array.Empty<string>(),
        ])
    {
        About = employment => [employment.PersonId],
        Tells = new(
            "employment",
            typeof(EmploymentStarted), typeof(PositionChanged), typeof(NoticeGiven), typeof(NoticeWithdrawn), typeof(ProbationPassed),
            typeof(FixedTermSet), typeof(EmploymentLeft), typeof(EmploymentCorrected)),
        IsListed = true,
        StartsClockOf = EmploymentHoldings.StartsClockOf,
    };

    /// <summary>How staff see one.</summary>
    public static EmploymentView View(Loaded<Employment> employment, Caller caller) => new(
        employment.Id,
        employment.State.PersonId,
        null,
        employment.State.State,
        employment.State.Contract,
        employment.State.ApplicationId,
        employment.State.PostId,
        employment.State.StartedOn,
        Latest(employment.State),
        employment.State.Probation,
        employment.State.Notices.LastOrDefault(notice => notice.WithdrawnOn is null),
        employment.State.Leaving,
        employment.State.PayrollReference,
        employment.State.Absences,
        caller.Permitted(Employment.Machine, employment.State.State));

    /// <summary>Lists employments by <c>?team=</c>, <c>?role=</c> and <c>?state=</c>.</summary>
    [Function(nameof(ListEmployments))]
    [Allow(Role.Hr, Role.HiringManager, Role.Recruiter, Role.Payroll, Role.Housing, Role.Auditor)]
    [Protected]
    [Operation("List employments", Answers = typeof(ListPage<EmploymentView>))]
    [Query("state", typeof(EmploymentState), "Only those in this state.")]
    [Query("team", typeof(string), "Only this team.")]
    [Query("role", typeof(string), "Only this role.")]
    public async Task<IResult> ListEmployments([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "employments")] HttpRequest request)
    {
        var sees = await own.SightAsync(request.Caller(), request.HttpContext.RequestAborted);
        return await lists.PageOfManyAsync(
            request,
            Kind,
            WorkforceFilters.And(
                await WorkforceFilters.WrittenAsync(journal),
                request.Filter<EmploymentState>("state", "Status"), WorkforceFilters.Equal(request, "team", "Team"), WorkforceFilters.Equal(request, "role", "Role")),
            (employment, caller) => sees(employment.State) ? [View(employment, caller)] : Array.Empty<EmploymentView>());
    }

    /// <summary>Shows one employment, with the person's name.</summary>
    [Function(nameof(ShowEmployment))]
    [Allow(Role.Hr, Role.HiringManager, Role.Recruiter, Role.Payroll, Role.Housing, Role.Auditor)]
    [Protected]
    [Operation("Show an employment", Answers = typeof(EmploymentView))]
    public async Task<IResult> ShowEmployment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "employments/{id}")] HttpRequest request, string id)
    {
        if (await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is not { } employment)
        {
            return Problems.NotFound;
        }

        var person = request.Caller().Is(Role.Auditor) ? null : await people.FindAsync(employment.State.PersonId, request.HttpContext.RequestAborted);
        await trail.ReadAsync(request, employment.State.PersonId);
        return Answer.Ok(View(employment, request.Caller()) with { Name = person?.Name, MailTrouble = person?.MailTrouble }, employment.ETag);
    }

    /// <summary>Shows everything that was recorded about an employment, in order: who, when and what.</summary>
    [Function(nameof(ShowEmploymentHistory))]
    [Allow(Role.Hr, Role.Auditor)]
    [Protected]
    [Operation("Show what was recorded about an employment", Answers = typeof(ListPage<JournalEntry<EmploymentEvent>>), Paged = false)]
    public async Task<IResult> ShowEmploymentHistory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "employments/{id}/history")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(Kind, id, stop) is not { } employment)
        {
            return Problems.NotFound;
        }

        var history = await journal.HistoryAsync(Kind, id, stop);
        await trail.ReadAsync(request, employment.State.PersonId);
        return Answer.Ok(new ListPage<JournalEntry<EmploymentEvent>>(history, null));
    }

    /// <summary>The employments of whoever may be the same person: with this address, or this registration number.</summary>
    internal static async Task<IReadOnlyList<Employment>> OfAsync(Journal journal, People people, string email, string? registrationNumber)
    {
        List<Employment> employments = [];
        foreach (var personId in await people.LikelyAsync(email, registrationNumber))
        {
            await foreach (var employment in journal.AllAsync(Kind, $"PersonId eq '{personId}'"))
            {
                employments.Add(employment.State);
            }
        }

        return employments;
    }

    internal static Position Latest(Employment employment) => employment.Positions.MaxBy(position => position.EffectiveOn)!;
}

/// <summary>Filters of the workforce's lists.</summary>
internal static class WorkforceFilters
{
    /// <summary>A query parameter that must equal an index column; null where it is absent.</summary>
    public static string? Equal(HttpRequest request, string name, string column) =>
        request.Query[name] is [{ } text] ? $"{column} eq {TableClient.CreateQueryFilter($"{text}")}" : null;

    /// <summary>Leaves out what an import is still writing; null where none is.</summary>
    public static async Task<string?> WrittenAsync(Journal journal)
    {
        List<string> filters = [];
        await foreach (var import in journal.AllAsync(ImportEstablishment.Kind, $"Status eq '{ImportState.Writing}'"))
        {
            filters.Add($"not (Import eq '{import.Id}')");
        }

        return And([.. filters]);
    }

    /// <summary>All of the filters that there are.</summary>
    public static string? And(params string?[] filters) => string.Join(" and ", filters.OfType<string>()) is { Length: > 0 } all ? all : null;
}
