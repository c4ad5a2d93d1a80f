using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RecruitRetain.Local;

/// <summary>Answers HTTP requests with functions, as the Functions host does.</summary>
/// <param name="invoker">What runs them.</param>
/// <param name="keys">What opens them.</param>
/// <param name="workload">Counts the requests.</param>
/// <param name="started">Completes when everything that triggers functions has started; a request that comes earlier waits.</param>
/// <param name="logger">Told of failures.</param>
internal sealed class HttpFunctions(
    FunctionInvoker invoker, FunctionKeys keys, Workload workload, Task started, ILogger<HttpFunctions> logger)
{
    /// <summary>Puts routing and the functions' routes into an app.</summary>
    public void Map(WebApplication app, IEnumerable<HttpFunction> functions)
    {
        app.Use(HardenAsync);
        app.Use(CountAsync);
        app.UseRouting();
        app.Use(HideOtherMethodsAsync);
        foreach (var function in functions)
        {
            RequestDelegate handle = http => HandleAsync(http, function);
            _ = function.Methods.Count == 0
                ? app.Map(function.Route, handle)
                : app.MapMethods(function.Route.RawText!, function.Methods, handle);
        }
    }

    // What every answer says to browsers, found or not, ours or the app's; the app's own words take their place.
    private static Task HardenAsync(HttpContext http, RequestDelegate next)
    {
        Harden(http.Response.Headers);
        return next(http);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
    }

    // What the portal and the clock do is not the app's work: moving the clock waits for that.
    private async Task CountAsync(HttpContext http, RequestDelegate next)
    {
        await started;
        if (http.Request.Path.StartsWithSegments("/local"))
        {
            await next(http);
            return;
        }

        using (workload.Take())
        {
            await next(http);
        }
    }

    // To a known route with another method Azure answers 404, where the router would answer 405 (its endpoint for that has no metadata).
    private static Task HideOtherMethodsAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is { Metadata.Count: 0 })
        {
            http.SetEndpoint(null);
        }

        return next(http);
    }

    private async Task HandleAsync(HttpContext http, HttpFunction function)
    {
        if (!keys.Allow(function.Level, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            await AnswerAsync(http, await invoker.RunAsync(function.Function, http));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (BadHttpRequestException e)
        {
            Fail(http, e.StatusCode);
        }
#pragma warning disable CA1031 // Whatever a function throws ends its own invocation only.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "Function '{Function}' failed.", function.Function.Name);
            Fail(http, StatusCodes.Status500InternalServerError);
        }
    }

    private static Task AnswerAsync(HttpContext http, object? result) => result switch
    {
        null => Task.CompletedTask,
        IResult answer => answer.ExecuteAsync(http),
        string text => Results.Text(text).ExecuteAsync(http),
        _ => http.Response.WriteAsJsonAsync(result, result.GetType(), http.RequestAborted),
    };

    private static void Fail(HttpContext http, int status)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        Harden(http.Response.Headers);
        http.Response.StatusCode = status;
    }
}
