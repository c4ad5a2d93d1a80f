namespace RecruitRetain.Benchmarks;

/// <summary>The recruiters' board with 10,000 applications on 200 vacancies, on 20 connections, client and server in one process.</summary>
internal static class BoardBenchmark
{
    private const int Applications = 10_000;
    private const int Vacancies = 200;
    private const int Connections = 20;
    private const int Requests = 4_000;

    private static readonly string[] Assignees = [.. Enumerable.Range(0, 20).Select(i => $"recruiter-{i}")];

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("board.db"));
        using var staff = new Staff(host.BaseAddress);
        var vacancies = new string[Vacancies];
        for (var i = 0; i < Vacancies; i++)
        {
            vacancies[i] = await staff.OpenVacancyAsync();
        }

        // A third is shortlisted, a tenth is not, half have somebody who looks after them; the half received first is overdue by now.
        await ReceiveAsync(0, Applications / 2);
        await staff.PostAsync("/local/clock/advance", new { to = "2026-03-18T09:00:00Z" });
        staff.Forget();
        await ReceiveAsync(Applications / 2, Applications / 2);
        await staff.PostAsync("/local/clock/settle", new { });

        return new
        {
            applications = Applications,
            vacancies = Vacancies,
            connections = Connections,
            page = await ShowAsync(_ => "/api/board"),
            byVacancy = await ShowAsync(i => $"/api/board?vacancyId={vacancies[i % Vacancies]}"),
            byState = await ShowAsync(i => $"/api/board?state={(i % 2 == 0 ? "submitted" : "shortlisted")}"),
            byAssignee = await ShowAsync(i => $"/api/board?assignee={Assignees[i % Assignees.Length]}"),
            overdue = await ShowAsync(_ => "/api/board?overdue=true"),
            overdueOfVacancy = await ShowAsync(i => $"/api/board?overdue=true&vacancyId={vacancies[i % Vacancies]}"),
            counts = await ShowAsync(_ => "/api/board/counts"),
            search = await MeasureAsync(i => staff.PostAsync("/api/candidate-searches", new { text = NameOf(i * 7) }, "recruiter")),
            searchByBeginning = await MeasureAsync(i => staff.PostAsync("/api/candidate-searches", new { text = NameOf(i * 7)[..^2] }, "recruiter")),
        };

        Task<Measurement> ShowAsync(Func<int, string> path) => MeasureAsync(i => staff.GetAsync(path(i), "recruiter"));

        async Task ReceiveAsync(int first, int count) => await Staff.EachAsync(count, Connections, async k =>
        {
            var i = first + k;
            var id = (await staff.ApplyAsync(vacancies[i % Vacancies], i, NameOf(i))).GetProperty("id").GetString();
            if (i % 2 == 0)
            {
                await staff.PostAsync($"/api/applications/{id}/assignment", new { assignee = Assignees[i / 2 % Assignees.Length] }, "recruiter");
            }

            if (i % 3 == 0 || i % 10 == 1)
            {
                await staff.PostAsync($"/api/applications/{id}/shortlisting", new { shortlisted = i % 3 == 0, reason = "Measured by the criteria." }, "hiring-manager");
            }
        });
    }

    private static async Task<Measurement> MeasureAsync(Func<int, Task> request)
    {
        await Measurement.OfAsync(Requests / 20, Connections, request);
        return await Measurement.OfAsync(Requests, Connections, request);
    }

    // 40 first names and 200 surnames, so that each full name is there about once and each surname 50 times.
    private static string NameOf(int number) => $"{First[number % First.Length]} {Onsets[number / 7 % Onsets.Length]}{Endings[number / 140 % Endings.Length]}";

    private static readonly string[] First =
    [
        "Amina", "Beth", "Carys", "Dana", "Efua", "Farah", "Grace", "Hana", "Imogen", "Jade", "Kemi", "Leah", "Maya", "Nadia", "Orla", "Priya", "Ruth", "Sara",
        "Tara", "Zoe", "Adam", "Ben", "Callum", "Dev", "Evan", "Femi", "George", "Hassan", "Ivan", "Jack", "Kwame", "Liam", "Marc", "Noah", "Owen", "Paul", "Rhys",
        "Sami", "Tom", "Yusuf",
    ];

    private static readonly string[] Onsets =
    [
        "Ash", "Black", "Brad", "Cart", "Cold", "Dun", "East", "Fair", "Green", "Hart", "Kings", "Lang", "Mar", "North", "Oak", "Park", "Rad", "Stan", "Thorn", "Whit",
    ];

    private static readonly string[] Endings = ["bourne", "by", "combe", "den", "field", "ford", "ham", "ley", "ton", "well"];
}
