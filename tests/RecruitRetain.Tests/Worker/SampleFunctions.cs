using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

internal sealed class HttpSamples(Journal journal, LocalAzure azure)
{
    [Function("hello")]
    public static string Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "hello";

    [Function("posts-get")]
    public static IResult GetPost(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "posts/{number:int}/{part?}")] HttpRequest request, int number, string? part) =>
        Results.Ok(new { number, part });

    [Function("posts-add")]
    public static async Task<IResult> AddPost([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "posts")] HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return Results.Created("/api/posts/1", new { length = (await reader.ReadToEndAsync()).Length });
    }

    [Function("files")]
    public static string Files([HttpTrigger(AuthorizationLevel.Anonymous, Route = "files/{*path}")] HttpRequest request, string path) => path;

    [Function("keys")]
    public static Guid Key([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ids/{id}")] HttpRequest request, Guid id) => id;

    [Function("for-functions")]
    public static string ForFunctions([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => "in";

    [Function("for-admins")]
    public static string ForAdmins([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => "in";

    [Function("fails")]
    public static Task Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => throw new InvalidOperationException("secret");

    [Function("nothing")]
    public void Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => journal.Add("nothing");

    [Function("value-task")]
    public ValueTask<string> Later([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => ValueTask.FromResult($"{azure.HostName}");

    [Function("context")]
    public static IResult Context(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{id}")] HttpRequest request, FunctionContext context, CancellationToken cancellationToken) =>
        Results.Ok(new
        {
            context.FunctionDefinition.Name,
            context.FunctionDefinition.EntryPoint,
            Assembly = Path.GetFileName(context.FunctionDefinition.PathToAssembly),
            Parameters = string.Join(',', context.FunctionDefinition.Parameters.Select(parameter => parameter.Name)),
            Trigger = context.FunctionDefinition.InputBindings["request"].Type,
            Id = context.BindingContext.BindingData["id"],
            Same = ReferenceEquals(context.GetHttpContext(), request.HttpContext) && context.CancellationToken == cancellationToken,
            context.TraceContext.TraceParent,
            Item = context.Items.TryGetValue("item", out var item) ? item : null,
        });

    [Function("start")]
    public static async Task<string> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{name}")] HttpRequest request, string name, [DurableClient] DurableTaskClient client)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(DurableSamples.Greet), name);
        return (await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true)).ReadOutputAs<string>()!;
    }
}

internal sealed class DurableSamples(Journal journal)
{
    [Function(nameof(Greet))]
    public static Task<string> Greet([OrchestrationTrigger] TaskOrchestrationContext context, string name) =>
        context.CallActivityAsync<string>(nameof(Compose), name);

    [Function(nameof(Compose))]
    public string Compose([ActivityTrigger] string name, string instanceId, FunctionContext context)
    {
        journal.Add($"{context.FunctionDefinition.Name} in {instanceId.Length}");
        return $"Hello {name}";
    }
}

internal sealed class TimerSamples(Journal journal, TimeProvider clock)
{
    [Function("hourly")]
    public void Hourly([TimerTrigger("0 0 * * * *")] TimerInfo timer) => journal.Add($"hourly {clock.GetUtcNow():MM-dd HH:mm}{(timer.IsPastDue ? " late" : "")}");
}

internal sealed class SettingTimerSamples(Journal journal, TimeProvider clock)
{
    [Function("weekly")]
    public void Weekly([TimerTrigger("%Weekly%")] TimerInfo timer) =>
        journal.Add($"weekly {clock.GetUtcNow():MM-dd HH:mm} last {timer.ScheduleStatus!.Last:MM-dd HH:mm} next {timer.ScheduleStatus.Next:MM-dd HH:mm}");

    [Function("at-startup")]
    public void AtStartup([TimerTrigger("12:00:00", RunOnStartup = true)] TimerInfo timer) => journal.Add($"at-startup {clock.GetUtcNow():MM-dd HH:mm}");
}

/// <summary>Answers when told to.</summary>
internal sealed class WaitingSamples(WaitingSamples.Gate gate)
{
    [Function("waits")]
    public async Task<string> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        gate.Begun.SetResult();
        await gate.Go.Task;
        return "done";
    }

    internal sealed class Gate
    {
        public TaskCompletionSource Begun { get; } = new();

        public TaskCompletionSource Go { get; } = new();
    }
}

/// <summary>Runs until told to go on.</summary>
internal sealed class OverlapSamples(Journal journal)
{
    public static SemaphoreSlim Begun { get; } = new(0);

    public static TaskCompletionSource Go { get; } = new();

    [Function("overlaps")]
    public async Task Overlap([TimerTrigger("0 0 * * * *")] TimerInfo timer)
    {
        journal.Add("begins");
        Begun.Release();
        await Go.Task;
        journal.Add("ends");
    }
}

internal sealed class ThrowingTimerSamples(Journal journal)
{
    [Function("throws")]
    public void Throw([TimerTrigger("0 0 * * * *")] TimerInfo timer)
    {
        journal.Add("throws");
        throw new InvalidOperationException("no");
    }
}

internal sealed record Nomination(string Home, int Rank);

internal sealed class BusSamples(Journal journal)
{
    [Function("nominations")]
    public void Receive([ServiceBusTrigger("nominations", Connection = "ServiceBus")] Nomination nomination, FunctionContext context) =>
        journal.Add($"{nomination.Home} {nomination.Rank} {context.BindingContext.BindingData["MessageId"]}");

    [Function("payments")]
    public void Pay([ServiceBusTrigger("%PaymentsQueue%", Connection = "ServiceBus")] string body)
    {
        journal.Add(body);
        throw new InvalidOperationException("no");
    }

    [Function("decisions")]
    public async Task Decide(
        [ServiceBusTrigger("decisions", "housing", Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions)
    {
        journal.Add($"{message.Body} {message.DeliveryCount}");
        await actions.DeadLetterMessageAsync(message, deadLetterReason: "unreadable");
    }
}

internal sealed class OuterMiddleware(Journal journal) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        journal.Add($"outer before {context.FunctionDefinition.Name}");
        context.Items["item"] = "kept";
        await next(context);
        journal.Add($"outer after {context.FunctionDefinition.Name}");
    }
}

internal sealed class InnerMiddleware(Journal journal) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext()?.Request.Headers.ContainsKey("x-refuse") == true)
        {
            context.GetInvocationResult().Value = Results.Problem(statusCode: 403, detail: "refused");
            return;
        }

        journal.Add($"inner {context.FunctionDefinition.Name}");
        await next(context);
    }
}
