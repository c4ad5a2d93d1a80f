using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace RecruitRetain.Shared;

/// <summary>What an orchestration says of itself while it runs, as its custom status: for operators only, nothing decides by it.</summary>
/// <param name="Version">The version of the journeys under which the present generation runs.</param>
/// <param name="Waits">Whether it waits for a nudge, a day or its stages; otherwise it has work in hand.</param>
/// <param name="Since">Since when it stands so (UTC).</param>
/// <param name="Until">Until when it waits without a nudge (UTC); null for as long as it takes.</param>
public sealed record Standing(string Version, bool Waits, DateTimeOffset Since, DateTimeOffset? Until)
{
    // Work in hand is retried at most an hour apart.
    private static readonly TimeSpan LongestBetweenTries = TimeSpan.FromHours(2);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>Says that it has work in hand; the first thing that an orchestration does.</summary>
    public static void AtWork(TaskOrchestrationContext context) => Say(context, false, null);

    /// <summary>Says that it waits.</summary>
    /// <param name="context">The orchestration's.</param>
    /// <param name="until">Until when at the latest (UTC); null for as long as it takes.</param>
    public static void Waiting(TaskOrchestrationContext context, DateTimeOffset? until) => Say(context, true, until);

    /// <summary>What an instance says of itself; null where it has said nothing yet.</summary>
    public static Standing? Of(OrchestrationMetadata instance) => string.IsNullOrEmpty(instance.SerializedCustomStatus) ? null : instance.ReadCustomStatusAs<Standing>();

    /// <summary>
    /// Whether an instance should have gone on and has not: it has not begun within an hour, the day until which it waited is an hour past, or it has had work in hand for
    /// two hours without a step, although work that fails is tried again every hour. Who waits for people, or is held by an operator, is not idle.
    /// </summary>
    public static bool IsIdle(OrchestrationMetadata instance, DateTimeOffset now) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Pending => now - instance.LastUpdatedAt > LongestDelay,
        OrchestrationRuntimeStatus.Running => Of(instance) switch
        {
            null => false,
            { Waits: false } => now - instance.LastUpdatedAt > LongestBetweenTries,
            { Until: { } until } => now - until > LongestDelay && now - instance.LastUpdatedAt > LongestDelay,
            _ => false,
        },
        _ => false,
    };

    private static void Say(TaskOrchestrationContext context, bool waits, DateTimeOffset? until) =>
        context.SetCustomStatus(new Standing(context.Version, waits, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero), until));
}
