using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>
/// Follows somebody's request for a key-worker home for as long as they are employed, or about to be: puts nominations to the provider, reminds
/// and lapses what is not answered in time, writes to applicant and officer, and when the employment ends takes back what is under way and tells
/// a tenant's provider, once.
/// </summary>
public static class HousingStage
{
    /// <summary>Runs as <c>housing-{employmentId}</c>, or before the first day as <c>housing-{applicationId}</c>, until that has ended and everybody has been told.</summary>
    [Function(nameof(HousingStage))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string subjectId)
    {
        Standing.AtWork(context);
        var nudge = context.WaitForExternalEvent<object?>(Nudges.Event);
        var outlook = await context.CallActivityAsync<HousingOutlook>(nameof(HousingActivities.LookAtHousing), subjectId, Retry.Store);
        List<Task> telling = [];
        foreach (var news in outlook.ForProvider)
        {
            telling.Add(context.CallActivityAsync(nameof(HousingActivities.TellProvider), news, Retry.World));
        }

        foreach (var news in outlook.ForPeople)
        {
            telling.Add(context.CallActivityAsync(nameof(HousingActivities.WriteAboutHousing), news, Retry.World));
        }

        await Task.WhenAll(telling);
        if (outlook.Ended)
        {
            return;
        }

        await Waiting.UntilAsync(context, outlook.LookAgainAt, nudge);
        context.ContinueAsNew(subjectId);
    }
}
