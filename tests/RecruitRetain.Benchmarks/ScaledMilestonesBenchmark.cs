using System.Diagnostics;
using RecruitRetain.Shared;

namespace RecruitRetain.Benchmarks;

/// <summary>24 months of four milestones for 10,000 starters of four weeks, clock moved, paid in eight pay runs of 5,000 and confirmed by payroll.</summary>
internal static class ScaledMilestonesBenchmark
{
    private const int Starters = 10_000;
    private const int Milestones = 4 * Starters;

    private static readonly DateOnly First = new(2026, 3, 2);

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("milestones10000.db"));
        using var staff = new Staff(host.BaseAddress);
        var enrolling = Stopwatch.StartNew();
        for (var week = 0; week < 4; week++)
        {
            var start = First.AddDays(7 * week);
            await MoveToAsync(start);
            await Staff.EachAsync(Starters / 4, 20, i => staff.StartAsync((week * Starters / 4) + i, start));
            await host.Azure.Clock.SettleAsync();
        }

        enrolling.Stop();
        await using var payroll = new Payroll(host.Services);
        var milestones = Stopwatch.StartNew();
        for (var months = 6; months <= 24; months += 6)
        {
            foreach (var week in new[] { 1, 3 })
            {
                var due = UkCalendar.AddMonths(First.AddDays(7 * week), months);
                await MoveToAsync(due);
                await staff.LetOutPayRunAsync(due);
                await host.Azure.Clock.SettleAsync();
                await payroll.ConfirmAsync(Starters / 2, due);
                await host.Azure.Clock.SettleAsync();
            }
        }

        milestones.Stop();
        var paid = await Payroll.PaidAsync(host.Services);
        return paid == Milestones
            ? new
            {
                starters = Starters,
                enrolSeconds = Math.Round(enrolling.Elapsed.TotalSeconds, 1),
                twentyFourMonthsSeconds = Math.Round(milestones.Elapsed.TotalSeconds, 1),
                milestonesPerSecond = Math.Round(Milestones / milestones.Elapsed.TotalSeconds, 1),
                residentMiB = Math.Round(Environment.WorkingSet / Math.Pow(2, 20)),
            }
            : throw new InvalidOperationException($"{paid} payments are paid, not {Milestones}.");

        async Task MoveToAsync(DateOnly day)
        {
            await host.Azure.Clock.AdvanceAsync(UkCalendar.StartOfDayUtc(day).AddHours(10));
            staff.Forget();
        }
    }
}
