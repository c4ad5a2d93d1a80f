using System.Text;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Housing;
using RecruitRetain.Local;
using RecruitRetain.Recruitment;
using RecruitRetain.Reporting;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Housing;
using RecruitRetain.Tests.Recruitment;
using RecruitRetain.Tests.Retention;

namespace RecruitRetain.Tests.Durable;

/// <summary>
/// Writes the histories that <see cref="HistoryTests"/> replays, from journeys of the whole app, into the sources. It is run by hand when an
/// orchestration has deliberately changed and no journey under the old one is left: build, then
/// <c>RecruitRetain.Tests -explicit only -class "*HistoryExport"</c>.
/// </summary>
public sealed class HistoryExport
{
    private static readonly (string Name, Func<Council, Task<IEnumerable<string>>> PlayAsync)[] Journeys =
    [
        ("withdrawn", WithdrawnAsync),
        ("declined", DeclinedAsync),
        ("lapsed", LapsedAsync),
        ("withdrawn-before-start", WithdrawnBeforeStartAsync),
        ("accepted", AcceptedAsync),
        ("stayed", StayedAsync),
        ("left-with-recovery", LeftWithRecoveryAsync),
        ("held", HeldAsync),
        ("nominated", NominatedAsync),
        ("nomination-lapsed", NominationLapsedAsync),
        ("tenancy", TenancyAsync),
        ("tenant-left", TenantLeftAsync),
        ("mailed", MailedAsync),
        ("not-mailed-yet", NotMailedYetAsync),
        ("imported", ImportedAsync),
        ("went-out", WentOutAsync),
        ("erased", ErasedAsync),
        ("purged", PurgedAsync),
    ];

    [Fact(Explicit = true)]
    public async Task Every_journey_leaves_its_history()
    {
        var folder = Path.Combine(Sources(), "Histories");
        foreach (var (name, playAsync) in Journeys)
        {
            await using var council = await Council.OpenAsync();
            foreach (var id in await playAsync(council))
            {
                var history = HistoryOf(council, id);
                await File.WriteAllTextAsync(Path.Combine(folder, $"{history.Name}-{name}.json"), HistoryTests.Write(history));
            }
        }
    }

    private static async Task<IEnumerable<string>> ImportedAsync(Council council)
    {
        var vacancy = await council.OpenVacancyAsync();
        using var file = new StringContent("name,email,privacy_notice\nJo Bloggs,jo@example.org,1\n", Encoding.UTF8, "text/csv");
        var import = (await council.PostAsync(Staff.Recruiter, $"/api/application-imports?vacancyId={vacancy}", file, ("Idempotency-Key", "import-1"))).Expect(201);
        return [ImportStage.InstanceOf(import.Id)];
    }

    private static async Task<IEnumerable<string>> WentOutAsync(Council council)
    {
        await Starter.BeginAsync(council);
        await Starter.BeginAsync(council, email: "robin@example.org");
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = (await council.PostAsync(Staff.Hr, "/api/pay-runs", new { cutOffOn = "2026-09-10" })).Expect(201).Id;
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/preparation")).Expect(200);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/instruction")).Expect(200);
        return [$"pay-run-{run}"];
    }

    private static async Task<IEnumerable<string>> ErasedAsync(Council council)
    {
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var personId = (await council.GetAsync(Staff.Hr, $"/api/applications/{id}")).Expect(200)["personId"].GetString();
        return [$"erasure-{(await council.PostAsync(Staff.Hr, $"/api/people/{personId}/erasure")).Expect(201).Id}"];
    }

    private static async Task<IEnumerable<string>> PurgedAsync(Council council)
    {
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        await council.AdvanceAsync("2027-03-03T09:00");
        return ["purge-2027-03-03"];
    }

    private static async Task<IEnumerable<string>> WithdrawnAsync(Council council)
    {
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        (await council.PostAsync(null, $"{council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);
        return [Stages.JourneyOf(id), Stages.RecruitmentOf(id)];
    }

    private static async Task<IEnumerable<string>> DeclinedAsync(Council council)
    {
        var id = await council.OfferedAsync("2026-03-10");
        (await council.PostAsync(null, $"{council.OfferLink()}/offer-refusal", new { })).Expect(200);
        return [Stages.JourneyOf(id), Stages.RecruitmentOf(id)];
    }

    private static async Task<IEnumerable<string>> LapsedAsync(Council council)
    {
        var id = await council.OfferedAsync("2026-03-10");
        await council.AdvanceAsync("2026-03-20");
        return [Stages.JourneyOf(id), Stages.RecruitmentOf(id)];
    }

    private static async Task<IEnumerable<string>> WithdrawnBeforeStartAsync(Council council)
    {
        var id = await council.OfferedAsync("2026-03-10");
        (await council.PostAsync(null, $"{council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        await council.AdvanceAsync("2026-03-20");
        (await council.PostAsync(null, $"{council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);
        return [Stages.JourneyOf(id), Stages.PreEmploymentOf(id)];
    }

    // The journey itself goes on: it waits for retention and housing, and they for what comes.
    private static async Task<IEnumerable<string>> AcceptedAsync(Council council)
    {
        var (id, employmentId) = await StartAsync(council);
        return
        [
            Stages.JourneyOf(id), Stages.RecruitmentOf(id), Stages.PreEmploymentOf(id), Stages.RetentionOf(employmentId), Stages.HousingOf(employmentId),
        ];
    }

    private static async Task<IEnumerable<string>> StayedAsync(Council council)
    {
        var (id, employmentId) = await StartAsync(council);
        var sam = new Starter(council, employmentId);
        await sam.RecordAsync("agreement", new { signedOn = "2026-05-01" });
        await sam.RecordAsync("probation-pass", new { on = "2026-05-01" });
        await sam.RecordAsync("registration", new { checkedOn = "2026-05-01", status = "registered" });
        foreach (var (number, due) in new[] { (1, "2026-11-01"), (2, "2027-05-01"), (3, "2027-11-01"), (4, "2028-05-01") })
        {
            await council.AdvanceAsync($"{due}T09:00");
            (await sam.ApproveAsync(number)).Expect(200);
            await sam.ConfirmAsync(due);
        }

        await council.AdvanceAsync("2029-05-01T09:00");
        return [Stages.JourneyOf(id), Stages.RetentionOf(employmentId)];
    }

    private static async Task<IEnumerable<string>> LeftWithRecoveryAsync(Council council)
    {
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-09-02");
        await council.AdvanceAsync("2026-12-31T18:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2026-12-31", reason = "resignation" });
        var recovery = (await sam.RecoveryAsync()).GetProperty("id").GetString();
        (await council.PostAsync(Staff.OtherHr, $"/api/recoveries/{recovery}/approval")).Expect(200);
        await sam.ConfirmAsync("2026-12-31");
        return [Stages.RetentionOf(sam.Id)];
    }

    private static async Task<IEnumerable<string>> HeldAsync(Council council)
    {
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-08-20T09:00");
        await sam.RecordAsync("formal-process", new { kind = "capability", on = "2026-08-20" });
        await council.AdvanceAsync("2026-09-02T09:00");
        return [Stages.RetentionOf(sam.Id)];
    }

    private static async Task<IEnumerable<string>> NominatedAsync(Council council)
    {
        var (employmentId, _, _) = await NominateAsync(council);
        return [Stages.HousingOf(employmentId), Stages.HomeOf(Home.IdOf("riverside", "RV-17"), 1)];
    }

    private static async Task<IEnumerable<string>> NominationLapsedAsync(Council council)
    {
        var (employmentId, _, _) = await NominateAsync(council);
        await council.AdvanceAsync("2026-03-10");
        return [Stages.HousingOf(employmentId), Stages.HomeOf(Home.IdOf("riverside", "RV-17"), 1)];
    }

    private static async Task<IEnumerable<string>> TenancyAsync(Council council) => [Stages.HousingOf(await HouseAsync(council))];

    private static async Task<IEnumerable<string>> TenantLeftAsync(Council council)
    {
        var employmentId = await HouseAsync(council);
        await council.AdvanceAsync("2026-09-15T09:00");
        (await council.PostAsync(Staff.Hr, $"/api/employments/{employmentId}/leaving", new { lastDayOn = "2026-09-14", reason = "resignation" })).Expect(200);
        return [Stages.HousingOf(employmentId)];
    }

    private static async Task<IEnumerable<string>> MailedAsync(Council council)
    {
        await council.AdvanceAsync("2026-03-09T08:00");
        return [await MailLaterAsync(council, "weekly-2026-03-09")];
    }

    private static async Task<IEnumerable<string>> NotMailedYetAsync(Council council) => [await MailLaterAsync(council, "weekly-2026-03-16")];

    private static async Task<string> MailLaterAsync(Council council, string reportId)
    {
        await council.Services.GetRequiredService<DurableTaskClient>().EnsureStartedAsync(nameof(MailReportLater), $"mail-{reportId}", reportId);
        await council.SettleAsync();
        return $"mail-{reportId}";
    }

    private static async Task<(string Id, string EmploymentId)> StartAsync(Council council)
    {
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        (await council.ShortlistAsync(id)).Expect(200);
        (await council.InviteAsync(id, "2026-03-10T09:00:00Z")).Expect(200);
        await council.AdvanceAsync("2026-03-10T11:00");
        (await council.ScoreAsync(id)).Expect(200);
        (await council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/offer", new
        {
            salaryPence = 42_000_00L,
            fte = 1.0m,
            notBefore = "2026-05-01",
            validForWorkingDays = 5,
            schemeId = "retention-2026",
            schemeVersion = 1,
        })).Expect(200);
        (await council.PostAsync(null, $"{council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        foreach (var check in Candidates.Checks.Append("occupational-health"))
        {
            (await council.RecordCheckAsync(id, check, "2026-03-10")).Expect(200);
        }

        await council.AdvanceAsync("2026-05-01T09:00");
        (await council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/start", new { startedOn = "2026-05-01" })).Expect(200);
        return (id, (await council.GetAsync(Staff.Hr, $"/api/applications/{id}")).Expect(200)["employmentId"].GetString()!);
    }

    private static async Task<(string EmploymentId, string RequestId, string NominationId)> NominateAsync(Council council)
    {
        var employmentId = await HousingJourneyTests.EmployAsync(council);
        var requestId = await HousingJourneyTests.RequestAsync(council, employmentId);
        return (employmentId, requestId, await HousingJourneyTests.NominateAsync(council, requestId));
    }

    private static async Task<string> HouseAsync(Council council)
    {
        var (employmentId, requestId, nominationId) = await NominateAsync(council);
        await HousingJourneyTests.HouseAsync(council, requestId, nominationId, "2026-03-02");
        return employmentId;
    }

    private static OrchestrationHistory HistoryOf(Council council, string id) => council.Azure.Store.Read(session =>
    {
        var row = session.Instance(id)!;
        return new OrchestrationHistory(id, row.Name, row.Version, row.ParentName, row.ParentId, row.Input, session.History(id));
    });

    private static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RecruitRetain.Tests.csproj")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The sources are not above the tests.");
        }

        return folder.FullName;
    }
}
