using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>One void of a home.</summary>
/// <param name="HomeId">The home.</param>
/// <param name="Number">Which of its voids, from 1.</param>
public sealed record HomeProgress(string HomeId, int Number);

/// <summary>
/// Follows one void of a provider's home: asks the housing officers for a nomination, reminds them on the last day, gives the home back when
/// its time is over, and tells the provider.
/// </summary>
public static class HomeStage
{
    /// <summary>Runs as <c>home-{homeId}-{number}</c> until the void has ended and everybody has been told.</summary>
    [Function(nameof(HomeStage))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, HomeProgress progress)
    {
        Standing.AtWork(context);
        var nudge = context.WaitForExternalEvent<object?>(Nudges.Event);
        var outlook = await context.CallActivityAsync<HomeOutlook>(nameof(HomeActivities.LookAtHome), progress, Retry.Store);
        List<Task> telling = [];
        foreach (var news in outlook.ForProvider)
        {
            telling.Add(context.CallActivityAsync(nameof(HomeActivities.TellProviderAboutHome), news, Retry.World));
        }

        foreach (var news in outlook.ForOfficers)
        {
            telling.Add(context.CallActivityAsync(nameof(HomeActivities.WriteAboutHome), news, Retry.World));
        }

        await Task.WhenAll(telling);
        if (outlook.Ended)
        {
            return;
        }

        await Waiting.UntilAsync(context, outlook.LookAgainAt, nudge);
        context.ContinueAsNew(progress);
    }
}
