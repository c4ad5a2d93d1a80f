using System.Reflection;

namespace RecruitRetain.Local;

/// <summary>What a host is made from.</summary>
/// <param name="Functions">Where the functions are.</param>
/// <param name="Arguments">The command line.</param>
/// <param name="Settings">Settings over those of <c>local.settings.json</c>.</param>
/// <param name="OwnsProcess">
/// Whether it is the program itself, which then reads the environment, stops on Ctrl-C and ends with a sentence and exit code 1 when it
/// cannot run, and not one of several hosts in a process, which throws.
/// </param>
internal sealed record HostSetup(
    Assembly Functions,
    string[] Arguments,
    IEnumerable<KeyValuePair<string, string?>> Settings,
    bool OwnsProcess)
{
    /// <summary>The classes to look for functions in.</summary>
    public IEnumerable<Type> Types { get; init; } = Functions.GetTypes();

    /// <summary>The folder of the app with its <c>host.json</c>.</summary>
    public string Folder { get; init; } = Path.GetDirectoryName(Functions.Location)!;

    /// <summary>For how long it waits for slow callers.</summary>
    public Patience Patience { get; init; } = new();

    /// <summary>What the program was started for; null if this is not the program itself.</summary>
    public Errand? Errand { get; init; }

    /// <summary>Does a step of the start and, if this is the program itself, turns what stands in its way into a sentence.</summary>
    public async Task<T> GuardAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (OwnsProcess && e is WorkerException or StoreException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Environment.Exit(1);
            throw;
        }
    }

    /// <inheritdoc cref="GuardAsync{T}"/>
    public T Guard<T>(Func<T> step) => GuardAsync(() => Task.FromResult(step())).GetAwaiter().GetResult();
}

/// <summary>For how long the server waits for callers who send slowly.</summary>
internal sealed record Patience
{
    /// <summary>Until the headers of a request are all there.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From when on a body must come at the least rate.</summary>
    public TimeSpan Body { get; init; } = TimeSpan.FromSeconds(5);
}
