using System.Globalization;
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
    private const string TooMany = "too-many-requests";

    private static readonly Dictionary<string, string> Slices = new()
    {
        ["Access"] = "Fresh links by mail, and access in an emergency.",
        ["Audit"] = "Who saw protected data and who decided, and whether that was changed since.",
        ["Correspondence"] = "What became of the mails.",
        ["Housing"] = "Key-worker homes: agreements, requests, homes, nominations, offers, tenancies.",
        ["Operations"] = "The running of the system: its health, dead letters, and what operators did.",
        ["Privacy"] = "Data protection: how long what is kept, requests for access, erasure, legal holds, merges, job alerts.",
        ["Recruitment"] = "From the requisition to the first day: vacancies, applications, shortlisting, interviews, offers, checks.",
        ["Reporting"] = "Measures, reports, early warnings, and what retention costs and saves.",
        ["Retention"] = "Payments for staying: schemes, enrolment, payments, pay runs, payroll's answers, recoveries.",
        ["Shared"] = "This API itself.",
        ["Webhooks"] = "What happened, for the council's other systems: a feed to be asked, and subscriptions to be told.",
        ["Workforce"] = "Posts, employments, agency stints, caseloads, sickness.",
    };

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
        schemas.Of(typeof(Problem));
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
            ["tags"] = Array(routes.Select(Tag).Distinct().Order(StringComparer.Ordinal).Select(tag => new JsonObject { ["name"] = tag, ["description"] = Slices[tag] })),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = Object(routes.Select(SecurityScheme).OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(scheme => (scheme, (JsonNode)(scheme == Bearer
                    ? new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["bearerFormat"] = "JWT",
                        ["description"] = "An access token whose `roles` claim has one of the roles that the operation names.",
                    }
                    : new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = "x-functions-key",
                        ["description"] = "A key of the Functions host, for machines.",
                    })))),
                ["responses"] = Object(routes.SelectMany(Failures).Where(failure => IsGeneral(failure.Key)).GroupBy(failure => failure.Key).OrderBy(failure => failure.Key)
                    .Select(failure => (Name(failure.Key), (JsonNode)Failure(failure.Key, [.. failure.SelectMany(codes => codes.Value).Distinct().Order(StringComparer.Ordinal)])))),
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
            ["security"] = SecurityScheme(route) is { } scheme ? new JsonArray(new JsonObject { [scheme] = new JsonArray() }) : new JsonArray(),
            ["x-roles"] = Array(route.Policy is AllowAttribute allow ? allow.Roles.Select(role => JsonValue.Create(Caller.Word(role))) : []),
        };
        var example = OperationNotes.All.GetValueOrDefault(route.Function)?.Example;
        var parameters = Array(Parameters(route, schemas));
        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
            foreach (var parameter in parameters.OfType<JsonObject>())
            {
                if (ExampleOf(parameter, example) is { } value)
                {
                    parameter["example"] = value;
                }
            }
        }

        if (route.Operation?.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content([route.Operation.Accepts], schemas.Of(body), example?.Body) };
        }

        operation["responses"] = Object(
            Failures(route).Select(failure => ($"{failure.Key}", IsGeneral(failure.Key)
                ? new JsonObject { ["$ref"] = $"#/components/responses/{Name(failure.Key)}" }
                : (JsonNode)Failure(failure.Key, failure.Value, example?.Status == failure.Key ? example.Answer : null)))
                .Prepend(($"{route.Operation?.Status ?? StatusCodes.Status200OK}", Success(route, schemas, example))));
        if (route.Operation is { Otherwise: > 0 and var otherwise })
        {
            var answer = Success(route, schemas, null);
            answer["description"] = ReasonPhrases.GetReasonPhrase(otherwise);
            operation["responses"]![$"{otherwise}"] = answer;
        }

        return operation;
    }

    private static JsonValue? ExampleOf(JsonObject parameter, OperationExample? example)
    {
        var values = (string)parameter["in"]! switch { "path" => example?.Path, "query" => example?.Query, _ => null };
        return values?.GetValueOrDefault((string)parameter["name"]!) is not { } text ? null
            : (string?)parameter["schema"]!["type"] is "integer" ? JsonValue.Create(long.Parse(text, CultureInfo.InvariantCulture))
            : (string?)parameter["schema"]!["type"] is "boolean" ? JsonValue.Create(bool.Parse(text))
            : JsonValue.Create(text);
    }

    private static string? SecurityScheme(ApiRoute route) => route.Policy switch { AllowAttribute => Bearer, ByFunctionKeyAttribute => FunctionKey, _ => null };

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

        if (OperationNotes.All.GetValueOrDefault(route.Function)?.Problems.ContainsKey(StatusCodes.Status412PreconditionFailed) == true)
        {
            yield return Parameter("header", "If-Match", "The ETag of the version that was decided on; a 412 if somebody changed it since.", Words());
        }
    }

    private static JsonObject Success(ApiRoute route, OpenApiSchemas schemas, OperationExample? example)
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
            response["content"] = Content(produces, schemas.Of(answers), example?.Status == status ? example.Answer : null);
        }

        return response;
    }

    /// <summary>The codes of the problems that a route can answer, by status: what its policy may refuse, and what its code can come to.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<string>> Failures(ApiRoute route)
    {
        List<(int Status, string Code)> codes = [(StatusCodes.Status500InternalServerError, "fault")];
        codes.AddRange(route.Policy switch
        {
            AllowAttribute =>
            [
                (StatusCodes.Status401Unauthorized, "token-required"),
                (StatusCodes.Status403Forbidden, "role-required"),
                (StatusCodes.Status429TooManyRequests, TooMany),
            ],
            ByLinkAttribute => [(StatusCodes.Status404NotFound, "link-not-valid"), (StatusCodes.Status429TooManyRequests, TooMany)],
            PublicAttribute => [(StatusCodes.Status429TooManyRequests, TooMany)],
            ByFunctionKeyAttribute => [(StatusCodes.Status401Unauthorized, "token-required")],
            _ => Enumerable.Empty<(int, string)>(),
        });
        codes.AddRange(OperationNotes.All.GetValueOrDefault(route.Function)?.Problems.SelectMany(problem => problem.Value.Select(code => (problem.Key, code))) ?? []);
        return codes.GroupBy(problem => problem.Status).OrderBy(problem => problem.Key).ToDictionary(
            problem => problem.Key, problem => (IReadOnlyList<string>)[.. problem.Select(one => one.Code).Distinct().Order(StringComparer.Ordinal)]);
    }

    // What every operation answers in the same way stands once among the components.
    private static bool IsGeneral(int status) =>
        status is not (StatusCodes.Status400BadRequest or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound or StatusCodes.Status409Conflict
            or StatusCodes.Status422UnprocessableEntity);

    private static JsonObject Failure(int status, IReadOnlyList<string> codes, JsonNode? example = null) => new()
    {
        ["description"] = status switch
        {
            StatusCodes.Status400BadRequest => "The request does not have the shape of one; `errors` names the fields.",
            StatusCodes.Status401Unauthorized => "Without valid credentials.",
            StatusCodes.Status403Forbidden => "The caller may not do this.",
            StatusCodes.Status404NotFound => "There is no such thing, or none that the caller may know of, or the link is not valid any more.",
            StatusCodes.Status408RequestTimeout => "The body came too slowly.",
            StatusCodes.Status409Conflict => "A rule or the present state does not allow it; `code` says which.",
            StatusCodes.Status412PreconditionFailed => "Somebody changed the resource since it was read; `current` is how it stands now.",
            StatusCodes.Status413PayloadTooLarge => "The body is too large.",
            StatusCodes.Status415UnsupportedMediaType => "The body is of another media type.",
            StatusCodes.Status422UnprocessableEntity => "Well formed, but it cannot be meant; `errors` names the fields.",
            StatusCodes.Status429TooManyRequests => "Too many at once from somebody without a valid token or link; `Retry-After` says how many seconds to wait.",
            _ => "A fault on our side.",
        },
        ["content"] = Content(
            [MediaTypeNames.Application.ProblemJson],
            new JsonObject
            {
                ["allOf"] = new JsonArray(
                    new JsonObject { ["$ref"] = $"#/components/schemas/{nameof(Problem)}" },
                    new JsonObject { ["properties"] = new JsonObject { ["code"] = new JsonObject { ["enum"] = Array(codes.Select(code => JsonValue.Create(code))) } } }),
            },
            example),
    };

    private static bool IsPost(ApiRoute route) => route.Method == HttpMethods.Post;

    private static bool ChangesOne(ApiRoute route) =>
        route.Method != HttpMethods.Get && (route.Operation?.Step is not null || ParametersOf(route).Contains("id"));

    private static bool IsPaged(ApiRoute route) =>
        route.Operation is { Paged: true, Answers: { IsGenericType: true } answers } && answers.GetGenericTypeDefinition() == typeof(ListPage<>);

    private static string Tag(ApiRoute route) => route.Slice.Split('.')[^1];

    private static string Name(int status) => ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal);

    private static JsonObject Parameter(string place, string name, string description, JsonNode schema) =>
        new() { ["name"] = name, ["in"] = place, ["description"] = description, ["schema"] = schema };

    private static JsonObject Header(string description) => new() { ["description"] = description, ["schema"] = Words() };

    private static JsonObject Words() => new() { ["type"] = "string" };

    private static JsonObject Content(IEnumerable<string> mediaTypes, JsonNode schema, JsonNode? example) => Object(mediaTypes.Select(type =>
    {
        var content = new JsonObject { ["schema"] = schema.DeepClone() };
        if (example is not null)
        {
            content["example"] = example.DeepClone();
        }

        return (type, (JsonNode)content);
    }));

    private static JsonObject Object(IEnumerable<(string Name, JsonNode Value)> members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));

    private static JsonArray Array(IEnumerable<JsonNode> items) => [.. items];

    // {id}, {id:length(29)}, {*rest} and {page?} of the route templates.
    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex PathParameter();
}
