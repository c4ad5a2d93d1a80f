using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RecruitRetain.Benchmarks;

/// <summary>A council's whole history in one CSV file of 1,000, 10,000 and 100,000 rows, each on an empty store: until all of it stands in the lists.</summary>
internal static class WorkforceImportBenchmark
{
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    private static readonly string[] Surnames = ["Adeyemi", "Brown", "Chaudhry", "Davies", "Evans", "Fernandes", "Grant", "Hussain", "Ivanova", "Jones", "Kaur", "Lewis"];

    public static async Task<object> RunAsync()
    {
        List<object> runs = [];
        foreach (var rows in Sizes)
        {
            runs.Add(await RunAsync(rows));
        }

        return runs;
    }

    // Of ten rows: one post, seven employments (two of them left), one change of position, one month of sickness or day of cases.
    internal static string File(int rows)
    {
        var file = new StringBuilder(
            "kind,post_reference,role,team,grade,fte,contract,name,email,registration_number,started_on,last_day_on,leaving_reason,payroll_reference,effective_on,on,cases,month,days\n");
        for (var i = 0; i < rows; i++)
        {
            var (ten, one) = (i / 10, i % 10);
            var team = $"team-{ten % 20}";
            var who = (ten * 7) + one - 1;
            var started = new DateOnly(2021, 1, 4).AddDays(ten % 1500);
            file.AppendLine(one switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"post,P{ten},social-worker,{team},PO2,1.00,,,,,,,,,,,,,"),
                <= 7 => string.Create(
                    CultureInfo.InvariantCulture,
                    $"employment,{(one == 1 ? $"P{ten}" : "")},social-worker,{team},PO2,1.00,permanent,Person {Surnames[who % 12]}{who},person{who}@example.org,SW{1_000_000 + who},{started:yyyy-MM-dd},{(one > 5 ? $"{started.AddDays(200):yyyy-MM-dd},resignation" : ",")},E{who},,,,,"),
                8 => string.Create(CultureInfo.InvariantCulture, $"position,,,team-{(ten + 1) % 20},,,,,,,,,,E{ten * 7},{started.AddDays(100):yyyy-MM-dd},,,,"),
                _ when ten % 2 == 0 => string.Create(CultureInfo.InvariantCulture, $"sickness,,,,,,,,,,,,,E{ten * 7},,,,{started.AddMonths(2):yyyy-MM},2.5"),
                _ => string.Create(CultureInfo.InvariantCulture, $"caseload,,,,,,,,,,,,,E{ten * 7},,{started.AddDays(30):yyyy-MM-dd},15,,"),
            });
        }

        return file.ToString();
    }

    private static async Task<object> RunAsync(int rows)
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("workforce.db"));
        using var staff = new Staff(host.BaseAddress);
        var file = File(rows);
        GC.Collect();
        using var memory = new PeakMemory();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var id = (await staff.ImportWorkforceAsync(file)).GetProperty("id").GetString();
        var accepted = watch.Elapsed;
        while (await StateAsync() == "writing")
        {
            await Task.Delay(50);
        }

        var written = watch.Elapsed;
        await staff.PostAsync("/local/clock/settle", new { });
        var state = await StateAsync();
        return new
        {
            rows,
            acceptedSeconds = Math.Round(accepted.TotalSeconds, 2),
            listedSeconds = Math.Round(written.TotalSeconds, 2),
            completeSeconds = Math.Round(watch.Elapsed.TotalSeconds, 2),
            processorSeconds = Math.Round((Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds, 2),
            rowsPerSecond = Math.Round(rows / written.TotalSeconds),
            peakWorkingSetMiB = memory.MiB,
            storeMiB = Math.Round(new FileInfo(folder.File("workforce.db")).Length / Math.Pow(2, 20), 1),
            state,
        };

        async Task<string> StateAsync() => (await staff.GetAsync($"/api/establishment/imports/{id}", "hr")).GetProperty("state").GetString()!;
    }

    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        public PeakMemory() => _timer = new Timer(_ => _peak = Math.Max(_peak, Environment.WorkingSet), null, 0, 100);

        public double MiB => Math.Round(_peak / Math.Pow(2, 20));

        public void Dispose() => _timer.Dispose();
    }
}
