using System.Runtime.Serialization;
using Azure.Messaging.ServiceBus;

namespace RecruitRetain.Tests.ServiceBus;

public class QueueTests
{
    [Fact]
    public async Task A_message_arrives_with_everything_that_was_written_on_it()
    {
        await using var bench = await BusBench.OpenAsync();
        var sent = new ServiceBusMessage("""{"pence":150000}""")
        {
            MessageId = "emp_1/milestone-6",
            CorrelationId = "emp_1",
            Subject = "gross-instruction",
            ContentType = "application/json",
            To = "payroll",
            ReplyTo = "payroll-confirmations",
            TimeToLive = TimeSpan.FromDays(2),
        };
        sent.ApplicationProperties["text"] = "one";
        sent.ApplicationProperties["count"] = 3;
        sent.ApplicationProperties["pence"] = 4_000_000_000L;
        sent.ApplicationProperties["held"] = true;
        sent.ApplicationProperties["at"] = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(1));
        sent.ApplicationProperties["id"] = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");

        await bench.Client.CreateSender("plain").SendMessageAsync(sent);
        var received = await bench.ReceiveAsync("PLAIN");

        Assert.Equal("""{"pence":150000}""", received.Body.ToString());
        Assert.Equal("emp_1/milestone-6", received.MessageId);
        Assert.Equal("emp_1", received.CorrelationId);
        Assert.Equal("gross-instruction", received.Subject);
        Assert.Equal("application/json", received.ContentType);
        Assert.Equal("payroll", received.To);
        Assert.Equal("payroll-confirmations", received.ReplyTo);
        Assert.Equal(TimeSpan.FromDays(2), received.TimeToLive);
        Assert.Equal(BusBench.Nine.AddDays(2), received.ExpiresAt);
        Assert.Equal(BusBench.Nine, received.EnqueuedTime);
        Assert.Equal(BusBench.Nine.AddMinutes(1), received.LockedUntil);
        Assert.Equal(1, received.DeliveryCount);
        Assert.Equal(sent.ApplicationProperties.OrderBy(p => p.Key), received.ApplicationProperties.OrderBy(p => p.Key));
    }

    [Fact]
    public async Task Messages_come_in_the_order_they_were_sent()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a", "b");
        await bench.SendAsync("plain", "c");

        var received = await bench.Receiver("plain").ReceiveMessagesAsync(10);

        Assert.Equal(["a", "b", "c"], received.Select(message => message.Body.ToString()));
        Assert.Equal(received.Select(message => message.SequenceNumber).Order(), received.Select(message => message.SequenceNumber));
    }

    [Fact]
    public async Task A_locked_message_is_seen_by_nobody_else_and_a_completed_one_is_gone()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a");

        var message = await bench.ReceiveAsync("plain");
        Assert.Null(await bench.Receiver("plain").ReceiveMessageAsync());
        await bench.Receiver("plain").CompleteMessageAsync(message);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Null(await bench.Receiver("plain").ReceiveMessageAsync());
        Assert.Empty(await bench.Receiver("plain").PeekMessagesAsync(10));
    }

    [Fact]
    public async Task An_abandoned_message_is_back_at_once_with_the_count_raised_and_the_properties_changed()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a", "b");

        var first = await bench.ReceiveAsync("plain");
        await bench.Receiver("plain").AbandonMessageAsync(first, new Dictionary<string, object> { ["tried"] = "once" });
        var again = await bench.ReceiveAsync("plain");

        Assert.Equal("a", again.Body.ToString());
        Assert.Equal(2, again.DeliveryCount);
        Assert.Equal("once", again.ApplicationProperties["tried"]);
        Assert.NotEqual(first.LockToken, again.LockToken);
    }

    [Fact]
    public async Task A_message_delivered_as_often_as_allowed_is_dead_lettered()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a");

        for (var delivery = 1; delivery <= 3; delivery++)
        {
            await bench.Receiver("plain").AbandonMessageAsync(await bench.ReceiveAsync("plain"));
        }

        Assert.Null(await bench.Receiver("plain").ReceiveMessageAsync());
        var dead = Assert.Single(await bench.DeadLetters("plain").PeekMessagesAsync(10));
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        Assert.Equal("Message could not be consumed after 3 delivery attempts.", dead.DeadLetterErrorDescription);
        Assert.Equal("plain", dead.DeadLetterSource);
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_reason_and_can_be_received_and_completed()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "not json");

        await bench.Receiver("plain").DeadLetterMessageAsync(await bench.ReceiveAsync("plain"), "unreadable", "Expected an object.");
        await bench.ReopenAsync();
        var receiver = bench.DeadLetters("plain");
        var dead = await receiver.ReceiveMessageAsync();

        Assert.NotNull(dead);
        Assert.Equal("unreadable", dead.DeadLetterReason);
        Assert.Equal("Expected an object.", dead.DeadLetterErrorDescription);
        Assert.Equal("unreadable", dead.ApplicationProperties["DeadLetterReason"]);
        Assert.Empty(new ServiceBusMessage(dead).ApplicationProperties);
        await receiver.CompleteMessageAsync(dead);
        Assert.Empty(await bench.DeadLetters("plain").PeekMessagesAsync(10));
    }

    [Fact]
    public async Task An_expired_lock_returns_the_message_and_settling_it_late_is_refused()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a");
        var late = await bench.ReceiveAsync("plain");

        await bench.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.Null(await bench.Receiver("plain").ReceiveMessageAsync());
        await bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        var again = await bench.ReceiveAsync("plain");

        Assert.Equal(2, again.DeliveryCount);
        foreach (var settle in new Func<Task>[]
        {
            () => bench.Receiver("plain").CompleteMessageAsync(late),
            () => bench.Receiver("plain").AbandonMessageAsync(late),
            () => bench.Receiver("plain").DeadLetterMessageAsync(late, "reason"),
            () => bench.Receiver("plain").RenewMessageLockAsync(late),
        })
        {
            var refused = await Assert.ThrowsAsync<ServiceBusException>(settle);
            Assert.Equal(ServiceBusFailureReason.MessageLockLost, refused.Reason);
            Assert.Equal("plain", refused.EntityPath);
        }
    }

    [Fact]
    public async Task A_renewed_lock_runs_on_from_then()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a");
        var message = await bench.ReceiveAsync("plain");

        await bench.AdvanceAsync(TimeSpan.FromSeconds(50));
        await bench.Receiver("plain").RenewMessageLockAsync(message);
        Assert.Equal(BusBench.Nine.AddSeconds(110), message.LockedUntil);
        await bench.AdvanceAsync(TimeSpan.FromSeconds(59));

        await bench.Receiver("plain").CompleteMessageAsync(message);
    }

    [Fact]
    public async Task A_lock_that_ran_out_for_the_last_time_dead_letters_the_message()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a");

        for (var delivery = 1; delivery <= 3; delivery++)
        {
            await bench.ReceiveAsync("plain");
            await bench.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("MaxDeliveryCountExceeded", Assert.Single(await bench.DeadLetters("plain").PeekMessagesAsync(10)).DeadLetterReason);
    }

    [Fact]
    public async Task A_scheduled_message_appears_at_its_time_and_not_before()
    {
        await using var bench = await BusBench.OpenAsync();
        var due = BusBench.Nine.AddMonths(6);
        var number = await bench.Client.CreateSender("plain").ScheduleMessageAsync(new ServiceBusMessage("later"), due);
        await bench.SendAsync("plain", "now");

        Assert.Equal(ServiceBusMessageState.Scheduled, (await bench.Receiver("plain").PeekMessageAsync(number))!.State);
        Assert.Equal("now", (await bench.ReceiveAsync("plain")).Body.ToString());
        await bench.Azure.Clock.AdvanceAsync(due.AddTicks(-1));
        Assert.DoesNotContain(await bench.Receiver("plain").ReceiveMessagesAsync(10), message => message.Body.ToString() == "later");
        await bench.ReopenAsync();
        await bench.Azure.Clock.AdvanceAsync(due);

        var later = Assert.Single(await bench.Receiver("plain").ReceiveMessagesAsync(10), message => message.Body.ToString() == "later");
        Assert.Equal(due, later.EnqueuedTime);
        Assert.True(later.SequenceNumber > number);
    }

    [Fact]
    public async Task A_cancelled_scheduled_message_never_appears()
    {
        await using var bench = await BusBench.OpenAsync();
        var sender = bench.Client.CreateSender("plain");
        var number = await sender.ScheduleMessageAsync(new ServiceBusMessage("later"), BusBench.Nine.AddHours(1));

        await sender.CancelScheduledMessageAsync(number);
        await bench.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Null(await bench.Receiver("plain").ReceiveMessageAsync());
        var refused = await Assert.ThrowsAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(number));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, refused.Reason);
    }

    [Fact]
    public async Task A_repeated_message_id_is_dropped_within_the_window_even_after_a_restart()
    {
        await using var bench = await BusBench.OpenAsync();
        await SendAsync("first");
        await bench.Receiver("unique").CompleteMessageAsync(await bench.ReceiveAsync("unique"));
        await bench.AdvanceAsync(TimeSpan.FromMinutes(9));
        await bench.ReopenAsync();

        await SendAsync("repeat");
        Assert.Null(await bench.Receiver("unique").ReceiveMessageAsync());
        await bench.AdvanceAsync(TimeSpan.FromMinutes(1));
        await SendAsync("after the window");
        Assert.Equal("after the window", (await bench.ReceiveAsync("unique")).Body.ToString());

        Task SendAsync(string body) => bench.Client.CreateSender("unique").SendMessageAsync(new ServiceBusMessage(body) { MessageId = "pay-1" });
    }

    [Fact]
    public async Task A_message_past_its_time_to_live_is_dropped_or_dead_lettered_as_declared()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.Client.CreateSender("plain").SendMessageAsync(new ServiceBusMessage("a") { TimeToLive = TimeSpan.FromMinutes(30) });
        await bench.Client.CreateSender("short-lived").SendMessageAsync(new ServiceBusMessage("b") { TimeToLive = TimeSpan.FromDays(30) });

        await bench.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Empty(await bench.Receiver("plain").PeekMessagesAsync(10));
        Assert.Empty(await bench.DeadLetters("plain").PeekMessagesAsync(10));
        Assert.Null(await bench.Receiver("short-lived").ReceiveMessageAsync());
        var dead = Assert.Single(await bench.DeadLetters("short-lived").PeekMessagesAsync(10));
        Assert.Equal("TTLExpiredException", dead.DeadLetterReason);
    }

    [Fact]
    public async Task A_message_of_256_KB_with_its_properties_is_taken_and_a_longer_one_is_not()
    {
        await using var bench = await BusBench.OpenAsync();
        var sender = bench.Client.CreateSender("plain");

        await sender.SendMessageAsync(new ServiceBusMessage(new byte[262_000]));
        var refused = await Assert.ThrowsAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage(new byte[262_144])));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refused.Reason);
        Assert.Single(await bench.Receiver("plain").PeekMessagesAsync(10));
    }

    [Fact]
    public async Task Messages_sent_together_are_all_sent_or_none()
    {
        await using var bench = await BusBench.OpenAsync();
        var bad = new ServiceBusMessage("b");
        bad.ApplicationProperties["list"] = new List<string>();

        await Assert.ThrowsAsync<SerializationException>(() =>
            bench.Client.CreateSender("plain").SendMessagesAsync([new ServiceBusMessage("a"), bad]));
        await Assert.ThrowsAsync<ServiceBusException>(() =>
            bench.Client.CreateSender("plain").SendMessagesAsync([new ServiceBusMessage("a"), new ServiceBusMessage(new byte[262_144])]));

        Assert.Empty(await bench.Receiver("plain").PeekMessagesAsync(10));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("events/Subscriptions/audit")]
    [InlineData("plain/$DeadLetterQueue")]
    public async Task Sending_to_what_is_no_declared_queue_or_topic_is_refused(string path)
    {
        await using var bench = await BusBench.OpenAsync();

        var refused = await Assert.ThrowsAsync<ServiceBusException>(() => bench.SendAsync(path, "a"));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, refused.Reason);
        Assert.False(refused.IsTransient);
    }

    [Fact]
    public async Task A_topic_copies_each_message_to_each_subscription()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("events", "a");
        await bench.Client.CreateSender("events").ScheduleMessageAsync(new ServiceBusMessage("b"), BusBench.Nine.AddMinutes(1));
        await bench.AdvanceAsync(TimeSpan.FromMinutes(1));

        var audit = await bench.Client.CreateReceiver("events", "audit").ReceiveMessagesAsync(10);
        await bench.Client.CreateReceiver("events", "audit").DeadLetterMessageAsync(audit[0], "odd");

        Assert.Equal(["a", "b"], audit.Select(message => message.Body.ToString()));
        Assert.Equal(
            ["a", "b"], (await bench.Client.CreateReceiver("events", "alerts").ReceiveMessagesAsync(10)).Select(message => message.Body.ToString()));
        var dead = await bench.Client.CreateReceiver("events", "audit", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }).ReceiveMessageAsync();
        Assert.Equal("odd", dead!.DeadLetterReason);
    }

    [Fact]
    public async Task Received_and_deleted_it_is_gone()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a");
        var receiver = bench.Client.CreateReceiver("plain", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

        var message = await receiver.ReceiveMessageAsync();

        Assert.Equal("a", message!.Body.ToString());
        Assert.Empty(await bench.Receiver("plain").PeekMessagesAsync(10));
        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.CompleteMessageAsync(message));
    }

    [Fact]
    public async Task Peeking_changes_nothing_and_goes_on_where_it_stopped()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a", "b", "c");
        var receiver = bench.Receiver("plain");

        Assert.Equal(["a", "b"], (await receiver.PeekMessagesAsync(2)).Select(message => message.Body.ToString()));
        Assert.Equal("c", (await receiver.PeekMessageAsync())!.Body.ToString());

        var received = await receiver.ReceiveMessagesAsync(10);
        Assert.Equal([1, 1, 1], received.Select(message => message.DeliveryCount));
    }

    [Fact]
    public async Task What_was_locked_when_the_process_ended_comes_again_with_the_count_raised()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a", "b");
        var locked = await bench.ReceiveAsync("plain");

        await bench.ReopenAsync();
        var again = await bench.ReceiveAsync("plain");

        Assert.Equal("a", again.Body.ToString());
        Assert.Equal(2, again.DeliveryCount);
        Assert.Equal(
            ServiceBusFailureReason.MessageLockLost,
            (await Assert.ThrowsAsync<ServiceBusException>(() => bench.Receiver("plain").CompleteMessageAsync(locked))).Reason);
    }

    [Fact]
    public async Task A_message_that_ends_the_process_each_time_is_dead_lettered_in_the_end()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "poison", "good");

        for (var delivery = 1; delivery <= 3; delivery++)
        {
            Assert.Equal("poison", (await bench.ReceiveAsync("plain")).Body.ToString());
            await bench.ReopenAsync();
        }

        Assert.Equal("good", (await bench.ReceiveAsync("plain")).Body.ToString());
        Assert.Equal("MaxDeliveryCountExceeded", Assert.Single(await bench.DeadLetters("plain").PeekMessagesAsync(10)).DeadLetterReason);
    }

    [Fact]
    public async Task A_receiver_waits_by_the_clock_until_a_message_appears()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.Client.CreateSender("plain").ScheduleMessageAsync(new ServiceBusMessage("a"), BusBench.Nine.AddMinutes(3));

        var receive = bench.Receiver("plain").ReceiveMessageAsync(TimeSpan.FromMinutes(5));
        await bench.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal("a", (await receive.WaitAsync(TimeSpan.FromSeconds(10)))!.Body.ToString());
    }

    [Fact]
    public async Task A_receiver_that_waited_in_vain_gets_nothing()
    {
        await using var bench = await BusBench.OpenAsync();

        var receive = bench.Receiver("plain").ReceiveMessagesAsync(5, TimeSpan.FromMinutes(5));
        await bench.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Empty(await receive.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, bench.Azure.Workload.Count);
    }

    [Fact]
    public async Task The_portal_sees_counts_and_can_put_back_or_discard_a_dead_letter()
    {
        await using var bench = await BusBench.OpenAsync();
        await bench.SendAsync("plain", "a", "b", "c", "d");
        await bench.Client.CreateSender("plain").ScheduleMessageAsync(new ServiceBusMessage("later"), BusBench.Nine.AddHours(1));
        var received = await bench.Receiver("plain").ReceiveMessagesAsync(3);
        await bench.Receiver("plain").DeadLetterMessageAsync(received[0], "odd");
        await bench.Receiver("plain").DeadLetterMessageAsync(received[1], "odd");

        var counts = Assert.Single(bench.Bus.List(), entity => entity.Path == "plain");
        Assert.Equal((1, 1, 1, 2), (counts.Active, counts.Locked, counts.Scheduled, counts.DeadLettered));

        Assert.True(await bench.Bus.ResubmitAsync("plain", received[0].SequenceNumber));
        Assert.False(await bench.Bus.ResubmitAsync("plain", received[0].SequenceNumber));
        Assert.True(await bench.Bus.DiscardAsync("plain", received[1].SequenceNumber));

        Assert.Empty(await bench.DeadLetters("plain").PeekMessagesAsync(10));
        var back = (await bench.Receiver("plain").ReceiveMessagesAsync(10)).Single(message => message.Body.ToString() == "a");
        Assert.Equal(1, back.DeliveryCount);
        Assert.Null(back.DeadLetterReason);
    }
}
