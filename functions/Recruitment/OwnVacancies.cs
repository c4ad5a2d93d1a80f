using System.Buffers.Text;
using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>How a vacancy stands in the listings: under everybody who works on it, and among the drafts that wait for a second person.</summary>
public static class VacancyListing
{
    /// <summary>The beginning of the keys of drafts.</summary>
    internal const string Drafts = "draft";

    /// <summary>Its row and keys.</summary>
    public static Listing Of(Vacancy vacancy) => new(
        [("Status", vacancy.State.ToString())],
        [
            .. vacancy.People.Select(staffId => Listings.Key(Of(staffId), vacancy.Id)),
            .. vacancy.State == VacancyState.Draft ? [Listings.Key(Drafts, vacancy.Id)] : Array.Empty<string>(),
        ]);

    /// <summary>The beginning of the keys of somebody's vacancies. A token's subject may have characters that no key can.</summary>
    internal static string Of(string staffId) => Listings.Key("staff", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(staffId)));
}

/// <summary>Whose a vacancy is, and what is seen of recruiting by those who reach only their own.</summary>
public sealed class OwnVacancies(Journal journal, Listings listings, IConfiguration settings) : IReach
{
    // Azure Tables takes fifteen comparisons in a filter.
    private const int MostInFilter = 10;

    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(Vacancies.Kind, id, cancellationToken) is { } vacancy
        && (ReachesAll(caller) || vacancy.State.State == VacancyState.Draft || vacancy.State.People.Contains(caller.Id));

    /// <summary>Whether the caller reaches all of the council's recruiting: HR and auditors, and recruiters where <c>Access:RecruitersReach</c> is <c>council</c>.</summary>
    public bool ReachesAll(Caller caller) =>
        PolicyTable.ReachesAll("applications", caller) || (caller.Is(Role.Recruiter) && settings["Access:RecruitersReach"] == "council");

    /// <summary>The caller's own vacancies by id; null for all of the council's.</summary>
    public async Task<IReadOnlySet<string>?> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (ReachesAll(caller))
        {
            return null;
        }

        HashSet<string> own = [];
        await foreach (var row in listings.AllAsync(Vacancies.Kind.Table, VacancyListing.Of(caller.Id), ["RowKey"], cancellationToken))
        {
            own.Add(Listings.IdOf(row));
        }

        return own;
    }

    /// <summary>The applications through which people were hired into the caller's own vacancies; null for all of the council's.</summary>
    public async Task<IReadOnlySet<string>?> HiresAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await OfAsync(caller, cancellationToken) is not { } own)
        {
            return null;
        }

        var vacancies = await Task.WhenAll(own.Select(id => journal.GetAsync(Vacancies.Kind, id, cancellationToken)));
        return vacancies.SelectMany(vacancy => vacancy.State.HiredApplicationIds).ToHashSet();
    }

    /// <summary>What of the applications' listings a caller sees: a filter that spares reading the others, where there are few enough, and the rule itself.</summary>
    public async Task<(string? Filter, Func<TableEntity, bool>? Sees)> SightAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await OfAsync(caller, cancellationToken) is not { } own)
        {
            return (null, null);
        }

        var filter = own.Count > MostInFilter
            ? null
            : string.Join(" or ", own.Select(id => TableClient.CreateQueryFilter($"VacancyId eq {id}")).Append(TableClient.CreateQueryFilter($"Assignee eq {caller.Id}")));
        return (filter, row => own.Contains(row.GetString("VacancyId")!) || row.GetString("Assignee") == caller.Id);
    }
}

/// <summary>Whose an application is: that of those who work on its vacancy, and of whoever looks after it.</summary>
public sealed class OwnApplications(Journal journal, OwnVacancies vacancies, People people) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(Applications.Kind, id, cancellationToken) is { } application
        && (application.State.Assignee == caller.Id || await vacancies.IsOwnAsync(caller, reach, application.State.VacancyId, cancellationToken));

    /// <summary>
    /// Whoever is on the panel scores without knowing whose application it is: until their scores are in, or the shortlist is decided, they
    /// see of it what <see cref="Assessments.ShowAssessment"/> shows (403 <c>score-first</c>).
    /// </summary>
    /// <remarks>
    /// Nobody deals with an application of their own (403 <c>own-application</c>), and a referee takes no step with that of a candidate who
    /// named them (403 <c>assessor-is-referee</c>); both are recognised by the address or the subject of their token.
    /// </remarks>
    public async Task<Refusal?> RefuseAsync(Caller caller, ApiRoute route, string id, CancellationToken cancellationToken)
    {
        if (await journal.FindAsync(Applications.Kind, id, cancellationToken) is { State: { PersonId: var personId } })
        {
            if ((await people.BehindAsync(caller.Id, caller.Email, cancellationToken)).Contains(personId))
            {
                return Refusal.Forbidden("own-application", "This is your own application; somebody else deals with it.");
            }

            if (route.Method == "POST" && caller.Email is { } email && (await Reception.FormAsync(people, personId, id, cancellationToken)).HasReferee(email))
            {
                return Refusal.Forbidden("assessor-is-referee", "The candidate named you as a referee; somebody else decides.");
            }
        }

        return route.Method == "GET" && route.Function != nameof(Assessments.ShowAssessment) && await ScoresFirstAsync(caller, id, cancellationToken)
            ? Refusal.Forbidden("score-first", "You are on the panel. Score the application first, by its reference; then you can open it.")
            : null;
    }

    /// <summary>Whether the caller is on the panel and has yet to score an application.</summary>
    public async Task<bool> ScoresFirstAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(Applications.Kind, id, cancellationToken) is { State: { State: ApplicationState.Submitted } application }
        && application.Shortlisting.Assessments.All(assessment => assessment.By != caller.Id)
        && (await journal.GetAsync(Vacancies.Kind, application.VacancyId, cancellationToken)).State.Terms is { Criteria.Count: > 0 } terms
        && terms.Panel.Any(member => member.StaffId == caller.Id);
}

/// <summary>Whose an import of applications is: that of whoever sent the file.</summary>
public sealed class OwnImports(Journal journal, OwnVacancies vacancies) : IReach
{
    /// <inheritdoc/>
    public async Task<bool> IsOwnAsync(Caller caller, Reach reach, string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(ImportApplications.Kind, id, cancellationToken) is { } import && Sees(caller, import.State);

    /// <summary>Whether a caller may know of an import.</summary>
    public bool Sees(Caller caller, ApplicationImport import) => vacancies.ReachesAll(caller) || import.By == caller.Id;
}
