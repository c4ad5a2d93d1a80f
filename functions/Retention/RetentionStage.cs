using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>
/// Keeps somebody's retention plan, from the first day to the end of the last tie-in: announces payments, judges them on the day they fall due,
/// tells payroll what was approved, and proposes what a leaver owes back. People approve; the stage only waits, looks and writes.
/// </summary>
public static class RetentionStage
{
    /// <summary>Looks at the plan, does what there is to do, and waits for the next day that matters or a nudge.</summary>
    [Function(nameof(RetentionStage))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, RetentionProgress progress)
    {
        Standing.AtWork(context);
        var nudge = context.WaitForExternalEvent<object?>(Nudges.Event);
        var outlook = await context.CallActivityAsync<RetentionOutlook>(nameof(RetentionActivities.ReviewPlan), progress, Retry.Store);
        foreach (var instruction in outlook.Instructions)
        {
            await context.CallActivityAsync(nameof(RetentionActivities.InstructPayroll), instruction, Retry.World);
        }

        foreach (var letter in outlook.Letters)
        {
            await context.CallActivityAsync(nameof(RetentionActivities.SendRetentionLetter), letter, Retry.World);
        }

        if (outlook.Ended)
        {
            return;
        }

        if (outlook.Instructions.Count > 0)
        {
            // That payroll was told is news itself, and may have a letter of its own.
            context.ContinueAsNew(outlook.Progress);
            return;
        }

        await Waiting.UntilAsync(context, outlook.LookAgainAt, nudge);
        context.ContinueAsNew(outlook.Progress);
    }
}
