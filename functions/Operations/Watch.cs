using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RecruitRetain.Access;
using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Operations;

/// <summary>A figure that operators watch.</summary>
/// <param name="Name">Its name, the same in metrics, logs and alerts.</param>
/// <param name="Value">How much.</param>
/// <param name="Meaning">What it counts, in a sentence.</param>
public sealed record WatchedFigure(string Name, long Value, string Meaning);

/// <summary>
/// What should not be left lying: reckoned once a day, written to the log in the one form that the alerts read, and recorded as metrics. Counts
/// only.
/// </summary>
public sealed partial class Watch(
    FactBook facts, Reports reports, DeadLetters deadLetters, IConfiguration settings, TimeProvider clock, ILogger<Watch> log)
{
    /// <summary>The figures by name, each with what it counts.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Figures = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Dead] = "messages that nobody could handle, in all queues",
        [Idle] = "instances of orchestrations that should have gone on and have not",
        [Undelivered] = "hours for which the mail or message has waited that has waited longest to be taken by the other side",
        [Held] = "payments that fell due too long ago and are still held",
        [Late] = "scheduled reports that were due by yesterday and are not made",
    };

    private const string Dead = "dead-letters";

    private const string Idle = "journeys.idle";

    private const string Undelivered = "mail.undelivered.oldest";

    private const string Held = "payments.held.overdue";

    private const string Late = "reports.late";

    private const int UsualHeldDays = 30;

    /// <summary>Runs by the schedule in the setting <c>WatchSchedule</c>.</summary>
    [Function(nameof(WatchSystem))]
    public async Task WatchSystem([TimerTrigger("%WatchSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (var figure in await ReckonAsync(client, cancellationToken))
        {
            Telemetry.Record(figure.Name, figure.Value);
            LogFigure(log, figure.Name, figure.Value);
        }
    }

    /// <summary>Reckons the same now.</summary>
    [Function(nameof(ShowWatchedFigures))]
    [Allow(Role.Operator, Role.Auditor)]
    [Operation("Show the figures that operators watch, as they are now", Answers = typeof(ListPage<WatchedFigure>), Paged = false)]
    public async Task<IResult> ShowWatchedFigures(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "watched-figures")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        Answer.Ok(new ListPage<WatchedFigure>(await ReckonAsync(client, request.HttpContext.RequestAborted), null));

    private async Task<IReadOnlyList<WatchedFigure>> ReckonAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (idle, undelivered) = await LookAtInstancesAsync(client, cancellationToken);
        (string Name, long Value)[] values =
        [
            (Dead, await deadLetters.CountAsync(cancellationToken)),
            (Idle, idle),
            (Undelivered, undelivered),
            (Held, await CountHeldAsync(cancellationToken)),
            (Late, await CountLateAsync(cancellationToken)),
        ];
        return [.. values.Select(figure => new WatchedFigure(figure.Name, figure.Value, Figures[figure.Name]))];
    }

    private async Task<(int Idle, long OldestHours)> LookAtInstancesAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (now, idle, oldest) = (clock.GetUtcNow(), 0, TimeSpan.Zero);
        await foreach (var instance in Instances.Unfinished(client).WithCancellation(cancellationToken))
        {
            idle += Standing.IsIdle(instance, now) ? 1 : 0;
            if (instance.IsRunning && Standing.Of(instance) is { Waits: false, Since: var since } && now - since > oldest)
            {
                oldest = now - since;
            }
        }

        return (idle, (long)oldest.TotalHours);
    }

    private async Task<int> CountHeldAsync(CancellationToken cancellationToken)
    {
        var before = clock.Today().AddDays(-(int.TryParse(settings["Retention:HeldDays"], out var days) ? days : UsualHeldDays));
        var plans = (await facts.ReadAsync(cancellationToken)).Facts.Plans;
        return plans.Sum(plan => plan.Payments.Count(payment => payment.State == PaymentState.Held && payment.DueOn < before));
    }

    // A council that has no report of a kind yet waits for its first.
    private async Task<int> CountLateAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var kind in new[] { ReportKind.Weekly, ReportKind.Monthly, ReportKind.Annual })
        {
            if (await reports.NewestAsync(kind, cancellationToken) is { } newest)
            {
                count += ReportPeriod.Due(kind, clock.Today().AddDays(-1), newest.AsAt).Count;
            }
        }

        return count;
    }

    // The alerts read this line: infra/queries/alert-*.kql.
    [LoggerMessage(Level = LogLevel.Information, Message = "Watch: {Figure} is {Value}")]
    private static partial void LogFigure(ILogger log, string figure, long value);
}
