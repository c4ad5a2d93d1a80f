using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RecruitRetain.Access;

namespace RecruitRetain.Tests.Access;

/// <summary>Knocks at every route of the table, and looks at each answer for what must never be in one.</summary>
internal sealed partial class Door(Council council)
{
    /// <summary>An id of the right form that nothing has.</summary>
    private const string Nobody = "xxx_00000000000000000000000000";

    public static IEnumerable<ApiRoute> With<TPolicy>()
        where TPolicy : PolicyAttribute => RouteTable.Routes.Where(route => route.Policy is TPolicy);

    /// <summary>A token of the development issuer.</summary>
    public async Task<string> TokenAsync(IEnumerable<Role> roles, int minutes = 60)
    {
        using var answer = await council.Http.PostAsJsonAsync("/local/tokens", new { sub = "robin", roles = roles.Select(Caller.Word), minutes });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>Calls a route, with an empty object as the body of a POST.</summary>
    /// <param name="route">Which.</param>
    /// <param name="token">The bearer token; null for none.</param>
    /// <param name="link">What stands for <c>{token}</c> in the path.</param>
    public async Task<Reply> KnockAsync(ApiRoute route, string? token = null, string link = "none")
    {
        var path = Parameter().Replace(OpenApiPath(route), name => name.Value == "{token}" ? Uri.EscapeDataString(link) : Nobody);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (route.Method == "POST")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, route.Operation?.Accepts ?? "application/json");
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var response = await council.Http.SendAsync(request);
        var reply = new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString(), response.Headers.Location?.OriginalString, null, null);
        Inspect(route, response, reply);
        return reply;
    }

    private static string OpenApiPath(ApiRoute route) => Shared.OpenApiDocument.PathOf(route);

    private static void Inspect(ApiRoute route, HttpResponseMessage response, Reply reply)
    {
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("X-Powered-By"));
        Assert.NotEqual(500, reply.Status);
        if (route.Function is not (nameof(Shared.ShowOpenApi) or nameof(Shared.ShowOpenApi.ShowApiPage)))
        {
            Assert.DoesNotContain("runtime/webhooks", reply.Text + reply.Location, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("code=", reply.Text + reply.Location, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Exception", reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", reply.Text, StringComparison.Ordinal);
        }

        if (route.Policy is ByFunctionKeyAttribute && reply.Status == 401)
        {
            // Answered by the Functions host, before any of our code runs.
            return;
        }

        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.StartsWith("default-src 'none'", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("no-store", Header(response, "Cache-Control"), StringComparison.Ordinal);
        if (reply.Status >= 400)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(reply.Status, reply["status"].GetInt32());
            Assert.Matches("^[a-z]+(-[a-z]+)*$", reply.Code);
        }
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
