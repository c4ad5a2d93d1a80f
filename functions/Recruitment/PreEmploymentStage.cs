using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>How far a pre-employment stage has come.</summary>
/// <param name="ApplicationId">Whose stage it is.</param>
/// <param name="Seen">The number of the last line of the journal for which letters were looked up.</param>
/// <param name="ChasedOn">The London day up to which chasers are dealt with; null before the first look.</param>
public sealed record PreEmploymentProgress(string ApplicationId, long Seen, DateOnly? ChasedOn = null);

/// <summary>A scheme that somebody was offered, for an employment that has begun.</summary>
public sealed record OfferedScheme(string EmploymentId, string SchemeId, int Version);

/// <summary>What a pre-employment stage finds to do.</summary>
/// <param name="ChecksToRequest">Whether there are checks that nobody has asked for.</param>
/// <param name="Letters">To be sent now.</param>
/// <param name="Ended">Whether the application has ended.</param>
/// <param name="EmploymentId">The employment it ended with; null without a start.</param>
/// <param name="Scheme">The scheme that the starter was offered, if any.</param>
/// <param name="LookAgainAt">When the next chaser is due (UTC); null for none.</param>
/// <param name="Progress">How far it then has come.</param>
public sealed record PreEmploymentOutlook(
    bool ChecksToRequest,
    IReadOnlyList<LetterDue> Letters,
    bool Ended,
    string? EmploymentId,
    OfferedScheme? Scheme,
    DateTimeOffset? LookAgainAt,
    PreEmploymentProgress Progress);

/// <summary>
/// From the acceptance to the first day: asks for the checks, chases at each check's interval what is missing, up to a number of times, tells the candidate when they can
/// start, and begins the employment once they have.
/// </summary>
public static class PreEmploymentStage
{
    /// <summary>Looks at the journal, does what there is to do, and waits for the next chaser or a nudge. Answers the employment, or null.</summary>
    [Function(nameof(PreEmploymentStage))]
    public static async Task<string?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, PreEmploymentProgress progress)
    {
        Standing.AtWork(context);
        // One wait for the whole run: an abandoned wait can swallow the next nudge.
        var nudge = context.WaitForExternalEvent<object?>(Nudges.Event);
        var outlook = await context.CallActivityAsync<PreEmploymentOutlook>(nameof(RecruitmentActivities.LookAtChecks), progress, Retry.Store);
        foreach (var letter in outlook.Letters)
        {
            await context.CallActivityAsync(nameof(RecruitmentActivities.SendRecruitmentLetter), letter, Retry.World);
        }

        if (outlook.EmploymentId is not null)
        {
            // The hire first: it says which post is filled.
            await context.CallActivityAsync(nameof(RecruitmentActivities.RecordHire), progress.ApplicationId, Retry.Store);
            await context.CallActivityAsync(nameof(RecruitmentActivities.StartEmployment), progress.ApplicationId, Retry.Store);
            if (outlook.Scheme is { } scheme)
            {
                await context.CallActivityAsync(Stages.Enrol, scheme, Retry.Store);
            }
        }

        if (outlook.Ended)
        {
            return outlook.EmploymentId;
        }

        if (outlook.ChecksToRequest)
        {
            await context.CallActivityAsync(nameof(RecruitmentActivities.RequestChecks), progress.ApplicationId, Retry.Store);
        }
        else
        {
            await Waiting.UntilAsync(context, outlook.LookAgainAt, nudge);
        }

        context.ContinueAsNew(outlook.Progress);
        return null;
    }
}
