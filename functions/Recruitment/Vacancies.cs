using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A vacancy as staff see it.</summary>
/// <param name="Id">The vacancy's id, <c>vac_…</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Terms">What it offers.</param>
/// <param name="DraftedBy">Who asked for it; somebody else approves.</param>
/// <param name="ApprovedOn">The day the requisition was approved, from which time to fill counts; null while it is not.</param>
/// <param name="Hired">How many have been hired for it.</param>
/// <param name="AllowedActions">What can be done with it now.</param>
public sealed record VacancyView(
    string Id, VacancyState State, VacancyTerms Terms, string DraftedBy, DateOnly? ApprovedOn, int Hired, IReadOnlyList<string> AllowedActions)
{
    /// <summary>Who else works on it, by the ids in their tokens.</summary>
    public IReadOnlyList<string> Staff { get; init; } = [];
}

/// <summary>A vacancy as the public sees it while it takes applications.</summary>
/// <param name="Id">Its id, to apply with.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Grade">The pay grade.</param>
/// <param name="Fte">Full-time equivalent.</param>
/// <param name="Contract">Permanent or fixed term.</param>
/// <param name="ClosingOn">The last day, in London, on which applications are taken.</param>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="Posts">How many people are wanted.</param>
/// <param name="Criteria">What candidates are measured by.</param>
/// <param name="SafeguardingStatement">What is said about keeping children safe.</param>
public sealed record OpenVacancyView(
    string Id,
    string Role,
    string Team,
    string Grade,
    decimal Fte,
    ContractKind Contract,
    DateOnly ClosingOn,
    long SalaryPence,
    int Posts,
    IReadOnlyList<Criterion> Criteria,
    string SafeguardingStatement);

/// <summary>Where vacancies are kept and how they are shown.</summary>
public sealed class Vacancies(Journal journal, Lists lists, OwnVacancies own, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<Vacancy, VacancyEvent> Kind = new(
        "vacancies",
        "vac",
        Vacancy.Apply,
        vacancy =>
        [
            ("Status", vacancy.State.ToString()),
            ("Team", vacancy.Terms.Team),
            ("Role", vacancy.Terms.Role),
            ("ClosingOn", Day(vacancy.Terms.ClosingOn)),
        ],
        _ => [])
    {
        Tells = new(
            "vacancy",
            typeof(RequisitionDrafted), typeof(RequisitionApproved), typeof(VacancyOpened), typeof(VacancyClosed), typeof(HireRecorded),
            typeof(VacancyFilled), typeof(VacancyCancelled)),
        IsListed = true,
        StartsClockOf = CampaignHoldings.StartsClockOf,
    };

    /// <summary>How staff see one.</summary>
    public static VacancyView View(Loaded<Vacancy> vacancy, Caller caller) => new(
        vacancy.Id,
        vacancy.State.State,
        vacancy.State.Terms,
        vacancy.State.DraftedBy,
        vacancy.State.ApprovedOn,
        vacancy.State.HiredApplicationIds.Count,
        caller.Permitted(Vacancy.Machine, vacancy.State.State))
    {
        Staff = vacancy.State.Staff,
    };

    /// <summary>Lists vacancies for staff: their own and then the drafts that wait for a second person, or all.</summary>
    [Function(nameof(ListVacancies))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("List vacancies", Answers = typeof(ListPage<VacancyView>))]
    [Query("state", typeof(VacancyState), "Only those in this state.")]
    public Task<IResult> ListVacancies([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "vacancies")] HttpRequest request)
    {
        var caller = request.Caller();
        var filter = request.Filter<VacancyState>("state", "Status");
        return own.ReachesAll(caller)
            ? lists.PageAsync(request, Kind, filter, View)
            : lists.ListedInTurnAsync(
                request, Kind, [VacancyListing.Of(caller.Id), VacancyListing.Drafts], filter, (at, vacancy) => at == 0 || !vacancy.People.Contains(caller.Id), View);
    }

    /// <summary>Shows one vacancy to staff.</summary>
    [Function(nameof(ShowVacancy))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("Show a vacancy", Answers = typeof(VacancyView))]
    public async Task<IResult> ShowVacancy([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "vacancies/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } vacancy
            ? Answer.Ok(View(vacancy, request.Caller()), vacancy.ETag)
            : Problems.NotFound;

    /// <summary>Lists what takes applications today, for everybody.</summary>
    [Function(nameof(ListOpenVacancies))]
    [Public]
    [Operation("List open vacancies", Answers = typeof(ListPage<OpenVacancyView>))]
    public Task<IResult> ListOpenVacancies([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open-vacancies")] HttpRequest request) =>
        lists.PageAsync(
            request, Kind, $"Status eq '{VacancyState.Open}' and ClosingOn ge '{Day(clock.Today())}'", (vacancy, _) => OpenView(vacancy));

    /// <summary>Shows one vacancy that takes applications today, for everybody.</summary>
    [Function(nameof(ShowOpenVacancy))]
    [Public]
    [Operation("Show an open vacancy", Answers = typeof(OpenVacancyView))]
    public async Task<IResult> ShowOpenVacancy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open-vacancies/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } vacancy
        && VacancyDecisions.RefuseApplications(vacancy.State, clock.Today()) is null
            ? Answer.Ok(OpenView(vacancy), vacancy.ETag)
            : Problems.NotFound;

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static OpenVacancyView OpenView(Loaded<Vacancy> vacancy)
    {
        var terms = vacancy.State.Terms;
        return new(
            vacancy.Id,
            terms.Role,
            terms.Team,
            terms.Grade,
            terms.Fte,
            terms.Contract,
            terms.ClosingOn,
            terms.SalaryPence,
            terms.HiresWanted - vacancy.State.HiredApplicationIds.Count,
            terms.Criteria,
            terms.SafeguardingStatement);
    }
}
