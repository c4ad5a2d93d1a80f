using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Where a retention stage begins.</summary>
public sealed record RetentionBegins(string EmploymentId);

/// <summary>
/// One person's way from application to the last tie-in: recruitment, then the checks, then, once started, retention and housing side by side.
/// It ends with the first stage that leads nowhere.
/// </summary>
public static class CandidateJourney
{
    /// <summary>Runs the stages one after another; each waits for people, and for time, by itself.</summary>
    [Function(nameof(CandidateJourney))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string applicationId)
    {
        Standing.Waiting(context, null);
        var answer = await context.CallSubOrchestratorAsync<RecruitmentOutcome>(
            nameof(RecruitmentStage), new RecruitmentProgress(applicationId), Under(Stages.RecruitmentOf(applicationId)));
        if (!answer.Accepted)
        {
            return;
        }

        var employmentId = await context.CallSubOrchestratorAsync<string?>(
            nameof(PreEmploymentStage), new PreEmploymentProgress(applicationId, answer.Seen), Under(Stages.PreEmploymentOf(applicationId)));
        if (employmentId is null)
        {
            return;
        }

        await Task.WhenAll(
            context.CallSubOrchestratorAsync(Stages.Retention, new RetentionBegins(employmentId), Under(Stages.RetentionOf(employmentId))),
            context.CallSubOrchestratorAsync(Stages.Housing, employmentId, Under(Stages.HousingOf(employmentId))));
    }

    private static SubOrchestrationOptions Under(string instanceId) => new TaskOptions(retry: null).WithInstanceId(instanceId);
}
