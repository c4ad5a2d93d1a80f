using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;

namespace RecruitRetain.Shared;

/// <summary>What this API offers, for programs and for people.</summary>
public static class ShowOpenApi
{
    /// <summary>Shows the OpenAPI document.</summary>
    [Function(nameof(ShowOpenApi))]
    [Public]
    [Operation("Show this document", Answers = typeof(JsonElement))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        new Answer(StatusCodes.Status200OK, OpenApiDocument.Text);
}
