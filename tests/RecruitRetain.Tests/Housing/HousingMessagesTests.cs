using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using RecruitRetain.Housing;
using RecruitRetain.Shared;
using static RecruitRetain.Tests.Housing.HousingJourneyTests;

namespace RecruitRetain.Tests.Housing;

/// <summary>What goes to and comes from housing associations is described in <c>docs/messages</c>, and is so.</summary>
public sealed class HousingMessagesTests
{
    private static readonly Type[] Messages =
    [
        typeof(VoidNotice), typeof(ProviderDecision), typeof(NominationMade), typeof(DecisionDue), typeof(NominationEnded), typeof(HomeOfferAnswered),
        typeof(TenantEmploymentEnded), typeof(HomeGivenBack), typeof(HomeNotWanted),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. Messages.Select(message => message.Name)];

    /// <summary>Writes them anew, by hand: <c>RecruitRetain.Tests -explicit only -class "*HousingMessagesTests"</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Every_message_is_described_anew()
    {
        foreach (var message in Messages)
        {
            await File.WriteAllTextAsync(FileOf(message.Name), Schema(message));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_message_is_described_as_it_is(string name) =>
        Assert.Equal(Schema(Messages.Single(message => message.Name == name)), await File.ReadAllTextAsync(FileOf(name)));

    [Fact]
    public async Task What_is_sent_has_the_fields_that_are_described_and_no_others()
    {
        await using var council = await Council.OpenAsync("2026-03-30T09:00");
        var employmentId = await EmployAsync(council);
        var requestId = await RequestAsync(council, employmentId);
        var first = await NominateAsync(council, requestId, "RV-1");
        await council.AdvanceAsync("2026-04-03T09:00"); // the last day, the 2nd, is over
        var second = await NominateAsync(council, requestId, "RV-2");
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{requestId}/nomination-taken-back", new { reason = "mistaken" })).Expect(200);
        await HouseAsync(council, requestId, await NominateAsync(council, requestId, "RV-3"), "2026-04-03");
        (await council.PostAsync(Staff.Provider, "/api/homes", Void("RV-4"))).Expect(201);
        await council.AdvanceAsync("2026-05-01T09:00");
        (await council.PostAsync(Staff.Hr, $"/api/employments/{employmentId}/leaving", new { lastDayOn = "2026-04-30", reason = "resignation" })).Expect(200);

        var sent = council.Messages(Queues.HousingNominations);
        Assert.NotEqual(first, second);
        Assert.Equal(
            ["DecisionDue", "HomeGivenBack", "HomeNotWanted", "HomeOfferAnswered", "NominationEnded", "NominationMade", "TenantEmploymentEnded"],
            sent.Select(message => message.Subject).Distinct().Order(StringComparer.Ordinal));
        foreach (var message in sent)
        {
            var schema = JsonNode.Parse(await File.ReadAllTextAsync(FileOf(message.Subject!)))!;
            var fields = JsonNode.Parse(message.Body)!.AsObject().Select(field => field.Key).ToList();
            Assert.Subset(schema["properties"]!.AsObject().Select(field => field.Key).ToHashSet(), fields.ToHashSet());
            Assert.Empty(schema["required"]!.AsArray().Select(field => (string)field!).Except(fields));
        }
    }

    private static string Schema(Type type)
    {
        var schema = (JsonObject)Json.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });

        // Whoever sends or receives may add fields of their own.
        schema.Remove("additionalProperties");
        // What the agreement does not let be told is left out.
        var properties = schema["properties"]!.AsObject();
        schema["required"] = new JsonArray(
            [.. schema["required"]!.AsArray().Select(field => (string)field!).Where(field => properties[field]!["type"] is not JsonArray).Select(field => JsonValue.Create(field))]);
        var titled = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = type.Name };
        foreach (var (key, value) in schema.ToList())
        {
            schema.Remove(key);
            titled[key] = value;
        }

        return titled.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static string FileOf(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RecruitRetain.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The sources are not above the tests.");
        }

        return Path.Combine(folder.FullName, "docs", "messages", $"{JsonNamingPolicy.KebabCaseLower.ConvertName(name)}.schema.json");
    }
}
