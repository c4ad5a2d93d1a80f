using Microsoft.DurableTask;

namespace RecruitRetain.Local;

/// <summary>An orchestrator function as the engine calls it.</summary>
internal sealed record OrchestrationFunction(string Name, Type? InputType, Func<TaskOrchestrationContext, object?, Task<object?>> Run);

/// <summary>An activity function as the engine calls it: input, instance id, cancellation.</summary>
internal sealed record ActivityFunction(string Name, Type? InputType, Func<object?, string, CancellationToken, Task<object?>> Run);
