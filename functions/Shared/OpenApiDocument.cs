using System.Net.Mime;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using RecruitRetain.Access;

namespace RecruitRetain.Shared;

/// <summary>The OpenAPI 3.1 document of all routes, made from the route table when it is first asked for: what is not in the code is not in it.</summary>
public static partial class OpenApiDocument
{
    private const string Bearer = "bearer";
    private const string FunctionKey = "functionKey";

    private static readonly Lazy<string> Made = new(() => Make(RouteTable.Routes).ToJsonString(Json.Options));

    /// <summary>The document as JSON.</summary>
    public static string Text => Made.Value;

    /// <summary>The path as OpenAPI writes it: absolute, and parameters by their bare names.</summary>
    public static string PathOf(ApiRoute route) => "/api/" + PathParameter().Replace(route.Path, "{$1}");

    /// <summary>The names of the parameters within the path.</summary>
    public static IReadOnlyList<string> ParametersOf(ApiRoute route) => [.. PathParameter().Matches(route.Path).Select(match => match.Groups[1].Value)];

    private static JsonObject Make(IReadOnlyList<ApiRoute> routes)
    {
        var schemas = new OpenApiSchemas();
        var problem = schemas.Of(typeof(Problem));
        var paths = new JsonObject();
        foreach (var path in routes.GroupBy(PathOf))
        {
            paths[path.Key] = Object(path.Select(route => (route.Method.ToLowerInvariant(), (JsonNode)Operation(route, schemas))));
        }

        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "RecruitRetain",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] =
                    "Recruits permanent social workers, pays them for staying, helps them into key-worker housing, and shows whether it works. "
                    + "Money is gross, in whole pence. Dates are days of the UK calendar; times are UTC.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = Array(routes.Select(Tag).Distinct().Order(StringComparer.Ordinal).Select(tag => new JsonObject { ["name"] = tag })),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    [Bearer] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["bearerFormat"] = "JWT",
                        ["description"] = "An access token whose `roles` claim has one of the roles that the operation names.",
                    },
                    [FunctionKey] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = "x-functions-key",
                        ["description"] = "A key of the Functions host, for machines.",
                    },
                },
                ["responses"] = Object(routes.SelectMany(Failures).Distinct().Order().Select(status => (Name(status), (JsonNode)Failure(status, problem)))),
                ["schemas"] = schemas.Components,
            },
        };
    }

    private static JsonObject Operation(ApiRoute route, OpenApiSchemas schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = route.Function,
            ["tags"] = Array([Tag(route)]),
            ["summary"] = route.Operation?.Summary,
            ["description"] = $"For: {route.Callers}.",
            ["security"] = route.Policy switch
            {
                AllowAttribute => new JsonArray(new JsonObject { [Bearer] = new JsonArray() }),
                ByFunctionKeyAttribute => new JsonArray(new JsonObject { [FunctionKey] = new JsonArray() }),
                _ => new JsonArray(),
            },
        };
        var parameters = Array(Parameters(route, schemas));
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }

        if (route.Operation?.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content([route.Operation.Accepts], schemas.Of(body)) };
        }

        operation["responses"] = Object(
            Failures(route).Select(status => ($"{status}", (JsonNode)new JsonObject { ["$ref"] = $"#/components/responses/{Name(status)}" }))
                .Prepend(($"{route.Operation?.Status ?? StatusCodes.Status200OK}", Success(route, schemas))));
        if (route.Operation is { Otherwise: > 0 and var otherwise })
        {
            var answer = Success(route, schemas);
            answer["description"] = ReasonPhrases.GetReasonPhrase(otherwise);
            operation["responses"]![$"{otherwise}"] = answer;
        }

        return operation;
    }

    private static IEnumerable<JsonObject> Parameters(ApiRoute route, OpenApiSchemas schemas)
    {
        foreach (var name in ParametersOf(route))
        {
            var parameter = Parameter("path", name, name == "token" ? "The secret of a signed link, as it was mailed to its holder." : "Which one.", Words());
            parameter["required"] = true;
            yield return parameter;
        }

        foreach (var query in route.Query)
        {
            yield return Parameter("query", query.Name, query.Description, schemas.Of(query.Type));
        }

        if (IsPaged(route))
        {
            yield return Parameter("query", "size", "How many items a page has at most.", new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = Lists.MostItems,
                ["default"] = Lists.UsualItems,
            });
            yield return Parameter("query", "cursor", "Where the page begins, as the page before gave it.", Words());
        }

        if (IsPost(route))
        {
            var key = Words();
            key["maxLength"] = Idempotency.LongestKey;
            yield return Parameter(
                "header", Idempotency.Header, "Makes the request safe to repeat: the same key and body get the same answer, another body a 422.", key);
        }

        if (ChangesOne(route))
        {
            yield return Parameter("header", "If-Match", "The ETag of the version that was decided on; a 412 if somebody changed it since.", Words());
        }
    }

    private static JsonObject Success(ApiRoute route, OpenApiSchemas schemas)
    {
        var status = route.Operation?.Status ?? StatusCodes.Status200OK;
        var headers = new JsonObject();
        if (ChangesOne(route) || status == StatusCodes.Status201Created || (!IsPost(route) && route.Path.EndsWith('}')))
        {
            headers["ETag"] = Header("The version of the resource, where it can change.");
        }

        if (status == StatusCodes.Status201Created)
        {
            headers["Location"] = Header("Where the new resource is.");
        }

        if (IsPaged(route))
        {
            headers["Link"] = Header("Where the next page is, as `rel=\"next\"`; absent on the last.");
        }

        var response = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(status) };
        if (headers.Count > 0)
        {
            response["headers"] = headers;
        }

        if (route.Operation is { Answers: { } answers, Produces: var produces })
        {
            response["content"] = Content(produces, schemas.Of(answers));
        }

        return response;
    }

    private static IEnumerable<int> Failures(ApiRoute route)
    {
        if (IsPost(route) || IsPaged(route) || route.Query.Count > 0)
        {
            yield return StatusCodes.Status400BadRequest;
        }

        if (route.Policy is AllowAttribute or ByFunctionKeyAttribute)
        {
            yield return StatusCodes.Status401Unauthorized;
        }

        if (route.Policy is AllowAttribute or BySignatureAttribute)
        {
            yield return StatusCodes.Status403Forbidden;
        }

        if (ParametersOf(route).Count > 0)
        {
            yield return StatusCodes.Status404NotFound;
        }

        if (IsPost(route))
        {
            yield return StatusCodes.Status409Conflict;
        }

        if (ChangesOne(route))
        {
            yield return StatusCodes.Status412PreconditionFailed;
        }

        if (route.Operation?.Body is not null)
        {
            yield return StatusCodes.Status413PayloadTooLarge;
            yield return StatusCodes.Status415UnsupportedMediaType;
        }

        if (IsPost(route))
        {
            yield return StatusCodes.Status422UnprocessableEntity;
        }

        yield return StatusCodes.Status500InternalServerError;
    }

    private static JsonObject Failure(int status, JsonNode problem) => new()
    {
        ["description"] = status switch
        {
            StatusCodes.Status400BadRequest => "The request does not have the shape of one; `errors` names the fields.",
            StatusCodes.Status401Unauthorized => "Without valid credentials.",
            StatusCodes.Status403Forbidden => "The caller may not do this.",
            StatusCodes.Status404NotFound => "There is no such thing, or none that the caller may know of, or the link is not valid any more.",
            StatusCodes.Status409Conflict => "A rule or the present state does not allow it; `code` says which.",
            StatusCodes.Status412PreconditionFailed => "Somebody changed the resource since it was read; `current` is how it stands now.",
            StatusCodes.Status413PayloadTooLarge => "The body is too large.",
            StatusCodes.Status415UnsupportedMediaType => "The body is of another media type.",
            StatusCodes.Status422UnprocessableEntity => "Well formed, but it cannot be meant; `errors` names the fields.",
            _ => "A fault on our side.",
        },
        ["content"] = Content([MediaTypeNames.Application.ProblemJson], problem),
    };

    private static bool IsPost(ApiRoute route) => route.Method == HttpMethods.Post;

    private static bool ChangesOne(ApiRoute route) => IsPost(route) && (route.Operation?.Step is not null || ParametersOf(route).Contains("id"));

    private static bool IsPaged(ApiRoute route) =>
        route.Operation is { Paged: true, Answers: { IsGenericType: true } answers } && answers.GetGenericTypeDefinition() == typeof(ListPage<>);

    private static string Tag(ApiRoute route) => route.Slice.Split('.')[^1];

    private static string Name(int status) => ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal);

    private static JsonObject Parameter(string place, string name, string description, JsonNode schema) =>
        new() { ["name"] = name, ["in"] = place, ["description"] = description, ["schema"] = schema };

    private static JsonObject Header(string description) => new() { ["description"] = description, ["schema"] = Words() };

    private static JsonObject Words() => new() { ["type"] = "string" };

    private static JsonObject Content(IEnumerable<string> mediaTypes, JsonNode schema) =>
        Object(mediaTypes.Select(type => (type, (JsonNode)new JsonObject { ["schema"] = schema.DeepClone() })));

    private static JsonObject Object(IEnumerable<(string Name, JsonNode Value)> members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));

    private static JsonArray Array(IEnumerable<JsonNode> items) => [.. items];

    // {id}, {id:length(29)}, {*rest} and {page?} of the route templates.
    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex PathParameter();
}
