using Azure.Messaging.ServiceBus;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

public sealed class ServiceBusFunctionsTests : IAsyncLifetime
{
    private const string Entities = """
        { "UserConfig": { "Namespaces": [ { "Name": "local", "Queues": [
            { "Name": "nominations", "Properties": { "MaxDeliveryCount": 3 } },
            { "Name": "payments", "Properties": { "MaxDeliveryCount": 3 } } ],
          "Topics": [ { "Name": "decisions", "Properties": {}, "Subscriptions": [ { "Name": "housing", "Properties": { "MaxDeliveryCount": 3 } } ] } ] } ] } }
        """;

    private readonly SampleApp _app = new();

    public ValueTask InitializeAsync()
    {
        _app.Write("servicebus.json", Entities);
        _app.Settings["PaymentsQueue"] = "payments";
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_message_reaches_its_function_as_what_its_body_says()
    {
        await _app.RunAsync(typeof(BusSamples));

        await SendAsync("nominations", """{ "home": "4 Mill Lane", "Rank": 2 }""", "m-1");

        Assert.Equal(["4 Mill Lane 2 m-1"], _app.Journal.Lines);
        Assert.Equal(0, Count("nominations").Active);
    }

    [Fact]
    public async Task What_throws_is_delivered_again_and_at_last_dead_lettered()
    {
        await _app.RunAsync(typeof(BusSamples));

        await SendAsync("payments", "p", "m-1");

        Assert.Equal(["p", "p", "p"], _app.Journal.Lines);
        Assert.Equal(1, Count("payments").DeadLettered);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_dead_lettered_and_the_function_never_sees_it()
    {
        await _app.RunAsync(typeof(BusSamples));

        await SendAsync("nominations", "not json", "m-1");

        Assert.Empty(_app.Journal.Lines);
        Assert.Equal(1, Count("nominations").DeadLettered);
    }

    [Fact]
    public async Task Without_auto_complete_the_function_settles_its_message_itself()
    {
        await _app.RunAsync(typeof(BusSamples));

        await SendAsync("decisions", "?", "m-1");

        Assert.Equal(["? 1"], _app.Journal.Lines);
        Assert.Equal(1, Count("decisions/Subscriptions/housing").DeadLettered);
    }

    [Fact]
    public async Task A_queue_that_is_not_declared_fails_the_start_naming_the_function()
    {
        _app.Settings["PaymentsQueue"] = "payrolls";

        var error = await Assert.ThrowsAsync<WorkerException>(() => _app.RunAsync(typeof(BusSamples)));

        Assert.StartsWith("Function 'payments' cannot run: its parameter 'body' ([ServiceBusTrigger] String): 'payrolls' cannot be listened to: ", error.Message);
    }

    [Fact]
    public async Task A_broken_declaration_fails_the_start_naming_the_file()
    {
        _app.Write("servicebus.json", """{ "UserConfig": 1 }""");

        var error = await Assert.ThrowsAsync<WorkerException>(() => _app.RunAsync(typeof(BusSamples)));

        Assert.Contains("servicebus.json", error.Message);
    }

    private async Task SendAsync(string entity, string body, string id)
    {
        await _app.Azure.Bus.SendAsync(entity, [new ServiceBusMessage(body) { MessageId = id }]);
        await _app.Azure.Clock.SettleAsync();
    }

    private BusEntityCounts Count(string path) => _app.Azure.Bus.List().Single(entity => entity.Path == path);
}
