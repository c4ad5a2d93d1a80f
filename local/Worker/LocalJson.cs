using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Local;

/// <summary>Request bodies of the <c>/local</c> endpoints.</summary>
internal static class LocalJson
{
    /// <summary>The JSON object in the body; null if there is none.</summary>
    public static async Task<JsonElement?> ReadAsync(HttpContext http)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: http.RequestAborted);
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The answer to a body that does not say what it should.</summary>
    public static IResult Wrong(string detail) => Results.Problem(statusCode: StatusCodes.Status400BadRequest, detail: detail);
}
