using System.Text.Json;

namespace RecruitRetain.Tests.Reporting;

public sealed class EarlyWarningJourneyTests
{
    [Fact]
    public async Task HR_sees_people_by_name_and_teams_by_the_rules_that_they_meet()
    {
        await using var council = await Council.OpenAsync("2016-01-04T09:00");
        var manager = await EmployAsync(council, "Mary Gate", "north", "2010-01-04", "team-manager");
        var first = await EmployAsync(council, "Ann Bridge", "north", "2015-01-05");
        await EmployAsync(council, "Bob Ford", "north", "2015-01-05");
        await EmployAsync(council, "Cleo Lane", "south", "2015-01-05");
        await council.PostAsync(Staff.Hr, "/api/agency-stints", new
        {
            name = "Lou Locum",
            email = "lou@example.com",
            role = "social-worker",
            team = "north",
            fte = 1,
            startedOn = "2015-11-02",
            coversVacancy = true,
            hourlyPence = 3_600,
        });
        await LeaveAsync(council, manager, "2016-01-03");

        var warnings = (await council.GetAsync(Staff.Hr, "/api/early-warnings")).Expect(200);

        Assert.Equal("2016-01-04", warnings["asAt"].GetString());
        Assert.Contains("no decision about anybody is made by a machine", warnings["note"].GetString());
        Assert.Equal(
            ["payments-end", "newly-qualified-year-ends", "caseload", "agency-share", "vacancies", "manager-changed", "several-left"],
            warnings["rules"].EnumerateArray().Select(rule => rule.GetProperty("rule").GetString()));
        Assert.Equal(
            """[{"team":"north","warnings":[{"rule":"agency-share","since":"2016-01-04","numbers":[{"name":"agency-workers","value":1},{"name":"people-in-post","value":2},{"name":"percent","value":33.3}]},{"rule":"manager-changed","since":"2016-01-04","numbers":[{"name":"managers","value":0}]}]}]""",
            Compact(warnings["teams"]));
        Assert.Equal("[]", Compact(warnings["people"]));

        await council.PostAsync(Staff.Hr, $"/api/employments/{first}/enrolments", new { schemeId = await SchemeAsync(council), version = 1 });
        await council.AdvanceAsync("2016-03-01");

        warnings = (await council.GetAsync(Staff.Hr, "/api/early-warnings?team=north")).Expect(200);

        var person = Assert.Single(warnings["people"].EnumerateArray());
        Assert.Equal(("Ann Bridge", "north", 3, true), (
            person.GetProperty("name").GetString(), person.GetProperty("team").GetString(), person.GetProperty("count").GetInt32(), person.GetProperty("many").GetBoolean()));
        Assert.Equal("""[{"rule":"payments-end","since":"2016-01-06","numbers":[{"name":"days-left","value":35}]}]""", Compact(person.GetProperty("warnings")));
        Assert.Empty((await council.GetAsync(Staff.Hr, "/api/early-warnings?team=south")).Expect(200)["people"].EnumerateArray());
    }

    [Fact]
    public async Task A_team_that_there_is_not_is_refused_and_nobody_but_HR_may_look()
    {
        await using var council = await Council.OpenAsync();
        await EmployAsync(council, "Ann Bridge", "north", "2015-01-05");

        Assert.Equal(["team"], (await council.GetAsync(Staff.Hr, "/api/early-warnings?team=nrth")).Expect(400, "query-malformed").Fields);
        foreach (var other in new[] { Staff.Recruiter, Staff.HiringManager, Staff.Payroll, Staff.Housing, Staff.Auditor })
        {
            (await council.GetAsync(other, "/api/early-warnings")).Expect(403);
        }
    }

    [Fact]
    public async Task The_thresholds_are_the_councils()
    {
        await using var council = await Council.OpenAsync(settings: ("Reporting:EarlyWarnings", """{ "agencySharePercent": 50 }"""));
        await EmployAsync(council, "Ann Bridge", "north", "2015-01-05");
        await council.PostAsync(Staff.Hr, "/api/agency-stints", new
        {
            name = "Lou Locum",
            email = "lou@example.com",
            role = "social-worker",
            team = "north",
            fte = 1,
            startedOn = "2015-11-02",
            coversVacancy = true,
            hourlyPence = 3_600,
        });

        var warnings = (await council.GetAsync(Staff.Hr, "/api/early-warnings")).Expect(200);

        Assert.Empty(warnings["teams"].EnumerateArray());
        Assert.Equal("More than 50% of those at work in the team are agency workers.", warnings["rules"][3].GetProperty("says").GetString());
    }

    // £500.00 after fifteen months, tied for no time: on 5 April 2016 there is nothing more.
    private static async Task<string> SchemeAsync(Council council)
    {
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", new
        {
            id = "fifteen",
            name = "Fifteen months",
            effectiveFrom = "2015-01-01",
            effectiveTo = (string?)null,
            eligibility = new[] { new { kind = "contracts", oneOf = new[] { "permanent" } } },
            schedule = new
            {
                anchor = "start",
                proRata = "none",
                maximumPence = 50_000,
                milestones = new[] { new { due = new { kind = "after-months", months = 15 }, amount = new { kind = "fixed", pence = 50_000 }, tieInMonths = 0 } },
            },
            gates = Array.Empty<string>(),
            onMove = "keeps",
            recovery = new { mode = new { kind = "linear-by-full-month" }, exemptReasons = Array.Empty<string>(), tieInMeasuredFrom = "payment" },
            governance = new { approvedBy = "Director", memorandum = new { kind = "within" } },
        })).Expect(201);
        return "fifteen";
    }

    private static async Task<string> EmployAsync(Council council, string name, string team, string startedOn, string role = "social-worker") =>
        (await council.PostAsync(Staff.Hr, "/api/employments", new
        {
            name,
            email = $"{name.Replace(' ', '.')}@example.com",
            contract = "permanent",
            role,
            team,
            grade = "PO2",
            fte = 1,
            startedOn,
        })).Expect(201).Id;

    private static async Task LeaveAsync(Council council, string employmentId, string lastDayOn) =>
        (await council.PostAsync(Staff.Hr, $"/api/employments/{employmentId}/leaving", new { lastDayOn, reason = "resignation" })).Expect(200);

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);
}
