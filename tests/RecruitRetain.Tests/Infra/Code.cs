using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Operations;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Infra;

/// <summary>What the code needs of its surroundings, read off the assembly and its source.</summary>
/// <param name="Settings">Every setting that is read, as <c>A:B</c>, with the file that reads it.</param>
/// <param name="Connections">The connections that triggers name.</param>
/// <param name="Received">The queues that functions are triggered by.</param>
/// <param name="Sent">The queues that are sent to.</param>
/// <param name="Queues">Every queue that the code names.</param>
/// <param name="Tables">The tables that are created at the start.</param>
/// <param name="TablesNamed">The tables that the code names, each with the type that does.</param>
/// <param name="Timers">The functions that run by a schedule.</param>
/// <param name="Listeners">The functions that handle messages.</param>
/// <param name="Functions">Every function.</param>
/// <param name="Figures">The figures that the app writes to the log for the alerts.</param>
internal sealed record Code(
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlySet<string> Connections,
    IReadOnlySet<string> Received,
    IReadOnlySet<string> Sent,
    IReadOnlySet<string> Queues,
    IReadOnlyList<string> Tables,
    IReadOnlyList<(string Table, string Type)> TablesNamed,
    IReadOnlySet<string> Timers,
    IReadOnlySet<string> Listeners,
    IReadOnlySet<string> Functions,
    IReadOnlySet<string> Figures)
{
    // The three ways in which the code names a setting: by an indexer of the configuration, as "Section:Name" anywhere (a helper reads it), and as
    // %Name% in a trigger.
    // A name that is composed ($"…") is kept with its sign, so that it is found to be one.
    private static readonly Regex Indexed = new(@"(?:settings|configuration)\[\s*(?:""|(?=\$""))((?:\$"")?[^""]+)""\s*\]", RegexOptions.CultureInvariant);
    private static readonly Regex Sectioned = new(@"""([A-Z][a-z]\w*(?::[A-Za-z]\w*)+)""", RegexOptions.CultureInvariant);
    private static readonly Regex Scheduled = new(@"Trigger\(""%(\w+)%""", RegexOptions.CultureInvariant);
    private static readonly Regex SentTo = new(@"\bSendAsync\(\s*Queues\.(\w+)", RegexOptions.CultureInvariant);

    public static Code Read(string root)
    {
        var sources = Directory.GetFiles(Path.Combine(root, "functions"), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(root, path).Replace('\\', '/'), Path: path))
            .Where(file => !file.Name.StartsWith("functions/obj/", StringComparison.Ordinal) && !file.Name.StartsWith("functions/bin/", StringComparison.Ordinal))
            .Select(file => (file.Name, Text: File.ReadAllText(file.Path)))
            .ToList();
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach (var (name, text) in sources)
        {
            foreach (var match in new[] { Indexed, Sectioned, Scheduled }.SelectMany(way => way.Matches(text)))
            {
                settings.TryAdd(match.Groups[1].Value, name);
            }
        }

        var types = typeof(Composition).Assembly.GetTypes();
        var functions = types.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (method.GetCustomAttribute<FunctionAttribute>()?.Name, Method: method))
            .Where(function => function.Name is not null)
            .ToList();
        var onBus = functions.SelectMany(function => function.Method.GetParameters()
            .Select(parameter => (Function: function.Name!, On: parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()))
            .Where(parameter => parameter.On is not null)).ToList();
        var queues = typeof(Queues).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
        return new(
            settings,
            onBus.Select(trigger => trigger.On!.Connection!).ToHashSet(StringComparer.Ordinal),
            onBus.Select(trigger => trigger.On!.QueueName!).ToHashSet(StringComparer.Ordinal),
            sources.SelectMany(file => SentTo.Matches(file.Text)).Select(match => queues[match.Groups[1].Value]).ToHashSet(StringComparer.Ordinal),
            queues.Values.ToHashSet(StringComparer.Ordinal),
            Composition.Tables,
            [.. types.SelectMany(TablesOf)],
            functions.Where(function => function.Method.GetParameters().Any(parameter => parameter.IsDefined(typeof(TimerTriggerAttribute))))
                .Select(function => function.Name!).ToHashSet(StringComparer.Ordinal),
            onBus.Select(trigger => trigger.Function).ToHashSet(StringComparer.Ordinal),
            functions.Select(function => function.Name!).ToHashSet(StringComparer.Ordinal),
            Watch.Figures.Keys.ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<(string, string)> TablesOf(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.GetField("TableName", All) is { IsLiteral: true } name)
        {
            yield return ((string)name.GetRawConstantValue()!, type.Name);
        }

        if (!type.ContainsGenericParameters
            && type.GetField("Kind", All) is { FieldType: { IsGenericType: true } shape } kind && shape.GetGenericTypeDefinition() == typeof(AggregateKind<,>))
        {
            yield return (((IListedKind)kind.GetValue(null)!).Table, type.Name);
        }
    }
}
