using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>Something in a request's journal, by its number.</summary>
public sealed record HousingNews(string RequestId, long Number);

/// <summary>What is to be done about an employee's requests.</summary>
/// <param name="ForProvider">What the provider has not been told yet, in order.</param>
/// <param name="ForPeople">What applicant and officer have not been told yet, in order.</param>
/// <param name="LookAgainAt">When the next nomination lapses (UTC).</param>
/// <param name="Ended">Whether the employment has ended, so that nothing more will come.</param>
public sealed record HousingOutlook(
    IReadOnlyList<HousingNews> ForProvider, IReadOnlyList<HousingNews> ForPeople, DateTimeOffset? LookAgainAt, bool Ended);

/// <summary>What the housing stage does.</summary>
public sealed class HousingActivities(
    Commands commands, Journal journal, Effects effects, Outbox outbox, Postbox postbox, TimeProvider clock)
{
    /// <summary>
    /// Lets pass what time or the end of the employment has decided, and compares the journals with what has been told. What has been told is read
    /// off the effects, so that it does not matter how often this is asked.
    /// </summary>
    [Function(nameof(LookAtHousing))]
    public async Task<HousingOutlook> LookAtHousing([ActivityTrigger] string employmentId)
    {
        var employment = (await journal.GetAsync(Employments.Kind, employmentId)).State;
        List<HousingNews> forProvider = [];
        List<HousingNews> forPeople = [];
        DateTimeOffset? lookAgainAt = null;
        await foreach (var found in HousingRequests.OfEmployment(journal, employmentId))
        {
            var request = await SettleAsync(found, employment);
            if (request is { State: HousingState.Nominated, Latest.DecideBy: var decideBy } && NominationDeadline.LapsesAt(decideBy) is var lapsesAt)
            {
                lookAgainAt = lookAgainAt < lapsesAt ? lookAgainAt : lapsesAt;
            }

            var done = await effects.DoneAsync(request.Id);
            HousingRequest? before = null;
            foreach (var entry in await journal.HistoryAsync(HousingRequests.Kind, request.Id))
            {
                var news = new HousingNews(request.Id, entry.Number);
                if (IsForProvider(before, entry.Happened) && !done.Contains($"{Queues.HousingNominations}/{entry.Number}"))
                {
                    forProvider.Add(news);
                }

                if (!done.Contains(ToApplicant(entry.Number)) || !done.Contains(ToOfficer(entry.Number)))
                {
                    forPeople.Add(news);
                }

                before = HousingRequest.Apply(before, entry.Happened);
            }
        }

        return new(forProvider, forPeople, lookAgainAt, employment.State == EmploymentState.Left);
    }

    /// <summary>Sends the provider's message about an event.</summary>
    [Function(nameof(TellProvider))]
    public async Task TellProvider([ActivityTrigger] HousingNews news)
    {
        var (after, happened) = await RecallAsync(news);
        var nomination = after.Latest;
        switch (happened)
        {
            case KeyWorkerNominated:
                var employment = (await journal.GetAsync(Employments.Kind, after.EmploymentId)).State;
                await SendAsync(new NominationMade(
                    NominationId.Of(after.Id, nomination!.Attempt),
                    nomination.Home.Reference,
                    after.Need.Bedrooms,
                    after.Need.HouseholdSize,
                    IncomeBand.Of(after.Need.IncomePence),
                    employment.State != EmploymentState.Left,
                    nomination.DecideBy));
                break;
            case NominationWithdrawn:
                await SendAsync(new NominationTakenBack(NominationId.Of(after.Id, nomination!.Attempt), nomination.Home.Reference));
                break;
            case EmploymentEndNotified ended:
                await SendAsync(new TenantEmploymentEnded(NominationId.Of(after.Id, nomination!.Attempt), nomination.Home.Reference, ended.LastDayOn));
                break;
        }

        Task SendAsync<T>(T message) => outbox.SendAsync(Queues.HousingNominations, news.RequestId, $"{news.Number}", message);
    }

    /// <summary>Writes to the applicant and to the housing officers.</summary>
    [Function(nameof(WriteAboutHousing))]
    public async Task WriteAboutHousing([ActivityTrigger] HousingNews news)
    {
        var (request, happened) = await RecallAsync(news);
        await postbox.ToPersonAsync(
            news.RequestId, ToApplicant(news.Number), request.PersonId, person => Task.FromResult(HousingLetters.ToApplicant(person, request, happened)));
        await postbox.ToHousingAsync(news.RequestId, ToOfficer(news.Number), () => Task.FromResult(HousingLetters.ToOfficer(request, happened)));
    }

    private async Task<HousingRequest> SettleAsync(Loaded<HousingRequest> found, Employment employment)
    {
        if (employment.Leaving is { } leaving)
        {
            return (await commands.StepAsync(
                null, HousingRequests.Kind, found.Id, Actor.Timer, request => HousingDecisions.EndEmployment(request, leaving.LastDayOn))).Aggregate.State;
        }

        var settled = found.State is { State: HousingState.Nominated, Latest.DecideBy: var decideBy } && NominationDeadline.LapsesAt(decideBy) <= clock.GetUtcNow()
            ? (await commands.StepAsync(null, HousingRequests.Kind, found.Id, Actor.Timer, request => HousingDecisions.Lapse(request, clock.Today()))).Aggregate
            : found;
        return settled.State;
    }

    private async Task<(HousingRequest After, HousingEvent Happened)> RecallAsync(HousingNews news)
    {
        HousingRequest? request = null;
        foreach (var entry in await journal.HistoryAsync(HousingRequests.Kind, news.RequestId))
        {
            request = HousingRequest.Apply(request, entry.Happened);
            if (entry.Number == news.Number)
            {
                return (request, entry.Happened);
            }
        }

        throw new InvalidOperationException($"{news.RequestId} has no event {news.Number}.");
    }

    private static bool IsForProvider(HousingRequest? before, HousingEvent happened) =>
        happened is KeyWorkerNominated or EmploymentEndNotified
        || (happened is NominationWithdrawn && before is { State: HousingState.Nominated or HousingState.Accepted });

    private static string ToApplicant(long number) => $"{number}-applicant";

    private static string ToOfficer(long number) => $"{number}-officer";
}
