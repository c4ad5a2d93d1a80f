using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Something in a home's journal, by its number; 0 for the reminder on the last day.</summary>
public sealed record HomeNews(string HomeId, long Number);

/// <summary>What is to be done about a void.</summary>
/// <param name="ForProvider">What the provider has not been told yet, in order.</param>
/// <param name="ForOfficers">What the housing officers have not been told yet, in order.</param>
/// <param name="LookAgainAt">When time alone next decides something (UTC).</param>
/// <param name="Ended">Whether the void has ended.</param>
public sealed record HomeOutlook(IReadOnlyList<HomeNews> ForProvider, IReadOnlyList<HomeNews> ForOfficers, DateTimeOffset? LookAgainAt, bool Ended);

/// <summary>What the stage of a home does.</summary>
public sealed class HomeActivities(Commands commands, Journal journal, Effects effects, Outbox outbox, Postbox postbox, TimeProvider clock)
{
    /// <summary>Lets pass what time has decided, and compares the journal with what has been told.</summary>
    [Function(nameof(LookAtHome))]
    public async Task<HomeOutlook> LookAtHome([ActivityTrigger] HomeProgress progress)
    {
        if (await journal.FindAsync(Homes.Kind, progress.HomeId) is not { } found || found.State.Voids.Count < progress.Number)
        {
            // The stage is started before its void is committed.
            return new([], [], null, false);
        }

        var home = found.State;
        if (home.Voids.Count == progress.Number)
        {
            var abandoned = await IsAbandonedAsync(home);
            home = (await commands.StepAsync(
                null,
                Homes.Kind,
                found.Id,
                Actor.Timer,
                current => HomeDecisions.Settle(current, abandoned && current.Current.Nominee == home.Current.Nominee, clock.Today()))).Aggregate.State;
        }

        var last = home.Voids[progress.Number - 1];
        var due = last.State == HomeState.NominationDue;
        var done = await effects.DoneAsync(progress.HomeId);
        List<HomeNews> forProvider = [];
        List<HomeNews> forOfficers = [];
        foreach (var entry in await journal.HistoryAsync(Homes.Kind, progress.HomeId))
        {
            var news = new HomeNews(progress.HomeId, entry.Number);
            if (entry.Happened is HomeNotOurs or HomeReturned && !done.Contains($"{Queues.HousingNominations}/{entry.Number}"))
            {
                forProvider.Add(news);
            }

            var tells = entry.Happened is HomeNotOurs or HomeReturned or HomeWithdrawn || (entry.Happened is HomeNotified && last.State != HomeState.NotOurs);
            if (tells && !done.Contains(ToOfficer(entry.Number)))
            {
                forOfficers.Add(news);
            }
        }

        var reminded = done.Contains(Reminder(last));
        if (due && !reminded && NominationDeadline.RemindAt(last.AnswerBy) <= clock.GetUtcNow())
        {
            forOfficers.Add(new(progress.HomeId, 0));
            reminded = true;
        }

        return new(
            forProvider,
            forOfficers,
            due ? (reminded ? NominationDeadline.LapsesAt(last.AnswerBy) : NominationDeadline.RemindAt(last.AnswerBy)) : null,
            last.State is not (HomeState.NominationDue or HomeState.Nominated));
    }

    /// <summary>Sends the provider's message about an event.</summary>
    [Function(nameof(TellProviderAboutHome))]
    public async Task TellProviderAboutHome([ActivityTrigger] HomeNews news)
    {
        var (home, happened) = await journal.RecallAsync(Homes.Kind, news.HomeId, news.Number);
        var facts = home.Current.Facts;
        await (happened is HomeReturned returned
            ? outbox.SendAsync(Queues.HousingNominations, news.HomeId, $"{news.Number}", new HomeGivenBack(facts.ProviderId, facts.Reference, returned.Reason))
            : outbox.SendAsync(Queues.HousingNominations, news.HomeId, $"{news.Number}", new HomeNotWanted(facts.ProviderId, facts.Reference)));
    }

    /// <summary>Writes to the housing officers.</summary>
    [Function(nameof(WriteAboutHome))]
    public async Task WriteAboutHome([ActivityTrigger] HomeNews news)
    {
        if (news.Number == 0)
        {
            var due = (await journal.GetAsync(Homes.Kind, news.HomeId)).State;
            await postbox.ToHousingAsync(news.HomeId, Reminder(due.Current), () => Task.FromResult(HousingLetters.LastDay(due)));
            return;
        }

        var (home, happened) = await journal.RecallAsync(Homes.Kind, news.HomeId, news.Number);
        await postbox.ToHousingAsync(news.HomeId, ToOfficer(news.Number), () => Task.FromResult(HousingLetters.ToOfficer(home, happened)));
    }

    // A claim whose nomination never came: from here on it cannot come any more.
    private async Task<bool> IsAbandonedAsync(Home home)
    {
        if (home.Current is not { State: HomeState.Nominated, Nominee: { } nominee }
            || await journal.GetAsync(HousingRequests.Kind, nominee.RequestId) is var request && request.State.NominationTo(home.Id, nominee.Attempt) is not null)
        {
            return false;
        }

        await journal.TouchAsync(HousingRequests.Kind, request);
        return true;
    }

    private static string ToOfficer(long number) => $"{number}-officer";

    private static string Reminder(HomeVoid due) => $"{due.Number}-{due.AnswerBy:yyyy-MM-dd}-reminder";
}
