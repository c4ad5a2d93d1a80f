using System.Text.Json;
using System.Text.Json.Nodes;

namespace RecruitRetain.Tests.Retention;

public class SchemePreviewTests
{
    [Fact]
    public async Task What_would_this_pay_somebody_newly_qualified_three_days_a_week_from_31_August()
    {
        await using var council = await Council.OpenAsync();

        var preview = (await council.PostAsync(
            Staff.Hr, "/api/payment-schemes/preview", new { scheme = await ExampleAsync(council, "frontline-2021"), worker = Worker() })).Expect(200);

        Assert.False(preview["eligible"].GetBoolean());
        Assert.Equal(["asye-not-passed"], preview["reasons"].EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
        Assert.Equal(
            [
                "2026-08-31 60000 of 100000, free from 2027-02-28",
                "2027-02-28 120000 of 200000, free from 2028-02-28",
                "2028-02-29 180000 of 300000, free from 2030-02-28",
            ],
            preview["payments"].EnumerateArray().Select(payment =>
                $"{payment.GetProperty("dueOn").GetString()} {payment.GetProperty("amountPence").GetInt64()} of {payment.GetProperty("fullTimePence").GetInt64()}, free from {payment.GetProperty("freeFrom").GetString()}"));
        Assert.Equal(360_000, preview["totalPence"].GetInt64());
        Assert.Equal(
            ["2026-08-31 60000", "2027-02-27 0", "2027-02-28 120000", "2028-02-27 0", "2028-02-29 180000", "2030-02-27 0"],
            preview["repayments"].EnumerateArray().Select(line => $"{line.GetProperty("lastDayFrom").GetString()} {line.GetProperty("owedPence").GetInt64()}"));
        Assert.Equal(1, (await council.GetAsync(Staff.Hr, "/api/payment-schemes")).Expect(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task A_published_version_is_previewed_and_names_every_reason()
    {
        await using var council = await Council.OpenAsync();

        var fine = (await council.PostAsync(Staff.Recruiter, "/api/payment-schemes/retention-2026/versions/1/preview", Worker())).Expect(200);
        Assert.Equal((true, 300_000L), (fine["eligible"].GetBoolean(), fine["totalPence"].GetInt64()));
        Assert.Equal(["2027-02-28", "2027-08-31", "2028-02-29", "2028-08-31"], fine["payments"].EnumerateArray().Select(payment => payment.GetProperty("dueOn").GetString()));

        var refused = (await council.PostAsync(
            Staff.Recruiter, "/api/payment-schemes/retention-2026/versions/1/preview", Worker(role: "driver", contract: "fixed-term", startedOn: "2023-12-31"))).Expect(200);
        Assert.Equal(
            ["role-not-eligible", "contract-not-eligible", "scheme-not-in-effect"],
            refused["reasons"].EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));

        (await council.PostAsync(Staff.Recruiter, "/api/payment-schemes/retention-2026/versions/2/preview", Worker())).Expect(404);
        Assert.Equal(["fte"], (await council.PostAsync(Staff.Hr, "/api/payment-schemes/retention-2026/versions/1/preview", Worker(fte: 1.2m))).Expect(422, "invalid-fields").Fields);
        Assert.Equal(
            ["contract"],
            (await council.PostAsync(Staff.Hr, "/api/payment-schemes/retention-2026/versions/1/preview", Worker(contract: "agency"))).Expect(422, "invalid-fields").Fields);
    }

    [Fact]
    public async Task Every_example_can_be_listed_and_published_as_it_is()
    {
        await using var council = await Council.OpenAsync();
        var examples = (await council.GetAsync(Staff.Hr, "/api/payment-scheme-examples")).Expect(200)["items"].EnumerateArray().ToList();
        Assert.Equal(19, examples.Count);

        foreach (var example in examples)
        {
            Assert.False(string.IsNullOrWhiteSpace(example.GetProperty("about").GetString()));
            (await council.PostAsync(Staff.Hr, "/api/payment-schemes", example.GetProperty("scheme").GetRawText())).Expect(201);
        }

        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", examples[0].GetProperty("scheme").GetRawText())).Expect(409, "versions-overlap");
    }

    [Theory]
    [InlineData("schedule.milestones[0].amount.pence", "-100", 422, "schedule.milestones[0].amount.pence")]
    [InlineData("schedule.milestones[0].amount.pence", "100.5", 400, "schedule.milestones[0].amount.pence")]
    [InlineData("schedule.milestones[0].amount.kind", "\"lottery\"", 400, null)]
    [InlineData("schedule.maximumPence", "599999", 422, "schedule.maximumPence")]
    [InlineData("recovery.tieInMeasuredFrom", "null", 422, "recovery.tieInMeasuredFrom")]
    [InlineData("governance.memorandum", """{ "kind": "exceeds", "exemptionReference": "" }""", 422, "governance.memorandum.exemptionReference")]
    [InlineData("schedule.award", """{ "kind": "fixed", "pence": 1000 }""", 422, "schedule.milestones")]
    [InlineData("effectiveTo", "\"2026-03-31\"", 422, "effectiveTo")]
    public async Task A_scheme_that_cannot_be_meant_is_refused_and_nothing_is_kept(string path, string value, int status, string? field)
    {
        await using var council = await Council.OpenAsync();
        var scheme = JsonNode.Parse((await ExampleAsync(council, "frontline-2021")).GetRawText())!;
        var parts = path.Replace("[0]", ".0", StringComparison.Ordinal).Split('.');
        var target = parts[..^1].Aggregate(scheme, (node, part) => part == "0" ? node[0]! : node[part]!);
        target[parts[^1]] = JsonNode.Parse(value);

        var refused = (await council.PostAsync(Staff.Hr, "/api/payment-schemes", scheme.ToJsonString())).Expect(status);

        if (field is not null)
        {
            Assert.Equal([field], refused.Fields);
        }

        Assert.Equal(1, (await council.GetAsync(Staff.Hr, "/api/payment-schemes")).Expect(200)["items"].GetArrayLength());
    }

    private static object Worker(string startedOn = "2026-08-31", string role = "social-worker", string contract = "permanent", decimal fte = 0.6m) => new
    {
        startedOn,
        role,
        team = "children-in-need",
        grade = "PO2",
        contract,
        fte,
        background = new { origin = "external", qualifiedOn = "2026-07-01" },
    };

    private static async Task<JsonElement> ExampleAsync(Council council, string id) =>
        (await council.GetAsync(Staff.Hr, "/api/payment-scheme-examples")).Expect(200)["items"].EnumerateArray()
            .Select(example => example.GetProperty("scheme")).Single(scheme => scheme.GetProperty("id").GetString() == id);
}
