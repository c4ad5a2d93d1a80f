using System.Net.Mime;
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

    /// <summary>Shows the same as a page to read, search and print.</summary>
    [Function(nameof(ShowApiPage))]
    [Public]
    [Operation("Show this document as a page", Answers = typeof(string), Produces = [MediaTypeNames.Text.Html])]
    public static IResult ShowApiPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request) =>
        new Answer(StatusCodes.Status200OK, ApiPage.Html, $"{MediaTypeNames.Text.Html}; charset=utf-8");
}
