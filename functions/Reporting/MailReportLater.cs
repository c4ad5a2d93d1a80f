using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Keeps trying to mail a report that could not be mailed at once, through an outage of about two days.</summary>
public static class MailReportLater
{
    /// <summary>Mails the report under its stable key; each try that fails is repeated later.</summary>
    [Function(nameof(MailReportLater))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string reportId)
    {
        Standing.AtWork(context);
        return context.CallActivityAsync(nameof(ScheduledReports.MailReport), reportId, Retry.World);
    }
}
