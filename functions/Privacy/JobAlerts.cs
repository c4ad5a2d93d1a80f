using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>The body of <c>POST /api/links/{token}/job-alerts</c>.</summary>
/// <param name="Wanted">Whether the person wants to hear of other jobs.</param>
public sealed record JobAlertsWish(bool Wanted);

/// <summary>Whether somebody wants to hear of other jobs, as they see it.</summary>
/// <param name="Wanted">Whether they do.</param>
/// <param name="Until">The last day on which that is kept; null where they do not.</param>
public sealed record JobAlertsView(bool Wanted, DateOnly? Until);

/// <summary>Somebody who wants to hear of other jobs.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Until">The last day of their consent, unless they renew it.</param>
public sealed record JobAlertsPerson(string PersonId, DateOnly Until);

/// <summary>
/// Who wants to hear of other jobs. This rests on consent alone: it is given by the person, kept in a row of its own with them, as easily taken back as
/// given, asked for once more before it ends, and lapses where they do not answer.
/// </summary>
public sealed class JobAlerts(TableServiceClient tables, Journal journal, Postbox postbox, Links links, TimeProvider clock) : IPersonalHoldings
{
    /// <summary>So many days before the end it is asked for again.</summary>
    public const int DaysOfAsking = 30;

    private const string Row = "job-alerts";

    private const string Path = "links/{token}/job-alerts";

    /// <inheritdoc/>
    public string Table => People.TableName;

    /// <summary>Somebody wants to hear of other jobs, from today on for as long as the schedule says.</summary>
    public async Task GiveAsync(string personId, CancellationToken cancellationToken = default)
    {
        await PurgeCalendar.NoteAsync(tables, clock.Today(), Table, personId, cancellationToken);
        await Rows.UpsertEntityAsync(
            new TableEntity(personId, Row) { ["GivenOn"] = clock.Today().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Lists who wants to hear of other jobs.</summary>
    [Function(nameof(ListJobAlerts))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Operation("List who wants to hear of other jobs", Answers = typeof(ListPage<JobAlertsPerson>), Paged = false)]
    public async Task<IResult> ListJobAlerts([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "job-alerts")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var period = await PeriodAsync(stop);
        var wanting = await RowsAsync(stop).Select(row => new JobAlertsPerson(row.PartitionKey, period.KeptUntil(GivenOn(row)))).ToListAsync(stop);
        return Answer.Ok(new ListPage<JobAlertsPerson>(wanting, null));
    }

    /// <summary>Shows whether the person wants to hear of other jobs.</summary>
    [Function(nameof(ShowOwnJobAlerts))]
    [ByLink(LinkPurpose.JobAlerts)]
    [Operation("Show whether one wants to hear of other jobs", Answers = typeof(JobAlertsView))]
    public async Task<IResult> ShowOwnJobAlerts([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Path)] HttpRequest request) =>
        Answer.Ok(await ViewAsync(request.Caller().Link!.ObjectId, request.HttpContext.RequestAborted));

    /// <summary>The person gives the consent again, or takes it back: once or as often as they like.</summary>
    [Function(nameof(SayJobAlerts))]
    [ByLink(LinkPurpose.JobAlerts)]
    [Operation("Say whether one wants to hear of other jobs", Body = typeof(JobAlertsWish), Answers = typeof(JobAlertsView))]
    public async Task<IResult> SayJobAlerts([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Path)] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<JobAlertsWish>();
        var personId = request.Caller().Link!.ObjectId;
        if (body.Wanted)
        {
            await GiveAsync(personId, request.HttpContext.RequestAborted);
        }
        else
        {
            await TakeBackAsync(personId, request.HttpContext.RequestAborted);
        }

        return Answer.Ok(await ViewAsync(personId, request.HttpContext.RequestAborted));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken) => OfRecordAsync(personId, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } givenOn ? [new(RecordKind.JobAlerts, Table, id, id, givenOn)] : [];

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => RowsAsync(cancellationToken).Select(row => row.PartitionKey);

    /// <summary>The day after it was given the person is told how to take it back; before it ends they are asked once whether it shall go on.</summary>
    public async Task<DateOnly?> TendAsync(Holding holding, DateOnly keptUntil, CancellationToken cancellationToken)
    {
        var ask = keptUntil.AddDays(-DaysOfAsking);
        var asks = clock.Today() >= ask;
        await postbox.ToPersonAsync(
            holding.Id,
            string.Create(CultureInfo.InvariantCulture, $"job-alerts-{(asks ? "again" : "given")}-{holding.Since:yyyy-MM-dd}"),
            holding.Id,
            async _ => Letter(asks, keptUntil, await links.MakeAsync(
                LinkPurpose.JobAlerts, holding.Id, holding.Id, Path, UkCalendar.StartOfDayUtc(keptUntil.AddDays(1)), cancellationToken)),
            cancellationToken);
        return asks ? null : ask;
    }

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken) => new(
        "That you want to hear of other jobs", "You.", Described.Node(await ViewAsync(holding.Id, cancellationToken)));

    /// <inheritdoc/>
    public Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken) => TakeBackAsync(holding.Id, cancellationToken);

    private TableClient Rows => tables.GetTableClient(People.TableName);

    private static Letter Letter(bool asks, DateOnly keptUntil, Uri address) => asks
        ? new(
            "Do you still want to hear of other jobs?",
            [
                "You asked us to tell you of other jobs.",
                $"If you want us to go on, please say so by {UkCalendar.Words(keptUntil)}. If you do nothing we stop, and forget that you asked.",
            ],
            ("Go on, or stop", address))
        : new(
            "We will tell you of other jobs",
            [$"You asked us to tell you of other jobs. We do so until {UkCalendar.Words(keptUntil)}, and ask you again before.", "You can stop it at any time."],
            ("Stop", address));

    private static DateOnly GivenOn(TableEntity row) => DateOnly.ParseExact(row.GetString("GivenOn")!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task TakeBackAsync(string personId, CancellationToken cancellationToken) =>
        await Rows.DeleteEntityAsync(personId, Row, ETag.All, cancellationToken);

    private async Task<JobAlertsView> ViewAsync(string personId, CancellationToken cancellationToken) =>
        await FindAsync(personId, cancellationToken) is { } givenOn ? new(true, (await PeriodAsync(cancellationToken)).KeptUntil(givenOn)) : new(false, null);

    private async Task<DateOnly?> FindAsync(string personId, CancellationToken cancellationToken) =>
        await Rows.GetEntityIfExistsAsync<TableEntity>(personId, Row, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row } ? GivenOn(row) : null;

    private async Task<RetentionPeriod> PeriodAsync(CancellationToken cancellationToken) =>
        (await RetentionSchedules.ReadAsync(journal, cancellationToken)).Of(RecordKind.JobAlerts);

    private AsyncPageable<TableEntity> RowsAsync(CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>($"RowKey eq '{Row}'", cancellationToken: cancellationToken);
}
