using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace RecruitRetain.Tests.Rules;

/// <summary>What keeps an orchestration deterministic by its shape: nothing can be injected into it, and nothing reaches it but context and input.</summary>
public sealed class OrchestrationShapeTests
{
    public static TheoryData<string> Orchestrations => [.. Methods().Select(method => method.DeclaringType!.FullName!)];

    [Fact]
    public void The_orchestrations_are_the_journey_its_four_stages_and_those_of_a_home_a_pay_run_an_import_a_report_fresh_links_an_erasure_and_a_purge() => Assert.Equal(
        [
            "CandidateJourney", "ErasureStage", "HomeStage", "HousingStage", "ImportStage", "MailFreshLinks", "MailReportLater", "PayRunStage", "PreEmploymentStage", "PurgeStage",
            "RecruitmentStage", "RetentionStage",
        ],
        Methods().Select(method => method.DeclaringType!.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Orchestrations))]
    public void An_orchestration_is_static_and_takes_context_and_input_only(string name)
    {
        var method = Methods().Single(found => found.DeclaringType!.FullName == name);

        Assert.True(method.DeclaringType is { IsAbstract: true, IsSealed: true }, "The class must be static.");
        Assert.InRange(method.GetParameters().Length, 1, 2);
        Assert.Equal(typeof(TaskOrchestrationContext), method.GetParameters()[0].ParameterType);
        Assert.DoesNotContain(
            method.DeclaringType!.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic), field => !field.IsInitOnly && !field.IsLiteral);
    }

    [Theory]
    [MemberData(nameof(Orchestrations))]
    public void An_orchestration_first_says_how_it_stands_so_that_operators_know_its_version(string name)
    {
        var own = name.Split('.')[^1];
        var source = Sources().First(text => text.Contains($"public static class {own}\n", StringComparison.Ordinal));
        var method = source[source.IndexOf("[OrchestrationTrigger]", source.IndexOf($"public static class {own}\n", StringComparison.Ordinal), StringComparison.Ordinal)..];

        Assert.StartsWith("Standing.", method[(method.IndexOf("    {\n", StringComparison.Ordinal) + 6)..].TrimStart(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Sources([CallerFilePath] string here = "") =>
        Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "functions"), "*.cs", SearchOption.AllDirectories)
            .Select(path => File.ReadAllText(path).ReplaceLineEndings("\n"));

    private static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(Composition).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetParameters().Any(parameter => parameter.IsDefined(typeof(OrchestrationTriggerAttribute)))
        select method;
}
