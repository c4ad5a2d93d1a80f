using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Housing;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Housing;
using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Access;

/// <summary>Every route by every role and without a token, at an object of the caller's own and at somebody else's, in one council.</summary>
public sealed class PolicyMatrixTests : IAsyncLifetime
{
    private const string Robin = "robin";
    private const string Nothing = "xxx_00000000000000000000000000";

    private static readonly Staff OtherRecruiter = new("olga", "recruiter");
    private static readonly Staff Cara = new("cara", "provider") { ProviderId = "cross-keys" };
    private static readonly Staff OtherManager = new("omar", "hiring-manager");

    private readonly Dictionary<string, (string Own, string Foreign)> _objects = [];
    private readonly Dictionary<Role, string> _tokens = [];
    private Council _council = null!;

    public async ValueTask InitializeAsync()
    {
        _council = await Council.OpenAsync();
        foreach (var role in Enum.GetValues<Role>())
        {
            using var answer = await _council.Http.PostAsJsonAsync(
                "/local/tokens", new { sub = Robin, roles = new[] { Caller.Word(role) }, teams = new[] { "children-in-need" }, provider = "riverside" });
            _tokens[role] = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        }
    }

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public void Every_role_that_a_route_lets_in_has_a_rule_on_the_object_and_every_rule_that_is_narrower_somebody_who_knows_whose_it_is()
    {
        var routes = RouteTable.Routes.Where(route => route.Policy is AllowAttribute).ToList();

        Assert.Empty(
            from route in routes
            from role in ((AllowAttribute)route.Policy!).Roles
            where PolicyTable.ReachOf(route.Resource, role) is null
            select $"{route.Method} {route.Path} for {role}: put a row for '{route.Resource}' into the PolicyTable.");
        Assert.Empty(
            from route in routes
            where route.Path.Contains("{id}", StringComparison.Ordinal)
                && ((AllowAttribute)route.Policy!).Roles.Any(role => PolicyTable.ReachOf(route.Resource, role) is { } reach && reach != Reach.Council)
                && _council.Services.GetKeyedService<IReach>(route.Resource) is null
            select $"{route.Path}: register an IReach for '{route.Resource}'.");
    }

    [Fact]
    public async Task Whoever_knocks_gets_in_to_their_own_and_to_nothing_else()
    {
        await MakeObjectsAsync();
        ConcurrentBag<string> wrong = [];
        var knocks = 0;
        ConcurrentBag<string> shown = [];
        var before = await EnteredAsync();
        var cases =
            from route in RouteTable.Routes
            where route.Policy is AllowAttribute
            from role in Enum.GetValues<Role>().Cast<Role?>().Append(null)
            from own in route.Path.Contains("{id}", StringComparison.Ordinal) ? new[] { true, false } : [true]
            select (route, (AllowAttribute)route.Policy!, role, own);

        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (it, stop) =>
        {
            var (route, policy, role, own) = it;
            var (mine, foreign) = _objects.GetValueOrDefault(route.Resource, (Nothing, Nothing));
            var (status, code, text) = await KnockAsync(route, role, own ? mine : foreign);
            Interlocked.Increment(ref knocks);
            if (status == 200 && route.IsProtected && route.Resource != "audit")
            {
                shown.Add(route.Function);
            }

            var reach = role is { } known && policy.Roles.Contains(known) ? PolicyTable.ReachOf(route.Resource, known) : null;
            var narrow = reach is not null and not Reach.Council;
            var right = role is null ? (status, code) == (401, "token-required")
                : reach is null ? (status, code) == (403, "role-required")
                : status is 401 || code is "role-required" or "no-policy" ? false
                : !own && narrow ? (status, code) == (404, "not-found")
                : own && narrow && route.Path == $"{route.Resource}/{{id}}" && route.Method == "GET" ? status == 200
                : !own || !narrow || status != 404 || route.Path.Contains("retention-plan", StringComparison.Ordinal);
            if (!right)
            {
                wrong.Add($"{route.Method} {route.Path} as {role?.ToString() ?? "nobody"} at {(own ? "one's own" : "a foreign one")}: {status} {code}");
            }

            // Lists show the caller's own and nobody else's.
            if (narrow && status == 200 && !route.Path.Contains("{id}", StringComparison.Ordinal))
            {
                foreach (var strange in _objects.Values.Select(pair => pair.Foreign).Where(id => text.Contains(id, StringComparison.Ordinal)))
                {
                    wrong.Add($"{route.Method} {route.Path} as {role} shows {strange}");
                }

                if (route.Path == route.Resource && _objects.ContainsKey(route.Resource) && !text.Contains(mine, StringComparison.Ordinal))
                {
                    wrong.Add($"{route.Method} {route.Path} as {role} does not show {mine}");
                }
            }
        });

        Assert.Empty(wrong.Order(StringComparer.Ordinal));

        // Each time that something protected was shown stands in the trail, once.
        var entered = await EnteredAsync();
        foreach (var function in RouteTable.Routes.Where(route => route is { Method: "GET", IsProtected: true } && route.Resource != "audit").Select(route => route.Function))
        {
            Assert.Equal((function, shown.Count(one => one == function)), (function, entered[function] - before[function]));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{knocks} knocks: {RouteTable.Routes.Count(route => route.Policy is AllowAttribute)} routes, {Enum.GetValues<Role>().Length} roles and no token, own and foreign objects.");
    }

    private async Task<Dictionary<string, int>> EnteredAsync()
    {
        var rows = await _council.Services.GetRequiredService<TableServiceClient>().GetTableClient(AuditTrail.TableName)
            .QueryAsync<TableEntity>("RowKey ge 'all|' and RowKey lt 'all}'").ToListAsync();
        return RouteTable.Routes.Where(route => route.IsProtected).Select(route => route.Function)
            .ToDictionary(function => function, function => rows.Count(row => row.GetString("Action") == JsonNamingPolicy.KebabCaseLower.ConvertName(function)));
    }

    private async Task<(int Status, string? Code, string Text)> KnockAsync(ApiRoute route, Role? role, string id)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(route.Method), System.Text.RegularExpressions.Regex.Replace(OpenApiDocument.PathOf(route), @"\{(\w+)\}", name => name.Groups[1].Value == "id" ? id : "1"));
        if (route.Method == "POST")
        {
            // Whoever gets in must not change anything that the next one needs.
            request.Content = new StringContent("{}", Encoding.UTF8, route.Operation?.Accepts ?? "application/json");
            request.Headers.TryAddWithoutValidation("If-Match", "\"none\"");
        }

        if (role is { } known)
        {
            request.Headers.Authorization = new("Bearer", _tokens[known]);
        }

        using var response = await _council.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var code = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? JsonDocument.Parse(text).RootElement.GetProperty("code").GetString() : null;
        return ((int)response.StatusCode, code, text);
    }

    private async Task MakeObjectsAsync()
    {
        var vacancy = await _council.OpenVacancyAsync();
        (await _council.PostAsync(Staff.Recruiter, $"/api/vacancies/{vacancy}/staff", new { staff = new[] { Robin } })).Expect(200);
        var foreign = (await _council.PostAsync(OtherRecruiter, "/api/vacancies", A.Vacancy(await _council.EstablishAsync()))).Expect(201).Id;
        (await _council.PostAsync(OtherManager, $"/api/vacancies/{foreign}/approval")).Expect(200);
        (await _council.PostAsync(OtherRecruiter, $"/api/vacancies/{foreign}/opening")).Expect(200);
        _objects["vacancies"] = (vacancy, foreign);
        _objects["applications"] = (await _council.ApplyAsync(vacancy), await _council.ApplyAsync(foreign, "kim@example.org"));
        _objects["board"] = _objects["applications"];
        _objects["application-imports"] = (await ImportAsync(new(Robin, "recruiter"), vacancy, "lee@example.org"), await ImportAsync(OtherRecruiter, foreign, "max@example.org"));
        _objects["agency-stints"] = (await StintAsync("children-in-need"), await StintAsync("court"));
        _objects["employments"] = (await EmployAsync("children-in-need"), await EmployAsync("court"));

        // Robin's own employment is also the one that came of Robin's own vacancy.
        var commands = _council.Services.GetRequiredService<Commands>();
        var employee = (await _council.Services.GetRequiredService<Journal>().GetAsync(Employments.Kind, _objects["employments"].Own)).State;
        var hired = (EmploymentStarted)(await _council.Services.GetRequiredService<Journal>().HistoryAsync(Employments.Kind, employee.Id))[0].Happened;
        var applied = _objects["applications"].Own;
        await commands.StepAsync(null, Vacancies.Kind, vacancy, Actor.Journey, _ => new HireRecorded(applied));
        var second = Id.New("emp");
        await commands.BeginAsync(null, Employments.Kind, second, Actor.Journey, () => hired with { EmploymentId = second, ApplicationId = applied });
        _objects["employments"] = (second, _objects["employments"].Foreign);

        var nominee = await HousingJourneyTests.RequestAsync(_council, await HousingJourneyTests.EmployAsync(_council));
        var nomination = await HousingJourneyTests.NominateAsync(_council, nominee, "RV-1");
        (await _council.PostAsync(Cara, "/api/homes", HousingJourneyTests.Void("CK-1", providerId: "cross-keys"))).Expect(201);
        var other = await HousingJourneyTests.RequestAsync(_council, second);
        var elsewhere = (await _council.PostAsync(
            Staff.Housing, $"/api/housing-requests/{other}/nomination", new { homeId = Home.IdOf("cross-keys", "CK-1") })).Expect(200)["nominations"][0].GetProperty("id").GetString()!;
        _objects["homes"] = (Home.IdOf("riverside", "RV-1"), Home.IdOf("cross-keys", "CK-1"));
        _objects["nominations"] = (nomination, elsewhere);
    }

    private async Task<string> ImportAsync(Staff who, string vacancy, string email) => (await _council.PostAsync(
        who,
        $"/api/application-imports?vacancyId={vacancy}",
        new StringContent($"name,email,privacy_notice\nLee Moss,{email},1\n", Encoding.UTF8, "text/csv"),
        ("Idempotency-Key", email))).Expect(201).Id;

    private async Task<string> StintAsync(string team) => (await _council.PostAsync(
        Staff.Hr,
        "/api/agency-stints",
        new { name = "Ann Lund", email = $"{team}@agency.example", role = "social-worker", team, fte = 1.0m, startedOn = "2026-01-05", coversVacancy = true, hourlyPence = 36_00 })).Expect(201).Id;

    private async Task<string> EmployAsync(string team) => (await _council.PostAsync(
        Staff.Hr,
        "/api/employments",
        new { name = "Sam Reed", email = $"{team}@example.org", contract = "permanent", role = "social-worker", team, grade = "PO2", fte = 1.0m, startedOn = "2026-01-05" })).Expect(201).Id;
}
