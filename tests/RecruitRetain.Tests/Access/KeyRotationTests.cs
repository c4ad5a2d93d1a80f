using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RecruitRetain.Access;

namespace RecruitRetain.Tests.Access;

public sealed class KeyRotationTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_issuers_new_key_is_fetched_when_it_is_first_met_and_the_one_it_withdrew_opens_nothing_any_more()
    {
        using var before = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var after = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var published = before;
        using var issuer = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/tenant";
        issuer.Prefixes.Add(address + "/");
        issuer.Start();
        _ = ServeAsync(issuer, address, () => published);
        var tokens = new TokenValidation(
            new ConfigurationBuilder().AddInMemoryCollection([new("Access:Authority", address), new("Access:Audience", "api://recruitretain")]).Build(), new Fixed());
        Assert.Equal("rachel", (await tokens.ValidateAsync(Token(address, before), TestContext.Current.CancellationToken))?.Id);

        published = after;

        // The first to come with the new key has it fetched, perhaps for the next.
        var waited = Stopwatch.StartNew();
        Caller? caller;
        while ((caller = await tokens.ValidateAsync(Token(address, after), TestContext.Current.CancellationToken)) is null && waited.Elapsed < TimeSpan.FromSeconds(10))
        {
            await Task.Yield();
        }

        Assert.Equal("rachel", caller?.Id);
        Assert.Null(await tokens.ValidateAsync(Token(address, before), TestContext.Current.CancellationToken));
    }

    private static async Task ServeAsync(HttpListener issuer, string address, Func<ECDsa> key)
    {
        while (issuer.IsListening)
        {
            HttpListenerContext http;
            try
            {
                http = await issuer.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var known = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(KeyOf(key()));
            var text = http.Request.Url!.AbsolutePath.EndsWith("/keys", StringComparison.Ordinal)
                ? $$"""{"keys":[{"kty":"EC","use":"sig","alg":"ES256","kid":"{{known.Kid}}","crv":"{{known.Crv}}","x":"{{known.X}}","y":"{{known.Y}}"}]}"""
                : $$"""{"issuer":"{{address}}","jwks_uri":"{{address}}/keys"}""";
            http.Response.ContentType = "application/json";
            http.Response.Close(Encoding.UTF8.GetBytes(text), willBlock: false);
        }
    }

    private static string Token(string issuer, ECDsa key) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = "api://recruitretain",
        NotBefore = Now.UtcDateTime,
        Expires = Now.UtcDateTime.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = "rachel", ["roles"] = new[] { "recruiter" } },
        SigningCredentials = new(KeyOf(key), SecurityAlgorithms.EcdsaSha256),
    });

    private static ECDsaSecurityKey KeyOf(ECDsa key) => new(key)
    {
        KeyId = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..8]),
        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
    };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class Fixed : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
