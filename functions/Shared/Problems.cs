using System.Net.Mime;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace RecruitRetain.Shared;

/// <summary>An RFC 9457 problem.</summary>
/// <param name="Type">Where the code is explained.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable kebab-case code to act on.</param>
/// <param name="Detail">A sentence for a person.</param>
/// <param name="Errors">The fields at fault and what was expected of each.</param>
/// <param name="AllowedActions">For a step out of order: what the state allows instead.</param>
/// <param name="Current">For a resource that somebody changed meanwhile: the resource as it is now.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    string Detail,
    IReadOnlyList<FieldError> Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? AllowedActions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonNode? Current = null);

/// <summary>The one place where refusals become HTTP.</summary>
public static class Problems
{
    /// <summary>A rule's refusal.</summary>
    public static Answer Of(Refusal refusal) => Of((int)refusal.Kind, refusal.Code, refusal.Message, refusal.Fields, refusal.AllowedActions);

    /// <summary>Any problem by status and code.</summary>
    public static Answer Of(
        int status, string code, string detail, IReadOnlyList<FieldError>? errors = null, IReadOnlyList<string>? allowedActions = null, JsonNode? current = null) => new(
        status,
        Json.Write(new Problem($"urn:recruitretain:problem:{code}", ReasonPhrases.GetReasonPhrase(status), status, code, detail, errors ?? [], allowedActions, current)),
        MediaTypeNames.Application.ProblemJson);

    /// <summary>412: somebody changed the resource since it was read; with the resource as it is now, so that whoever decided can decide anew.</summary>
    public static Answer Changed<T>(T current, string etag) => Changed(Answer.Ok(current, etag));

    /// <summary>The same, with the answer that shows it as it is now; null where it is not there.</summary>
    public static Answer Changed(Answer? current) => Of(
        StatusCodes.Status412PreconditionFailed,
        "changed-meanwhile",
        "Somebody changed this since you read it. Look at it as it is now, then decide.",
        current: current?.Body is { } body ? JsonNode.Parse(body) : null) with
    { ETag = current?.ETag };

    /// <summary>404: there is none, or none that the caller may know of.</summary>
    public static Answer NotFound { get; } = Of(StatusCodes.Status404NotFound, "not-found", "There is nothing here that you can see.");

    /// <summary>400: the request does not have the shape of one.</summary>
    public static Answer BadRequest(string code, string detail, params IReadOnlyList<FieldError> errors) =>
        Of(StatusCodes.Status400BadRequest, code, detail, errors);

    /// <summary>400 <c>query-malformed</c>: a query parameter is something else than what is expected of it.</summary>
    public static Answer MalformedQuery(string name, string expected) =>
        Of(StatusCodes.Status400BadRequest, "query-malformed", "A query parameter is not what is expected here.", [new FieldError(name, expected)]);
}

/// <summary>A request that cannot be read, found deep in a handler; becomes the problem it carries.</summary>
public sealed class ProblemException(Answer answer) : Exception(answer.Body)
{
    /// <summary>What to answer.</summary>
    public Answer Answer => answer;
}
