using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace RecruitRetain.Benchmarks;

/// <summary>The customary yardstick of workflow engines: an orchestration of five sequential activities.</summary>
public static class HelloFunctions
{
    /// <summary>Greets five people, one after another.</summary>
    [Function(nameof(Hello5))]
    public static async Task<string> Hello5([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var last = "";
        foreach (var name in (string[])["Ana", "Ben", "Cai", "Dee", "Eve"])
        {
            last = await context.CallActivityAsync<string>(nameof(SayHello), name);
        }

        return last;
    }

    /// <summary>Greets one.</summary>
    [Function(nameof(SayHello))]
    public static string SayHello([ActivityTrigger] string name) => $"Hello {name}!";
}
