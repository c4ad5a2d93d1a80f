namespace RecruitRetain.Benchmarks;

/// <summary>Reads, reads that the audit trail records first, and commands, over HTTP on 20 connections, client and server in one process.</summary>
internal static class HttpBenchmark
{
    private const int Connections = 20;

    public static async Task<object> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("http.db"));
        using var staff = new Staff(host.BaseAddress);
        var vacancy = await staff.OpenVacancyAsync();
        var application = (await staff.ApplyAsync(vacancy, 0)).GetProperty("id").GetString();
        var next = 1;
        await Measurement.OfAsync(500, Connections, _ => staff.GetAsync($"/api/vacancies/{vacancy}", "recruiter"));
        await Measurement.OfAsync(500, Connections, _ => staff.GetAsync($"/api/applications/{application}", "recruiter"));
        await Measurement.OfAsync(200, Connections, _ => staff.ApplyAsync(vacancy, Interlocked.Increment(ref next)));
        return new
        {
            connections = Connections,
            read = await Measurement.OfAsync(10_000, Connections, _ => staff.GetAsync($"/api/vacancies/{vacancy}", "recruiter")),
            auditedRead = await Measurement.OfAsync(10_000, Connections, _ => staff.GetAsync($"/api/applications/{application}", "recruiter")),
            command = await Measurement.OfAsync(2_000, Connections, _ => staff.ApplyAsync(vacancy, Interlocked.Increment(ref next))),
        };
    }
}
