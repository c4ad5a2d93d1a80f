using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Retention;

public class TeamEnrolmentTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_team_joins_by_one_command_at_the_cost_that_was_shown(bool rebuilds)
    {
        await using var council = await Council.OpenAsync("2026-05-01T09:00", rebuilds);
        await PublishAsync(council, "west-sussex-2018");
        var sam = await EmployAsync(council, "sam", "2020-01-06");
        var robin = await EmployAsync(council, "robin", "2025-09-01", fte: 0.6m);
        var driver = await EmployAsync(council, "drew", "2021-01-04", role: "driver");
        await EmployAsync(council, "olu", "2021-01-04", team: "court");

        var preview = (await council.PostAsync(Staff.Hr, "/api/team-enrolments/preview", Team())).Expect(200);
        Assert.Equal((3_000_000L, 2_400_000L), (preview["costPence"].GetInt64(), preview["costForHoursPence"].GetInt64()));
        Assert.Equal(new[] { sam, robin }.Order(), preview["members"].EnumerateArray().Select(member => member.GetProperty("employmentId").GetString()!).Order());
        Assert.Equal(
            [(driver, "role-not-eligible")],
            preview["leftOut"].EnumerateArray().Select(one => (one.GetProperty("employmentId").GetString()!, one.GetProperty("code").GetString()!)));

        (await council.PostAsync(Staff.Hr, "/api/team-enrolments", Team(costPence: 2_999_999))).Expect(409, "cost-changed");
        (await council.PostAsync(Staff.Recruiter, "/api/team-enrolments", Team())).Expect(403, "role-required");
        Assert.Empty(council.MailsTo("sam@example.org"));

        var done = (await council.PostAsync(Staff.Hr, "/api/team-enrolments", Team(costPence: 3_000_000), ("Idempotency-Key", "team"))).Expect(201);
        Assert.Equal("complete", done["enrolment"].GetProperty("state").GetString());
        Assert.Empty(done["allowedActions"].EnumerateArray());
        Assert.Equal(done.Text, (await council.PostAsync(Staff.Hr, "/api/team-enrolments", Team(costPence: 3_000_000), ("Idempotency-Key", "team"))).Expect(201).Text);
        (await council.PostAsync(Staff.Hr, "/api/team-enrolments", Team())).Expect(409, "nobody-eligible");

        Assert.Equal("2027-05-01 scheduled 300000", (await new Starter(council, sam).PaymentsAsync())[0]);
        Assert.Equal(["2026-05-01 09:00 Your retention payments"], council.MailLines("sam@example.org"));
        Assert.Equal(1, (await council.GetAsync(Staff.Auditor, "/api/team-enrolments?state=complete")).Expect(200)["items"].GetArrayLength());
        (await council.GetAsync(Staff.Auditor, $"/api/team-enrolments/{done["enrolment"].GetProperty("id").GetString()}")).Expect(200);
    }

    [Fact]
    public async Task What_broke_off_is_completed_and_nobody_joins_twice()
    {
        await using var council = await Council.OpenAsync("2026-05-01T09:00");
        await PublishAsync(council, "west-sussex-2018");
        var sam = await EmployAsync(council, "sam", "2020-01-06");
        var robin = await EmployAsync(council, "robin", "2025-09-01");
        var quinn = await EmployAsync(council, "quinn", "2025-09-01");
        var journal = council.Services.GetRequiredService<Journal>();
        var id = Id.New("ten");
        var background = new Background(Origin.ExistingStaff);
        await journal.CommitAsync(EnrolTeam.Kind, id, null, [new TeamEnrolmentBegun(
            id,
            "west-sussex-2018",
            1,
            "children-in-need",
            new(2026, 5, 1),
            [.. new[] { sam, robin, quinn }.Select(one => new TeamMember(one, background, 5, 1_500_000, 1_500_000))],
            [])], "hannah");

        // Sam had joined before the crash, and Quinn leaves in between.
        var enrolling = council.Services.GetRequiredService<Enrolling>();
        var scheme = (await journal.GetAsync(PaymentSchemes.Kind, SchemeBook.IdOf("west-sussex-2018"))).State.Find(1)!;
        var employment = (await journal.GetAsync(RecruitRetain.Workforce.Employments.Kind, sam)).State;
        Assert.NotNull((await enrolling.EnrolAsync(employment, scheme, new(new(2026, 5, 1), background), "hannah", $"command-{id}")).Plan);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{quinn}/leaving", new { lastDayOn = "2026-04-30", reason = "resignation" })).Expect(200);

        Assert.Equal("complete", (await council.GetAsync(Staff.Hr, $"/api/team-enrolments/{id}")).Expect(200)["allowedActions"][0].GetString());
        var done = (await council.PostAsync(Staff.Hr, $"/api/team-enrolments/{id}/completion")).Expect(200);

        Assert.Equal(3_000_000, done["costPence"].GetInt64());
        Assert.Equal("employment-ended", done["enrolment"].GetProperty("leftOut")[0].GetProperty("code").GetString());
        Assert.Equal(5, (await new Starter(council, sam).PaymentsAsync()).Count);
        Assert.Equal(["2026-05-01 09:00 Your retention payments"], council.MailLines("sam@example.org"));
        Assert.Equal(["2026-05-01 09:00 Your retention payments"], council.MailLines("robin@example.org"));
        (await council.PostAsync(Staff.Hr, $"/api/team-enrolments/{id}/completion")).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task Nobody_joins_beyond_the_budget()
    {
        await using var council = await Council.OpenAsync("2026-05-01T09:00");
        await PublishAsync(council, "west-sussex-2018", budgetPence: 2_999_999);
        var sam = await EmployAsync(council, "sam", "2020-01-06");
        var robin = await EmployAsync(council, "robin", "2025-09-01");

        Assert.Equal(2_999_999, (await council.PostAsync(Staff.Hr, "/api/team-enrolments/preview", Team())).Expect(200)["budgetLeftPence"].GetInt64());
        (await council.PostAsync(Staff.Hr, "/api/team-enrolments", Team())).Expect(409, "budget-exceeded");
        (await council.PostAsync(Staff.Hr, $"/api/employments/{sam}/enrolments", new { schemeId = "west-sussex-2018", version = 1 }, ("Idempotency-Key", "sam"))).Expect(201);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{sam}/enrolments", new { schemeId = "west-sussex-2018", version = 1 }, ("Idempotency-Key", "sam"))).Expect(201);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{robin}/enrolments", new { schemeId = "west-sussex-2018", version = 1 })).Expect(409, "budget-exceeded");
        (await council.GetAsync(Staff.Hr, $"/api/employments/{robin}/retention-plan")).Expect(404);
    }

    [Fact]
    public async Task A_colleague_is_paid_for_a_friend_and_joins_another_scheme_when_that_is_over()
    {
        await using var council = await Council.OpenAsync("2026-05-01T09:00");
        await PublishAsync(council, "surrey-refer-a-friend");
        var sam = new Starter(council, await EmployAsync(council, "sam", "2020-01-06"));
        var friend = await EmployAsync(council, "frances", "2026-05-01");
        var body = new { schemeId = "surrey-refer-a-friend", version = 1, background = new { origin = "external" }, friendEmploymentId = friend };
        Assert.Equal(
            ["friendEmploymentId"],
            (await council.PostAsync(Staff.Hr, $"/api/employments/{sam.Id}/enrolments", new { body.schemeId, body.version, body.background, friendEmploymentId = sam.Id })).Expect(422, "invalid-fields").Fields);

        (await council.PostAsync(Staff.Hr, $"/api/employments/{sam.Id}/enrolments", body)).Expect(201);
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-05-01");
        await council.AdvanceAsync("2026-08-01T09:00");
        (await sam.ApproveAsync(2)).Expect(200);
        await sam.ConfirmAsync("2026-08-01");

        Assert.Equal(["2026-05-01 paid 50000", "2026-08-01 paid 50000"], await sam.PaymentsAsync());
        Assert.Equal("Completed", Stage());
        Assert.Empty(council.MailsTo("frances@example.org"));
        var welcome = council.MailsTo("sam@example.org")[0].Text!;
        Assert.Contains("If the colleague whom you referred stays", welcome, StringComparison.Ordinal);
        Assert.Contains("Nothing of it would have to be repaid.", welcome, StringComparison.Ordinal);

        await PublishAsync(council, "west-sussex-2018");
        (await council.PostAsync(Staff.Hr, $"/api/employments/{sam.Id}/enrolments", new { schemeId = "west-sussex-2018", version = 1 })).Expect(201);
        Assert.Equal("Running", Stage());
        Assert.Equal("2027-08-01 scheduled 300000", (await sam.PaymentsAsync())[2]);
        Assert.Equal(
            ["surrey-refer-a-friend", "west-sussex-2018"],
            (await sam.PlanAsync()).GetProperty("enrolments").EnumerateArray().Select(one => one.GetProperty("schemeId").GetString()));
        Assert.Equal("2026-08-01 09:00 Your retention payments", council.MailLines("sam@example.org")[^1]);

        await council.AdvanceAsync("2027-08-01T09:00");
        Assert.Equal("2027-07-02 08:00 Your retention payment on 1 August 2027", council.MailLines("sam@example.org")[^2]);

        string Stage() => council.Instance($"retention-{sam.Id}")!.Status.ToString();
    }

    private static object Team(long? costPence = null) => new { schemeId = "west-sussex-2018", version = 1, team = "children-in-need", costPence };

    private static async Task PublishAsync(Council council, string id, long? budgetPence = null)
    {
        var scheme = (await council.GetAsync(Staff.Hr, "/api/payment-scheme-examples")).Expect(200)["items"].EnumerateArray()
            .Select(example => JsonNode.Parse(example.GetProperty("scheme").GetRawText())!).Single(scheme => scheme["id"]!.GetValue<string>() == id);
        scheme["governance"]!["budgetPence"] = budgetPence;
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", scheme.ToJsonString())).Expect(201);
    }

    private static async Task<string> EmployAsync(
        Council council, string name, string startedOn, decimal fte = 1m, string role = "social-worker", string team = "children-in-need") =>
        (await council.PostAsync(Staff.Hr, "/api/employments", new
        {
            name,
            email = $"{name}@example.org",
            contract = "permanent",
            role,
            team,
            grade = "PO2",
            fte,
            startedOn,
        })).Expect(201).Id;
}
