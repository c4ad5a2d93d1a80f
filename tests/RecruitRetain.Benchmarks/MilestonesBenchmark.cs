using System.Diagnostics;
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
            employments[i] = await staff.StartAsync(i, new(2026, 3, 2));
        });
        await host.Azure.Clock.SettleAsync();
        enrolling.Stop();

        await using var payroll = new Payroll(host.Services);
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
            await payroll.ConfirmAsync(Starters, due);
            await host.Azure.Clock.SettleAsync();
        }

        milestones.Stop();
        var paid = await Payroll.PaidAsync(host.Services);
        var lines = host.Azure.Store.Read(session => session.Scalar<long>(
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
