using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Local;

/// <summary>Request bodies of the <c>/local</c> endpoints.</summary>
internal static class LocalJson
{
    /// <summary>The JSON object in the body, an empty one for no body; null if it is something else.</summary>
    public static async Task<JsonElement?> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        try
        {
            var body = JsonElement.Parse(text.Length == 0 ? "{}" : text);
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
