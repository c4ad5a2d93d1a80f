using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Durable;

public sealed class DurableTests
{
    [Fact]
    public async Task Five_activities_run_in_order()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Activity<string, string>("Greet", name => $"Hello {name}")
            .Orchestrator<object?, string[]>("Hello", async (context, _) =>
            [
                await context.CallActivityAsync<string>("Greet", "Ana"),
                await context.CallActivityAsync<string>("greet", "Ben"),
                await context.CallActivityAsync<string>("Greet", "Cai"),
            ]));

        var id = await engine.StartAsync("hello");

        Assert.Equal(["Hello Ana", "Hello Ben", "Hello Cai"], await engine.ResultAsync<string[]>(id));
    }

    [Fact]
    public async Task An_event_raised_before_the_wait_is_kept_and_its_name_ignores_case()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, string>("Wait", async (context, _) =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return await context.WaitForExternalEvent<string>("Decided") + await context.WaitForExternalEvent<string>("Decided");
            }));
        var id = await engine.StartAsync("Wait");
        await engine.Client.RaiseEventAsync(id, "DECIDED", "first ");
        await engine.Client.RaiseEventAsync(id, "decided", "second");

        await engine.Azure.Clock.AdvanceAsync(Engine.Monday.AddHours(1));

        Assert.Equal("first second", await engine.ResultAsync<string>(id));
    }

    [Theory]
    [InlineData("6.00:00:00")]
    [InlineData("7.00:00:00")]
    [InlineData("49.17:00:00")]
    [InlineData("50.00:00:00")]
    [InlineData("730.00:00:00")]
    public async Task A_timer_of_any_length_fires_at_its_instant_and_leaves_two_lines(string length)
    {
        var wait = TimeSpan.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<TimeSpan, DateTime>("Wait", async (context, delay) =>
            {
                await context.CreateTimer(delay, CancellationToken.None);
                return context.CurrentUtcDateTime;
            }));
        var id = await engine.StartAsync("Wait", wait);

        await engine.Azure.Clock.AdvanceAsync(Engine.Monday + wait - TimeSpan.FromSeconds(1));
        var early = await engine.Client.GetInstanceAsync(id);
        await engine.Azure.Clock.AdvanceAsync(Engine.Monday + wait + TimeSpan.FromDays(1));

        Assert.Equal(OrchestrationRuntimeStatus.Running, early!.RuntimeStatus);
        Assert.Equal((Engine.Monday + wait).UtcDateTime, await engine.ResultAsync<DateTime>(id));
        Assert.Equal(2, engine.History(id).Events.Count(line => line.Kind is HistoryEventKind.TimerCreated or HistoryEventKind.TimerFired));
    }

    [Fact]
    public async Task A_failed_activity_is_retried_by_its_policy_on_the_moved_clock()
    {
        List<DateTimeOffset> tries = [];
        Engine? running = null;
        await using var engine = await Engine.StartAsync(it => it
            .Activity<string, string>("Flaky", _ =>
            {
                tries.Add(running!.Azure.Clock.GetUtcNow());
                return tries.Count < 4 ? throw new InvalidOperationException("not yet") : "done";
            })
            .Orchestrator<object?, string>("Try", (context, _) => context.CallActivityAsync<string>(
                "Flaky", "x", TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(1), 2, TimeSpan.FromMinutes(3))))));
        running = engine;
        var id = await engine.StartAsync("Try");

        await engine.Azure.Clock.AdvanceAsync(Engine.Monday.AddHours(1));

        Assert.Equal("done", await engine.ResultAsync<string>(id));
        Assert.Equal([0, 1, 3, 6], tries.Select(at => (at - Engine.Monday).TotalMinutes));
    }

    [Fact]
    public async Task A_failure_says_what_went_wrong()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Activity<string, string>("Break", _ => throw new ArgumentException("no such post"))
            .Orchestrator<object?, bool>("Catch", async (context, _) =>
            {
                try
                {
                    await context.CallActivityAsync("Break", "x");
                    return false;
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.IsCausedBy<ArgumentException>() && e.FailureDetails.ErrorMessage == "no such post" && e.TaskName == "Break";
                }
            })
            .Orchestrator<object?, string>("Through", (context, _) => context.CallActivityAsync<string>("Break", "x"))
            .Orchestrator<object?, string>("Nowhere", (context, _) => context.CallActivityAsync<string>("Missing")));

        Assert.True(await engine.ResultAsync<bool>(await engine.StartAsync("Catch")));
        var through = await engine.Client.WaitForInstanceCompletionAsync(await engine.StartAsync("Through"), getInputsAndOutputs: true);
        var nowhere = await engine.Client.WaitForInstanceCompletionAsync(await engine.StartAsync("Nowhere"), getInputsAndOutputs: true);
        var unknown = await engine.Client.WaitForInstanceCompletionAsync(await engine.StartAsync("Unknown"), getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, through.RuntimeStatus);
        Assert.Equal("System.ArgumentException", through.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal("ActivityTaskNotFound", nowhere.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal("OrchestratorTaskNotFound", unknown.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Sub_orchestrations_answer_or_fail_their_parent()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<int, int>("Double", (context, n) => n < 0 ? throw new ArgumentOutOfRangeException(nameof(n)) : Task.FromResult(2 * n))
            .Orchestrator<object?, string>("Parent", async (context, _) =>
            {
                var four = await context.CallSubOrchestratorAsync<int>("Double", 2, new TaskOptions((TaskRetryOptions?)null).WithInstanceId("child-a"));
                try
                {
                    await context.CallSubOrchestratorAsync<int>("Double", -1);
                    return "no failure";
                }
                catch (TaskFailedException e)
                {
                    return $"{four} {e.FailureDetails.ErrorType}";
                }
            }));

        Assert.Equal("4 System.ArgumentOutOfRangeException", await engine.ResultAsync<string>(await engine.StartAsync("Parent")));
        Assert.Equal(4, (await engine.Client.GetInstanceAsync("child-a", getInputsAndOutputs: true))!.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Continue_as_new_starts_a_fresh_history_and_keeps_the_events_nobody_read()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<List<string>, List<string>>("Collect", async (context, seen) =>
            {
                seen = [.. seen, await context.WaitForExternalEvent<string>("Item")];
                if (seen.Count < 5)
                {
                    context.ContinueAsNew(seen);
                }

                return seen;
            }));
        var id = await engine.StartAsync("Collect", new List<string>());
        foreach (var item in new[] { "a", "b", "c", "d", "e" })
        {
            await engine.Client.RaiseEventAsync(id, "Item", item);
        }

        Assert.Equal(["a", "b", "c", "d", "e"], await engine.ResultAsync<List<string>>(id));
        Assert.True(engine.History(id).Events.Count <= 8);
    }

    [Fact]
    public async Task A_timer_given_up_in_the_turn_that_asked_for_it_is_not_kept_beyond_the_generation()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<int, int>("Wait", async (context, generation) =>
            {
                var nudge = context.WaitForExternalEvent<object?>("Nudge");
                await context.WaitForExternalEvent<object?>("Go");
                using var timer = new CancellationTokenSource();
                await Task.WhenAny(context.CreateTimer(context.CurrentUtcDateTime.AddYears(1), timer.Token), nudge);
                timer.Cancel();
                if (generation < 2)
                {
                    context.ContinueAsNew(generation + 1);
                }

                return generation;
            }));
        var id = await engine.StartAsync("Wait", 1);
        foreach (var name in new[] { "Nudge", "Go", "Nudge", "Go" })
        {
            await engine.Client.RaiseEventAsync(id, name);
        }

        Assert.Equal(2, await engine.ResultAsync<int>(id));
        Assert.Equal(0, engine.Azure.Store.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM timers")));
    }

    [Fact]
    public async Task A_sub_orchestration_that_is_set_aside_fails_its_parent()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, int>("Child", (_, _) => Task.FromResult(1))
            .Orchestrator<object?, string>("Parent", async (context, _) =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync<int>("Child", null, new TaskOptions((TaskRetryOptions?)null).WithInstanceId("child"));
                    return "no failure";
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorType;
                }
            }));
        await engine.Azure.Store.WriteAsync(session => session.Execute(
            $"CREATE TRIGGER poison BEFORE UPDATE OF status ON instances WHEN NEW.id = 'child' AND NEW.status = {(int)OrchestrationRuntimeStatus.Completed} BEGIN SELECT RAISE(ABORT, 'poison'); END"));

        Assert.Equal("WorkItemSetAside", await engine.ResultAsync<string>(await engine.StartAsync("Parent")).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task What_was_under_way_goes_on_after_the_process_is_rebuilt_from_the_store()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Activity<int, int>("Square", n => n * n)
            .Orchestrator<int, int>("Slow", async (context, n) =>
            {
                var first = await context.CallActivityAsync<int>("Square", n);
                await context.CreateTimer(TimeSpan.FromDays(30), CancellationToken.None);
                var bonus = await context.WaitForExternalEvent<int>("Bonus");
                return first + bonus + await context.CallActivityAsync<int>("Square", n + 1);
            }));
        var id = await engine.StartAsync("Slow", 3);
        await engine.Azure.Clock.SettleAsync();

        await engine.ReopenAsync();
        await engine.Client.RaiseEventAsync(id, "Bonus", 100);
        await engine.ReopenAsync();
        await engine.Azure.Clock.AdvanceAsync(Engine.Monday.AddDays(31));
        await engine.ReopenAsync();

        Assert.Equal(9 + 100 + 16, await engine.ResultAsync<int>(id));
    }

    [Fact]
    public async Task Changed_code_is_found_on_replay_and_the_first_difference_is_named()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Activity<string, string>("First", _ => "1")
            .Orchestrator<object?, string>("Story", async (context, _) =>
            {
                await context.CallActivityAsync<string>("First", "x");
                return await context.WaitForExternalEvent<string>("Go");
            }));
        var id = await engine.StartAsync("Story");
        await engine.Azure.Clock.SettleAsync();
        engine.Activity<string, string>("Zeroth", _ => "0").Orchestrator<object?, string>("Story", async (context, _) =>
        {
            await context.CallActivityAsync<string>("Zeroth", "x");
            await context.CallActivityAsync<string>("First", "x");
            return await context.WaitForExternalEvent<string>("Go");
        });

        await engine.ReopenAsync();
        await engine.Client.RaiseEventAsync(id, "Go", "now");
        var known = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, known.RuntimeStatus);
        Assert.Equal("The history has TaskScheduled #0 'First', but the code asks for TaskScheduled #0 'Zeroth'.", known.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Code_that_asks_for_less_than_the_history_has_is_found_too()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Activity<string, string>("First", _ => "1")
            .Orchestrator<object?, string>("Story", async (context, _) =>
            {
                await context.CallActivityAsync<string>("First", "x");
                await context.CallActivityAsync<string>("First", "y");
                return "end";
            }));
        var id = await engine.StartAsync("Story");
        await engine.ResultAsync<string>(id);
        var history = engine.History(id);

        var same = DurableEngine.Replay(engine.Function("Story"), history);
        engine.Orchestrator<object?, string>("Story", async (context, _) =>
        {
            await context.CallActivityAsync<string>("First", "x");
            return "end";
        });
        var less = DurableEngine.Replay(engine.Function("Story"), history);

        Assert.Null(same);
        Assert.Equal("The history has TaskScheduled #1 'First', but the code asks for nothing there.", less);
    }

    [Fact]
    public async Task Awaiting_something_that_is_not_durable_fails_the_instance()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, string>("Wrong", async (context, _) =>
            {
                await Task.Yield();
                await new TaskCompletionSource().Task;
                return "never";
            }));

        var known = await engine.Client.WaitForInstanceCompletionAsync(await engine.StartAsync("Wrong"), getInputsAndOutputs: true);

        Assert.StartsWith("The orchestrator awaits something that is not durable", known.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminated_suspended_resumed_queried_and_purged()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, string>("Wait", (context, _) => context.WaitForExternalEvent<string>("Go")));
        await engine.StartAsync("Wait", null, "case-1");
        await engine.StartAsync("Wait", null, "case-2");
        await engine.StartAsync("Wait", null, "other");
        await engine.Client.WaitForInstanceStartAsync("case-1");

        await engine.Client.SuspendInstanceAsync("case-1", "holiday");
        await engine.Azure.Clock.SettleAsync();
        await engine.Client.RaiseEventAsync("case-1", "Go", "on");
        await engine.Azure.Clock.SettleAsync();
        var suspended = await engine.Client.GetInstanceAsync("case-1");
        await engine.ReopenAsync();
        await engine.Client.ResumeInstanceAsync("case-1");
        await engine.Client.TerminateInstanceAsync("case-2", "stopped");
        var ended = await engine.Client.WaitForInstanceCompletionAsync("case-2", getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended!.RuntimeStatus);
        Assert.Equal("on", await engine.ResultAsync<string>("case-1"));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended.RuntimeStatus);
        Assert.Equal("stopped", ended.ReadOutputAs<string>());
        List<string> cases = [];
        await foreach (var known in engine.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "case-", PageSize: 1)))
        {
            cases.Add(known.InstanceId);
        }

        Assert.Equal(["case-1", "case-2"], cases);
        Assert.Equal(0, (await engine.Client.PurgeInstanceAsync("other")).PurgedInstanceCount);
        Assert.Equal(1, (await engine.Client.PurgeInstanceAsync("case-1")).PurgedInstanceCount);
        Assert.Null(await engine.Client.GetInstanceAsync("case-1"));
    }

    [Fact]
    public async Task What_came_during_a_suspension_is_heard_once_though_the_disk_was_full_when_it_began()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, string>("Count", async (context, _) =>
                await context.WaitForExternalEvent<string>("Go") + await context.WaitForExternalEvent<string>("Go")));
        await engine.StartAsync("Count", null, "case");
        await engine.Client.WaitForInstanceStartAsync("case");
        await engine.Azure.Clock.SettleAsync();

        await engine.ReopenAsync(session =>
        {
            const string Arrived = "INSERT INTO inbox (instance, seq, kind, task, name, data) VALUES ('case', ?1, ?2, 0, ?3, ?4)";
            session.Execute(Arrived, 101L, (long)HistoryEventKind.ExecutionSuspended, null, null);
            session.Execute(Arrived, 102L, (long)HistoryEventKind.EventRaised, "Go", "\"a\"");
            session.Execute("CREATE TRIGGER full BEFORE UPDATE OF status ON instances WHEN OLD.attempts IN (1, 2) BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        });
        await engine.Azure.Clock.SettleAsync();
        await engine.Client.ResumeInstanceAsync("case");
        await engine.Azure.Clock.SettleAsync();
        var halfway = await engine.Client.GetInstanceAsync("case");
        await engine.Client.RaiseEventAsync("case", "Go", "b");

        Assert.Equal(OrchestrationRuntimeStatus.Running, halfway!.RuntimeStatus);
        Assert.Equal("ab", await engine.ResultAsync<string>("case"));
    }

    [Fact]
    public async Task A_full_disk_delays_an_orchestration_and_sets_nothing_aside()
    {
        var disk = new TaskCompletionSource();
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, int>("Write", async (context, _) => (await context.CallActivityAsync<string>("Fill", (object?)null)).Length)
            .Activity<object?, string>("Fill", _ =>
            {
                disk.Task.Wait();
                return new string('x', 3_000_000);
            }));
        await engine.StartAsync("Write", null, "case");
        await engine.Client.WaitForInstanceStartAsync("case");

        await engine.Azure.Store.WriteAsync(session => session.Query("PRAGMA max_page_count = 1", row => row.GetInt64(0)));
        disk.SetResult();
        for (var failures = 0; failures < DurableEngine.MostAttempts + 1; failures++)
        {
            await engine.Errors.ReadAsync();
        }

        await engine.Azure.Store.WriteAsync(session => session.Query("PRAGMA max_page_count = 1000000", row => row.GetInt64(0)));

        Assert.Equal(3_000_000, await engine.ResultAsync<int>("case"));
    }

    [Fact]
    public async Task A_live_id_cannot_be_started_twice_and_an_ended_one_unless_deduplicated()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<string, string>("Wait", async (context, name) => name + await context.WaitForExternalEvent<string>("Go")));
        await engine.StartAsync("Wait", "a", "one");

        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.StartAsync("Wait", "b", "one"));
        await engine.Client.RaiseEventAsync("one", "Go", "!");
        Assert.Equal("a!", await engine.ResultAsync<string>("one"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", "c", new StartOrchestrationOptions("one") { DedupeStatuses = ["Completed"] }));
        await engine.StartAsync("Wait", "d", "one");
        await engine.Client.RaiseEventAsync("one", "Go", "!");
        Assert.Equal("d!", await engine.ResultAsync<string>("one"));
    }

    [Fact]
    public async Task A_start_can_be_scheduled_and_an_event_before_it_is_kept()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, DateTime>("Begin", async (context, _) =>
            {
                await context.WaitForExternalEvent<string>("Go");
                return context.CurrentUtcDateTime;
            }));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Begin", null, new StartOrchestrationOptions("later", Engine.Monday.AddDays(2)));
        await engine.Client.RaiseEventAsync("later", "Go", "x");
        await engine.ReopenAsync();
        await engine.Azure.Clock.AdvanceAsync(Engine.Monday.AddDays(3));

        Assert.Equal(Engine.Monday.AddDays(2).UtcDateTime, await engine.ResultAsync<DateTime>("later"));
    }

    [Fact]
    public async Task Ids_are_the_same_on_replay_and_different_from_each_other()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, Guid[]>("Ids", async (context, _) =>
            {
                var before = context.NewGuid();
                await context.WaitForExternalEvent<string>("Go");
                return [before, context.NewGuid()];
            }));
        engine.Options = new DurableOptions(CachedInstances: 0);
        var id = await engine.StartAsync("Ids");
        await engine.ReopenAsync();
        await engine.Client.RaiseEventAsync(id, "Go");
        var ids = await engine.ResultAsync<Guid[]>(id);

        Assert.Equal(2, ids.Distinct().Count());
        Assert.Null(DurableEngine.Replay(engine.Function("Ids"), engine.History(id)));
    }

    [Fact]
    public async Task A_wait_that_timed_out_swallows_the_next_event_of_its_name_as_the_real_engine_does()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Orchestrator<object?, string>("Twice", async (context, _) =>
            {
                try
                {
                    await context.WaitForExternalEvent<string>("Go", TimeSpan.FromHours(1));
                }
                catch (TaskCanceledException)
                {
                    context.SetCustomStatus("timed out");
                }

                return await context.WaitForExternalEvent<string>("Other");
            }));
        var id = await engine.StartAsync("Twice");
        await engine.Azure.Clock.AdvanceAsync(Engine.Monday.AddHours(2));
        var waiting = await engine.Client.GetInstanceAsync(id, getInputsAndOutputs: true);
        await engine.Client.RaiseEventAsync(id, "Go", "swallowed");
        await engine.Client.RaiseEventAsync(id, "Other", "read");

        Assert.Equal("timed out", waiting!.ReadCustomStatusAs<string>());
        Assert.Equal("read", await engine.ResultAsync<string>(id));
    }

    [Fact]
    public async Task Two_hundred_orchestrations_fan_out_and_in()
    {
        await using var engine = await Engine.StartAsync(it => it
            .Activity<int, int>("Square", n => n * n)
            .Orchestrator<int, int>("Sum", async (context, n) =>
                (await Task.WhenAll(Enumerable.Range(1, n).Select(i => context.CallActivityAsync<int>("Square", i)))).Sum()));
        for (var i = 0; i < 200; i++)
        {
            await engine.StartAsync("Sum", 10, $"sum-{i}");
        }

        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(385, await engine.ResultAsync<int>($"sum-{i}"));
        }
    }
}
