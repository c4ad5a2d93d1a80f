using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Tests.ServiceBus;

public class BusListenerTests
{
    [Fact]
    public async Task A_listener_gets_what_waited_and_what_comes_in_order_and_completes_it()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a", "b");
        List<string> seen = [];
        await using var listener = bench.Bus.Listen("plain", 1, (message, _) =>
        {
            seen.Add(message.Body.ToString());
            return Task.CompletedTask;
        });

        await bench.SendAsync("plain", "c", "d");
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(["a", "b", "c", "d"], seen);
        Assert.Empty(await bench.Receiver("plain").PeekMessagesAsync(10));
    }

    [Fact]
    public async Task A_listener_goes_on_after_the_store_refused_it_a_message()
    {
        await using var bench = await BusBench.OpenAsync();
        List<string> seen = [];
        await using var listener = bench.Bus.Listen("plain", 1, (message, _) =>
        {
            seen.Add(message.Body.ToString());
            return Task.CompletedTask;
        });
        await bench.Azure.Workload.WhenIdleAsync();
        await bench.Azure.Store.WriteAsync(session => session.Execute(
            "CREATE TRIGGER failing BEFORE UPDATE OF state ON bus_messages BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"));

        await bench.SendAsync("plain", "a");
        for (var sent = bench.Azure.Store.Commits; bench.Azure.Store.Commits == sent;)
        {
            await Task.Yield();
        }

        await bench.Azure.Store.WriteAsync(session => session.Execute("DROP TRIGGER failing"));
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(["a"], seen);
    }

    [Fact]
    public async Task What_falls_due_while_the_store_refuses_it_comes_once_it_does_not()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.Client.CreateSender("plain").ScheduleMessageAsync(new ServiceBusMessage("a"), BusBench.Nine.AddDays(1));
        await bench.Azure.Store.WriteAsync(session => session.Execute(
            "CREATE TRIGGER failing BEFORE INSERT ON bus_messages BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"));
        await Assert.ThrowsAnyAsync<Exception>(() => bench.AdvanceAsync(TimeSpan.FromDays(1)));

        await bench.Azure.Clock.HoldAsync(false);
        bench.Azure.Clock.Start();
        for (var held = bench.Azure.Store.Commits; bench.Azure.Store.Commits == held;)
        {
            await Task.Yield();
        }

        await bench.Azure.Store.WriteAsync(session => session.Execute("DROP TRIGGER failing"));

        Assert.Equal("a", (await bench.ReceiveAsync("plain")).Body.ToString());
    }

    [Fact]
    public async Task The_clock_does_not_pass_a_message_that_is_being_handled()
    {
        await using var bench = await BusBench.OpenAsync();
        var release = new TaskCompletionSource();
        var started = new TaskCompletionSource<DateTimeOffset>();
        await using var listener = bench.Bus.Listen("plain", 1, async (_, _) =>
        {
            started.SetResult(bench.Azure.Clock.GetUtcNow());
            await release.Task;
        });
        await bench.Client.CreateSender("plain").ScheduleMessageAsync(new ServiceBusMessage("a"), BusBench.Nine.AddDays(1));

        var advance = bench.AdvanceAsync(TimeSpan.FromDays(30));
        Assert.Equal(BusBench.Nine.AddDays(1), await started.Task);
        Assert.False(advance.IsCompleted);
        Assert.Equal(BusBench.Nine.AddDays(1), bench.Azure.Clock.GetUtcNow());
        release.SetResult();
        await advance;

        Assert.Equal(BusBench.Nine.AddDays(30), bench.Azure.Clock.GetUtcNow());
        Assert.Empty(await bench.Receiver("plain").PeekMessagesAsync(10));
    }

    [Fact]
    public async Task At_most_so_many_handlers_run_at_a_time()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", Enumerable.Range(0, 40).Select(i => $"{i}"));
        int running = 0, most = 0, done = 0;
        await using var listener = bench.Bus.Listen("plain", 4, async (_, _) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
        });

        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(40, done);
        Assert.InRange(most, 1, 4);

        static void InterlockedMax(ref int target, int value)
        {
            for (var seen = Volatile.Read(ref target); value > seen;)
            {
                seen = Interlocked.CompareExchange(ref target, value, seen) is var before && before == seen ? value : before;
            }
        }
    }

    [Fact]
    public async Task A_handler_that_fails_gets_the_message_again_at_once_until_it_is_dead_lettered_with_the_cause()
    {
        await using var bench = await BusBench.OpenAsync();
        ConcurrentQueue<int> deliveries = [];
        await using var listener = bench.Bus.Listen("plain", 2, (message, _) =>
        {
            deliveries.Enqueue(message.DeliveryCount);
            throw new InvalidOperationException("The employment emp_9 is unknown.");
        });

        await bench.SendAsync("plain", "a");
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal([1, 2, 3], deliveries);
        Assert.Equal(BusBench.Nine, bench.Azure.Clock.GetUtcNow());
        var dead = Assert.Single(await bench.DeadLetters("plain").PeekMessagesAsync(10));
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        Assert.Equal("The employment emp_9 is unknown.", dead.DeadLetterErrorDescription);
    }

    [Fact]
    public async Task A_handler_that_settles_for_itself_has_the_last_word()
    {
        await using var bench = await BusBench.OpenAsync();
        await using var listener = bench.Bus.Listen(
            "plain", 1, (message, _) => bench.Bus.DeadLetterAsync(message, reason: "unreadable"), autoComplete: false);

        await bench.SendAsync("plain", "a");
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal("unreadable", Assert.Single(await bench.DeadLetters("plain").PeekMessagesAsync(10)).DeadLetterReason);
    }

    [Fact]
    public async Task A_message_that_its_handler_left_unsettled_comes_again_when_the_lock_runs_out()
    {
        await using var bench = await BusBench.OpenAsync();
        ConcurrentQueue<DateTimeOffset> deliveries = [];
        await using var listener = bench.Bus.Listen(
            "plain",
            1,
            (message, _) =>
            {
                deliveries.Enqueue(bench.Azure.Clock.GetUtcNow());
                return message.DeliveryCount == 2 ? bench.Bus.CompleteAsync(message) : Task.CompletedTask;
            },
            autoComplete: false);

        await bench.SendAsync("plain", "a");
        await bench.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal([BusBench.Nine, BusBench.Nine.AddMinutes(1)], deliveries);
    }

    [Fact]
    public async Task A_listener_of_the_dead_letters_gets_them_as_they_come()
    {
        await using var bench = await BusBench.OpenAsync();
        ConcurrentQueue<string?> reasons = [];
        await using var dead = bench.Bus.Listen("plain/$DeadLetterQueue", 1, (message, _) =>
        {
            reasons.Enqueue(message.DeadLetterReason);
            return Task.CompletedTask;
        });
        await using var listener = bench.Bus.Listen("plain", 1, (_, _) => throw new InvalidOperationException("no"));

        await bench.SendAsync("plain", "a");
        await bench.Client.CreateSender("short-lived").SendMessageAsync(new ServiceBusMessage("b"));
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(["MaxDeliveryCountExceeded"], reasons);
    }

    [Fact]
    public async Task After_it_is_disposed_a_listener_gets_nothing_and_what_it_handled_is_finished()
    {
        await using var bench = await BusBench.OpenAsync();
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var count = 0;
        var listener = bench.Bus.Listen("plain", 1, async (_, _) =>
        {
            count++;
            started.SetResult();
            await finish.Task;
        });
        await bench.SendAsync("plain", "a", "b");
        await started.Task;

        var disposing = listener.DisposeAsync();
        Assert.False(disposing.IsCompleted);
        finish.SetResult();
        await disposing;
        await bench.SendAsync("plain", "c");
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(1, count);
        Assert.Equal(["b", "c"], (await bench.Receiver("plain").PeekMessagesAsync(10)).Select(message => message.Body.ToString()));
    }

    [Fact]
    public async Task Every_message_sent_from_many_sides_is_handled_once()
    {
        await using var bench = await BusBench.OpenAsync();
        ConcurrentDictionary<string, int> seen = [];
        await using var listener = bench.Bus.Listen("plain", 16, (message, _) =>
        {
            seen.AddOrUpdate(message.Body.ToString(), 1, (_, count) => count + 1);
            return Task.CompletedTask;
        });

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => Task.Run(() => bench.SendAsync("plain", $"{i}"))));
        await bench.Azure.Workload.WhenIdleAsync();

        Assert.Equal(2_000, seen.Count);
        Assert.All(seen.Values, count => Assert.Equal(1, count));
        Assert.Equal(0, bench.Azure.Workload.Count);
    }
}
