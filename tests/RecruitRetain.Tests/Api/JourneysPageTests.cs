using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Api;

/// <summary><c>docs/journeys.md</c> has a part for every orchestration, and that part names everything that it calls.</summary>
public sealed class JourneysPageTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo[] Functions =
        [.. typeof(OpenApiDocument).Assembly.GetTypes().SelectMany(type => type.GetMethods(All)).Where(method => method.IsDefined(typeof(FunctionAttribute)))];

    [Fact]
    public async Task It_tells_of_every_orchestration_and_of_all_that_it_calls()
    {
        var parts = (await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").Split("\n## ")[1..]
            .ToDictionary(part => part.Split('\n')[0], part => part);
        var called = Functions.Where(function => With<ActivityTriggerAttribute>(function) || With<OrchestrationTriggerAttribute>(function)).Select(NameOf).ToHashSet();
        List<string> missing = [];
        foreach (var orchestration in Functions.Where(With<OrchestrationTriggerAttribute>))
        {
            var code = orchestration.GetCustomAttribute<StateMachineAttribute>() is { } machine ? machine.StateMachineType.GetMethod("MoveNext", All)! : orchestration;
            var lambdas = orchestration.DeclaringType!.GetNestedTypes(All).SelectMany(type => type.GetMethods(All));
            var calls = lambdas.Append(code).SelectMany(method => Il.Instructions(method)).Select(instruction => instruction.Operand).OfType<string>().Where(called.Contains);
            missing.AddRange(parts.TryGetValue(NameOf(orchestration), out var part)
                ? calls.Distinct().Where(call => !part.Contains(call, StringComparison.Ordinal)).Select(call => $"{NameOf(orchestration)}: {call}")
                : [NameOf(orchestration)]);
        }

        Assert.Empty(missing);
        Assert.Equal(
            Functions.Where(With<OrchestrationTriggerAttribute>).Select(NameOf).Order(StringComparer.Ordinal), parts.Keys.Order(StringComparer.Ordinal));
    }

    private static bool With<TTrigger>(MethodInfo function)
        where TTrigger : Attribute => function.GetParameters().Any(parameter => parameter.IsDefined(typeof(TTrigger)));

    private static string NameOf(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;

    private static string Page([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "journeys.md");
}
