using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace RecruitRetain.Local;

/// <summary>Calls a function's method on an instance (null if it is static).</summary>
internal delegate Task<object?> FunctionCall(object? instance, object?[] arguments);

/// <summary>One function: a method with the attribute, its trigger, and how its parameters get their values.</summary>
internal sealed class FunctionEntry
{
    // Compiled when first called, since most functions of an app are not called in the first second; and once only, however many hosts of the
    // same app a process starts.
    private static readonly ConcurrentDictionary<MethodInfo, FunctionCall> Calls = new();
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    public FunctionEntry(string name, MethodInfo method, ParameterInfo triggered, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        Triggered = triggered;
        Trigger = trigger;
        Definition = new Described(this);
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    /// <summary>The parameter with the trigger attribute.</summary>
    public ParameterInfo Triggered { get; }

    public TriggerBindingAttribute Trigger { get; }

    public FunctionDefinition Definition { get; }

    /// <summary>How each parameter gets its value.</summary>
    public Func<Invocation, object?>[] Parameters { get; set; } = [];

    public FunctionCall Call => field ??= Calls.GetOrAdd(Method, Compile);

    /// <summary>A new instance of the function's class; null if the method is static.</summary>
    public object? CreateInstance(IServiceProvider services) => Method.IsStatic ? null : Factory(services, []);

    private ObjectFactory Factory => field ??= Factories.GetOrAdd(Method.DeclaringType!, type => ActivatorUtilities.CreateFactory(type, []));

    private static FunctionCall Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object), "instance");
        var arguments = Expression.Parameter(typeof(object[]), "arguments");
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!),
            method,
            method.GetParameters().Select((parameter, i) =>
                Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType)));
        var result = method.ReturnType;
        Expression body = result == typeof(void)
            ? Expression.Block(call, Expression.Constant(Task.FromResult<object?>(null)))
            : IsAwaitable(result)
                ? Expression.Call(typeof(FunctionEntry), nameof(AwaitAsync), result.IsGenericType ? result.GetGenericArguments() : null, call)
                : Expression.Call(typeof(Task), nameof(Task.FromResult), [typeof(object)], Expression.Convert(call, typeof(object)));
        return Expression.Lambda<FunctionCall>(body, instance, arguments).Compile();
    }

    private static bool IsAwaitable(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>)));

    private static async Task<object?> AwaitAsync(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> AwaitAsync(ValueTask task)
    {
        await task;
        return null;
    }

    private static async Task<object?> AwaitAsync<T>(Task<T> task) => await task;

    private static async Task<object?> AwaitAsync<T>(ValueTask<T> task) => await task;

    private sealed class Described(FunctionEntry function) : FunctionDefinition
    {
        private ImmutableArray<FunctionParameter> _parameters;

        public override ImmutableArray<FunctionParameter> Parameters => _parameters.IsDefault
            ? _parameters = [.. function.Method.GetParameters().Select(known => new FunctionParameter(known.Name!, known.ParameterType))]
            : _parameters;

        public override string PathToAssembly => function.Method.DeclaringType!.Assembly.Location;

        public override string EntryPoint => $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}";

        public override string Id => function.Name;

        public override string Name => function.Name;

        public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
            ImmutableDictionary<string, BindingMetadata>.Empty.Add(
                function.Triggered.Name!, new Binding(function.Triggered.Name!, TypeOf(function.Trigger), BindingDirection.In));

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } = function.Trigger is HttpTriggerAttribute
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add("$return", new Binding("$return", "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;

        // httpTrigger, timerTrigger, …: the attribute's name without its suffix.
        private static string TypeOf(TriggerBindingAttribute trigger)
        {
            var name = trigger.GetType().Name[..^nameof(Attribute).Length];
            return char.ToLowerInvariant(name[0]) + name[1..];
        }
    }

    private sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
