using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Reporting;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Reporting;

public sealed partial class MovedClockTests
{
    private static readonly DateOnly AsAt = new(2017, 9, 30);

    [Fact]
    public async Task What_happened_day_by_day_and_what_is_imported_afterwards_make_the_same_report()
    {
        await using var lived = await Council.OpenAsync("2016-06-01T09:00");
        await LiveAsync(lived);
        await using var imported = await Council.OpenAsync("2017-10-01T09:00");
        await ImportAsync(imported, Everything);

        var (one, other) = (await FiguresAsync(lived), await FiguresAsync(imported));

        Assert.Equal((5, 2, 3, 2, 1), (one.Workforce.Headcount, one.Workforce.Joiners, one.Workforce.Leavers, one.Agency.Ended, one.Money.Conversions.Count));
        Assert.Equal(Words(one), Words(other));
    }

    // Two years of a small council, each thing recorded on its day: by request, or in the file of the month where it only comes by file.
    private static async Task LiveAsync(Council council)
    {
        foreach (var (reference, role, team) in new[] { ("A1", "social-worker", "north"), ("A2", "social-worker", "north"), ("A3", "senior-social-worker", "south"), ("A4", "team-manager", "south") })
        {
            (await council.PostAsync(Staff.Hr, "/api/posts", new { reference, role, team, grade = "PO2" })).Expect(201);
        }

        var ann = await EmployAsync(council, "Ann Bridge", "2010-01-04", "social-worker", "north", 1m);
        var bob = await EmployAsync(council, "Bob Ford", "2015-09-07", "social-worker", "north", 0.6m);
        var cleo = await EmployAsync(council, "Cleo Lane", "2016-01-11", "senior-social-worker", "south", 1m);
        await EmployAsync(council, "Dan Hill", "2012-02-29", "team-manager", "south", 1m);
        await EmployAsync(council, "Eve Moor", "2014-10-01", "social-worker", "south", 1m);
        await EmployAsync(council, "Fay Wold", "2016-05-31", "social-worker", "north", 1m);
        var lou = await PlaceAsync(council, "Lou Locum", "2016-05-30", "north");
        await council.AdvanceAsync("2016-11-01T09:00");
        await LeaveAsync(council, cleo, "2016-10-31", "resignation");
        var max = await PlaceAsync(council, "Max Locum", "2016-11-07", "south");
        await council.AdvanceAsync("2016-12-24T09:00");
        await EndAsync(council, lou, "2016-12-23");
        await ImportAsync(council, "kind,payroll_reference,role,team,grade,fte,contract,name,email,started_on\nemployment,P9,social-worker,north,PO2,1,permanent,Lou Locum,lou.locum@example.com,2017-01-03");
        await council.AdvanceAsync("2017-02-27T09:00");
        await MoveAsync(council, ann, "2017-02-27", "senior-social-worker", "south", 0.8m);
        await council.AdvanceAsync("2017-04-01T09:00");
        await ImportAsync(council, "kind,payroll_reference,email,on,cases,month,days\ncaseload,ANN,,2017-03-31,18,,\ncaseload,,max.locum@example.com,2017-03-31,22,,\nsickness,BOB,,,,2017-02,3.5");
        await council.AdvanceAsync("2017-06-05T09:00");
        var gus = await EmployAsync(council, "Gus Fen", "2017-06-05", "social-worker", "north", 1m);
        await council.AdvanceAsync("2017-07-01T09:00");
        await LeaveAsync(council, bob, "2017-06-30", "retirement");
        await EndAsync(council, max, "2017-06-30");
        await council.AdvanceAsync("2017-09-30T09:00");
        await LeaveAsync(council, gus, "2017-09-29", "dismissal");
        await council.AdvanceAsync("2017-10-01T09:00");
        await ImportAsync(council, "kind,payroll_reference,email,on,cases,month,days\ncaseload,ANN,,2017-09-30,14,,\nsickness,ANN,,,,2017-09,1");
    }

    private const string Everything = """
        kind,post_reference,payroll_reference,role,team,grade,fte,contract,name,email,started_on,last_day_on,leaving_reason,hourly_rate,covers_vacancy,effective_on,on,cases,month,days
        post,A1,,social-worker,north,PO2,1,,,,,,,,,,,,,
        post,A2,,social-worker,north,PO2,1,,,,,,,,,,,,,
        post,A3,,senior-social-worker,south,PO2,1,,,,,,,,,,,,,
        post,A4,,team-manager,south,PO2,1,,,,,,,,,,,,,
        employment,,ANN,social-worker,north,PO2,1,permanent,Ann Bridge,ann.bridge@example.com,2010-01-04,,,,,,,,,
        employment,,BOB,social-worker,north,PO2,0.6,permanent,Bob Ford,bob.ford@example.com,2015-09-07,2017-06-30,retirement,,,,,,,
        employment,,CLEO,senior-social-worker,south,PO2,1,permanent,Cleo Lane,cleo.lane@example.com,2016-01-11,2016-10-31,resignation,,,,,,,
        employment,,DAN,team-manager,south,PO2,1,permanent,Dan Hill,dan.hill@example.com,2012-02-29,,,,,,,,,
        employment,,EVE,social-worker,south,PO2,1,permanent,Eve Moor,eve.moor@example.com,2014-10-01,,,,,,,,,
        employment,,FAY,social-worker,north,PO2,1,permanent,Fay Wold,fay.wold@example.com,2016-05-31,,,,,,,,,
        employment,,GUS,social-worker,north,PO2,1,permanent,Gus Fen,gus.fen@example.com,2017-06-05,2017-09-29,dismissal,,,,,,,
        employment,,P9,social-worker,north,PO2,1,permanent,Lou Locum,lou.locum@example.com,2017-01-03,,,,,,,,,
        agency,,,social-worker,north,PO2,1,,Lou Locum,lou.locum@example.com,2016-05-30,2016-12-23,,36.00,yes,,,,,
        agency,,,social-worker,south,PO2,1,,Max Locum,max.locum@example.com,2016-11-07,2017-06-30,,36.00,yes,,,,,
        position,,ANN,senior-social-worker,south,PO2,0.8,,,,,,,,,2017-02-27,,,,
        caseload,,ANN,,,,,,,,,,,,,,2017-03-31,18,,
        caseload,,,,,,,,,max.locum@example.com,,,,,,,2017-03-31,22,,
        sickness,,BOB,,,,,,,,,,,,,,,,2017-02,3.5
        caseload,,ANN,,,,,,,,,,,,,,2017-09-30,14,,
        sickness,,ANN,,,,,,,,,,,,,,,,2017-09,1
        """;

    private static async Task<Figures> FiguresAsync(Council council)
    {
        var reporter = council.Services.GetRequiredService<Reporter>();
        return reporter.Reckon(await reporter.FactsAsync(), Period.YearTo(AsAt));
    }

    // Ids are random.
    private static string Words(Figures figures) => AnId().Replace(Json.Write(figures), "$1");

    private static async Task<string> EmployAsync(Council council, string name, string startedOn, string role, string team, decimal fte) =>
        (await council.PostAsync(Staff.Hr, "/api/employments", new
        {
            name,
            email = Email(name),
            contract = "permanent",
            role,
            team,
            grade = "PO2",
            fte,
            startedOn,
            payrollReference = name.Split(' ')[0].ToUpperInvariant(),
        })).Expect(201).Id;

    private static async Task<string> PlaceAsync(Council council, string name, string startedOn, string team) =>
        (await council.PostAsync(Staff.Hr, "/api/agency-stints", new
        {
            name,
            email = Email(name),
            role = "social-worker",
            team,
            fte = 1,
            startedOn,
            coversVacancy = true,
            hourlyPence = 3_600,
        })).Expect(201).Id;

    private static async Task MoveAsync(Council council, string id, string effectiveOn, string role, string team, decimal fte) =>
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/position", new { effectiveOn, role, team, grade = "PO2", fte })).Expect(200);

    private static async Task LeaveAsync(Council council, string id, string lastDayOn, string reason) =>
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/leaving", new { lastDayOn, reason })).Expect(200);

    private static async Task EndAsync(Council council, string id, string lastDayOn) =>
        (await council.PostAsync(Staff.Hr, $"/api/agency-stints/{id}/end", new { lastDayOn })).Expect(200);

    private static async Task ImportAsync(Council council, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        (await council.PostAsync(Staff.Hr, "/api/establishment/import", content, ("Idempotency-Key", $"file-{council.Now:s}-{csv.Length}"))).Expect(201);
    }

    private static string Email(string name) => $"{name.Replace(' ', '.')}@example.com".ToLowerInvariant();

    [GeneratedRegex(@"\b([a-z]{3,8})_[0-9a-z]{26}")]
    private static partial Regex AnId();
}
