using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Tests.ServiceBus;

/// <summary>Long random runs against a queue written down in a few lines, with restarts in between.</summary>
public class QueueModelTests
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Any_run_of_sends_receipts_settlements_waits_and_restarts_agrees_with_the_model(int seed)
    {
        await using var bench = await BusBench.OpenAsync();
        var random = new Random(seed);
        var now = BusBench.Nine;
        List<Expected> queue = [];
        List<string> dead = [];
        for (var step = 0; step < 400; step++)
        {
            switch (random.Next(12))
            {
                case < 3:
                    var body = $"{step}";
                    await bench.SendAsync("plain", body);
                    queue.Add(new Expected(body));
                    break;
                case < 7:
                    await ReceiveAsync();
                    break;
                case < 10:
                    await SettleAsync();
                    break;
                case 10:
                    now += TimeSpan.FromSeconds(random.Next(90));
                    await bench.Azure.Clock.AdvanceAsync(now);
                    Release(expected => expected.LockedUntil <= now);
                    break;
                default:
                    await bench.ReopenAsync();
                    Release(_ => true);
                    break;
            }
        }

        // One look at the queue also sets aside what ended its last delivery with the process.
        await ReceiveAsync();
        Assert.Equal(queue.Select(expected => expected.Body), (await bench.Receiver("plain").PeekMessagesAsync(1_000)).Select(message => message.Body.ToString()));
        Assert.Equal(dead.Order(), (await bench.DeadLetters("plain").PeekMessagesAsync(1_000)).Select(message => message.Body.ToString()).Order());

        async Task ReceiveAsync()
        {
            var next = queue.Find(expected => expected.Lock is null);
            var message = await bench.Receiver("plain").ReceiveMessageAsync();
            Assert.Equal(next?.Body, message?.Body.ToString());
            if (next is not null)
            {
                next.Lock = message;
                next.LockedUntil = now + LockDuration;
                Assert.Equal(++next.Deliveries, message!.DeliveryCount);
            }
        }

        async Task SettleAsync()
        {
            if (queue.Find(expected => expected.Lock is not null) is not { } locked)
            {
                return;
            }

            switch (random.Next(3))
            {
                case 0:
                    await bench.Receiver("plain").CompleteMessageAsync(locked.Lock!);
                    queue.Remove(locked);
                    break;
                case 1:
                    await bench.Receiver("plain").AbandonMessageAsync(locked.Lock!);
                    Release(expected => expected == locked);
                    break;
                default:
                    await bench.Receiver("plain").DeadLetterMessageAsync(locked.Lock!, "odd");
                    queue.Remove(locked);
                    dead.Add(locked.Body);
                    break;
            }
        }

        void Release(Predicate<Expected> which)
        {
            foreach (var expected in queue.Where(expected => expected.Lock is not null && which(expected)).ToList())
            {
                expected.Lock = null;
                if (expected.Deliveries == 3)
                {
                    queue.Remove(expected);
                    dead.Add(expected.Body);
                }
            }
        }
    }

    private sealed class Expected(string body)
    {
        public string Body => body;

        public int Deliveries { get; set; }

        public ServiceBusReceivedMessage? Lock { get; set; }

        public DateTimeOffset LockedUntil { get; set; }
    }
}
