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

    /// <summary>The text of a property; null if there is none or it is something else.</summary>
    public static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether a property may stand as it is where a text is optional.</summary>
    public static bool IsTextOrMissing(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.String or JsonValueKind.Null;

    /// <summary>The answer to a body that does not say what it should.</summary>
    public static IResult Wrong(string detail) => Results.Problem(statusCode: StatusCodes.Status400BadRequest, detail: detail);
}
