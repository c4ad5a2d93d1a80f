using Microsoft.DurableTask;

namespace RecruitRetain.Local;

/// <summary>What a line of an orchestration's history says. The numbers are stored.</summary>
internal enum HistoryEventKind
{
    OrchestratorStarted = 1,
    ExecutionStarted = 2,
    TaskScheduled = 3,
    TaskCompleted = 4,
    TaskFailed = 5,
    TimerCreated = 6,
    TimerFired = 7,
    SubOrchestrationCreated = 8,
    SubOrchestrationCompleted = 9,
    SubOrchestrationFailed = 10,
    EventSent = 11,
    EventRaised = 12,
    ExecutionSuspended = 13,
    ExecutionResumed = 14,
    ExecutionTerminated = 15,
    ExecutionCompleted = 16,
}

/// <summary>A line of an orchestration's history.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, by the clock.</param>
/// <param name="TaskId">Which task of the orchestration it concerns, counted from 0; -1 for none.</param>
/// <param name="Name">The function, event or status named.</param>
/// <param name="Data">The input, result or payload as JSON.</param>
/// <param name="InstanceId">The other instance: the child, or the receiver of an event.</param>
/// <param name="FireAt">When a timer is due.</param>
/// <param name="Failure">What went wrong.</param>
internal sealed record HistoryEvent(
    HistoryEventKind Kind,
    DateTimeOffset At,
    int TaskId = -1,
    string? Name = null,
    string? Data = null,
    string? InstanceId = null,
    DateTimeOffset? FireAt = null,
    TaskFailureDetails? Failure = null);

/// <summary>A whole history with what is needed to replay it: the form in which histories of released versions are kept.</summary>
internal sealed record OrchestrationHistory(
    string InstanceId,
    string Name,
    string Version,
    string? ParentName,
    string? ParentId,
    string? Input,
    IReadOnlyList<HistoryEvent> Events);
