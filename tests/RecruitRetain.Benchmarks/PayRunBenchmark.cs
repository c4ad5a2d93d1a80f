using System.Diagnostics;

namespace RecruitRetain.Benchmarks;

/// <summary>A pay run of 5,000 payments: drafted, prepared, approved, and instructed one by one to payroll; then confirmed.</summary>
internal static class PayRunBenchmark
{
    private const int Payments = 5_000;

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("payrun.db"));
        using var staff = new Staff(host.BaseAddress);
        DateOnly start = new(2026, 3, 2), due = new(2026, 9, 2);
        await Staff.EachAsync(Payments, 20, i => staff.StartAsync(i, start));
        await host.Azure.Clock.SettleAsync();
        await host.Azure.Clock.AdvanceAsync(new(2026, 9, 2, 9, 0, 0, TimeSpan.Zero));
        staff.Forget();

        var watch = Stopwatch.StartNew();
        var run = await staff.LetOutPayRunAsync(due);
        while ((await staff.GetAsync($"/api/pay-runs/{run}", "hr")).GetProperty("state").GetString() != "instructed")
        {
            await Task.Delay(50);
        }

        var instructed = watch.Elapsed;
        await host.Azure.Clock.SettleAsync();
        var written = watch.Elapsed;
        await using var payroll = new Payroll(host.Services);
        await payroll.ConfirmAsync(Payments, due);
        await host.Azure.Clock.SettleAsync();
        var paid = await Payroll.PaidAsync(host.Services);
        return paid == Payments
            ? new
            {
                payments = Payments,
                approvedAndInstructedSeconds = Math.Round(instructed.TotalSeconds, 1),
                withEveryLetterSeconds = Math.Round(written.TotalSeconds, 1),
                confirmedSeconds = Math.Round((watch.Elapsed - written).TotalSeconds, 1),
                residentMiB = Math.Round(Environment.WorkingSet / Math.Pow(2, 20)),
            }
            : throw new InvalidOperationException($"{paid} payments are paid, not {Payments}.");
    }
}
