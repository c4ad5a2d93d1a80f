using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>The body of <c>POST /api/retention-schedules</c>; the version's number is given by the system. See <see cref="RetentionSchedule"/>.</summary>
/// <param name="Periods">One for every kind of record.</param>
public sealed record NewRetentionSchedule(IReadOnlyList<RetentionPeriod> Periods);

/// <summary>How long a kind of record is kept, with what holds for it anyhow. See <see cref="RetentionPeriod"/> and <see cref="RecordRule"/>.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="What">What it is, in words.</param>
/// <param name="From">From which day its time counts, in words.</param>
/// <param name="Months">Calendar months from the day from which its time counts.</param>
/// <param name="Disposal">What becomes of it.</param>
/// <param name="GoesOnRequest">Whether it goes earlier where the person asks for it.</param>
/// <param name="LeastMonths">The law, or a claim that may still come, asks for so long at least.</param>
/// <param name="Basis">Why so long: the law or guidance, in a sentence.</param>
public sealed record RetentionPeriodView(
    RecordKind Kind, string What, string From, int Months, Disposal Disposal, bool GoesOnRequest, int LeastMonths, string Basis);

/// <summary>A version of the schedule as it is shown.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Periods">One for every kind of record.</param>
public sealed record RetentionScheduleView(int Version, IReadOnlyList<RetentionPeriodView> Periods);

/// <summary>How long what is kept, as data: listed, and published in versions. The council's own is there from the beginning.</summary>
public sealed class RetentionSchedules(Journal journal, Lists lists, Commands commands)
{
    /// <summary>The aggregate: all versions.</summary>
    public static readonly AggregateKind<RetentionScheduleBook, RetentionScheduleEvent> Kind = new(
        "retentionschedules", "keeping", RetentionScheduleBook.Apply, _ => [], _ => []);

    /// <summary>The schedule that counts now.</summary>
    public static async Task<RetentionSchedule> ReadAsync(Journal journal, CancellationToken cancellationToken = default) =>
        (await journal.GetAsync(Kind, RetentionScheduleBook.Id, cancellationToken)).State.Newest;

    /// <summary>Lists every version.</summary>
    [Function(nameof(ListRetentionSchedules))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Housing, Role.Payroll, Role.Auditor)]
    [Operation("List the versions of the retention schedule", Answers = typeof(ListPage<RetentionScheduleView>))]
    public Task<IResult> ListRetentionSchedules([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "retention-schedules")] HttpRequest request) =>
        lists.PageOfManyAsync(request, Kind, null, (book, _) => book.State.Versions.Reverse().Select(View));

    /// <summary>Shows one version.</summary>
    [Function(nameof(ShowRetentionSchedule))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Housing, Role.Payroll, Role.Auditor)]
    [Operation("Show a version of the retention schedule", Answers = typeof(RetentionScheduleView))]
    public async Task<IResult> ShowRetentionSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "retention-schedules/{version}")] HttpRequest request, string version)
    {
        var book = await journal.GetAsync(Kind, RetentionScheduleBook.Id, request.HttpContext.RequestAborted);
        return book.State.Versions.FirstOrDefault(schedule => schedule.Version == RequestReading.VersionNumber(version)) is { } found
            ? Answer.Ok(View(found), book.ETag)
            : Problems.NotFound;
    }

    /// <summary>Publishes the next version. It counts for what is kept already too: the next nights look at every record again.</summary>
    [Function(nameof(PublishRetentionSchedule))]
    [Allow(Role.Hr)]
    [Operation("Publish a version of the retention schedule", Body = typeof(NewRetentionSchedule), Answers = typeof(RetentionScheduleView), Status = 201)]
    public async Task<IResult> PublishRetentionSchedule([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "retention-schedules")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewRetentionSchedule>();
        return await commands.PublishAsync(
            request,
            Kind,
            RetentionScheduleBook.Id,
            book => RetentionScheduleBook.Publish(book, body.Periods),
            book => Answer.Created($"/api/retention-schedules/{book.State.Newest.Version}", View(book.State.Newest), book.ETag));
    }

    private static RetentionScheduleView View(RetentionSchedule schedule) => new(
        schedule.Version,
        [
            .. schedule.Periods.Select(period =>
            {
                var rule = RecordRule.Of(period.Kind);
                return new RetentionPeriodView(
                    period.Kind, rule.What, rule.From, period.Months, rule.Disposal, rule.GoesOnRequest, rule.LeastMonths, period.Basis);
            }),
        ]);
}

/// <summary>Puts the schedule that is shipped into a new council's tables, as version 1.</summary>
public sealed class SeedRetentionSchedule(Commands commands) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => commands.BeginAsync(
        null, RetentionSchedules.Kind, RetentionScheduleBook.Id, "system:setup", () => RetentionScheduleBook.Publish(null, RetentionSchedule.Shipped));

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
