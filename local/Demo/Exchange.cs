using System.Text.Json;
using System.Text.Json.Nodes;

namespace RecruitRetain.Local.Demo;

/// <summary>A request that was sent and what came back.</summary>
internal sealed class Exchange
{
    private readonly IReadOnlyDictionary<string, string> _headers;
    private readonly JsonNode? _json;
    private readonly string? _notJson;

    private Exchange(string request, int status, string body, IReadOnlyDictionary<string, string> headers)
    {
        Request = request;
        Status = status;
        Body = body;
        _headers = headers;
        try
        {
            _json = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            _notJson = body.Length == 0 ? "no body" : "a body that is no JSON";
        }
    }

    /// <summary>The request's method and path.</summary>
    public string Request { get; }

    /// <summary>The response's status.</summary>
    public int Status { get; }

    /// <summary>The response's body.</summary>
    public string Body { get; }

    /// <summary>Takes in a response.</summary>
    public static async Task<Exchange> ReadAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => string.Join(", ", group.SelectMany(header => header.Value)), StringComparer.OrdinalIgnoreCase);
        return new Exchange(
            $"{request.Method} {request.RequestUri!.PathAndQuery}", (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), headers);
    }

    /// <summary>A header's value; null if it is absent.</summary>
    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>A value of the JSON body.</summary>
    /// <exception cref="UnmetException">There is none.</exception>
    public JsonNode? Value(JsonPath path) =>
        _notJson is not null ? throw new UnmetException($"JSON with {path}", _notJson)
        : path.TryFind(_json, out var found) ? found
        : throw new UnmetException(path.ToString(), "nothing there");
}
