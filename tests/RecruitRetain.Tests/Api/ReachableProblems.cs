using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Api;

/// <summary>
/// Which problems the code behind a route can come to: follows the calls from its function through the compiled code, and gathers the codes that stand
/// there. It may find one too many, where a branch is never taken on that way; it finds none too few.
/// </summary>
internal sealed partial class ReachableProblems
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Module Module = typeof(OpenApiDocument).Module;

    private readonly IServiceProvider _services;
    private readonly ILookup<string, int> _statuses = Statuses();
    private readonly ILookup<MethodBase, MethodBase> _overrides = Overrides();
    private readonly Dictionary<string, MethodInfo> _functions =
        (from type in Module.GetTypes()
         from method in type.GetMethods(All)
         let function = method.GetCustomAttribute<FunctionAttribute>()
         where function is not null
         select (function.Name, method)).ToDictionary(found => found.Name, found => found.method);

    private readonly Dictionary<MethodBase, (HashSet<string> Codes, HashSet<MethodBase> Calls)> _read = [];

    public ReachableProblems(IServiceProvider services) => _services = services;

    /// <summary>The codes by status, but for those of the policies.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Of(ApiRoute route)
    {
        List<MethodBase> open = [_functions[route.Function]];
        HashSet<string> codes = [];
        if (route.Policy is AllowAttribute allow && OpenApiDocument.ParametersOf(route).Contains("id") && _services.GetKeyedService<IReach>(route.Resource) is { } objects)
        {
            if (objects.GetType().GetMethod(nameof(IReach.RefuseAsync)) is { } refuses)
            {
                open.Add(refuses);
            }

            if (allow.Roles.Any(role => PolicyTable.ReachOf(route.Resource, role) is not Reach.Council))
            {
                codes.Add("not-found");
            }
        }

        HashSet<MethodBase> seen = [.. open];
        while (open.Count > 0)
        {
            var (found, calls) = Read(open[^1]);
            open.RemoveAt(open.Count - 1);
            codes.UnionWith(found);
            open.AddRange(calls.Where(seen.Add));
        }

        return codes.SelectMany(code => _statuses[code].Distinct().Select(status => (status, code))).GroupBy(problem => problem.status).OrderBy(problem => problem.Key).ToDictionary(
            problem => problem.Key, problem => (IReadOnlyList<string>)[.. problem.Select(one => one.code).Order(StringComparer.Ordinal)]);
    }

    private (HashSet<string> Codes, HashSet<MethodBase> Calls) Read(MethodBase method)
    {
        if (_read.TryGetValue(method, out var known))
        {
            return known;
        }

        HashSet<string> codes = [];
        HashSet<MethodBase> calls = [.. _overrides[method]];
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
        {
            calls.Add(machine.StateMachineType.GetMethod("MoveNext", All)!);
        }

        foreach (var (code, operand) in Il.Instructions(method))
        {
            switch (operand)
            {
                case string text when _statuses.Contains(text):
                    codes.Add(text);
                    break;
                case MethodBase called when called.Module == Module:
                    calls.Add(Module.ResolveMethod(called.MetadataToken)!);
                    break;
                case FieldInfo { IsStatic: true } field when code == OpCodes.Ldsfld && (field.FieldType == typeof(Refusal) || field.FieldType == typeof(Answer)):
                    codes.UnionWith(CodesIn(field));
                    break;
            }
        }

        return _read[method] = (codes, calls);
    }

    // A refusal that is made once and for all: the codes between its assignment and the one before.
    private List<string> CodesIn(FieldInfo field)
    {
        List<string> codes = [];
        foreach (var (code, operand) in Il.Instructions(field.DeclaringType!.TypeInitializer!))
        {
            if (operand is string text && _statuses.Contains(text))
            {
                codes.Add(text);
            }
            else if (code == OpCodes.Stsfld)
            {
                if (((FieldInfo)operand!).MetadataToken == field.MetadataToken)
                {
                    return codes;
                }

                codes.Clear();
            }
        }

        return [];
    }

    private static ILookup<MethodBase, MethodBase> Overrides()
    {
        List<(MethodBase Of, MethodBase By)> found = [];
        foreach (var type in Module.GetTypes().Where(type => type is { IsInterface: false }))
        {
            found.AddRange(type.GetMethods(All).Where(method => method.IsVirtual && method.GetBaseDefinition() is { } defined && defined != method && defined.Module == Module)
                .Select(method => ((MethodBase)method.GetBaseDefinition(), (MethodBase)method)));
            foreach (var contract in type.ContainsGenericParameters ? [] : type.GetInterfaces().Where(contract => contract.Module == Module))
            {
                var map = type.GetInterfaceMap(contract);
                found.AddRange(map.InterfaceMethods.Zip(map.TargetMethods)
                    .Where(pair => pair.Second?.Module == Module)
                    .Select(pair => (Module.ResolveMethod(pair.First.MetadataToken)!, Module.ResolveMethod(pair.Second.MetadataToken)!)));
            }
        }

        return found.ToLookup(pair => pair.Of, pair => pair.By);
    }

    // Which texts are codes, and of which status, stands in the sources.
    private static ILookup<string, int> Statuses()
    {
        List<(string Code, int Status)> found = [];
        foreach (var path in Directory.EnumerateFiles(Sources(), "*.cs", SearchOption.AllDirectories))
        {
            var source = File.ReadAllText(path);
            found.AddRange(Made().Matches(source).Select(made => (made.Groups["code"].Value, made.Groups["by"].Value switch
            {
                "Refusal.Rule" => 409,
                "Refusal.Meaning" or "Meaning" => 422,
                "Refusal.Forbidden" => 403,
                "Problems.BadRequest" => 400,
                _ => int.Parse(made.Groups["status"].Value, System.Globalization.CultureInfo.InvariantCulture),
            })));
            found.AddRange(Reason().Matches(source).Select(reason => (reason.Groups["code"].Value, 0)));
        }

        found.Add(("not-found", 404));
        found.Add((RecruitRetain.Housing.HousingDecisions.EmploymentEnded, 409));

        // A code that is handed on before it is refused with is that of a rule.
        var certain = found.Where(one => one.Status > 0).Select(one => one.Code).ToHashSet();
        return found.Where(one => one.Status > 0 || !certain.Contains(one.Code)).Select(one => one with { Status = one.Status == 0 ? 409 : one.Status })
            .Distinct().ToLookup(one => one.Code, one => one.Status);
    }

    private static string Sources([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "functions");

    [GeneratedRegex("""(?<by>Refusal\.Rule|Refusal\.Meaning|Refusal\.Forbidden|\bMeaning|Problems\.BadRequest|\bOf)\(\s*(StatusCodes\.Status(?<status>\d{3})\w+,\s*)?"(?<code>[a-z]+(-[a-z0-9]+)*)",""")]
    private static partial Regex Made();

    [GeneratedRegex("""(Refuse\w*|Reason|Code|new)\((\w+,\s*)*"(?<code>[a-z]+(-[a-z]+)+)",\s*\$?"[A-Z'{]""")]
    private static partial Regex Reason();
}
