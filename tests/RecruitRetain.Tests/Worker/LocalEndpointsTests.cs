using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

public sealed class LocalEndpointsTests : IAsyncLifetime
{
    private readonly SampleApp _app = new();

    public async ValueTask InitializeAsync() => await _app.RunAsync(typeof(TimerSamples));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_token_can_be_checked_by_the_metadata_alone_and_keeps_its_claims()
    {
        var issued = await JsonAsync(await _app.Http.PostAsJsonAsync("/local/tokens", new { sub = "rachel", name = "Rachel Green", roles = new[] { "recruiter", "hr" }, minutes = 30, team = 7 }));
        var metadata = await _app.Http.GetFromJsonAsync<JsonElement>("/local/.well-known/openid-configuration");
        var keys = new JsonWebKeySet(await _app.Http.GetStringAsync(metadata.GetProperty("jwks_uri").GetString()));

        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(issued.GetProperty("access_token").GetString(), new TokenValidationParameters
        {
            ValidIssuer = metadata.GetProperty("issuer").GetString(),
            ValidAudience = "api://recruitretain",
            IssuerSigningKeys = keys.GetSigningKeys(),
            LifetimeValidator = (from, to, _, _) => from == new DateTime(2027, 3, 1, 9, 0, 0, DateTimeKind.Utc) && to == new DateTime(2027, 3, 1, 9, 30, 0, DateTimeKind.Utc),
        });

        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(1800, issued.GetProperty("expires_in").GetInt32());
        Assert.Equal("Bearer", issued.GetProperty("token_type").GetString());
        Assert.Equal($"{_app.Host.BaseAddress}local", metadata.GetProperty("issuer").GetString());
        Assert.Equal("rachel", result.ClaimsIdentity.FindFirst("sub")!.Value);
        Assert.Equal("Rachel Green", result.ClaimsIdentity.FindFirst("name")!.Value);
        Assert.Equal(["recruiter", "hr"], result.ClaimsIdentity.FindAll("roles").Select(claim => claim.Value));
        Assert.Equal("7", result.ClaimsIdentity.FindFirst("team")!.Value);
    }

    [Fact]
    public async Task The_signing_key_outlives_a_restart()
    {
        var before = await _app.Http.GetStringAsync("/local/keys");
        await _app.StopAsync();
        await _app.RunAsync(typeof(TimerSamples));

        Assert.Equal(before, await _app.Http.GetStringAsync("/local/keys"));
    }

    [Theory]
    [InlineData("/local/tokens", "{}")]
    [InlineData("/local/tokens", """{ "sub": 7 }""")]
    [InlineData("/local/tokens", """{ "sub": "rachel", "roles": "hr" }""")]
    [InlineData("/local/tokens", """{ "sub": "rachel", "minutes": 0 }""")]
    [InlineData("/local/tokens", "rachel")]
    [InlineData("/local/clock/advance", "{}")]
    [InlineData("/local/clock/advance", """{ "by": "1 month" }""")]
    [InlineData("/local/clock/advance", """{ "by": "P" }""")]
    [InlineData("/local/clock/advance", """{ "to": "soon" }""")]
    [InlineData("/local/clock/advance", """{ "to": "2027-03-01T08:59:59Z" }""")]
    [InlineData("/local/clock/hold", """{ "held": "yes" }""")]
    public async Task A_body_that_does_not_say_what_it_should_is_400_and_moves_nothing(string url, string body)
    {
        var response = await _app.Http.PostAsync(url, new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty((await JsonAsync(response)).GetProperty("detail").GetString()!);
        Assert.Equal(SampleApp.Start, _app.Azure.Clock.GetUtcNow());
    }

    [Fact]
    public async Task The_clock_advances_to_an_instant_and_by_a_duration_and_timers_run_on_the_way()
    {
        var to = await JsonAsync(await _app.Http.PostAsJsonAsync("/local/clock/advance", new { to = "2027-03-01T10:30:00Z" }));
        var by = await JsonAsync(await _app.Http.PostAsJsonAsync("/local/clock/advance", new { by = "PT45M" }));

        Assert.Equal(new DateTimeOffset(2027, 3, 1, 10, 30, 0, TimeSpan.Zero), to.GetProperty("now").GetDateTimeOffset());
        Assert.Equal(new DateTimeOffset(2027, 3, 1, 11, 15, 0, TimeSpan.Zero), by.GetProperty("now").GetDateTimeOffset());
        Assert.Equal(["hourly 03-01 10:00", "hourly 03-01 11:00"], _app.Journal.Lines);
    }

    [Fact]
    public async Task The_clock_can_be_let_go_and_held_again()
    {
        var running = await JsonAsync(await _app.Http.PostAsJsonAsync("/local/clock/hold", new { held = false }));
        var held = await JsonAsync(await _app.Http.PostAsync("/local/clock/hold", null));

        Assert.False(running.GetProperty("held").GetBoolean());
        Assert.True(held.GetProperty("held").GetBoolean());
        Assert.True((await _app.Http.GetFromJsonAsync<JsonElement>("/local/clock")).GetProperty("held").GetBoolean());
    }

    [Theory]
    [InlineData("Host", "recruit.example")]
    [InlineData("Origin", "https://recruit.example")]
    public async Task Another_site_gets_nothing(string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/local/tokens") { Content = JsonContent.Create(new { sub = "rachel" }) };
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, (await _app.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("2027-01-31T09:00:00Z", "P1M", "2027-02-28T09:00:00Z")]
    [InlineData("2027-03-01T09:00:00Z", "P1M", "2027-04-01T08:00:00Z")] // nine o'clock in London before and after
    [InlineData("2027-03-01T09:00:00Z", "P24M", "2029-03-01T09:00:00Z")]
    [InlineData("2028-02-29T12:00:00Z", "P1Y", "2029-02-28T12:00:00Z")]
    [InlineData("2027-03-27T12:00:00Z", "P1D", "2027-03-28T11:00:00Z")]
    [InlineData("2027-03-27T12:00:00Z", "PT24H", "2027-03-28T12:00:00Z")]
    [InlineData("2027-03-27T01:30:00Z", "P1D", "2027-03-28T01:30:00Z")] // 01:30 is skipped that day
    [InlineData("2027-10-24T00:30:00Z", "P1W", "2027-10-31T01:30:00Z")]
    [InlineData("2027-03-01T09:00:00Z", "P1Y2M1W3DT4H5M6S", "2028-05-11T12:05:06Z")]
    public void Durations_are_calendar_ones_in_London_down_to_the_day(string from, string by, string to) =>
        Assert.Equal(At(to), ClockEndpoints.Add(At(from), by));

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();
}
