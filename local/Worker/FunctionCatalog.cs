using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RecruitRetain.Local;

/// <summary>All functions of an app, found by their attributes and checked, so that what cannot run here fails at the start.</summary>
internal sealed class FunctionCatalog
{
    // Looked for once, however many hosts of the same app a process starts.
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<MethodInfo>> Found = new();

    private readonly IConfiguration _settings;
    private readonly Dictionary<string, FunctionEntry> _functions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, OrchestrationFunction> _orchestrations = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<HttpFunction> _http = [];
    private readonly List<TimerFunction> _timers = [];
    private readonly List<ServiceBusFunction> _listeners = [];
    private FunctionInvoker? _invoker;

    private FunctionCatalog(IConfiguration settings) => _settings = settings;

    /// <summary>All functions by name.</summary>
    public IReadOnlyDictionary<string, FunctionEntry> Functions => _functions;

    /// <summary>The orchestrations by name, ignoring case.</summary>
    public IReadOnlyDictionary<string, OrchestrationFunction> Orchestrations => _orchestrations;

    /// <summary>The activities by name, ignoring case. They run once the host is built.</summary>
    public IReadOnlyDictionary<string, ActivityFunction> Activities => _activities;

    /// <summary>The functions that answer HTTP requests.</summary>
    public IReadOnlyList<HttpFunction> Http => _http;

    /// <summary>The functions that run on a schedule.</summary>
    public IReadOnlyList<TimerFunction> Timers => _timers;

    /// <summary>The functions that receive messages.</summary>
    public IReadOnlyList<ServiceBusFunction> Listeners => _listeners;

    /// <summary>Finds and checks the functions of some classes.</summary>
    /// <exception cref="WorkerException">One of them cannot run; the message names function, parameter and trigger.</exception>
    public static FunctionCatalog Discover(IEnumerable<Type> types, HostJson host, IConfiguration settings)
    {
        var catalog = new FunctionCatalog(settings);
        foreach (var method in types.SelectMany(type => Found.GetOrAdd(type, Find)))
        {
            catalog.Add(method.GetCustomAttribute<FunctionAttribute>()!.Name, method, host);
        }

        return catalog;
    }

    /// <summary>Gives the activities what runs them.</summary>
    public void Bind(FunctionInvoker invoker) => _invoker = invoker;

    private static IReadOnlyList<MethodInfo> Find(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type is { IsClass: true, ContainsGenericParameters: false } && type.Name[0] != '<'
            ? [.. type.GetMethods(All).Where(method => method.IsDefined(typeof(FunctionAttribute)))]
            : [];
    }

    private void Add(string name, MethodInfo method, HostJson host)
    {
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            throw Cannot(name, $"its method {method.Name} is async void, so nobody would see when it ends or fails; let it return Task");
        }

        if (!method.IsPublic)
        {
            throw Cannot(name, $"its method {method.Name} is not public");
        }

        if (!method.IsStatic && method.DeclaringType!.IsAbstract)
        {
            throw Cannot(name, $"its class {method.DeclaringType.Name} is abstract");
        }

        var triggers = method.GetParameters()
            .Select(parameter => (parameter, trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(candidate => candidate.trigger is not null).ToList();
        if (triggers is not [var (triggered, trigger)])
        {
            throw Cannot(name, triggers.Count == 0 ? "no parameter of it has a trigger" : "it has more than one trigger");
        }

        var function = new FunctionEntry(name, method, triggered, trigger!);
        if (!_functions.TryAdd(name, function))
        {
            throw Cannot(name, $"{_functions[name].Definition.EntryPoint} and {function.Definition.EntryPoint} both have that name");
        }

        switch (trigger)
        {
            case HttpTriggerAttribute http:
                AddHttp(function, http, host);
                break;
            case TimerTriggerAttribute timer:
                Require(function, triggered.ParameterType == typeof(TimerInfo), nameof(TimerInfo));
                BindParameters(function);
                var schedule = TimerSchedule.Parse(function, Resolve(function, timer.Schedule), _settings);
                _timers.Add(new TimerFunction(function, schedule, timer.RunOnStartup));
                break;
            case ServiceBusTriggerAttribute bus:
                AddServiceBus(function, bus, host);
                break;
            case OrchestrationTriggerAttribute:
                AddOrchestration(function);
                break;
            case ActivityTriggerAttribute:
                BindParameters(function, "instanceId");
                _activities.Add(name, new ActivityFunction(name, triggered.ParameterType, (input, instanceId, cancellationToken) =>
                    _invoker!.RunAsync(function, input, cancellationToken, () => [new("instanceId", instanceId)])));
                break;
            default:
                throw Cannot(name, triggered, "there is nothing here that pulls this trigger");
        }
    }

    private void AddHttp(FunctionEntry function, HttpTriggerAttribute trigger, HostJson host)
    {
        Require(function, function.Triggered.ParameterType == typeof(HttpRequest), nameof(HttpRequest));
        var result = function.Method.ReturnType;
        if (typeof(IActionResult).IsAssignableFrom(result.IsGenericType ? result.GetGenericArguments()[0] : result))
        {
            throw Cannot(function.Name, "it returns an IActionResult, and there is no MVC here to carry it out; return an IResult");
        }

        if (trigger.AuthLevel == AuthorizationLevel.User)
        {
            throw Cannot(function.Name, function.Triggered, "the Functions host knows no authorization level User any more");
        }

        var http = HttpFunction.Create(function, trigger, host.RoutePrefix);
        if (_http.Find(http.Overlaps) is { } other)
        {
            throw Cannot(function.Name, $"function '{other.Function.Name}' answers the route '{other.Route.RawText}' too");
        }

        BindParameters(function, [.. http.Route.Parameters.Select(parameter => parameter.Name)]);
        _http.Add(http);
    }

    private void AddServiceBus(FunctionEntry function, ServiceBusTriggerAttribute trigger, HostJson host)
    {
        BindParameters(function);
        var path = trigger.QueueName is { } queue
            ? Resolve(function, queue)
            : $"{Resolve(function, trigger.TopicName!)}/Subscriptions/{Resolve(function, trigger.SubscriptionName!)}";
        var complete = trigger.AutoCompleteMessages && host.AutoCompleteMessages;
        _listeners.Add(new ServiceBusFunction(function, path, host.MaxConcurrentCalls, complete));
    }

    private void AddOrchestration(FunctionEntry function)
    {
        Require(function, function.Triggered.ParameterType == typeof(TaskOrchestrationContext), nameof(TaskOrchestrationContext));
        if (!function.Method.IsStatic)
        {
            throw Cannot(function.Name, "an orchestration is a static method, so that nothing but its history can steer it");
        }

        var parameters = function.Method.GetParameters();
        if (parameters is not ([_] or [_, _]) || function.Triggered.Position != 0)
        {
            throw Cannot(function.Name, "an orchestration takes its context and at most an input");
        }

        var input = parameters.ElementAtOrDefault(1);
        _orchestrations.Add(function.Name, new OrchestrationFunction(function.Name, input?.ParameterType, (context, value) =>
        {
            try
            {
                return function.Call(null, input is null ? [context] : [context, value ?? DefaultOf(input)]);
            }
            catch (Exception e)
            {
                return Task.FromException<object?>(e);
            }
        }));
    }

    private static void BindParameters(FunctionEntry function, params string[] names) =>
        function.Parameters = [.. function.Method.GetParameters().Select(parameter => Source(function, parameter, names))];

    private static Func<Invocation, object?> Source(FunctionEntry function, ParameterInfo parameter, string[] names)
    {
        // By place: two hosts starting at once may be given two objects for one parameter.
        if (parameter.Position == function.Triggered.Position)
        {
            return function.Trigger is ServiceBusTriggerAttribute
                ? ServiceBusFunction.Message(parameter.ParameterType)
                : invocation => invocation.Trigger ?? DefaultOf(parameter);
        }

        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return invocation => invocation;
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return invocation => invocation.CancellationToken;
        }

        if (parameter.IsDefined(typeof(DurableClientAttribute)) && parameter.ParameterType == typeof(DurableTaskClient))
        {
            return invocation => invocation.InstanceServices.GetRequiredService<DurableTaskClient>();
        }

        if (function.Trigger is ServiceBusTriggerAttribute && parameter.ParameterType == typeof(ServiceBusMessageActions))
        {
            return ServiceBusFunction.Actions;
        }

        if (names.FirstOrDefault(name => name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)) is not { } key)
        {
            throw Cannot(function.Name, parameter, "nothing here gives it a value");
        }

        if (parameter.ParameterType == typeof(string))
        {
            return invocation => invocation.BindingContext.BindingData.GetValueOrDefault(key) ?? DefaultOf(parameter);
        }

        var converter = TypeDescriptor.GetConverter(parameter.ParameterType);
        return converter.CanConvertFrom(typeof(string))
            ? invocation => invocation.BindingContext.BindingData.GetValueOrDefault(key) is string { Length: > 0 } text
                ? converter.ConvertFromInvariantString(text)
                : DefaultOf(parameter)
            : throw Cannot(function.Name, parameter, $"'{key}' is a text that cannot be turned into that type");
    }

    private static object? DefaultOf(ParameterInfo parameter) =>
        parameter is { HasDefaultValue: true, DefaultValue: { } value } ? value
        : parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType)
            : null;

    private string Resolve(FunctionEntry function, string text)
    {
        var resolved = AppSettings.Expand(text, name => _settings[name.Replace("__", ":", StringComparison.Ordinal)]);
        return AppSettings.FirstName(resolved) is { } missing
            ? throw Cannot(function.Name, function.Triggered, $"there is no setting '{missing}'")
            : resolved;
    }

    private static void Require(FunctionEntry function, bool holds, string type)
    {
        if (!holds)
        {
            throw Cannot(function.Name, function.Triggered, $"it must be a {type}");
        }
    }

    /// <summary>The error for a function that cannot run.</summary>
    internal static WorkerException Cannot(string function, string why) => new($"Function '{function}' cannot run: {why}.");

    /// <summary>The error for a function that cannot run because of a parameter.</summary>
    internal static WorkerException Cannot(string function, ParameterInfo parameter, string why)
    {
        var binding = parameter.GetCustomAttribute<BindingAttribute>() is { } attribute ? $"[{attribute.GetType().Name[..^nameof(Attribute).Length]}] " : "";
        return Cannot(function, $"its parameter '{parameter.Name}' ({binding}{parameter.ParameterType.Name}): {why}");
    }
}
