using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>How far a recruitment stage has come.</summary>
/// <param name="ApplicationId">Whose stage it is.</param>
/// <param name="Seen">The number of the last line of the journal for which letters were looked up.</param>
/// <param name="Reminded">The key of the last reminder that has gone out; null for none.</param>
/// <param name="Awaited">Whether it has waited for an application that was not there.</param>
public sealed record RecruitmentProgress(string ApplicationId, long Seen = 0, string? Reminded = null, bool Awaited = false);

/// <summary>How a recruitment stage ended.</summary>
/// <param name="Accepted">Whether there is an accepted offer.</param>
/// <param name="Seen">The number of the last line of the journal that has been dealt with.</param>
public sealed record RecruitmentOutcome(bool Accepted, long Seen);

/// <summary>What a recruitment stage finds to do.</summary>
/// <param name="Letters">To be sent now.</param>
/// <param name="LapseDue">Whether a deadline that the candidate had to answer by has passed.</param>
/// <param name="Outcome">How the stage ends; null while it goes on.</param>
/// <param name="LookAgainAt">When to look again without a nudge (UTC); null for never.</param>
/// <param name="Progress">How far it then has come.</param>
public sealed record RecruitmentOutlook(
    IReadOnlyList<LetterDue> Letters, bool LapseDue, RecruitmentOutcome? Outcome, DateTimeOffset? LookAgainAt, RecruitmentProgress Progress);

/// <summary>
/// From the application to an accepted offer. People decide; the stage writes to the candidate after every decision, reminds whoever has to act
/// before a deadline, and lapses what the candidate left unanswered. After an offer that came to nothing it waits for what people decide.
/// </summary>
public static class RecruitmentStage
{
    /// <summary>Looks at the journal, does what there is to do, and waits for the next deadline or a nudge.</summary>
    [Function(nameof(RecruitmentStage))]
    public static async Task<RecruitmentOutcome?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, RecruitmentProgress progress)
    {
        Standing.AtWork(context);
        // One wait for the whole run: an abandoned wait can swallow the next nudge.
        var nudge = context.WaitForExternalEvent<object?>(Nudges.Event);
        var outlook = await context.CallActivityAsync<RecruitmentOutlook>(nameof(RecruitmentActivities.LookAtApplication), progress, Retry.Store);
        foreach (var letter in outlook.Letters)
        {
            await context.CallActivityAsync(nameof(RecruitmentActivities.SendRecruitmentLetter), letter, Retry.World);
        }

        if (outlook.Outcome is { } outcome)
        {
            return outcome;
        }

        if (outlook.LapseDue)
        {
            await context.CallActivityAsync(nameof(RecruitmentActivities.LapseUnanswered), progress.ApplicationId, Retry.Store);
        }
        else
        {
            await Waiting.UntilAsync(context, outlook.LookAgainAt, nudge);
        }

        context.ContinueAsNew(outlook.Progress);
        return null;
    }
}
