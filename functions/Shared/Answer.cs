using System.Net.Mime;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Shared;

/// <summary>An HTTP answer as data, so that it can be kept and given again for a repeated Idempotency-Key.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON, or null for none.</param>
/// <param name="ContentType">What the body is.</param>
/// <param name="ETag">Which version of the resource this is.</param>
/// <param name="Location">Where a created resource is.</param>
/// <param name="Link">Where the next page is (RFC 8288).</param>
public sealed record Answer(
    int Status, string? Body, string ContentType = MediaTypeNames.Application.Json, string? ETag = null, string? Location = null, string? Link = null) : IResult
{
    /// <summary>200 with a resource.</summary>
    public static Answer Ok<T>(T value, string? etag = null) => new(StatusCodes.Status200OK, Json.Write(value), ETag: etag);

    /// <summary>201 with a resource and where it is.</summary>
    public static Answer Created<T>(string location, T value, string? etag = null) =>
        new(StatusCodes.Status201Created, Json.Write(value), ETag: etag, Location: location);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }

        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (Link is not null)
        {
            response.Headers.Link = Link;
        }

        if (Body is not null)
        {
            response.ContentType = ContentType;
            await response.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
