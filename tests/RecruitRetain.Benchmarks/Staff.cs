using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RecruitRetain.Local;

namespace RecruitRetain.Benchmarks;

/// <summary>The app and people who use it over HTTP.</summary>
internal sealed class Staff(Uri baseAddress) : IDisposable
{
    private readonly Dictionary<string, string> _tokens = [];
    private int _posts;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = baseAddress, Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Starts the app in this process, at a fixed time.</summary>
    public static Task<LocalHost> OpenAsync(string storePath) => LocalHost.StartAsync(
        builder => builder.AddRecruitRetain(),
        typeof(Composition).Assembly,
        new LocalHostOptions { StorePath = storePath, StartAt = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), Hold = true });

    public Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null, params string[] roles) =>
        SendAsync(method, path, body is null ? null : JsonContent.Create(body), null, roles);

    /// <summary>Imports a CSV file of applications.</summary>
    public Task<JsonElement> ImportApplicationsAsync(string csv) => SendAsync(
        HttpMethod.Post, "/api/application-imports", new StringContent(csv, Encoding.UTF8, "text/csv"), Guid.NewGuid().ToString(), ["recruiter"]);

    /// <summary>Imports a CSV file of the workforce.</summary>
    public Task<JsonElement> ImportWorkforceAsync(string csv) => SendAsync(
        HttpMethod.Post, "/api/establishment/import", new StringContent(csv, Encoding.UTF8, "text/csv"), Guid.NewGuid().ToString(), ["hr"]);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, string? key, string[] roles)
    {
        using var request = new HttpRequestMessage(method, path);
        if (roles.Length > 0)
        {
            request.Headers.Add("Authorization", $"Bearer {await TokenAsync(roles)}");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        request.Content = content;

        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? text.Length == 0 ? default : JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"{method} {path} → {(int)answer.StatusCode}: {text}");
    }

    public Task<JsonElement> PostAsync(string path, object? body = null, params string[] roles) => SendAsync(HttpMethod.Post, path, body, roles);

    public Task<JsonElement> GetAsync(string path, params string[] roles) => SendAsync(HttpMethod.Get, path, null, roles);

    /// <summary>The tokens die with the moved clock.</summary>
    public void Forget()
    {
        lock (_tokens)
        {
            _tokens.Clear();
        }
    }

    public void Dispose() => Http.Dispose();

    /// <summary>Opens a vacancy to which any number can apply.</summary>
    public async Task<string> OpenVacancyAsync()
    {
        var reference = $"CS-{Interlocked.Increment(ref _posts):D3}";
        await PostAsync("/api/posts", new { reference, role = "social-worker", team = "assessment-north", grade = "PO1" }, "hr");
        var vacancy = (await PostAsync(
            "/api/vacancies",
            new
            {
                posts = new[] { reference },
                role = "social-worker",
                team = "assessment-north",
                grade = "PO1",
                fte = 1.0,
                contract = "permanent",
                closingOn = "2026-12-31",
                salaryPence = 4_000_000,
                hiresWanted = 1,
                schemeId = (string?)null,
            },
            "recruiter")).GetProperty("id").GetString()!;
        await PostAsync($"/api/vacancies/{vacancy}/approval", null, "hiring-manager");
        await PostAsync($"/api/vacancies/{vacancy}/opening", null, "recruiter");
        return vacancy;
    }

    /// <summary>Somebody applies; their journey is then alive and waits for people.</summary>
    public Task<JsonElement> ApplyAsync(string vacancy, int number, string? name = null) => PostAsync(
        "/api/applications", new { vacancyId = vacancy, name = name ?? $"Candidate {number}", email = $"candidate{number}@example.org", privacyNotice = "1" });

    /// <summary>Employs a social worker on a day that has come, enrolled in the council's own scheme; nothing stands in the way of a payment.</summary>
    public async Task<string> StartAsync(int number, DateOnly startedOn)
    {
        var employed = await PostAsync(
            "/api/employments",
            new
            {
                name = $"Starter {number}",
                email = $"starter{number}@example.org",
                contract = "permanent",
                role = "social-worker",
                team = "children-in-need",
                grade = "PO2",
                fte = 1.0,
                startedOn,
            },
            "hr");
        var id = employed.GetProperty("id").GetString()!;
        await PostAsync($"/api/employments/{id}/enrolments", new { schemeId = "retention-2026", version = 1, enrolledOn = startedOn }, "hr");
        await PostAsync($"/api/employments/{id}/agreement", new { signedOn = startedOn }, "hr");
        await PostAsync($"/api/employments/{id}/registration", new { checkedOn = startedOn, status = "registered" }, "hr");
        return id;
    }

    /// <summary>Pays all that is due by a day in a pay run: prepared by one, approved and let out by another.</summary>
    /// <returns>The run's id.</returns>
    public async Task<string> LetOutPayRunAsync(DateOnly cutOffOn)
    {
        var run = (await PostAsync("/api/pay-runs", new { cutOffOn }, "hr")).GetProperty("id").GetString()!;
        await PostAsync($"/api/pay-runs/{run}/preparation", null, "hr");
        await PostAsync($"/api/pay-runs/{run}/approval", null, "hr", "payroll");
        await PostAsync($"/api/pay-runs/{run}/instruction", null, "hr", "payroll");
        return run;
    }

    /// <summary>Runs a step for each number, so many at a time.</summary>
    public static Task EachAsync(int count, int atATime, Func<int, Task> step) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = atATime }, async (i, _) => await step(i));

    private async Task<string> TokenAsync(string[] roles)
    {
        var key = string.Join(',', roles);
        lock (_tokens)
        {
            if (_tokens.TryGetValue(key, out var known))
            {
                return known;
            }
        }

        using var answer = await Http.PostAsJsonAsync("/local/tokens", new { sub = key, roles, minutes = 60 * 24 * 30 });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        lock (_tokens)
        {
            _tokens[key] = token;
        }

        return token;
    }
}
