using System.Diagnostics;
using System.Text;

namespace RecruitRetain.Benchmarks;

/// <summary>10,000 applications for 200 vacancies in one CSV file: until all stand on the board, and until every journey runs and every candidate has been written to.</summary>
internal static class ImportBenchmark
{
    private const int Applications = 10_000;
    private const int Vacancies = 200;

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("import.db"));
        using var staff = new Staff(host.BaseAddress);
        var vacancies = new string[Vacancies];
        for (var i = 0; i < Vacancies; i++)
        {
            vacancies[i] = await staff.OpenVacancyAsync();
        }

        var file = new StringBuilder("vacancy_id,name,email,privacy_notice,registration_number,source,statement\n");
        for (var i = 0; i < Applications; i++)
        {
            file.Append(vacancies[i % Vacancies]).Append(",Candidate ").Append(i).Append(",candidate").Append(i)
                .Append("@example.org,1,SW").Append(100_000 + i).Append(",job-board,\"I want to stay, and to work with families.\"\n");
        }

        var watch = Stopwatch.StartNew();
        var id = (await staff.ImportApplicationsAsync(file.ToString())).GetProperty("id").GetString();
        var accepted = watch.Elapsed;
        while (await StateAsync() == "writing")
        {
            await Task.Delay(50);
        }

        var written = watch.Elapsed;
        var onBoard = (await staff.GetAsync("/api/board/counts", "recruiter")).GetProperty("total").GetInt32();
        await staff.PostAsync("/local/clock/settle", new { });
        return new
        {
            applications = Applications,
            onBoard,
            acceptedSeconds = Math.Round(accepted.TotalSeconds, 2),
            onBoardSeconds = Math.Round(written.TotalSeconds, 2),
            journeysAndMailsSeconds = Math.Round(watch.Elapsed.TotalSeconds, 2),
            state = await StateAsync(),
        };

        async Task<string> StateAsync() => (await staff.GetAsync($"/api/application-imports/{id}", "recruiter")).GetProperty("state").GetString()!;
    }
}
