using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Local;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Durable;

/// <summary>
/// What journeys under way have behind them is replayed against today's code: an orchestration that asks for something else than it did would
/// break every one of them. The histories are those of real runs and are kept for as long as such a journey may be under way;
/// <see cref="HistoryExport"/> writes them.
/// </summary>
public sealed class HistoryTests
{
    private static readonly JsonSerializerOptions Format = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        WriteIndented = true,
    };

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Histories");

    // Orchestrations stand in static classes; the others need settings.
    private static readonly FunctionCatalog Catalog = FunctionCatalog.Discover(
        typeof(Composition).Assembly.GetTypes().Where(type => type is { IsAbstract: true, IsSealed: true }),
        HostJson.Read(AppContext.BaseDirectory),
        new ConfigurationBuilder().Build());

    public static TheoryData<string> Histories =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_stored_history_is_replayed_by_todays_code(string name)
    {
        var history = Read(name);

        Assert.Null(DurableEngine.Replay(Catalog.Orchestrations[history.Name], history));
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_stored_history_has_ids_only(string name) =>
        Assert.DoesNotContain('@', File.ReadAllText(PathOf(name)));

    [Fact]
    public void Every_orchestration_has_a_stored_history() =>
        Assert.Equal(
            Catalog.Orchestrations.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "*.json").Select(path => Read(Path.GetFileNameWithoutExtension(path)).Name).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void An_orchestration_that_begins_with_another_activity_is_caught()
    {
        var changed = Changed(async (context, progress) =>
        {
            await context.CallActivityAsync(nameof(RecruitmentActivities.LapseUnanswered), progress.ApplicationId, Retry.Store);
            return await RecruitmentStage.RunAsync(context, progress);
        });

        Assert.Equal(
            "The history has TaskScheduled #0 'LookAtApplication', but the code asks for TaskScheduled #0 'LapseUnanswered'.",
            DurableEngine.Replay(changed, Read("RecruitmentStage-accepted")));
    }

    [Fact]
    public void An_orchestration_that_leaves_its_letters_out_is_caught()
    {
        var changed = Changed(async (context, progress) =>
            (await context.CallActivityAsync<RecruitmentOutlook>(nameof(RecruitmentActivities.LookAtApplication), progress, Retry.Store)).Outcome);

        Assert.Equal(
            "The history has TaskScheduled #1 'SendRecruitmentLetter', but the code asks for nothing there.",
            DurableEngine.Replay(changed, Read("RecruitmentStage-accepted")));
    }

    [Fact]
    public void An_orchestration_that_comes_to_another_answer_is_caught()
    {
        var changed = Changed(async (context, progress) => await RecruitmentStage.RunAsync(context, progress) is { } outcome ? outcome with { Seen = 0 } : null);

        Assert.Equal(
            """The history ends with {"Accepted":true,"Seen":6}, but the code ends with {"Accepted":true,"Seen":0}.""",
            DurableEngine.Replay(changed, Read("RecruitmentStage-accepted")));
    }

    /// <summary>A history as it is kept: stack traces name the machine it ran on and decide nothing, so they are left out.</summary>
    internal static string Write(OrchestrationHistory history) => JsonSerializer.Serialize(
        history with { Events = [.. history.Events.Select(line => line with { Failure = line.Failure is { } failure ? failure with { StackTrace = null } : null })] },
        Format) + "\n";

    private static OrchestrationFunction Changed(Func<TaskOrchestrationContext, RecruitmentProgress, Task<RecruitmentOutcome?>> run) =>
        new(nameof(RecruitmentStage), typeof(RecruitmentProgress), async (context, input) => await run(context, (RecruitmentProgress)input!));

    private static OrchestrationHistory Read(string name) => JsonSerializer.Deserialize<OrchestrationHistory>(File.ReadAllText(PathOf(name)), Format)!;

    private static string PathOf(string name) => Path.Combine(Folder, $"{name}.json");
}
