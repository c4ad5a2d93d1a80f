using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Local;

/// <summary>What the embedded Azure answers itself, under <c>/local</c>: only to this machine, and never to another site's page.</summary>
internal static class LocalEndpoints
{
    /// <summary>Adds every part's endpoints.</summary>
    public static void Map(WebApplication app, FunctionsHost host)
    {
        var azure = host.Azure;
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/local"), local => local.Use(GuardAsync));
        DevelopmentIssuer.Map(app, azure);
        ClockEndpoints.Map(app, azure, host.Timers);
        MailEndpoints.Map(app, azure.Mailbox);
        MessageEndpoints.Map(app, azure.Bus);
        Portal.Map(app, host);
    }

    private static Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        var host = http.Request.Host;
        var own = http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
            && (host.Host is "localhost" || (IPAddress.TryParse(host.Host, out var address) && IPAddress.IsLoopback(address)));
        var foreign = http.Request.Headers.Origin is [{ Length: > 0 } origin] && origin != $"http://{host}";
        return own && !foreign
            ? next(http)
            : Results.Problem("/local answers only this machine and its own pages.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(http);
    }
}
