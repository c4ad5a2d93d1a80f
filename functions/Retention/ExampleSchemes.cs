using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>A scheme as a council had it, ready to be published with <c>POST /api/payment-schemes</c>, as it is or changed.</summary>
/// <param name="About">Whose it was, what is known of it, and what was assumed where the source is silent.</param>
/// <param name="Scheme">The scheme.</param>
public sealed record ExampleScheme(string About, NewScheme Scheme);

/// <summary>The schemes of other councils, shipped as files beside this one; read only when somebody asks.</summary>
public sealed class ExampleSchemes
{
    /// <summary>Lists the examples.</summary>
    [Function(nameof(ListExampleSchemes))]
    [Allow(Role.Hr, Role.HiringManager, Role.Recruiter, Role.Payroll, Role.Auditor)]
    [Operation("List payment schemes of other councils, as examples", Answers = typeof(ListPage<ExampleScheme>), Paged = false)]
    public IResult ListExampleSchemes([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "payment-scheme-examples")] HttpRequest request) =>
        Answer.Ok(new ListPage<ExampleScheme>(Read(), null));

    /// <summary>Reads the examples, by the scheme's key.</summary>
    public static IReadOnlyList<ExampleScheme> Read()
    {
        var assembly = typeof(ExampleSchemes).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith("schemes/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Json.Read<ExampleScheme>(reader.ReadToEnd());
            }),
        ];
    }
}
