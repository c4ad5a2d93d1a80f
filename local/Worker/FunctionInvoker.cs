using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace RecruitRetain.Local;

/// <summary>Runs functions through the middleware.</summary>
internal sealed class FunctionInvoker(IServiceProvider services, FunctionExecutionDelegate pipeline)
{
    /// <summary>Runs a function in a scope of its own; answers its result.</summary>
    public async Task<object?> RunAsync(
        FunctionEntry function,
        object? trigger,
        CancellationToken cancellationToken,
        Func<IEnumerable<KeyValuePair<string, object?>>>? data = null)
    {
        await using var scope = services.CreateAsyncScope();
        var invocation = new Invocation(function, trigger, scope.ServiceProvider, cancellationToken) { Data = data };
        await pipeline(invocation);
        return invocation.Result.Value;
    }

    /// <summary>Runs an HTTP function in the request's scope; answers its result.</summary>
    public async Task<object?> RunAsync(FunctionEntry function, HttpContext http)
    {
        var invocation = new Invocation(function, http.Request, http.RequestServices, http.RequestAborted)
        {
            Data = () => http.Request.RouteValues
                .Concat(http.Request.Query.Select(value => new KeyValuePair<string, object?>(value.Key, value.Value.ToString()))),
        };
        invocation.Features.Set(http);
        await pipeline(invocation);
        return invocation.Result.Value;
    }

    /// <summary>The end of the pipeline: gives the parameters their values and calls the function.</summary>
    public static async Task ExecuteAsync(FunctionContext context)
    {
        var invocation = (Invocation)context;
        var function = invocation.Function;
        var arguments = new object?[function.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = function.Parameters[i](invocation);
        }

        var instance = function.CreateInstance(context.InstanceServices);
        try
        {
            invocation.Result.Value = await function.Call(instance, arguments);
        }
        finally
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }
}
