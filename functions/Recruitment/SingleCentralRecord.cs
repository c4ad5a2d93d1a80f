using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>Somebody in the single central record.</summary>
/// <param name="PersonId">Who, by id.</param>
/// <param name="Name">Who, for recruiters and HR; null for everybody else.</param>
/// <param name="ApplicationId">The application whose checks these are, if any.</param>
/// <param name="EmploymentId">The employment; null for a candidate.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key; null for a candidate.</param>
/// <param name="StartedOn">The first day; null for a candidate.</param>
/// <param name="Checks">What was seen.</param>
public sealed record CentralRecordEntry(
    string PersonId,
    string? Name,
    string? ApplicationId,
    string? EmploymentId,
    string Role,
    string? Team,
    DateOnly? StartedOn,
    IReadOnlyList<CentralRecordCheck> Checks);

/// <summary>A check in the single central record: never what a document says.</summary>
/// <param name="Check">The check's key.</param>
/// <param name="Status">How it stands.</param>
/// <param name="SeenOn">The day of the result.</param>
/// <param name="SeenBy">The person who saw it.</param>
/// <param name="Reference">The DBS certificate's number, or a registration number.</param>
/// <param name="IssuedOn">The day on a DBS certificate that the Update Service was asked about.</param>
/// <param name="ValidUntil">The last day of a right to work that is limited in time, or the day until which the register showed somebody.</param>
/// <param name="DecidedBy">Who decided to go on in spite of the result, or that it does not apply.</param>
/// <param name="DecidedOn">When.</param>
/// <param name="RiskSignedBy">Who signed the risk of a start before the result.</param>
/// <param name="RiskSignedOn">When.</param>
public sealed record CentralRecordCheck(
    string Check,
    CheckStatus Status,
    DateOnly? SeenOn = null,
    string? SeenBy = null,
    string? Reference = null,
    DateOnly? IssuedOn = null,
    DateOnly? ValidUntil = null,
    string? DecidedBy = null,
    DateOnly? DecidedOn = null,
    string? RiskSignedBy = null,
    DateOnly? RiskSignedOn = null)
{
    /// <summary>A check as the application has it.</summary>
    public static CentralRecordCheck Of(ApplicationCheck check) => new(
        check.Check,
        check.Status,
        check.ResultOn,
        check.SeenBy,
        check.Reference,
        check.Evidence?.IssuedOn,
        check.Evidence?.ValidUntil,
        check.Decision?.By,
        check.Decision?.On,
        check.RiskAssessment?.By,
        check.RiskAssessment?.On);

    /// <summary>
    /// The checks of an employee: those of the application, each replaced by what was seen since. An employment without an application has what was
    /// seen alone.
    /// </summary>
    public static IReadOnlyList<CentralRecordCheck> Of(Employment employment, JobApplication? application)
    {
        var checks = (application?.Checks ?? []).ToDictionary(check => check.Check, Of, StringComparer.Ordinal);
        foreach (var (result, seenBy) in employment.Checks)
        {
            checks[result.Check] = new(
                result.Check, result.Outcome, result.On, seenBy, result.Reference, result.Evidence?.IssuedOn, result.Evidence?.ValidUntil);
        }

        if (employment.LastLookBy(DateOnly.MaxValue) is { } last)
        {
            var known = checks.GetValueOrDefault(CheckNames.SocialWorkEngland);
            checks[CheckNames.SocialWorkEngland] = new(
                CheckNames.SocialWorkEngland,
                last.Status == RegistrationStatus.Lapsed ? CheckStatus.Unsatisfactory : CheckStatus.Satisfactory,
                last.CheckedOn,
                last.SeenBy ?? known?.SeenBy,
                known?.Reference,
                null,
                last.RegisteredUntil);
        }

        return [.. checks.Values.OrderBy(check => check.Check, StringComparer.Ordinal)];
    }
}

/// <summary>
/// The single central record, which inspectors ask for: of everybody employed and of everybody who has accepted an offer, which check was seen, when
/// and by whom. It is read off the applications and employments; nothing is kept a second time.
/// </summary>
public sealed class SingleCentralRecord(Journal journal, People people, OwnVacancies own, AuditTrail trail)
{
    private const string Csv = "text/csv";

    private const int ReadAtOnce = 500;

    private static readonly string[] Header =
    [
        "personId", "name", "applicationId", "employmentId", "role", "team", "startedOn", "check", "status", "seenOn", "seenBy", "reference", "issuedOn",
        "validUntil", "decidedBy", "decidedOn", "riskSignedBy", "riskSignedOn",
    ];

    /// <summary>Shows it, candidates first: a page as JSON or, for <c>Accept: text/csv</c>, all of it with a line for every check.</summary>
    [Function(nameof(ShowSingleCentralRecord))]
    [Allow(Role.Hr, Role.Recruiter, Role.Auditor)]
    [Protected]
    [Operation("Show the single central record", Answers = typeof(ListPage<CentralRecordEntry>), Produces = ["application/json", Csv])]
    public async Task<IResult> ShowSingleCentralRecord(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "single-central-record")] HttpRequest request)
    {
        var (caller, stop) = (request.Caller(), request.HttpContext.RequestAborted);
        Sight sight = new(request, caller.Is(Role.Hr, Role.Recruiter), await own.OfAsync(caller, stop), await own.HiresAsync(caller, stop));
        return await (request.Headers.Accept.ToString().Contains(Csv, StringComparison.OrdinalIgnoreCase)
            ? ExportAsync(sight, stop)
            : Lists.OneAfterAnotherAsync<CentralRecordEntry>(
                request,
                (cursor, size) => CandidatesAsync(cursor, size, sight, stop),
                (cursor, size) => EmployeesAsync(cursor, size, sight, stop)));
    }

    private async Task<IResult> ExportAsync(Sight sight, CancellationToken stop)
    {
        using var csv = new CsvText(Header);
        foreach (var read in new[] { CandidatesAsync, (Func<string?, int, Sight, CancellationToken, Task<(IReadOnlyList<CentralRecordEntry>, string?)>>)EmployeesAsync })
        {
            string? cursor = null;
            do
            {
                (var entries, cursor) = await read(cursor, ReadAtOnce, sight, stop);
                foreach (var entry in entries)
                {
                    foreach (var check in entry.Checks)
                    {
                        csv.Row(Fields(entry, check));
                    }
                }
            }
            while (cursor is not null);
        }

        return new Answer(StatusCodes.Status200OK, csv.ToString(), $"{Csv}; charset=utf-8; header=present");
    }

    private async Task<(IReadOnlyList<CentralRecordEntry> Items, string? Next)> CandidatesAsync(string? cursor, int size, Sight sight, CancellationToken stop)
    {
        var (applications, next) = await journal.ListAsync(
            Applications.Kind, $"Status eq '{ApplicationState.OfferAccepted}' or Status eq '{ApplicationState.Cleared}'", cursor, size, stop);
        List<CentralRecordEntry> entries = [];
        foreach (var (id, application, _, _, _) in applications.Where(application => sight.Vacancies?.Contains(application.State.VacancyId) != false))
        {
            entries.Add(new(
                application.PersonId,
                await NameAsync(application.PersonId, sight.Named, stop),
                id,
                null,
                application.Role,
                null,
                null,
                [.. application.Checks.Select(CentralRecordCheck.Of)]));
        }

        await EnterAsync(sight, entries);
        return (entries, next);
    }

    private async Task<(IReadOnlyList<CentralRecordEntry> Items, string? Next)> EmployeesAsync(string? cursor, int size, Sight sight, CancellationToken stop)
    {
        var (employments, next) = await journal.ListAsync(Employments.Kind, $"Status ne '{EmploymentState.Left}'", cursor, size, stop);
        List<CentralRecordEntry> entries = [];
        foreach (var loaded in employments.Where(employment => sight.Hires?.Contains(employment.State.ApplicationId ?? "") != false))
        {
            var employment = loaded.State;
            var application = employment.ApplicationId is { } applicationId ? await journal.FindAsync(Applications.Kind, applicationId, stop) : null;
            var position = employment.Positions.MaxBy(position => position.EffectiveOn)!;
            entries.Add(new(
                employment.PersonId,
                await NameAsync(employment.PersonId, sight.Named, stop),
                employment.ApplicationId,
                employment.Id,
                position.Role,
                position.Team,
                employment.StartedOn,
                CentralRecordCheck.Of(employment, application?.State)));
        }

        await EnterAsync(sight, entries);
        return (entries, next);
    }

    private Task EnterAsync(Sight sight, List<CentralRecordEntry> shown) =>
        shown.Count == 0 ? Task.CompletedTask : trail.ReadAsync(sight.Request, shown.Select(entry => entry.PersonId));

    private async Task<string?> NameAsync(string personId, bool named, CancellationToken stop) =>
        named ? (await people.FindAsync(personId, stop))?.Name : null;

    private static string?[] Fields(CentralRecordEntry entry, CentralRecordCheck check) =>
    [
        entry.PersonId,
        entry.Name,
        entry.ApplicationId,
        entry.EmploymentId,
        entry.Role,
        entry.Team,
        Day(entry.StartedOn),
        check.Check,
        Json.Word(check.Status),
        Day(check.SeenOn),
        check.SeenBy,
        check.Reference,
        Day(check.IssuedOn),
        Day(check.ValidUntil),
        check.DecidedBy,
        Day(check.DecidedOn),
        check.RiskSignedBy,
        Day(check.RiskSignedOn),
    ];

    // What the caller sees: names, and of candidates and employees those of their own vacancies (null for all).
    private sealed record Sight(HttpRequest Request, bool Named, IReadOnlySet<string>? Vacancies, IReadOnlySet<string>? Hires);

    private static string? Day(DateOnly? day) => day is { } date ? CsvText.Cell(date) : null;
}
