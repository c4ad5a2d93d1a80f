using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace RecruitRetain.Local;

/// <summary>One run of a function, with what triggered it.</summary>
internal sealed class Invocation : FunctionContext
{
    private readonly FunctionEntry _function;
    private Bindings? _bindings;
    private Trace? _trace;

    public Invocation(FunctionEntry function, object? trigger, IServiceProvider services, CancellationToken cancellationToken)
    {
        _function = function;
        Trigger = trigger;
        InstanceServices = services;
        CancellationToken = cancellationToken;
        Features.Set<InvocationResult>(Result);
    }

    /// <summary>The function that runs.</summary>
    public FunctionEntry Function => _function;

    /// <summary>What triggered it: the request, message, timer info or activity input.</summary>
    public object? Trigger { get; }

    /// <summary>What it answered.</summary>
    public FunctionResult Result { get; } = new();

    /// <summary>The request, if that triggered it.</summary>
    public HttpContext? Http => (Trigger as HttpRequest)?.HttpContext;

    /// <summary>Values from the trigger by name.</summary>
    public Func<IEnumerable<KeyValuePair<string, object?>>>? Data { get; init; }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => _function.Definition.Id;

    public override TraceContext TraceContext => _trace ??= new Trace(Http);

    public override BindingContext BindingContext => _bindings ??= new Bindings(Data?.Invoke() ?? []);

    public override IServiceProvider InstanceServices { get; set; }

    public override FunctionDefinition FunctionDefinition => _function.Definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeatureMap();

    public override CancellationToken CancellationToken { get; }

    private sealed class FeatureMap : Dictionary<Type, object>, IInvocationFeatures
    {
        public void Set<T>(T instance) => this[typeof(T)] = instance!;

        public T? Get<T>() => TryGetValue(typeof(T), out var feature) ? (T)feature : default;
    }

    private sealed class Bindings(IEnumerable<KeyValuePair<string, object?>> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } =
            data.DistinctBy(value => value.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private sealed class Trace(HttpContext? http) : TraceContext
    {
        public override string TraceParent { get; } = Activity.Current?.Id ?? Header(http, "traceparent")
            ?? $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-00";

        public override string TraceState { get; } = Activity.Current?.TraceStateString ?? Header(http, "tracestate") ?? "";

        private static string? Header(HttpContext? http, string name) =>
            http?.Request.Headers[name] is [{ Length: > 0 } value] ? value : null;
    }
}

/// <summary>What a function answered; middleware may put something else in its place.</summary>
internal sealed class FunctionResult : InvocationResult
{
    public override object? Value { get; set; }
}
