using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Access;

public sealed class OpenApiDocumentTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(OpenApiDocument.Text).RootElement;

    [Fact]
    public void Every_HTTP_function_says_its_methods_its_callers_and_what_it_does()
    {
        var silent = from type in typeof(RouteTable).Assembly.GetTypes()
                     from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                     where method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute)))
                     let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
                     where !RouteTable.Routes.Any(route => route.Function == name)
                         || method.GetCustomAttributes<PolicyAttribute>().Count() != 1
                         || string.IsNullOrWhiteSpace(method.GetCustomAttribute<OperationAttribute>()?.Summary)
                     select $"{type.Name}.{method.Name}";

        Assert.Empty(silent);
    }

    [Fact]
    public void It_lists_exactly_the_routes_that_there_are()
    {
        Assert.Equal("3.1.0", Document.GetProperty("openapi").GetString());
        Assert.Equal(
            RouteTable.Routes.Select(route => $"{route.Method} {OpenApiDocument.PathOf(route)} {route.Function}").Order(StringComparer.Ordinal),
            Operations().Select(it => $"{it.Method.ToUpperInvariant()} {it.Path} {it.Operation.GetProperty("operationId").GetString()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_an_id_of_its_own()
    {
        var ids = Operations().Select(it => it.Operation.GetProperty("operationId").GetString()).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void The_parameters_of_a_path_are_those_of_its_template()
    {
        Assert.All(Operations(), it =>
        {
            var template = it.Path.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment[1..^1]);
            var declared = Parameters(it.Operation).Where(parameter => parameter.GetProperty("in").GetString() == "path").ToList();
            Assert.Equal(template, declared.Select(parameter => parameter.GetProperty("name").GetString()));
            Assert.All(declared, parameter => Assert.True(parameter.GetProperty("required").GetBoolean()));
        });
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = References(Document).Distinct().ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(Resolves(reference), reference));
    }

    [Fact]
    public void Every_type_and_every_member_of_one_says_what_it_means()
    {
        var silent = from type in Document.GetProperty("components").GetProperty("schemas").EnumerateObject()
                     from said in type.Value.TryGetProperty("properties", out var members)
                         ? members.EnumerateObject().Select(member => (Name: $"{type.Name}.{member.Name}", Schema: member.Value)).Append((Name: type.Name, Schema: type.Value))
                         : [(Name: type.Name, Schema: type.Value)]
                     where !said.Schema.TryGetProperty("description", out var meaning) || meaning.GetString() is null or ""
                     select said.Name;

        Assert.Empty(silent);
        Assert.Equal(
            "What somebody decides on a check.\n\n- `proceed`: To go on in spite of an unsatisfactory result.\n- `not-needed`: That a check that only some need does not apply.",
            Schema("CheckVerdict").GetProperty("description").GetString());
        Assert.Equal("What is decided.", Schema("DecidedCheck").GetProperty("properties").GetProperty("decision").GetProperty("description").GetString());
    }

    [Fact]
    public void Every_POST_takes_an_idempotency_key()
    {
        Assert.All(
            Operations().Where(it => it.Method == "post"),
            it => Assert.Contains(Parameters(it.Operation), parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key"));
    }

    [Fact]
    public void The_import_takes_a_CSV_file()
    {
        var body = Operations().Single(it => it.Path.EndsWith("/establishment/import", StringComparison.Ordinal)).Operation.GetProperty("requestBody");

        Assert.Equal("string", body.GetProperty("content").GetProperty("text/csv").GetProperty("schema").GetProperty("type").GetString());
    }

    [Fact]
    public void Values_are_described_as_they_are_written()
    {
        var terms = Schema("VacancyTerms");
        Assert.Equal("date", terms.GetProperty("properties").GetProperty("closingOn").GetProperty("format").GetString());
        Assert.Equal("int64", terms.GetProperty("properties").GetProperty("salaryPence").GetProperty("format").GetString());
        Assert.Equal("number", terms.GetProperty("properties").GetProperty("fte").GetProperty("type").GetString());
        Assert.Contains("closingOn", terms.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("#/components/schemas/ContractKind", terms.GetProperty("properties").GetProperty("contract").GetProperty("$ref").GetString());

        Assert.Equal(
            Enum.GetNames<ContractKind>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName),
            Schema("ContractKind").GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
    }

    private static JsonElement Schema(string name) => Document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations() =>
        from path in Document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (path.Name, operation.Name, operation.Value);

    private static JsonElement.ArrayEnumerator Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default;

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(string reference)
    {
        var place = Document;
        foreach (var step in reference.Split('/')[1..])
        {
            if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(step, out place))
            {
                return false;
            }
        }

        return reference.StartsWith("#/components/", StringComparison.Ordinal);
    }
}
