using RecruitRetain.Local;

namespace RecruitRetain.Tests.ServiceBus;

public class BusDeclarationTests
{
    [Fact]
    public void The_queues_of_the_product_are_declared_with_duplicate_detection_over_a_day()
    {
        var entities = BusDeclaration.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "servicebus.json")), "servicebus.json");

        var queues = entities.Where(entity => entity.Kind == BusEntityKind.Queue).ToList();
        Assert.Equal(
            ["payroll-instructions", "payroll-confirmations", "housing-homes", "housing-nominations", "housing-decisions", "webhook-events", "webhook-deliveries"],
            queues.Select(queue => queue.Path));
        Assert.All(queues, queue => Assert.Equal((TimeSpan.FromMinutes(1), 10, TimeSpan.FromDays(1)), (queue.LockDuration, queue.MaxDeliveryCount, queue.DuplicateWindow)));
    }

    [Theory]
    [InlineData("{", "servicebus.json is not JSON: ")]
    [InlineData("[]", "servicebus.json: the document must be an object.")]
    [InlineData("{}", "servicebus.json: 'UserConfig' of the document is missing.")]
    [InlineData("""{"UserConfig":{"Namespaces":{}}}""", "servicebus.json: 'Namespaces' of 'UserConfig' of the document must be an array.")]
    [InlineData(
        """{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Properties":{}}]}]}}""",
        "servicebus.json: each queue in 'Queues' of the namespace 'n' must have a 'Name'.")]
    public void A_document_of_another_shape_is_refused_by_name(string json, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<BusDeclarationException>(() => BusDeclaration.Parse(json, "servicebus.json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"LockDuration\": \"1 minute\"", "'LockDuration' of the queue 'q' must be an ISO 8601 duration from PT5S to PT5M, such as \"PT1M\".")]
    [InlineData("\"LockDuration\": \"PT6M\"", "'LockDuration' of the queue 'q' must be an ISO 8601 duration from PT5S to PT5M, such as \"PT1M\".")]
    [InlineData("\"LockDuration\": 60", "'LockDuration' of the queue 'q' must be an ISO 8601 duration from PT5S to PT5M, such as \"PT1M\".")]
    [InlineData("\"MaxDeliveryCount\": 0", "'MaxDeliveryCount' of the queue 'q' must be a whole number from 1 to 2000.")]
    [InlineData("\"MaxDeliveryCount\": \"10\"", "'MaxDeliveryCount' of the queue 'q' must be a whole number from 1 to 2000.")]
    [InlineData("\"RequiresDuplicateDetection\": \"yes\"", "'RequiresDuplicateDetection' of the queue 'q' must be true or false.")]
    [InlineData("\"RequiresSession\": true", "'RequiresSession' of the queue 'q' is not supported by the embedded Service Bus.")]
    [InlineData("\"ForwardTo\": \"other\"", "'ForwardTo' of the queue 'q' is not supported by the embedded Service Bus.")]
    [InlineData("\"LockDurations\": \"PT1M\"", "'LockDurations' of the queue 'q' is not supported by the embedded Service Bus.")]
    public void A_property_that_is_wrong_is_named_with_its_queue(string property, string expected)
    {
        var json = $$$"""{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"q","Properties":{ {{{property}}} }}]}]}}""";

        Assert.Equal($"servicebus.json: {expected}", Assert.Throws<BusDeclarationException>(() => BusDeclaration.Parse(json, "servicebus.json")).Message);
    }

    [Fact]
    public void What_the_emulator_writes_out_but_leaves_off_is_accepted()
    {
        var json = """
            {"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"q","Properties":{"DefaultMessageTimeToLive":"PT1H","ForwardTo":"",
            "ForwardDeadLetteredMessagesTo":"","RequiresSession":false}}]}],"Logging":{"Type":"File"}}}
            """;

        Assert.Equal(TimeSpan.FromHours(1), BusDeclaration.Parse(json, "servicebus.json")[0].DefaultTimeToLive);
    }

    [Fact]
    public void The_same_name_twice_is_refused() =>
        Assert.Equal(
            "servicebus.json declares 'Q' twice.",
            Assert.Throws<BusDeclarationException>(() => BusDeclaration.Parse(
                """{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"Q"},{"Name":"q"}]}]}}""", "servicebus.json")).Message);
}
