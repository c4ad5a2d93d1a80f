using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace RecruitRetain.Local;

/// <summary>A function that answers HTTP requests to a route.</summary>
/// <param name="Function">The function.</param>
/// <param name="Route">The route with its prefix.</param>
/// <param name="Methods">The methods it answers, in capitals; empty for all.</param>
/// <param name="Level">Which keys open it.</param>
internal sealed record HttpFunction(FunctionEntry Function, RoutePattern Route, IReadOnlyList<string> Methods, AuthorizationLevel Level)
{
    private static readonly RouteOptions Known = KnownOptions();

    /// <summary>Reads the route template.</summary>
    /// <exception cref="WorkerException">It cannot be read.</exception>
    public static HttpFunction Create(FunctionEntry function, HttpTriggerAttribute trigger, string prefix)
    {
        var template = $"{prefix}/{(trigger.Route ?? function.Name).Trim('/')}".Trim('/');
        RoutePattern route;
        try
        {
            route = RoutePatternFactory.Parse(template);
        }
        catch (RoutePatternException e)
        {
            throw FunctionCatalog.Cannot(function.Name, function.Triggered, $"the route '{template}' cannot be read: {e.Message}");
        }

        foreach (var constraint in route.Parameters.SelectMany(parameter => parameter.ParameterPolicies).Select(policy => policy.Content!))
        {
            if (!Known.ConstraintMap.ContainsKey(constraint.Split('(')[0]))
            {
                throw FunctionCatalog.Cannot(
                    function.Name, function.Triggered, $"the route '{template}' has an unknown constraint '{constraint}'");
            }
        }

        var methods = (trigger.Methods ?? []).Select(method => method.ToUpperInvariant());
        return new HttpFunction(function, route, [.. methods], trigger.AuthLevel);
    }

    /// <summary>Whether both would answer one request.</summary>
    public bool Overlaps(HttpFunction other) =>
        Shape == other.Shape && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods).Any());

    // The template without the names of its parameters; made once, since each route of an app is held against all before it.
    private string Shape { get; } = string.Join('/', Route.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternParameterPart parameter =>
            $"{{{(parameter.IsCatchAll ? "*" : "")}:{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}}}",
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    }))));

    private static RouteOptions KnownOptions()
    {
        var options = new RouteOptions();
        options.SetParameterPolicy<Microsoft.AspNetCore.Routing.Constraints.RegexInlineRouteConstraint>("regex");
        return options;
    }
}
