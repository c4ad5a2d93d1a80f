using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Audit;
using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>One HTTP route of this system.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Path">The path below <c>/api/</c>.</param>
/// <param name="Policy">Who may call it; null is a fault that a test finds and that nobody gets past.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Query">The query parameters that it reads besides those of paging.</param>
/// <param name="Slice">The namespace of the part of the journey that it belongs to.</param>
public sealed record ApiRoute(
    string Function, string Method, string Path, PolicyAttribute? Policy, OperationAttribute? Operation, IReadOnlyList<QueryAttribute> Query, string Slice)
{
    /// <summary>What it is about: the first part of its path.</summary>
    public string Resource { get; } = Path.Split('/')[0];

    /// <summary>Whether it shows what is protected, so that the trail has to say who was shown it.</summary>
    public bool IsProtected { get; init; }

    /// <summary>Who may call it, in words, and which objects each reaches if not all.</summary>
    public string Callers => Policy switch
    {
        AllowAttribute allow => string.Join(", ", allow.Roles.Select(Reaching)),
        PublicAttribute => "everybody",
        ByLinkAttribute link => $"signed link ({Json.Word(link.Purpose)})",
        ByFunctionKeyAttribute => "function key",
        BySignatureAttribute => "signed by the mail service",
        _ => "nobody",
    };

    private string Reaching(Role role) => PolicyTable.ReachOf(Resource, role) switch
    {
        null => $"{Caller.Word(role)} (nothing)",
        Reach.Council => Caller.Word(role),
        { } reach => $"{Caller.Word(role)} ({PolicyTable.Words(reach)})",
    };
}

/// <summary>Every HTTP route with its policy, read off the functions themselves: what the middleware enforces and the API's document shows.</summary>
public static class RouteTable
{
    /// <summary>All routes, by path and method.</summary>
    public static IReadOnlyList<ApiRoute> Routes { get; } = Read();

    private static readonly Dictionary<string, ApiRoute> ByFunction = Routes.GroupBy(route => route.Function).ToDictionary(group => group.Key, group => group.First());

    private static readonly Dictionary<(string, string), Role[]> ByStep = Routes
        .Where(route => route is { Operation.Step: not null, Policy: AllowAttribute })
        .GroupBy(route => (route.Slice, route.Operation!.Step!))
        .ToDictionary(group => group.Key, group => group.SelectMany(route => ((AllowAttribute)route.Policy!).Roles).Distinct().ToArray());

    /// <summary>The route of a function; null if it answers no requests.</summary>
    public static ApiRoute? Of(string function) => ByFunction.GetValueOrDefault(function);

    /// <summary>Whether a route takes that step of a state machine and lets the caller.</summary>
    public static bool MayTake(Type stepType, string step, Caller caller) =>
        ByStep.TryGetValue((stepType.Namespace!, step), out var roles) && caller.Is(roles);

    private static IReadOnlyList<ApiRoute> Read() =>
    [
        .. from found in Methods()
           from parameter in found.Method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           from method in trigger.Methods ?? []
           let path = trigger.Route ?? found.Name
           orderby path, method
           select new ApiRoute(
               found.Name,
               method.ToUpperInvariant(),
               path,
               found.Method.GetCustomAttribute<PolicyAttribute>(),
               found.Method.GetCustomAttribute<OperationAttribute>(),
               [.. found.Method.GetCustomAttributes<QueryAttribute>()],
               found.Method.DeclaringType!.Namespace!) { IsProtected = found.Method.IsDefined(typeof(ProtectedAttribute)) },
    ];

    private static IEnumerable<(string Name, MethodInfo Method)> Methods() =>
        from type in typeof(RouteTable).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null && method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute)))
        select (function.Name, method);
}
