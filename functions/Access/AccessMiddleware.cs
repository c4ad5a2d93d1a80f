using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using RecruitRetain.Audit;
using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>The door: finds out who calls, and lets nobody past whom the route's policy does not name. Faults leave here as bare problems.</summary>
public sealed class AccessMiddleware(
    TokenValidation tokens, Reaches reaches, Links links, RateLimit limit, ILogger<AccessMiddleware> log) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var request = context.GetHttpContext();
        Acting.Begin(context, request);
        if (request is not { } http)
        {
            await next(context);
            return;
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";
        try
        {
            if (await RefuseAsync(RouteTable.Of(context.FunctionDefinition.Name), http) is { } refusal)
            {
                await refusal.ExecuteAsync(http);
                return;
            }

            await next(context);
        }
        catch (ProblemException problem)
        {
            await problem.Answer.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is listening any more.
        }
#pragma warning disable CA1031 // A fault is logged here and answered without a word of what it was.
        catch (Exception e) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            log.LogError(e, "{Function} failed.", context.FunctionDefinition.Name);
            await Problems.Of(StatusCodes.Status500InternalServerError, "fault", "Something went wrong on our side. Please try again.").ExecuteAsync(http);
        }
    }

    private async Task<Answer?> RefuseAsync(ApiRoute? route, HttpContext http)
    {
        switch (route?.Policy)
        {
            case PublicAttribute:
                return TooMany(http, HttpMethods.IsGet(http.Request.Method) ? Limited.PublicReads : Limited.PublicPosts);
            case ByFunctionKeyAttribute or BySignatureAttribute:
                return null;
            case ByLinkAttribute { Purpose: var purpose }:
                var token = (string?)http.Request.RouteValues["token"] ?? "";
                if (await links.FindAsync(token, purpose, http.RequestAborted) is not { } link)
                {
                    return TooMany(http, Limited.WrongLinks)
                        ?? Problems.Of(StatusCodes.Status404NotFound, "link-not-valid", "This link is not valid any more. Please ask us for a new one.");
                }

                new Caller($"link:{link.ObjectId}", new HashSet<Role>(), link).Attach(http);
                return null;
            case AllowAttribute allow:
                if (await AuthenticateAsync(http) is not { } caller)
                {
                    http.Response.Headers.WWWAuthenticate = "Bearer";
                    return (http.Request.Headers.Authorization.Count > 0 ? TooMany(http, Limited.WrongTokens) : null)
                        ?? Problems.Of(StatusCodes.Status401Unauthorized, "token-required", "Send a valid bearer token.");
                }

                if (!caller.Is([.. allow.Roles]))
                {
                    return Problems.Of(StatusCodes.Status403Forbidden, "role-required", $"This takes one of the roles: {string.Join(", ", allow.Roles.Select(Caller.Word))}.");
                }

                caller.Attach(http);
                return await reaches.RefuseAsync(route, allow, caller, http);
            default:
                return Problems.Of(StatusCodes.Status403Forbidden, "no-policy", "Nobody may do this.");
        }
    }

    private Answer? TooMany(HttpContext http, Limited what)
    {
        if (limit.Exceeded(http, what) is not { } wait)
        {
            return null;
        }

        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "That was too many at once. Please wait a little and try again.");
    }

    private async Task<Caller?> AuthenticateAsync(HttpContext http)
    {
        const string Scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? await tokens.ValidateAsync(header[Scheme.Length..].Trim(), http.RequestAborted) : null;
    }
}
