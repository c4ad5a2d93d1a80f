using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

public sealed class FunctionCatalogTests
{
    private static readonly HostJson Host = new("api", 16, true, new DurableOptions());

    [Fact]
    public void Orchestrations_and_activities_are_found_by_name_ignoring_case()
    {
        var catalog = Discover(typeof(DurableSamples));

        Assert.Equal(typeof(string), catalog.Orchestrations["GREET"].InputType);
        Assert.Equal(typeof(string), catalog.Activities["compose"].InputType);
    }

    [Theory]
    [InlineData(typeof(UnknownParameter), "Function 'f' cannot run: its parameter 'stranger' (Uri): nothing here gives it a value.")]
    [InlineData(typeof(NoTrigger), "Function 'f' cannot run: no parameter of it has a trigger.")]
    [InlineData(typeof(TwoTriggers), "Function 'f' cannot run: it has more than one trigger.")]
    [InlineData(typeof(WrongRequest), "Function 'f' cannot run: its parameter 'request' ([HttpTrigger] String): it must be a HttpRequest.")]
    [InlineData(typeof(WrongTimer), "Function 'f' cannot run: its parameter 'timer' ([TimerTrigger] String): it must be a TimerInfo.")]
    [InlineData(typeof(MissingSetting), "Function 'f' cannot run: its parameter 'timer' ([TimerTrigger] TimerInfo): there is no setting 'Nightly'.")]
    [InlineData(typeof(AsyncVoid), "Function 'f' cannot run: its method Run is async void, so nobody would see when it ends or fails; let it return Task.")]
    [InlineData(typeof(Hidden), "Function 'f' cannot run: its method Run is not public.")]
    [InlineData(typeof(InstanceOrchestration), "Function 'f' cannot run: an orchestration is a static method, so that nothing but its history can steer it.")]
    [InlineData(typeof(ThirdParameter), "Function 'f' cannot run: an orchestration takes its context and at most an input.")]
    [InlineData(typeof(BadConstraint), "Function 'f' cannot run: its parameter 'request' ([HttpTrigger] HttpRequest): the route 'api/x/{id:number}' has an unknown constraint 'number'.")]
    [InlineData(typeof(BadConversion), "Function 'f' cannot run: its parameter 'id' (HttpRequest): 'id' is a text that cannot be turned into that type.")]
    [InlineData(typeof(UserLevel), "Function 'f' cannot run: its parameter 'request' ([HttpTrigger] HttpRequest): the Functions host knows no authorization level User any more.")]
    [InlineData(typeof(ActionResult), "Function 'f' cannot run: it returns an IActionResult, and there is no MVC here to carry it out; return an IResult.")]
    public void What_cannot_run_fails_naming_function_parameter_and_trigger(Type type, string message) =>
        Assert.Equal(message, Assert.Throws<WorkerException>(() => Discover(type)).Message);

    [Fact]
    public void A_route_that_cannot_be_read_fails() =>
        Assert.StartsWith(
            "Function 'f' cannot run: its parameter 'request' ([HttpTrigger] HttpRequest): the route 'api/x/{' cannot be read: ",
            Assert.Throws<WorkerException>(() => Discover(typeof(BadRoute))).Message);

    [Fact]
    public void Two_functions_of_one_name_fail() =>
        Assert.Equal(
            "Function 'F' cannot run: RecruitRetain.Tests.Worker.FunctionCatalogTests+Posts.Run and RecruitRetain.Tests.Worker.FunctionCatalogTests+PostsAgain.Run both have that name.",
            Assert.Throws<WorkerException>(() => Discover(typeof(Posts), typeof(PostsAgain))).Message);

    [Fact]
    public void Two_functions_on_one_route_and_method_fail() =>
        Assert.Equal(
            "Function 'g' cannot run: function 'f' answers the route 'api/posts/{id}' too.",
            Assert.Throws<WorkerException>(() => Discover(typeof(Posts), typeof(SameRoute))).Message);

    [Fact]
    public void Two_functions_on_one_route_may_share_it_by_method() => Assert.Equal(2, Discover(typeof(Posts), typeof(OtherMethod)).Http.Count);

    private static FunctionCatalog Discover(params Type[] types) => FunctionCatalog.Discover(types, Host, new ConfigurationBuilder().Build());

    private static class UnknownParameter
    {
        [Function("f")]
        public static void Run([HttpTrigger] HttpRequest request, Uri stranger) => _ = (request, stranger);
    }

    private static class NoTrigger
    {
        [Function("f")]
        public static void Run(HttpRequest request) => _ = request;
    }

    private static class TwoTriggers
    {
        [Function("f")]
        public static void Run([HttpTrigger] HttpRequest request, [TimerTrigger("01:00:00")] TimerInfo timer) => _ = (request, timer);
    }

    private static class WrongRequest
    {
        [Function("f")]
        public static void Run([HttpTrigger] string request) => _ = request;
    }

    private static class WrongTimer
    {
        [Function("f")]
        public static void Run([TimerTrigger("01:00:00")] string timer) => _ = timer;
    }

    private static class MissingSetting
    {
        [Function("f")]
        public static void Run([TimerTrigger("%Nightly%")] TimerInfo timer) => _ = timer;
    }

    private static class AsyncVoid
    {
        [Function("f")]
        public static async void Run([HttpTrigger] HttpRequest request) => await request.Body.FlushAsync();
    }

    private static class Hidden
    {
        [Function("f")]
        internal static void Run([HttpTrigger] HttpRequest request) => _ = request;
    }

    private sealed class InstanceOrchestration
    {
        [Function("f")]
#pragma warning disable CA1822 // That it is no static method is the point.
        public Task<TaskOrchestrationContext> Run([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context);
#pragma warning restore CA1822
    }

    private static class ThirdParameter
    {
        [Function("f")]
        public static Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context, string input, TimeProvider clock) =>
            Task.FromResult($"{context}{input}{clock}");
    }

    private static class BadConstraint
    {
        [Function("f")]
        public static void Run([HttpTrigger(Route = "x/{id:number}")] HttpRequest request) => _ = request;
    }

    private static class BadConversion
    {
        [Function("f")]
        public static void Run([HttpTrigger(Route = "x/{id}")] HttpRequest request, HttpRequest id) => _ = (request, id);
    }

    private static class UserLevel
    {
        [Function("f")]
        public static void Run([HttpTrigger(AuthorizationLevel.User)] HttpRequest request) => _ = request;
    }

    private static class ActionResult
    {
        [Function("f")]
        public static Task<Microsoft.AspNetCore.Mvc.IActionResult> Run([HttpTrigger] HttpRequest request) => throw new InvalidOperationException(request.Method);
    }

    private static class BadRoute
    {
        [Function("f")]
        public static void Run([HttpTrigger(Route = "x/{")] HttpRequest request) => _ = request;
    }

    private static class Posts
    {
        [Function("f")]
        public static void Run([HttpTrigger("get", Route = "posts/{id}")] HttpRequest request) => _ = request;
    }

    private static class PostsAgain
    {
        [Function("F")]
        public static void Run([HttpTrigger("get", Route = "posts-again")] HttpRequest request) => _ = request;
    }

    private static class SameRoute
    {
        [Function("g")]
        public static void Run([HttpTrigger("post", "get", Route = "Posts/{number}")] HttpRequest request) => _ = request;
    }

    private static class OtherMethod
    {
        [Function("g")]
        public static void Run([HttpTrigger("post", Route = "posts/{number}")] HttpRequest request) => _ = request;
    }
}
