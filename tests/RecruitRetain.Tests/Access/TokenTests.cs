using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RecruitRetain.Access;

namespace RecruitRetain.Tests.Access;

/// <summary>Tokens made with the issuer's own key, each wrong in one way only.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private static readonly ApiRoute Route = RouteTable.Routes.Single(route => route.Function == "ListVacancies");

    private Council _council = null!;
    private Door _door = null!;
    private ECDsa _key = null!;

    public async ValueTask InitializeAsync()
    {
        _council = await Council.OpenAsync();
        _door = new Door(_council);
        await _door.TokenAsync([Role.Recruiter]);
        _key = ECDsa.Create();
        _key.ImportPkcs8PrivateKey(_council.Azure.Store.Read(session => session.Scalar<byte[]>("SELECT key FROM issuer_key"))!, out _);
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _council.DisposeAsync();
    }

    [Fact]
    public async Task A_right_token_is_let_in() => (await _door.KnockAsync(Route, Token(_ => { }))).Expect(200);

    [Fact]
    public Task A_token_of_another_issuer_is_refused() => RefusedAsync(Token(it => it.Issuer = "http://127.0.0.1:1/local"));

    [Fact]
    public Task A_token_for_another_audience_is_refused() => RefusedAsync(Token(it => it.Audience = "api://payroll"));

    [Fact]
    public Task A_token_that_has_ended_is_refused() => RefusedAsync(Token(it => (it.NotBefore, it.Expires) = (Now.AddHours(-2), Now.AddMinutes(-3))));

    [Fact]
    public Task A_token_that_has_not_begun_is_refused() => RefusedAsync(Token(it => it.NotBefore = Now.AddMinutes(3)));

    [Fact]
    public Task A_token_without_an_end_is_refused() => RefusedAsync(Token(it => it.Expires = null));

    [Fact]
    public Task A_token_for_nobody_is_refused() => RefusedAsync(Token(it => it.Claims.Remove("sub")));

    [Fact]
    public async Task A_token_signed_by_somebody_else_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await RefusedAsync(Token(it => it.SigningCredentials = Signing(other)));
    }

    [Fact]
    public Task A_token_signed_with_the_public_key_as_a_shared_secret_is_refused() => RefusedAsync(Token(it => it.SigningCredentials = new(
        new SymmetricSecurityKey(_key.ExportSubjectPublicKeyInfo()) { KeyId = it.SigningCredentials.Key.KeyId }, SecurityAlgorithms.HmacSha256)));

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var parts = Token(_ => { }).Split('.');
        var none = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");

        await RefusedAsync($"{none}.{parts[1]}.");
        await RefusedAsync($"{none}.{parts[1]}.{parts[2]}");
        await RefusedAsync($"{parts[0]}.{parts[1]}.");
    }

    [Fact]
    public async Task A_token_changed_after_signing_is_refused()
    {
        var parts = Token(it => it.Claims["roles"] = new[] { "provider" }).Split('.');
        var claims = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace("provider", "recruiter", StringComparison.Ordinal);

        await RefusedAsync($"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public Task What_is_no_token_is_refused(string token) => RefusedAsync(token);

    [Fact]
    public async Task A_token_ends_when_the_moved_clock_says_so()
    {
        var token = await _door.TokenAsync([Role.Recruiter], minutes: 60);
        (await _door.KnockAsync(Route, token)).Expect(200);

        await _council.AdvanceAsync("2026-03-02T10:01");
        (await _door.KnockAsync(Route, token)).Expect(200);

        await _council.AdvanceAsync("2026-03-02T10:02");
        await RefusedAsync(token);
    }

    [Fact]
    public async Task A_token_of_another_council_is_refused()
    {
        await using var other = await Council.OpenAsync();

        await RefusedAsync(await new Door(other).TokenAsync([Role.Recruiter]));
    }

    private DateTime Now => _council.Azure.Clock.GetUtcNow().UtcDateTime;

    private async Task RefusedAsync(string token) => (await _door.KnockAsync(Route, token)).Expect(401, "token-required");

    private string Token(Action<SecurityTokenDescriptor> change)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = $"http://{_council.Azure.HostName}/local",
            Audience = "api://recruitretain",
            NotBefore = Now,
            Expires = Now.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = "rachel", ["roles"] = new[] { "recruiter" } },
            SigningCredentials = Signing(_key),
        };
        change(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    private SigningCredentials Signing(ECDsa key) => new(
        new ECDsaSecurityKey(key)
        {
            KeyId = Convert.ToHexStringLower(SHA256.HashData(_key.ExportSubjectPublicKeyInfo())[..8]),
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        },
        SecurityAlgorithms.EcdsaSha256);
}
