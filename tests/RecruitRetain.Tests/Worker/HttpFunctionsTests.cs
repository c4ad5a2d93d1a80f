using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

public sealed class HttpFunctionsTests : IAsyncLifetime
{
    private readonly SampleApp _app = new()
    {
        Compose = builder => builder.UseMiddleware<OuterMiddleware>().UseMiddleware<InnerMiddleware>(),
    };

    public async ValueTask InitializeAsync() => await _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_function_answers_at_its_name_under_api_where_it_names_no_route()
    {
        var response = await _app.Http.GetAsync("/api/hello");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/api/posts/7", """{"number":7,"part":null}""")]
    [InlineData("/api/POSTS/7/hours", """{"number":7,"part":"hours"}""")]
    [InlineData("/api/files/a/b.txt", "a/b.txt")]
    [InlineData("/api/ids/8c2f6d0e-0000-4000-8000-000000000001", "\"8c2f6d0e-0000-4000-8000-000000000001\"")]
    [InlineData("/api/nothing", "")]
    public async Task Route_values_reach_the_parameters_of_their_names(string url, string body) =>
        Assert.Equal(body, await _app.Http.GetStringAsync(url));

    [Theory]
    [InlineData("GET", "/api/unknown")]
    [InlineData("GET", "/hello")]
    [InlineData("GET", "/api/posts/seven")]
    [InlineData("DELETE", "/api/posts")]
    [InlineData("HEAD", "/api/hello")]
    public async Task What_no_route_and_method_match_is_not_found_as_on_Azure(string method, string url)
    {
        var response = await _app.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), url));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Without_methods_in_the_trigger_every_method_is_answered() =>
        Assert.Equal("x", await (await _app.Http.PutAsync("/api/files/x", null)).Content.ReadAsStringAsync());

    [Fact]
    public async Task What_a_function_throws_is_a_bare_500()
    {
        var response = await _app.Http.GetAsync("/api/fails");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_beyond_100_MB_is_refused_with_413()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/posts") { Content = new StringContent("x") };
        request.Content.Headers.ContentLength = 104_857_601;

        // Only the announced length matters; the body is never sent.
        request.Headers.ExpectContinue = true;
        var response = await _app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_function_key_opens_functions_and_the_master_key_everything()
    {
        var keys = await FunctionKeys.LoadAsync(_app.Azure.Store);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/for-functions", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/for-functions", "wrong"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/for-functions", keys.Default));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/for-functions", keys.Master));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/api/for-functions?code={keys.Default}", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/for-admins", keys.Default));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/for-admins", keys.Master));
    }

    [Fact]
    public async Task Keys_are_kept_in_the_store()
    {
        var before = await FunctionKeys.LoadAsync(_app.Azure.Store);
        await _app.StopAsync();
        await _app.RunAsync(typeof(HttpSamples), typeof(DurableSamples));

        var after = await FunctionKeys.LoadAsync(_app.Azure.Store);

        Assert.Equal(before.Default, after.Default);
        Assert.NotEqual(before.Default, before.Master);
    }

    [Fact]
    public async Task The_context_describes_the_function_and_its_request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/context/42");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var context = await (await _app.Http.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("context", context.GetProperty("name").GetString());
        Assert.Equal("RecruitRetain.Tests.Worker.HttpSamples.Context", context.GetProperty("entryPoint").GetString());
        Assert.Equal("RecruitRetain.Tests.dll", context.GetProperty("assembly").GetString());
        Assert.Equal("request,context,cancellationToken", context.GetProperty("parameters").GetString());
        Assert.Equal("httpTrigger", context.GetProperty("trigger").GetString());
        Assert.Equal("42", context.GetProperty("id").GetString());
        Assert.True(context.GetProperty("same").GetBoolean());
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", context.GetProperty("traceParent").GetString());
        Assert.Equal("kept", context.GetProperty("item").GetString());
    }

    [Fact]
    public async Task Middleware_runs_in_order_and_may_answer_itself()
    {
        await _app.Http.GetStringAsync("/api/hello");
        var refused = new HttpRequestMessage(HttpMethod.Get, "/api/nothing");
        refused.Headers.Add("x-refuse", "yes");
        var response = await _app.Http.SendAsync(refused);

        Assert.Equal(["outer before hello", "inner hello", "outer after hello", "outer before nothing", "outer after nothing"], _app.Journal.Lines);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task An_orchestration_is_started_through_the_durable_client_and_its_activities_pass_the_middleware()
    {
        var response = await _app.Http.PostAsync("/api/start/Rachel", null);

        Assert.Equal("Hello Rachel", await response.Content.ReadAsStringAsync());
        Assert.Equal(
            ["outer before start", "inner start", "outer before Compose", "inner Compose", "Compose in 32", "outer after Compose", "outer after start"],
            _app.Journal.Lines);
    }

    [Fact]
    public async Task Nothing_is_left_to_do_once_a_request_is_answered()
    {
        await _app.Http.GetStringAsync("/api/hello");
        await _app.Azure.Clock.SettleAsync();

        Assert.Equal(0, _app.Azure.Workload.Count);
    }

    [Fact]
    public async Task Two_apps_in_one_process_have_their_own_names_and_stores()
    {
        await using var other = await new SampleApp().RunAsync(typeof(HttpSamples), typeof(DurableSamples));

        Assert.Equal(_app.Host.BaseAddress.Authority, await _app.Http.GetStringAsync("/api/value-task"));
        Assert.Equal(other.Host.BaseAddress.Authority, await other.Http.GetStringAsync("/api/value-task"));
        Assert.NotEqual(_app.Host.BaseAddress, other.Host.BaseAddress);
        Assert.Same(other.Azure, LocalAzure.At(other.Host.BaseAddress.Authority));
        Assert.Same(other.Azure.Clock, other.Host.Services.GetRequiredService<TimeProvider>());
    }

    private async Task<HttpStatusCode> StatusAsync(string url, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        return (await _app.Http.SendAsync(request)).StatusCode;
    }
}
