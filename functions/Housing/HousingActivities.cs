using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Something in a request's journal, by its number.</summary>
public sealed record HousingNews(string RequestId, long Number);

/// <summary>What is to be done about somebody's request.</summary>
/// <param name="ForProvider">What the provider has not been told yet, in order.</param>
/// <param name="ForPeople">What applicant and officer have not been told yet, in order.</param>
/// <param name="LookAgainAt">When time alone next decides something (UTC).</param>
/// <param name="Ended">Whether the employment or application has ended, so that nothing more will come.</param>
public sealed record HousingOutlook(
    IReadOnlyList<HousingNews> ForProvider, IReadOnlyList<HousingNews> ForPeople, DateTimeOffset? LookAgainAt, bool Ended);

/// <summary>What the housing stage does.</summary>
public sealed class HousingActivities(
    Commands commands, Journal journal, Effects effects, Outbox outbox, Postbox postbox, Links links, TimeProvider clock)
{
    /// <summary>
    /// Lets pass what time, the end of the employment or the loss of a home has decided, lets the home follow, and compares the journal with what
    /// has been told. What has been told is read off the effects, so that it does not matter how often this is asked.
    /// </summary>
    [Function(nameof(LookAtHousing))]
    public async Task<HousingOutlook> LookAtHousing([ActivityTrigger] string subjectId, [DurableClient] DurableTaskClient client)
    {
        var worker = await KeyWorker.FindAsync(journal, subjectId, clock.Today()) ?? throw new InvalidOperationException($"There is no {subjectId}.");

        // Once the employment has begun, its own stage follows what the application's began.
        var ended = worker.EndedOn is not null || worker.SubjectId != subjectId;
        if (await journal.FindAsync(HousingRequests.Kind, HousingRequest.IdOf(worker.PersonId)) is not { } found
            || !await IsOurOwnAsync(found.State, worker)
            || worker.SubjectId != subjectId)
        {
            return new([], [], null, ended);
        }

        var request = await SettleAsync(client, found.State, worker);
        var done = await effects.DoneAsync(request.Id);
        List<HousingNews> forProvider = [];
        List<HousingNews> forPeople = [];
        HousingRequest? before = null;
        foreach (var entry in await journal.HistoryAsync(HousingRequests.Kind, request.Id))
        {
            var news = new HousingNews(request.Id, entry.Number);
            if (IsForProvider(before, entry.Happened) && !done.Contains($"{Queues.HousingNominations}/{entry.Number}"))
            {
                forProvider.Add(news);
            }

            if ((IsForApplicant(entry.Happened) && !done.Contains(ToApplicant(entry.Number))) || (IsForOfficer(entry.Happened) && !done.Contains(ToOfficer(entry.Number))))
            {
                forPeople.Add(news);
            }

            before = HousingRequest.Apply(before, entry.Happened);
        }

        return new(forProvider, forPeople, HousingDecisions.LookAgainAt(request), ended);
    }

    /// <summary>Sends the provider's message about an event.</summary>
    [Function(nameof(TellProvider))]
    public async Task TellProvider([ActivityTrigger] HousingNews news)
    {
        var (after, happened) = await journal.RecallAsync(HousingRequests.Kind, news.RequestId, news.Number);
        var (nomination, home) = (after.Latest!, after.Latest!.Home.Reference);
        var id = NominationId.Of(after.Id, nomination.Attempt);
        await (happened switch
        {
            KeyWorkerNominated => SendAsync(await ShareAsync(after, nomination)),
            ProviderReminded => SendAsync(new DecisionDue(id, home, nomination.DecideBy)),
            HomeAccepted => SendAsync(new HomeOfferAnswered(id, home, OfferAnswer.Accepted)),
            HomeRefused => SendAsync(new HomeOfferAnswered(id, home, OfferAnswer.Refused)),
            HomeOfferLapsed => SendAsync(new HomeOfferAnswered(id, home, OfferAnswer.Lapsed)),
            EmploymentEndNotified e => SendAsync(new TenantEmploymentEnded(id, home, e.LastDayOn)),
            _ => SendAsync(new NominationEnded(id, home)),
        });

        Task SendAsync<T>(T message) => outbox.SendAsync(Queues.HousingNominations, news.RequestId, $"{news.Number}", message);
    }

    /// <summary>Writes to the applicant and to the housing officers.</summary>
    [Function(nameof(WriteAboutHousing))]
    public async Task WriteAboutHousing([ActivityTrigger] HousingNews news)
    {
        var (request, happened) = await journal.RecallAsync(HousingRequests.Kind, news.RequestId, news.Number);
        if (IsForApplicant(happened))
        {
            await postbox.ToPersonAsync(
                news.RequestId,
                ToApplicant(news.Number),
                request.PersonId,
                async person => HousingLetters.ToApplicant(person, request, happened, await LinkAsync(request, happened)));
        }

        await postbox.ToHousingAsync(news.RequestId, ToOfficer(news.Number), () => Task.FromResult(HousingLetters.ToOfficer(request, happened)));
    }

    // The link to an offer outlives it a little, so that who comes too late is told so.
    private async Task<Uri?> LinkAsync(HousingRequest request, HousingEvent happened) => happened switch
    {
        HousingInvited => await links.MakeAsync(LinkPurpose.Housing, request.SubjectId, request.PersonId, "links/{token}/housing-request", clock.GetUtcNow().AddDays(60)),
        HomeOffered e => await links.MakeAsync(LinkPurpose.HomeOffer, request.Id, request.PersonId, "links/{token}/home-offer", e.ExpiresAt.AddDays(30)),
        _ => null,
    };

    private async Task<NominationMade> ShareAsync(HousingRequest request, Nomination nomination)
    {
        var book = (await journal.GetAsync(HousingAgreements.Kind, HousingAgreementBook.IdOf(nomination.Home.ProviderId))).State;
        var shared = book.Versions[nomination.AgreementVersion - 1].Shared;
        var worker = await KeyWorker.OfAsync(journal, request, clock.Today());
        return new(
            NominationId.Of(request.Id, nomination.Attempt),
            nomination.Home.Reference,
            shared.Contains(SharedFact.Bedrooms) ? request.Need.Bedrooms : null,
            shared.Contains(SharedFact.HouseholdSize) ? request.Need.HouseholdSize : null,
            shared.Contains(SharedFact.IncomeBand) ? IncomeBand.Of(request.Need.IncomePence) : null,
            shared.Contains(SharedFact.EmploymentConfirmed) ? worker.EndedOn is null : null,
            nomination.DecideBy);
    }

    // A person may have had another employment before; a request belongs to the one under which they registered.
    private async Task<bool> IsOurOwnAsync(HousingRequest request, KeyWorker worker) =>
        request.SubjectId == worker.SubjectId || (await KeyWorker.OfAsync(journal, request, clock.Today())).SubjectId == worker.SubjectId;

    private async Task<HousingRequest> SettleAsync(DurableTaskClient client, HousingRequest found, KeyWorker worker)
    {
        var home = found.Latest is { } latest ? (await journal.GetAsync(Homes.Kind, latest.HomeId)).State : null;
        var request = (await commands.StepAsync(
            null,
            HousingRequests.Kind,
            found.Id,
            Actor.Timer,
            current => HousingDecisions.Settle(
                current,
                worker,
                current.Latest is not { } nomination || nomination.Attempt != found.Latest?.Attempt || home!.IsHeldBy(current.Id, nomination),
                clock.GetUtcNow()))).Aggregate.State;
        if (request.Latest is { } last && (await journal.GetAsync(HousingAgreements.Kind, HousingAgreementBook.IdOf(last.Home.ProviderId))).State is var book)
        {
            await commands.StepAsync(
                client,
                Homes.Kind,
                last.HomeId,
                Actor.Journey,
                current => HomeDecisions.Follow(current, request.Id, last, last.TenancyStartedOn, book.Versions[last.AgreementVersion - 1], clock.Today()));
        }

        return request;
    }

    private static bool IsForProvider(HousingRequest? before, HousingEvent happened) =>
        happened is KeyWorkerNominated or ProviderReminded or HomeAccepted or HomeRefused or HomeOfferLapsed or NominationTakenBack or EmploymentEndNotified
        || (happened is NominationWithdrawn && before is { Latest.IsLive: true });

    private static bool IsForOfficer(HousingEvent happened) => happened is not (EvidenceSeen or EmploymentFollowed);

    private static bool IsForApplicant(HousingEvent happened) => IsForOfficer(happened) && happened is not (ProviderReminded or TenancyEnded);

    private static string ToApplicant(long number) => $"{number}-applicant";

    private static string ToOfficer(long number) => $"{number}-officer";
}
