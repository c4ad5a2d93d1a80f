using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Benchmarks;

/// <summary>24 months of four milestones for 1,000 starters, clock moved, every payment approved over HTTP and confirmed by payroll.</summary>
internal static class MilestonesBenchmark
{
    private const int Starters = 1_000;

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("milestones.db"));
        using var staff = new Staff(host.BaseAddress);
        var employments = new string[Starters];
        var enrolling = Stopwatch.StartNew();
        await Staff.EachAsync(Starters, 20, async i =>
        {
            var employed = await staff.PostAsync(
                "/api/employments",
                new
                {
                    name = $"Starter {i}",
                    email = $"starter{i}@example.org",
                    contract = "permanent",
                    role = "social-worker",
                    team = "children-in-need",
                    grade = "PO2",
                    fte = 1.0,
                    startedOn = "2026-03-02",
                },
                "hr");
            var id = employments[i] = employed.GetProperty("id").GetString()!;
            await staff.PostAsync($"/api/employments/{id}/enrolments", new { schemeId = "retention-2026", version = 1 }, "hr");
            await staff.PostAsync($"/api/employments/{id}/agreement", new { signedOn = "2026-03-02" }, "hr");
            await staff.PostAsync($"/api/employments/{id}/registration", new { checkedOn = "2026-03-02", status = "registered" }, "hr");
        });
        await host.Azure.Clock.SettleAsync();
        enrolling.Stop();

        var bus = host.Services.GetRequiredService<ServiceBusClient>();
        await using var payroll = bus.CreateSender(Queues.PayrollConfirmations);
        await using var instructed = bus.CreateReceiver(Queues.PayrollInstructions, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var milestones = Stopwatch.StartNew();
        var start = new DateOnly(2026, 3, 2);
        for (var months = 6; months <= 24; months += 6)
        {
            var due = UkCalendar.AddMonths(start, months);
            await host.Azure.Clock.AdvanceAsync(UkCalendar.StartOfDayUtc(due).AddHours(10));
            staff.Forget();
            await Staff.EachAsync(Starters, 20, async i =>
            {
                var plan = await staff.GetAsync($"/api/employments/{employments[i]}/retention-plan", "hr");
                var payment = plan.GetProperty("payments")[(months / 6) - 1].GetProperty("id").GetString();
                await staff.PostAsync($"/api/payments/{payment}/approval", null, "hr", "payroll");
            });
            await host.Azure.Clock.SettleAsync();
            for (var confirmed = 0; confirmed < Starters;)
            {
                var batch = await instructed.ReceiveMessagesAsync(100);
                await payroll.SendMessagesAsync(batch.Select(message => new ServiceBusMessage(JsonSerializer.Serialize(new
                {
                    instructionId = JsonDocument.Parse(message.Body.ToString()).RootElement.GetProperty("instructionId").GetString(),
                    outcome = "confirmed",
                    on = due,
                }))));
                confirmed += batch.Count;
            }

            await host.Azure.Clock.SettleAsync();
        }

        milestones.Stop();
        var paid = 0;
        var lines = 0L;
        var journal = host.Services.GetRequiredService<Journal>();
        await foreach (var plan in journal.AllAsync(RetentionPlans.Kind))
        {
            paid += plan.State.Payments.Count(payment => payment.State == PaymentState.Paid);
        }

        lines = host.Azure.Store.Read(session => session.Scalar<long>(
            "SELECT SUM(history_events) FROM instances WHERE id = ?1", $"retention-{employments[0]}"));
        return paid == 4 * Starters
            ? new
            {
                starters = Starters,
                enrolSeconds = Math.Round(enrolling.Elapsed.TotalSeconds, 1),
                twentyFourMonthsSeconds = Math.Round(milestones.Elapsed.TotalSeconds, 1),
                paymentsPerSecond = Math.Round(4 * Starters / milestones.Elapsed.TotalSeconds, 1),
                historyLinesOfOneRetentionStage = lines,
                residentMiB = Math.Round(Environment.WorkingSet / Math.Pow(2, 20)),
            }
            : throw new InvalidOperationException($"{paid} payments are paid, not {4 * Starters}.");
    }
}
