namespace RecruitRetain.Local;

/// <summary>What the app's <c>host.json</c> says that holds here too.</summary>
internal sealed record HostJson(string RoutePrefix, int MaxConcurrentCalls, bool AutoCompleteMessages, DurableOptions Durable)
{
    /// <summary>Reads it from the app's folder.</summary>
    /// <exception cref="WorkerException">It is missing, or something in it is not what it must be.</exception>
    public static HostJson Read(string folder)
    {
        var file = JsonFile.Read(folder, "host.json")
            ?? throw new WorkerException(
                $"{Path.Combine(folder, "host.json")} is missing; an Azure Functions app has one, with at least {{ \"version\": \"2.0\" }}.");
        return file.Text("version") == "2.0"
            ? new HostJson(
                file.Text("extensions:http:routePrefix")?.Trim('/') ?? "api",
                file.Count("extensions:serviceBus:maxConcurrentCalls") ?? 16,
                file.Flag("extensions:serviceBus:autoCompleteMessages") ?? true,
                ReadDurable(file))
            : throw file.Wrong("version", "\"2.0\"");
    }

    private static DurableOptions ReadDurable(JsonFile file)
    {
        const string Section = "extensions:durableTask:";
        var defaults = new DurableOptions();
        return defaults with
        {
            MaxConcurrentActivities = file.Count(Section + "maxConcurrentActivityFunctions") ?? defaults.MaxConcurrentActivities,
            MaxConcurrentOrchestrators = file.Count(Section + "maxConcurrentOrchestratorFunctions") ?? defaults.MaxConcurrentOrchestrators,
            DefaultVersion = file.Text(Section + "defaultVersion") ?? defaults.DefaultVersion,
        };
    }
}
