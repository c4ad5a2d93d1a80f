using Azure.Core;
using Azure.Messaging.ServiceBus;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.ServiceBus;

/// <summary>An embedded Azure on a file of its own with the clock held at 09:00 on Monday 5 January 2026, and clients to its bus.</summary>
internal sealed class BusBench : IAsyncDisposable
{
    public const string Declaration = """
        { "UserConfig": { "Namespaces": [ { "Name": "test",
          "Queues": [
            { "Name": "plain", "Properties": { "LockDuration": "PT1M", "MaxDeliveryCount": 3 } },
            { "Name": "unique", "Properties": { "RequiresDuplicateDetection": true, "DuplicateDetectionHistoryTimeWindow": "PT10M" } },
            { "Name": "short-lived", "Properties": { "DefaultMessageTimeToLive": "PT1H", "DeadLetteringOnMessageExpiration": true } } ],
          "Topics": [ { "Name": "events", "Properties": {}, "Subscriptions": [ { "Name": "audit" }, { "Name": "alerts" } ] } ] } ] } }
        """;

    public static readonly DateTimeOffset Nine = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("bus").FullName;
    private readonly string _name = $"{Guid.NewGuid():N}.local";

    private BusBench()
    {
    }

    public LocalAzure Azure { get; private set; } = null!;

    public Bus Bus => Azure.Bus;

    public ServiceBusClient Client { get; private set; } = null!;

    public static async Task<BusBench> OpenAsync()
    {
        var bench = new BusBench();
        bench.Start();
        await bench.Azure.Clock.SetAsync(Nine, hold: true);
        return bench;
    }

    /// <summary>Closes the file and opens it again, as a restart does.</summary>
    public async Task ReopenAsync()
    {
        await Azure.DisposeAsync();
        Start();
    }

    public Task SendAsync(string queue, params IEnumerable<string> bodies) =>
        Client.CreateSender(queue).SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body)));

    public ServiceBusReceiver Receiver(string queue) => Client.CreateReceiver(queue);

    public ServiceBusReceiver DeadLetters(string queue) =>
        Client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    public async Task<ServiceBusReceivedMessage> ReceiveAsync(string queue)
    {
        var message = await Receiver(queue).ReceiveMessageAsync();
        Assert.NotNull(message);
        return message;
    }

    public Task AdvanceAsync(TimeSpan by) => Azure.Clock.AdvanceAsync(Azure.Clock.GetUtcNow() + by).WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await Azure.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start()
    {
        Azure = LocalAzure.Open(Path.Combine(_folder, "store.db"));
        Azure.Publish(_name);
        Azure.Bus.Declare(Declaration, "test.json");
        Client = new ServiceBusClient(_name, new NoCredential());
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;
    }
}
