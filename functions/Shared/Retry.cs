using Microsoft.DurableTask;

namespace RecruitRetain.Shared;

/// <summary>How patiently a journey repeats what failed. Every effect has a stable key, so repeating is safe.</summary>
public static class Retry
{
    /// <summary>For reading and writing our own tables.</summary>
    public static TaskOptions Store { get; } = Policy(10, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    /// <summary>For mail and messages, through an outage of about two days.</summary>
    public static TaskOptions World { get; } = Policy(60, TimeSpan.FromSeconds(15), TimeSpan.FromHours(1));

    private static TaskOptions Policy(int attempts, TimeSpan first, TimeSpan longest) =>
        TaskOptions.FromRetryPolicy(new RetryPolicy(attempts, first, 2.0, longest));
}
