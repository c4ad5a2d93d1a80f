using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RecruitRetain.Local;

/// <summary>
/// Issues bearer tokens for anyone it is asked for, in place of Entra ID, with OpenID Connect metadata to check them by. Its key is made
/// when it is first needed and kept in the store; its times are the clock's.
/// </summary>
internal sealed class DevelopmentIssuer
{
    internal const string Schema = "CREATE TABLE IF NOT EXISTS issuer_key (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL);";

    /// <summary>Who the tokens are for.</summary>
    internal const string Audience = "api://recruitretain";

    private const int DefaultMinutes = 60;
    private const int MostMinutes = 60 * 24 * 366;

    private readonly LocalAzure _azure;
    private readonly Lazy<Task<ECDsaSecurityKey>> _key;

    private DevelopmentIssuer(LocalAzure azure)
    {
        _azure = azure;
        _key = new(LoadKeyAsync);
    }

    private string Issuer => $"http://{_azure.HostName}/local";

    public static void Map(WebApplication app, LocalAzure azure)
    {
        var issuer = new DevelopmentIssuer(azure);
        app.MapPost("/local/tokens", async http => await (await issuer.IssueAsync(http)).ExecuteAsync(http));
        app.MapGet("/local/.well-known/openid-configuration", http => issuer.Metadata().ExecuteAsync(http));
        app.MapGet("/local/keys", async http => await (await issuer.KeysAsync()).ExecuteAsync(http));
    }

    private async Task<IResult> IssueAsync(HttpContext http)
    {
        if (await LocalJson.ReadAsync(http) is not { } body
            || !body.TryGetProperty("sub", out var subject)
            || subject.ValueKind != JsonValueKind.String
            || subject.GetString() is not { Length: > 0 })
        {
            return LocalJson.Wrong("""Expected { "sub": "rachel", "roles": ["recruiter"], "minutes": 60 } and any other claims; 'sub' is needed.""");
        }

        if (body.TryGetProperty("roles", out var roles)
            && (roles.ValueKind != JsonValueKind.Array || roles.EnumerateArray().Any(role => role.ValueKind != JsonValueKind.String)))
        {
            return LocalJson.Wrong("'roles' must be an array of texts.");
        }

        var minutes = DefaultMinutes;
        if (body.TryGetProperty("minutes", out var lifetime)
            && (lifetime.ValueKind != JsonValueKind.Number || !lifetime.TryGetInt32(out minutes) || minutes is < 1 or > MostMinutes))
        {
            return LocalJson.Wrong($"'minutes' must be a whole number from 1 to {MostMinutes}.");
        }

        var now = _azure.Clock.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(minutes),
            Claims = body.EnumerateObject()
                .Where(claim => claim.Name is not ("minutes" or "iss" or "aud" or "iat" or "nbf" or "exp"))
                .ToDictionary(claim => claim.Name, claim => claim.Value.ValueKind == JsonValueKind.String ? (object)claim.Value.GetString()! : claim.Value),
            SigningCredentials = new SigningCredentials(await _key.Value, SecurityAlgorithms.EcdsaSha256),
        });
        return Results.Json(new { access_token = token, token_type = "Bearer", expires_in = minutes * 60 });
    }

    private IResult Metadata() => Results.Json(new
    {
        issuer = Issuer,
        jwks_uri = $"{Issuer}/keys",
        token_endpoint = $"{Issuer}/tokens",
        response_types_supported = (string[])["token"],
        subject_types_supported = (string[])["public"],
        id_token_signing_alg_values_supported = (string[])[SecurityAlgorithms.EcdsaSha256],
    });

    private async Task<IResult> KeysAsync()
    {
        var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(await _key.Value);
        var published = new { kty = key.Kty, use = "sig", alg = SecurityAlgorithms.EcdsaSha256, kid = key.Kid, crv = key.Crv, x = key.X, y = key.Y };
        return Results.Json(new { keys = new[] { published } });
    }

    private async Task<ECDsaSecurityKey> LoadKeyAsync()
    {
        var key = ECDsa.Create();
        var kept = await _azure.Store.WriteAsync(session =>
        {
            if (session.Scalar<byte[]>("SELECT key FROM issuer_key") is { } stored)
            {
                return stored;
            }

            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var made = fresh.ExportPkcs8PrivateKey();
            session.Execute("INSERT INTO issuer_key VALUES (1, ?1)", made);
            return made;
        });
        key.ImportPkcs8PrivateKey(kept, out _);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        return new ECDsaSecurityKey(key) { KeyId = Convert.ToHexStringLower(SHA256.HashData(publicKey)[..8]) };
    }
}
