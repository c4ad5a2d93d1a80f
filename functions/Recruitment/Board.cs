using System.Globalization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>An application on the board. No name, and nothing that leads to one without opening the application.</summary>
/// <param name="Id">The application.</param>
/// <param name="VacancyId">Its vacancy.</param>
/// <param name="Role">The role's key.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">Since when (UTC).</param>
/// <param name="DaysInState">For how many calendar days, in London.</param>
/// <param name="ReceivedAt">When it was received (UTC).</param>
/// <param name="Assignee">The member of staff who looks after it, by id.</param>
/// <param name="Source">Where the candidate heard of the vacancy.</param>
/// <param name="DueOn">The last day, in London, on which it is in time for the next stage; null where there is no target.</param>
/// <param name="Overdue">Whether that day is past.</param>
public sealed record BoardItem(
    string Id,
    string VacancyId,
    string Role,
    ApplicationState State,
    DateTimeOffset Since,
    int DaysInState,
    DateTimeOffset ReceivedAt,
    string? Assignee,
    string? Source,
    DateOnly? DueOn,
    bool Overdue);

/// <summary>How many applications stand in each state.</summary>
/// <param name="Total">All of them.</param>
/// <param name="States">By state; those without any are left out.</param>
public sealed record BoardCounts(int Total, IReadOnlyDictionary<string, int> States);

/// <summary>The recruiters' board: every application by vacancy, stage, assignee, source and age, the longest waiting first.</summary>
public sealed class Board(Lists lists, Listings listings, OwnVacancies own, TimeProvider clock)
{
    /// <summary>Lists applications, within a state those first that have been in it longest; the overdue by the day they were due.</summary>
    [Function(nameof(ShowBoard))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("Show the board of applications", Answers = typeof(ListPage<BoardItem>))]
    [Query("assignee", typeof(string), "Only those that this member of staff looks after.")]
    [Query("daysInState", typeof(int), "Only those that have stood where they are for at least so many days.")]
    [Query("overdue", typeof(bool), "Only those whose target for the stage is past.")]
    [Query("source", typeof(string), "Only those from this source.")]
    [Query("state", typeof(ApplicationState), "Only those in this state.")]
    [Query("vacancyId", typeof(string), "Only those for this vacancy.")]
    public async Task<IResult> ShowBoard([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "board")] HttpRequest request)
    {
        var today = clock.Today();
        var (from, before, filter) = Asked(request, today);
        var (mine, sees) = await own.SightAsync(request.Caller(), request.HttpContext.RequestAborted);
        return await lists.RowsAsync(request, Applications.Kind.Table, from, before, And(filter, mine), row => Item(row, today), sees);
    }

    /// <summary>Counts applications by state, all or those of one vacancy.</summary>
    [Function(nameof(CountBoard))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("Count the applications in each state", Answers = typeof(BoardCounts))]
    [Query("vacancyId", typeof(string), "Only those for this vacancy.")]
    public async Task<IResult> CountBoard([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "board/counts")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var vacancyId = Word(request, "vacancyId");
        var mine = await own.OfAsync(request.Caller(), stop);
        string?[] asked = vacancyId is null
            ? mine is null ? [null] : [.. mine]
            : mine?.Contains(vacancyId) == false ? [] : [vacancyId];
        var counts = await Task.WhenAll(asked.Select(id => listings.CountAsync(Applications.Kind.Table, id is null ? null : Listings.Key("vacancy", id), stop)));
        var states = counts.SelectMany(beginnings => beginnings.Values).SelectMany(states => states).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
        return Answer.Ok(new BoardCounts(
            states.Values.Sum(),
            Enum.GetValues<ApplicationState>().Where(state => states.ContainsKey(state.ToString())).ToDictionary(Json.Word, state => states[state.ToString()])));
    }

    internal static string? And(params string?[] filters) => string.Join(" and ", filters.OfType<string>().Select(filter => $"({filter})")) is { Length: > 0 } all ? all : null;

    /// <summary>The applications of a person as they stand on the board.</summary>
    public async Task<IReadOnlyList<BoardItem>> OfPersonAsync(string personId, CancellationToken cancellationToken)
    {
        var today = clock.Today();
        List<BoardItem> items = [];
        await foreach (var row in listings.AllAsync(Applications.Kind.Table, Listings.Key("person", personId), cancellationToken: cancellationToken))
        {
            items.Add(Item(row, today));
        }

        return items;
    }

    /// <summary>The beginning of the keys that a request's narrowest filter leaves, where they end, and what its other filters ask of the columns.</summary>
    internal static (string From, string? Before, string? Filter) Asked(HttpRequest request, DateOnly today)
    {
        var vacancyId = Word(request, "vacancyId");
        var assignee = Word(request, "assignee");
        var source = Word(request, "source");
        var state = request.Choice<ApplicationState>("state")?.ToString();
        var overdue = request.ReadFlag("overdue");
        var sinceBefore = request.Query.ContainsKey("daysInState")
            ? UkCalendar.StartOfDayUtc(today.AddDays(1 - request.ReadNumber("daysInState", 0, 0, 10_000)))
            : (DateTimeOffset?)null;

        string[] beginning = vacancyId is not null ? ["vacancy", vacancyId] : assignee is not null ? ["assignee", assignee] : overdue ? ["due"]
            : source is not null ? ["source", source] : ["stage"];
        var ordered = beginning is not ["due"];
        List<string> filters = [];
        Equal("Assignee", assignee, beginning[0] != "assignee");
        Equal("Source", source, beginning[0] != "source");
        Equal("Stage", state, !ordered);
        if (overdue && ordered)
        {
            filters.Add(TableClient.CreateQueryFilter($"DueOn lt {Iso(today)}"));
        }

        if (sinceBefore is { } instant && (!ordered || state is null))
        {
            filters.Add(TableClient.CreateQueryFilter($"Since lt {instant}"));
        }

        var from = Listings.Key(ordered && state is not null ? [.. beginning, state] : beginning);
        var before = !ordered ? Listings.Key("due", Iso(today))
            : state is not null && sinceBefore is { } end ? Listings.Key(from, Listings.KeyPart(end)) : null;
        return (from, before, filters.Count == 0 ? null : string.Join(" and ", filters));

        void Equal(string column, string? value, bool wanted)
        {
            if (wanted && value is not null)
            {
                filters.Add($"{column} eq {TableClient.CreateQueryFilter($"{value}")}");
            }
        }
    }

    private static BoardItem Item(TableEntity row, DateOnly today)
    {
        var since = row.GetDateTimeOffset("Since")!.Value;
        DateOnly? dueOn = row.GetString("DueOn") is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        return new(
            Listings.IdOf(row),
            row.GetString("VacancyId")!,
            row.GetString("Role")!,
            Enum.Parse<ApplicationState>(row.GetString("Stage")!),
            since,
            today.DayNumber - UkCalendar.DateOf(since).DayNumber,
            row.GetDateTimeOffset("ReceivedAt")!.Value,
            row.GetString("Assignee"),
            row.GetString("Source"),
            dueOn,
            dueOn < today);
    }

    // What cannot be a part of a key is nowhere to be found: it would reach beyond its own place among them.
    internal static string? Word(HttpRequest request, string name) => request.Query[name] is not [{ } text] ? null
        : text.Length > 0 && !text.Contains('|', StringComparison.Ordinal) ? text
        : throw new ProblemException(Problems.MalformedQuery(name, "an id or a keyword"));

    internal static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
