using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace RecruitRetain.Access;

/// <summary>
/// Checks bearer tokens against the issuer's published keys: Entra ID in Azure, the development issuer otherwise; the settings
/// <c>Access:Authority</c> and <c>Access:Audience</c> say which.
/// </summary>
public sealed class TokenValidation
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TimeProvider _clock;
    private readonly Lazy<ConfigurationManager<OpenIdConnectConfiguration>> _issuer;
    private readonly Lazy<string> _audience;

    /// <summary>Reads the settings when the first token comes.</summary>
    public TokenValidation(IConfiguration settings, TimeProvider clock)
    {
        _clock = clock;
        _audience = new(() => Setting(settings, "Access:Audience"));
        _issuer = new(() =>
        {
            var authority = Setting(settings, "Access:Authority").TrimEnd('/');
            return new ConfigurationManager<OpenIdConnectConfiguration>(
                $"{authority}/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever { RequireHttps = !new Uri(authority).IsLoopback });
        });
    }

    /// <summary>Who the token speaks for; null if it is not to be trusted.</summary>
    public async Task<Caller?> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        var issuer = await _issuer.Value.GetConfigurationAsync(cancellationToken);
        var result = await ValidateAsync(token, issuer);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The issuer may have rotated its keys.
            _issuer.Value.RequestRefresh();
            result = await ValidateAsync(token, await _issuer.Value.GetConfigurationAsync(cancellationToken));
        }

        if (!result.IsValid || result.SecurityToken is not JsonWebToken read || string.IsNullOrEmpty(read.Subject))
        {
            return null;
        }

        var roles = read.Claims.Where(claim => claim.Type == "roles").Select(claim => Caller.ParseRole(claim.Value)).OfType<Role>().ToHashSet();
        return new Caller(
            Claim(read, "oid") ?? read.Subject, roles, ProviderId: Claim(read, "provider"), Email: Claim(read, "email") ?? Claim(read, "preferred_username"))
        {
            Teams = read.Claims.Where(claim => claim.Type == "teams").Select(claim => claim.Value).ToHashSet(),
        };
    }

    private static string? Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration issuer) => _handler.ValidateTokenAsync(
        token,
        new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = _audience.Value,
            IssuerSigningKeys = issuer.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
            {
                var now = _clock.GetUtcNow().UtcDateTime;
                var skew = TimeSpan.FromMinutes(2);
                return expires is { } end && now < end + skew && (notBefore is not { } start || now > start - skew);
            },
        });

    private static string Setting(IConfiguration settings, string name) =>
        settings[name] ?? throw new InvalidOperationException($"The setting {name} is missing.");
}
