using System.Text.Json;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Crash;

/// <summary>
/// A number of people on their way from application to the first retention payment, driven over HTTP by a client that repeats what was not
/// acknowledged. Every step has a key of its own, so it happens once however often it is sent.
/// </summary>
internal sealed class Journeys(PatientClient client, int count)
{
    private static readonly string[] Checks =
    [
        "identity", "right-to-work", "enhanced-dbs", "first-reference", "second-reference", "overseas-record", "qualifications", "occupational-health",
        "social-work-england",
    ];

    private readonly string[] _applications = new string[count];
    private readonly string[] _employments = new string[count];
    private readonly string[] _requests = new string[count];

    public IReadOnlyList<string> Employments => _employments;

    /// <summary>From the vacancy to everybody's first approved and confirmed payment.</summary>
    public async Task RunAsync()
    {
        var vacancy = await RecruitAsync();
        await InterviewAsync(vacancy);
        await EmployAsync();
        await HouseAsync();
        await PayAsync();
    }

    /// <summary>Gives notice and withdraws it, for everybody: a round of further load.</summary>
    public Task UnsettleAsync(int round) => EachAsync(async i =>
    {
        await client.PostAsync($"/api/employments/{_employments[i]}/notice", $"{i}-notice-{round}", new { givenOn = "2026-10-02", lastDayOn = "2026-12-31" }, "hannah", "hr");
        await client.PostAsync($"/api/employments/{_employments[i]}/notice-withdrawal", $"{i}-withdrawn-{round}", new { on = "2026-10-02" }, "hannah", "hr");
    });

    private async Task<string> RecruitAsync()
    {
        string[] posts = [.. Enumerable.Range(1, count).Select(i => $"CS-{i:D3}")];
        await EachAsync(i => client.PostAsync(
            "/api/posts", $"{i}-post", new { reference = posts[i], role = "social-worker", team = "assessment-north", grade = "PO1" }, "hannah", "hr"));
        var vacancy = (await client.PostAsync(
            "/api/vacancies",
            "vacancy",
            new
            {
                posts,
                role = "social-worker",
                team = "assessment-north",
                grade = "PO1",
                fte = 1.0,
                contract = "permanent",
                closingOn = "2026-03-27",
                salaryPence = 4_000_000,
                hiresWanted = count,
                schemeId = "retention-2026",
            },
            "rachel",
            "recruiter")).GetProperty("id").GetString()!;
        await client.PostAsync($"/api/vacancies/{vacancy}/approval", "approval", null, "henry", "hiring-manager");
        await client.PostAsync($"/api/vacancies/{vacancy}/opening", "opening", null, "rachel", "recruiter");
        return vacancy;
    }

    private async Task InterviewAsync(string vacancy)
    {
        await EachAsync(async i =>
        {
            var application = await client.PostAsync(
                "/api/applications", $"{i}-apply", new { vacancyId = vacancy, name = $"Candidate {i}", email = Address(i), privacyNotice = "1" });
            _applications[i] = application.GetProperty("id").GetString()!;
            await StepAsync(i, "shortlisting", new { shortlisted = true, reason = "Meets every essential criterion." }, "henry", "hiring-manager");
            await StepAsync(i, "interview", new { at = "2026-03-09T10:00:00Z" }, "rachel", "recruiter");
        });
        await client.AdvanceAsync("2026-03-10T09:00");
        await EachAsync(async i =>
        {
            await StepAsync(i, "interview-outcome", new { score = 80, appointable = true }, "henry", "hiring-manager");
            await StepAsync(
                i,
                "offer",
                new { salaryPence = 4_000_000, fte = 1.0, notBefore = "2026-04-01", validForWorkingDays = 10, schemeId = "retention-2026", schemeVersion = 1 },
                "henry",
                "hiring-manager");
        });
        await client.AdvanceAsync("2026-03-10T18:30");
    }

    private async Task EmployAsync()
    {
        await EachAsync(async i =>
        {
            await client.PostAsync($"/api/links/{await TokenAsync(i, "/offer")}/offer-acceptance", $"{i}-accept", new { });
        });
        await client.AdvanceAsync("2026-03-11T09:00");
        await EachAsync(async i =>
        {
            foreach (var check in Checks)
            {
                await client.PostAsync(
                    $"/api/applications/{_applications[i]}/checks/{check}/result",
                    $"{i}-{check}",
                    Candidates.Seen(check, "2026-03-11"),
                    "rachel",
                    "recruiter");
            }
        });
        await client.AdvanceAsync("2026-04-01T09:00");
        await EachAsync(i => StepAsync(i, "start", new { startedOn = "2026-04-01" }, "rachel", "recruiter"));
        await client.AdvanceAsync("2026-04-01T18:30");
        await EachAsync(async i =>
        {
            var application = await client.GetAsync($"/api/applications/{_applications[i]}", "rachel", "recruiter");
            Assert.Equal("started", application.GetProperty("state").GetString());
            _employments[i] = application.GetProperty("employmentId").GetString()!;
            await client.PostAsync($"/api/employments/{_employments[i]}/agreement", $"{i}-agreement", new { signedOn = "2026-04-01" }, "hannah", "hr");
        });
        await client.AdvanceAsync("2026-09-01T09:00");
        await EachAsync(i => client.PostAsync($"/api/employments/{_employments[i]}/probation-pass", $"{i}-probation", new { on = "2026-09-01" }, "hannah", "hr"));
    }

    // From the association's void to the keys, for everybody.
    private async Task HouseAsync()
    {
        await EachAsync(async i =>
        {
            var request = await client.PostAsync(
                "/api/housing-requests", $"{i}-home", new { employmentId = _employments[i], incomePence = 4_000_000, household = 2, bedrooms = 2 }, "hugo", "housing");
            _requests[i] = request.GetProperty("id").GetString()!;
            await client.PostAsync(
                "/local/messages",
                $"{i}-void",
                new
                {
                    queue = "housing-homes",
                    messageId = $"void-{i}",
                    body = new { providerId = "riverside", homeReference = $"RV-{i}", kind = "first-let", bedrooms = 2, rentPence = 80_000, area = "north", readyOn = "2026-09-01" },
                });
        });
        await client.AdvanceAsync("2026-09-01T18:30");
        await EachAsync(async i =>
        {
            var nominated = await client.PostAsync(
                $"/api/housing-requests/{_requests[i]}/nomination",
                $"{i}-nomination",
                new { homeId = RecruitRetain.Housing.Home.IdOf("riverside", $"RV-{i}"), reason = "as agreed" },
                "hugo",
                "housing");
            var nominationId = nominated.GetProperty("nominations")[0].GetProperty("id").GetString();
            await client.PostAsync(
                "/local/messages",
                $"{i}-home-offer",
                new { queue = "housing-decisions", messageId = $"offer-{i}", body = new { providerId = "riverside", nominationId, decision = "offered" } });
        });
        await client.AdvanceAsync("2026-09-02T09:00");
        await EachAsync(async i =>
        {
            await client.PostAsync($"/api/links/{await TokenAsync(i, "/home-offer")}/home-offer-acceptance", $"{i}-home-acceptance", null);
            await client.PostAsync($"/api/housing-requests/{_requests[i]}/tenancy", $"{i}-tenancy", new { startedOn = "2026-09-02" }, "hugo", "housing");
        });
        await client.AdvanceAsync("2026-09-02T18:30");
    }

    /// <summary>What was sent to the housing association about somebody, in order.</summary>
    public async Task<IReadOnlyList<string>> HousingMessagesAsync(int i) =>
    [
        .. (await client.GetAsync("/local/messages?after=0")).EnumerateArray()
            .Where(message => message.GetProperty("entity").GetString() == "housing-nominations"
                && message.GetProperty("messageId").GetString()!.StartsWith($"{_requests[i]}/", StringComparison.Ordinal))
            .Select(message => message.GetProperty("subject").GetString()!),
    ];

    /// <summary>Somebody's home.</summary>
    public Task<JsonElement> HomeAsync(int i) => client.GetAsync($"/api/homes/{RecruitRetain.Housing.Home.IdOf("riverside", $"RV-{i}")}", "hugo", "housing");

    private async Task PayAsync()
    {
        await client.AdvanceAsync("2026-10-01T09:00");
        await EachAsync(async i =>
        {
            var payment = (await PaymentAsync(i)).GetProperty("id").GetString();
            await client.PostAsync($"/api/payments/{payment}/approval", $"{i}-approval", null, "hannah", "hr");
        });

        // The next sweep repeats the nudges that died with a process.
        await client.AdvanceAsync("2026-10-01T18:30");
        foreach (var (message, body) in await InstructionsAsync())
        {
            await client.PostAsync(
                "/local/messages",
                $"confirm-{message}",
                new
                {
                    queue = "payroll-confirmations",
                    messageId = $"confirm-{message}",
                    body = new { instructionId = body.GetProperty("instructionId").GetString(), outcome = "confirmed", on = "2026-10-01" },
                });
        }

        await client.AdvanceAsync("2026-10-02T09:00");
    }

    /// <summary>What was sent to payroll: message ids and what the messages say.</summary>
    public async Task<IReadOnlyList<(string MessageId, JsonElement Body)>> InstructionsAsync()
    {
        List<(string MessageId, JsonElement Body)> found = [];
        foreach (var message in (await client.GetAsync("/local/messages?after=0")).EnumerateArray())
        {
            if (message.GetProperty("entity").GetString() == "payroll-instructions")
            {
                found.Add((message.GetProperty("messageId").GetString()!, JsonDocument.Parse(message.GetProperty("body").GetString()!).RootElement));
            }
        }

        return found;
    }

    /// <summary>Somebody's first payment.</summary>
    public async Task<JsonElement> PaymentAsync(int i)
    {
        var plan = await client.GetAsync($"/api/employments/{_employments[i]}/retention-plan", "hannah", "hr");
        return plan.GetProperty("payments")[0];
    }

    /// <summary>The subjects of the mails that somebody got, each once.</summary>
    public async Task<IReadOnlyList<string>> SubjectsAsync(int i) =>
    [
        .. (await client.GetAsync($"/local/mails?after=0&to={Address(i)}")).EnumerateArray().Select(mail => mail.GetProperty("subject").GetString()!).Distinct(),
    ];

    public Task EachAsync(Func<int, Task> step) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await step(i));

    private static string Address(int i) => $"candidate{i}@example.org";

    private Task<JsonElement> StepAsync(int i, string step, object body, string who, string role) =>
        client.PostAsync($"/api/applications/{_applications[i]}/{step}", $"{i}-{step}", body, who, role);

    private async Task<string> TokenAsync(int i, string end)
    {
        foreach (var mail in (await client.GetAsync($"/local/mails?after=0&to={Address(i)}")).EnumerateArray())
        {
            foreach (var link in mail.GetProperty("links").EnumerateArray().Select(link => link.GetString()!))
            {
                if (link.EndsWith(end, StringComparison.Ordinal))
                {
                    return link.Split('/')[^2];
                }
            }
        }

        throw new InvalidOperationException($"Candidate {i} has no mail with such a link.");
    }
}
