using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Tells payroll of every payment of a pay run, once it is let out: part by part, all parts at once, each payment once.</summary>
public static class PayRunStage
{
    /// <summary>Waits until the run is let out, tells payroll, and records what did not go out.</summary>
    [Function(nameof(PayRunStage))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string payRunId)
    {
        Standing.AtWork(context);
        var nudge = context.WaitForExternalEvent<object?>(Nudges.Event);
        var outlook = await context.CallActivityAsync<PayRunOutlook>(nameof(PayRunActivities.LookAtPayRun), payRunId, Retry.Store);
        if (outlook.Parts > 0)
        {
            var leftOut = await Task.WhenAll(Enumerable.Range(0, outlook.Parts).Select(part => context.CallActivityAsync<IReadOnlyList<LeftOutOfRun>>(
                nameof(PayRunActivities.SendPartOfPayRun), new PayRunPart(payRunId, part), Retry.World)));
            await context.CallActivityAsync(
                nameof(PayRunActivities.CompletePayRun), new PayRunSent(payRunId, [.. leftOut.SelectMany(part => part)]), Retry.Store);
            return;
        }

        if (!outlook.Ended)
        {
            await Waiting.UntilAsync(context, null, nudge);
            context.ContinueAsNew(payRunId);
        }
    }
}
