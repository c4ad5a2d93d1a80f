using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Operations;

public sealed class HealthTests
{
    [Fact]
    public async Task Anybody_may_ask_whether_the_app_lives_and_learns_nothing_else()
    {
        await using var council = await Council.OpenAsync();

        var live = (await council.GetAsync(null, "/api/health/live")).Expect(200);

        Assert.Equal(["version"], live.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(FileVersionInfo.GetVersionInfo(typeof(RecruitRetain.Operations.Health).Assembly.Location).ProductVersion!.Split('+')[0], live["version"].GetString());
    }

    [Fact]
    public async Task Only_whoever_holds_a_key_learns_what_the_app_needs()
    {
        await using var council = await Council.OpenAsync();

        Assert.Equal(401, (await AskAsync(council, null)).Status);
        Assert.Equal(401, (await AskAsync(council, "wrong")).Status);
        var (status, ready) = await AskAsync(council, await KeyAsync(council));

        Assert.Equal(200, status);
        Assert.True(ready.GetProperty("ready").GetBoolean());
        Assert.Equal(
            ["tables", "service-bus", "journeys", "mail"],
            ready.GetProperty("dependencies").EnumerateArray().Select(dependency => dependency.GetProperty("name").GetString()));
        Assert.All(ready.GetProperty("dependencies").EnumerateArray(), dependency =>
        {
            Assert.True(dependency.GetProperty("works").GetBoolean());
            Assert.InRange(dependency.GetProperty("milliseconds").GetInt64(), 0, 3_000);
            Assert.Equal(JsonValueKind.Null, dependency.GetProperty("trouble").ValueKind);
        });
    }

    [Theory]
    [InlineData("SendGrid:ApiKey", "@Microsoft.KeyVault(SecretUri=https://kv-rr/secrets/sendgrid-api-key)", "mail")]
    [InlineData("Mail:From", " ", "mail")]
    [InlineData("ServiceBus:fullyQualifiedNamespace", "nowhere.example", "service-bus")]
    public async Task One_dependency_that_does_not_work_makes_the_app_unready_and_is_named(string setting, string value, string named)
    {
        await using var council = await Council.OpenAsync(settings: (setting, value));

        var (status, ready) = await AskAsync(council, await KeyAsync(council));

        Assert.Equal(503, status);
        Assert.False(ready.GetProperty("ready").GetBoolean());
        var broken = Assert.Single(ready.GetProperty("dependencies").EnumerateArray(), dependency => !dependency.GetProperty("works").GetBoolean());
        Assert.Equal(named, broken.GetProperty("name").GetString());
        Assert.NotEqual("", broken.GetProperty("trouble").GetString());
        Assert.DoesNotContain(value.Trim() is { Length: > 0 } text ? text : "Exception", ready.GetRawText(), StringComparison.Ordinal);
        (await council.GetAsync(null, "/api/health/live")).Expect(200);
    }

    [Fact]
    public async Task A_probe_that_asks_without_end_gets_the_same_answer_for_five_seconds()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var key = await KeyAsync(council);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(council, key)));
        Assert.Equal("2026-03-02T09:00:00Z", Assert.Single(answers.Select(At).Distinct()));
        await council.AdvanceAsync("2026-03-02T09:00:04");
        Assert.Equal("2026-03-02T09:00:00Z", At(await AskAsync(council, key)));
        await council.AdvanceAsync("2026-03-02T09:00:05");
        Assert.Equal("2026-03-02T09:00:05Z", At(await AskAsync(council, key)));

        static string At((int, JsonElement Ready) answer) => answer.Ready.GetProperty("at").GetString()!.Replace("+00:00", "Z", StringComparison.Ordinal);
    }

    private static async Task<string> KeyAsync(Council council) => (await FunctionKeys.LoadAsync(council.Azure.Store)).Default;

    private static async Task<(int Status, JsonElement Ready)> AskAsync(Council council, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health/ready");
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using var response = await council.Http.SendAsync(request);
        var body = response.Content.Headers.ContentType?.MediaType == "application/json" ? await response.Content.ReadFromJsonAsync<JsonElement>() : default;
        return ((int)response.StatusCode, body);
    }
}
