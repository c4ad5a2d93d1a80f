using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

public sealed class SettingsTests : IAsyncLifetime
{
    private readonly SampleApp _app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Settings_come_from_the_file_and_over_it_from_the_host_with_names_expanded()
    {
        _app.Write("local.settings.json", """
            {
              // func start reads the same file
              "IsEncrypted": false,
              "Values": { "Tables__Endpoint": "http://%WEBSITE_HOSTNAME%/tables", "Mail:Sender": "hr@example.org", "Days": 3, "Rate": "5% of %NOTHING%" }
            }
            """);
        _app.Settings["mail__sender"] = "%Mail:Name% <people@example.org>";
        _app.Settings["Mail:Name"] = "People";
        await _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples));

        var settings = _app.Host.Services.GetRequiredService<IConfiguration>();

        Assert.Equal($"{_app.Host.BaseAddress}tables", settings["Tables:Endpoint"]);
        Assert.Equal("People <people@example.org>", settings["Mail:Sender"]);
        Assert.Equal("3", settings["Days"]);
        Assert.Equal("5% of %NOTHING%", settings["Rate"]);
    }

    [Theory]
    [InlineData("{ \"version\": \"1.0\" }", "host.json, line 1: 'version' must be \"2.0\", not \"1.0\".")]
    [InlineData("{\n}", "host.json, line 1: 'version' must be \"2.0\", not nothing.")]
    [InlineData("{\n  \"version\": \"2.0\"\n  \"extensions\": {}\n}", "host.json, line 3: '\"' is invalid after a value. Expected either ',', '}', or ']'.")]
    [InlineData("{\n  \"version\": \"2.0\",\n", "host.json, line 3: ")]
    [InlineData("", "host.json, line 1: ")]
    [InlineData("[]", "host.json, line 1: the file must be a JSON object, not an array.")]
    [InlineData(
        "{ \"version\": \"2.0\",\n\n \"extensions\": { \"serviceBus\": { \"maxConcurrentCalls\": \"16\" } } }",
        "host.json, line 3: 'extensions.serviceBus.maxConcurrentCalls' must be a whole number from 1, not \"16\".")]
    [InlineData("{ \"version\": \"2.0\", \"extensions\": { \"http\": { \"routePrefix\": 7 } } }", "host.json, line 1: 'extensions.http.routePrefix' must be a text, not 7.")]
    public async Task A_broken_host_json_is_named_with_its_line_and_what_was_expected(string text, string message)
    {
        _app.Write("host.json", text);

        var error = await Assert.ThrowsAsync<WorkerException>(() => _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples)));

        Assert.StartsWith(Path.Combine(_app.Folder, message), error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("{ \"Values\": [] }", "local.settings.json, line 1: 'Values' must be an object, not an array.")]
    [InlineData("{ \"Values\": {\n \"Scheme\": { \"months\": 6 } } }", "local.settings.json, line 2: 'Values.Scheme' must be a text, a number, true or false, not an object.")]
    [InlineData("{ \"Values\": {\n \"A\": 1,, } }", "local.settings.json, line 2: ")]
    public async Task A_broken_local_settings_json_is_named_with_its_line_and_what_was_expected(string text, string message)
    {
        _app.Write("local.settings.json", text);

        var error = await Assert.ThrowsAsync<WorkerException>(() => _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples)));

        Assert.StartsWith(Path.Combine(_app.Folder, message), error.Message);
    }

    [Fact]
    public async Task A_missing_host_json_is_named()
    {
        File.Delete(Path.Combine(_app.Folder, "host.json"));

        var error = await Assert.ThrowsAsync<WorkerException>(() => _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples)));

        Assert.Contains("host.json is missing", error.Message);
    }

    [Fact]
    public async Task The_route_prefix_comes_from_host_json()
    {
        _app.Write("host.json", """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""");
        await _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples));

        Assert.Equal("hello", await _app.Http.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples));
        var port = _app.Host.BaseAddress.Port;

        var error = await Assert.ThrowsAsync<WorkerException>(() => LocalHost.StartAsync(
            _ => { }, typeof(SampleApp).Assembly, new LocalHostOptions { StorePath = Path.Combine(_app.Folder, "other.db"), Folder = _app.Folder, Port = port }));

        Assert.Equal($"Port {port} is in use by another program. Stop that one first, or name another port with --port.", error.Message);
    }

    [Fact]
    public async Task A_store_in_use_is_named()
    {
        await _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples));

        var error = await Assert.ThrowsAsync<StoreException>(() => LocalHost.StartAsync(
            _ => { }, typeof(SampleApp).Assembly, new LocalHostOptions { StorePath = Path.Combine(_app.Folder, "store.db"), Folder = _app.Folder, Types = [] }));

        Assert.Contains("in use by another process", error.Message);
    }
}
