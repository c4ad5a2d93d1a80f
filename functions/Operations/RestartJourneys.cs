using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Housing;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Operations;

/// <summary>What has journeys.</summary>
public enum JourneySubject
{
    /// <summary>Applications, and what became of them: the journeys of candidates with all their stages.</summary>
    Applications,

    /// <summary>The plans of people who did not come by an application.</summary>
    RetentionPlans,

    /// <summary>Requests for homes by people who did not come by an application, or have not started.</summary>
    HousingRequests,

    /// <summary>The present void of each home.</summary>
    Homes,

    /// <summary>Pay runs that are going out.</summary>
    PayRuns,
}

/// <summary>The body of <c>POST /api/journey-restarts</c>.</summary>
/// <param name="Reason">Why; kept for good.</param>
/// <param name="Subject">Which journeys.</param>
/// <param name="Cursor">Where the step before ended, as it said; null to begin.</param>
public sealed record JourneysWanted(string Reason, JourneySubject Subject, string? Cursor = null);

/// <summary>What a step came to.</summary>
/// <param name="ActId">Its record.</param>
/// <param name="LookedAt">How many were looked at.</param>
/// <param name="Started">How many had no instance although they should, and now have.</param>
/// <param name="Next">Where the next step begins; null after the last.</param>
public sealed record JourneysRestarted(string ActId, int LookedAt, int Started, string? Next);

/// <summary>
/// After a restore the journals are there and the journeys are not. This starts those that should be alive and have no instance, a hundred or two
/// at a time: each reads its journal and skips what was done. An instance that is there, however it stands, is left alone, so that repeating does no harm.
/// Imports, erasures and reports take themselves up again.
/// </summary>
public sealed class RestartJourneys(Journal journal, OperatorActs acts, TimeProvider clock)
{
    private const int AtOnce = 200;

    private const int SideBySide = 16;

    // The letter about the end of an application may not have gone when the copy was made.
    private static readonly TimeSpan LettersMayBeMissing = TimeSpan.FromDays(30);

    /// <summary>Takes one step; the answer says where the next begins.</summary>
    [Function(nameof(RestartJourneys))]
    [Allow(Role.Operator)]
    [Operation("Start the journeys that should be alive and have no instance", Body = typeof(JourneysWanted), Answers = typeof(JourneysRestarted))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "journey-restarts")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<JourneysWanted>();
        return await acts.DoAsync(
            request,
            OperatorVerb.RestartJourneys,
            Json.Word(body.Subject),
            body.Reason,
            async () =>
            {
                // A cursor that no step gave is refused before anything is recorded. One form serves every kind of subject.
                if (body.Cursor is { } cursor)
                {
                    await journal.ListAsync(PayRuns.Kind, null, cursor, 1, request.HttpContext.RequestAborted);
                }

                return null;
            },
            async () =>
            {
                var (lookedAt, missing, next) = await LookAsync(client, body.Subject, body.Cursor, request.HttpContext.RequestAborted);
                return new ActResult<JourneysRestarted>($"{lookedAt} looked at, {missing} started", id => new(id, lookedAt, missing, next));
            });
    }

    private async Task<(int LookedAt, int Started, string? Next)> LookAsync(
        DurableTaskClient client, JourneySubject subject, string? cursor, CancellationToken cancellationToken)
    {
        switch (subject)
        {
            case JourneySubject.Applications:
                return await PageAsync(Applications.Kind, null, application =>
                    Task.FromResult<Journey?>(IsAlive(application)
                        ? new(nameof(CandidateJourney), Stages.JourneyOf(application.Id), application.Id)
                        : null));
            case JourneySubject.RetentionPlans:
                return await PageAsync(RetentionPlans.Kind, null, async plan => await CameByApplicationAsync(plan.Id)
                    ? null
                    : new(nameof(RetentionStage), RetentionPlans.StageOf(plan.Id), new RetentionProgress(plan.Id)));
            case JourneySubject.HousingRequests:
                return await PageAsync(HousingRequests.Kind, null, async request => await CameByApplicationAsync(request.State.SubjectId)
                    ? null
                    : new(nameof(HousingStage), Stages.HousingOf(request.State.SubjectId), request.State.SubjectId));
            case JourneySubject.Homes:
                return await PageAsync(Homes.Kind, null, home => Task.FromResult<Journey?>(new(
                    nameof(HomeStage), Stages.HomeOf(home.Id, home.State.Voids.Count), new HomeProgress(home.Id, home.State.Voids.Count))));
            default:
                return await PageAsync(PayRuns.Kind, $"Status eq '{PayRunState.GoingOut}'", run =>
                    Task.FromResult<Journey?>(new(nameof(PayRunStage), PayRuns.StageOf(run.Id), run.Id)));
        }

        async Task<(int, int, string?)> PageAsync<TState, TEvent>(
            AggregateKind<TState, TEvent> kind, string? filter, Func<Loaded<TState>, Task<Journey?>> journeyOf)
            where TState : class
            where TEvent : class
        {
            var (items, next) = await journal.ListAsync(kind, filter, cursor, AtOnce, cancellationToken);
            var started = 0;
            await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken }, async (item, stop) =>
            {
                if (await journeyOf(item) is { } journey && await client.GetInstanceAsync(journey.InstanceId, stop) is null)
                {
                    await client.EnsureStartedAsync(journey.Orchestrator, journey.InstanceId, journey.Input, stop);
                    Interlocked.Increment(ref started);
                }
            });
            return (items.Count, started, next);
        }
    }

    private bool IsAlive(Loaded<JobApplication> application) =>
        application.State.State == ApplicationState.Started
        || !JobApplication.Machine.IsTerminal(application.State.State)
        || application.Course is not [.., var last]
        || clock.GetUtcNow() - last.At < LettersMayBeMissing;

    // Their application's journey comes to this stage by itself, and could not if it ran already.
    private async Task<bool> CameByApplicationAsync(string subjectId) =>
        await journal.FindAsync(Employments.Kind, subjectId) is { State.ApplicationId: { } applicationId }
        && await journal.FindAsync(Applications.Kind, applicationId) is not null;

    private sealed record Journey(string Orchestrator, string InstanceId, object Input);
}
