using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Workforce;

public sealed class WorkforceImportTests : IAsyncLifetime
{
    private const string Header = "kind,post_reference,role,team,grade,fte,contract,name,email,registration_number,started_on,last_day_on,leaving_reason,qualified_on,asye_passed_on,payroll_reference\n";

    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync("2026-03-31T09:00");

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_whole_history_comes_in_with_leavers_positions_caseload_and_sickness()
    {
        var imported = await ImportAsync("""
            kind,post_reference,role,team,grade,fte,established_on,closed_on,contract,name,email,started_on,last_day_on,leaving_reason,qualified_on,asye_passed_on,payroll_reference,effective_on,hourly_rate,covers_vacancy,on,cases,month,days
            caseload,,,,,,,,,,,,,,,,P2,,,,2026-03-30,17,,
            caseload,,,,,,,,,,lo@example.org,,,,,,,,,,2026-03-30,9,,
            sickness,,,,,,,,,,,,,,,,P1,,,,,,2019-05,2.5
            post,SW1,social-worker,north,PO2,1.00,2018-01-01,2025-12-31,,,,,,,,,,,,,,,,
            employment,SW1,,,,,,,permanent,Ann Other,ann@example.org,2018-02-01,2019-06-30,resignation,2017-07-01,2018-12-01,P1,,,,,,,
            employment,,social-worker,south,PO2,0.80,,,permanent,Ben Ode,ben@example.org,2020-01-06,,,,,P2,,,,,,,
            position,,,west,,0.60,,,,,,,,,,,P2,2022-04-01,,,,,,
            position,,senior-social-worker,,PO3,,,,,,,,,,,,P2,2024-04-01,,,,,,
            agency,SW1,,,,,,,,Lo Cum,lo@example.org,2026-01-05,,,,,,,36.50,yes,,,,
            """);

        Assert.Equal(("complete", 9, 1, 2, 1, 2, 1, 1, 1), (
            imported["state"].GetString(), Count("rows"), Count("posts"), Count("employments"), Count("agencyStints"), Count("positions"), Count("leavers"),
            Count("caseloadSnapshots"), Count("sicknessReturns")));
        var post = Assert.Single(await AllAsync("/api/posts"));
        Assert.Equal(("2018-01-01", "2025-12-31"), (post.GetProperty("establishedOn").GetString(), post.GetProperty("closedOn").GetString()));
        var employments = (await AllAsync("/api/employments")).ToDictionary(one => one.GetProperty("payrollReference").GetString()!);
        Assert.Equal("resignation", employments["P1"].GetProperty("leaving").GetProperty("reason").GetString());
        Assert.Equal(("west", "senior-social-worker", "PO3", 0.60m), (Position("team"), Position("role"), Position("grade"), employments["P2"].GetProperty("position").GetProperty("fte").GetDecimal()));
        var ann = await StateAsync(employments["P1"]);
        Assert.Equal(new DateOnly(2018, 12, 1), ann.AssessedYear?.NewlyQualifiedUntil);
        var stint = Assert.Single(await AllAsync("/api/agency-stints"));
        Assert.Equal((3_650, post.GetProperty("id").GetString()), (stint.GetProperty("hourlyPence").GetInt64(), stint.GetProperty("postId").GetString()));
        var snapshot = (await _council.GetAsync(Staff.Hr, $"/api/caseload-snapshots/{CaseloadSnapshots.IdOf(new(2026, 3, 30))}")).Expect(200);
        Assert.Equal(
            [(employments["P2"].GetProperty("id").GetString(), 17), (stint.GetProperty("id").GetString(), 9)],
            snapshot["counts"][0].GetProperty("holders").EnumerateArray().Select(one => (one.GetProperty("holderId").GetString(), one.GetProperty("cases").GetInt32())));
        var sickness = (await _council.GetAsync(Staff.Hr, $"/api/sickness-returns/{SicknessReturns.IdOf(new(2019, 5, 1))}")).Expect(200);
        Assert.Equal(2.5m, sickness["days"][0].GetProperty("days").GetDecimal());
        Assert.Empty(_council.MailsTo("ann@example.org"));

        int Count(string name) => imported[name].GetInt32();
        string? Position(string name) => employments["P2"].GetProperty("position").GetProperty(name).GetString();
    }

    [Fact]
    public async Task What_has_changed_comes_in_later_by_payroll_reference()
    {
        await ImportAsync(Header + "employment,,social-worker,north,PO2,1.00,permanent,Ann Other,ann@example.org,,2020-01-06,,,,,P1\n");
        await ImportAsync("kind,payroll_reference,on,cases\ncaseload,P1,2026-03-30,15\n");

        var imported = await ImportAsync("""
            kind,payroll_reference,effective_on,team,last_day_on,leaving_reason,on,cases,reason
            position,P1,2026-03-01,south,,,,,
            leaving,P1,,,2026-03-30,retirement,,,
            caseload,P1,,,,,2026-03-30,14,counted twice
            """);

        Assert.Equal((1, 1), (imported["positions"].GetInt32(), imported["leavers"].GetInt32()));
        var ann = Assert.Single(await AllAsync("/api/employments"));
        Assert.Equal(("left", "south"), (ann.GetProperty("state").GetString(), ann.GetProperty("position").GetProperty("team").GetString()));
        var history = (await _council.GetAsync(Staff.Hr, $"/api/employments/{ann.GetProperty("id").GetString()}/history"))["items"];
        Assert.Equal(4, history.GetArrayLength());
        var snapshot = Assert.Single(await AllAsync("/api/caseload-snapshots"));
        Assert.Equal((1, 14), (snapshot.GetProperty("holders").GetInt32(), snapshot.GetProperty("cases").GetInt32()));
    }

    [Theory]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2020-01-06,2020-01-05,resignation,,,P9", "line 2, last_day_on")]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2020-01-06,2026-04-01,resignation,,,P9", "line 2, last_day_on")]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,0020-01-06,,,,,P9", "line 2, started_on")]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2200-01-01,,,,,P9", "line 2, started_on")]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2020-01-06,2021-01-05,bored,,,P9", "line 2, leaving_reason")]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2020-01-06,2021-01-05,,,,P9", "line 2, leaving_reason")]
    [InlineData("employment,,social-worker,north,PO2,0.00,permanent,Cat Day,cat@example.org,,2020-01-06,,,,,P9", "line 2, fte")]
    [InlineData("employment,,social-worker,north,PO2,1.20,permanent,Cat Day,cat@example.org,,2020-01-06,,,,,P9", "line 2, fte")]
    [InlineData("employment,P-9,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2020-01-06,,,,,P9", "line 2, post_reference")]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2020-01-06,,,,,P1", "line 2, payroll_reference")]
    [InlineData("employment,,social-worker,north,PO2,1.00,permanent,Cat Day,cat@example.org,,2020-01-06,,,2020-01-01,2019-01-01,P9", "line 2, asye_passed_on")]
    [InlineData("employment,SW1,social-worker,north,PO2,0.50,permanent,Ann Other,ANN@example.org,,2021-01-06,,,,,P9", "line 2, post_reference")]
    [InlineData("employment,,social-worker,north,PO2,0.50,permanent,Ann Other,ann@example.org,,2021-01-06,,,,,P9", "line 2, fte")]
    [InlineData("employment,SW2,social-worker,north,PO2,0.70,permanent,Ann Other,ann@example.org,,2021-01-06,,,,,P9", "line 2, fte")]
    public async Task An_employment_that_cannot_be_is_named_by_line_and_field_and_nothing_is_written(string row, string field)
    {
        await ImportAsync("kind,post_reference,role,team,grade,fte\npost,SW1,social-worker,north,PO2,1.00\npost,SW2,social-worker,north,PO2,1.00\n");
        await ImportAsync(Header + "employment,SW1,social-worker,north,PO2,1.00,permanent,Ann Other,ann@example.org,,2020-01-06,,,,,P1\n");

        var refused = (await PostAsync(Header + row + "\nemployment,,social-worker,north,PO2,1.00,permanent,Dan Fox,dan@example.org,,2020-01-06,,,,,P8\n")).Expect(422, "import-refused");

        Assert.Equal([field], refused.Fields);
        Assert.Single(await AllAsync("/api/employments"));
        Assert.Equal(2, (await AllAsync("/api/establishment/imports")).Count);
    }

    [Theory]
    [InlineData("caseload,P1,,2026-04-01,15,,,,,,,,", "line 2, on")]
    [InlineData("caseload,P1,,2019-12-31,15,,,,,,,,", "line 2, payroll_reference")]
    [InlineData("caseload,P7,,2026-03-30,15,,,,,,,,", "line 2, payroll_reference")]
    [InlineData("caseload,,nobody@example.org,2026-03-30,15,,,,,,,,", "line 2, email")]
    [InlineData("caseload,P1,,2026-03-30,-1,,,,,,,,", "line 2, cases")]
    [InlineData("caseload,P1,,2026-03-30,15,,,,,,,,\ncaseload,P1,,2026-03-30,16,,,,,,,,", "line 3, payroll_reference")]
    [InlineData("sickness,P1,,,,2026-03,2,,,,,,", "line 2, month")]
    [InlineData("sickness,P1,,,,0026-02,2,,,,,,", "line 2, month")]
    [InlineData("sickness,P1,,,,2026-02,0,,,,,,", "line 2, days")]
    [InlineData("sickness,P1,,,,2026-02,24,,,,,,", "line 2, days")]
    [InlineData("sickness,P1,,,,2019-02,2,,,,,,", "line 2, payroll_reference")]
    [InlineData("position,P1,,,,,,2019-01-01,west,,,,", "line 2, payroll_reference")]
    [InlineData("position,P1,,,,,,2022-01-01,west,,,,\nposition,P1,,,,,,2022-01-01,east,,,,", "line 3, effective_on")]
    [InlineData("position,P1,,,,,,2022-01-01,west,,,,\nleaving,P1,,,,,,,,2021-12-31,resignation,,", "line 3, last_day_on")]
    [InlineData("leaving,P1,,,,,,,,2026-04-01,resignation,,", "line 2, last_day_on")]
    [InlineData("leaving,P1,,,,,,,,2026-03-01,resignation,,\nleaving,P1,,,,,,,,2026-03-01,resignation,,", "line 3, kind")]
    [InlineData("agency,,lo@example.org,,,,,,west,,,,2026-01-05", "line 2, hourly_rate")]
    public async Task A_row_about_somebody_that_cannot_be_is_named_and_nothing_is_written(string rows, string field)
    {
        await ImportAsync(Header + "employment,,social-worker,north,PO2,1.00,permanent,Ann Other,ann@example.org,,2020-01-06,,,,,P1\n");

        var refused = (await PostAsync(
            "kind,payroll_reference,email,on,cases,month,days,effective_on,team,last_day_on,leaving_reason,name,started_on\n" + rows + "\n")).Expect(422, "import-refused");

        Assert.Contains(field, refused.Fields);
        Assert.Equal("in-post", Assert.Single(await AllAsync("/api/employments")).GetProperty("state").GetString());
        Assert.Empty(await AllAsync("/api/caseload-snapshots"));
        Assert.Empty(await AllAsync("/api/sickness-returns"));
        Assert.Empty(await AllAsync("/api/agency-stints"));
    }

    [Fact]
    public async Task Rows_with_the_same_address_or_registration_number_are_about_one_person()
    {
        var file = "kind,role,team,grade,fte,contract,name,email,registration_number,started_on,last_day_on,leaving_reason,hourly_rate,covers_vacancy\n"
            + "agency,social-worker,north,,1.00,,Lo Cum,lo@agency.example.org,SW77,2024-01-08,2024-06-28,,36.00,yes\n"
            + "employment,social-worker,north,PO2,1.00,permanent,Lo Cum,lo@example.org,sw77,2024-07-01,2025-01-31,resignation,,\n"
            + "employment,social-worker,north,PO2,1.00,permanent,Lo Cum,LO@example.org,,2025-09-01,,,,\n";

        await ImportAsync(file);
        var overlapping = (await PostAsync(
            "kind,role,team,grade,fte,contract,name,email,registration_number,started_on\nemployment,social-worker,north,PO2,0.40,fixed-term,Lo Cum,other@example.org,SW77,2025-10-01\n"))
            .Expect(422, "import-refused");

        var stint = Assert.Single(await AllAsync("/api/agency-stints"));
        var employments = await AllAsync("/api/employments");
        Assert.Equal([stint.GetProperty("workerId").GetString()], employments.Select(one => one.GetProperty("personId").GetString()).Distinct());
        var first = await StateAsync(employments.Single(one => one.GetProperty("startedOn").GetString() == "2024-07-01"));
        Assert.Equal(stint.GetProperty("id").GetString(), first.FromStintId);
        Assert.Null((await StateAsync(employments.Single(one => one.GetProperty("startedOn").GetString() == "2025-09-01"))).FromStintId);
        Assert.Equal(["line 2, fte"], overlapping.Fields);
    }

    [Fact]
    public async Task Two_posts_of_one_person_are_accepted_up_to_one_and_a_half()
    {
        var posts = "kind,post_reference,role,team,grade,fte\npost,SW1,social-worker,north,PO2,1.00\npost,CC1,conference-chair,quality,PO4,0.50\n";
        await ImportAsync(posts);

        await ImportAsync(Header
            + "employment,SW1,social-worker,north,PO2,1.00,permanent,Ann Other,ann@example.org,,2020-01-06,,,,,P1\n"
            + "employment,CC1,conference-chair,quality,PO4,0.50,permanent,Ann Other,ann@example.org,,2021-01-06,,,,,P2\n");

        Assert.Equal(2, (await AllAsync("/api/employments")).Count);
    }

    [Fact]
    public async Task Nothing_is_listed_while_a_file_is_being_written_and_after_a_crash_it_comes_in_once()
    {
        // What takes imports up at every start shall not find this one.
        await _council.SettleAsync();
        var importId = Id.New("imp");
        var people = _council.Services.GetRequiredService<People>();
        var ids = Enumerable.Range(0, 4).Select(_ => (Person: Id.New("per"), Employment: Id.New("emp"))).ToList();
        for (var i = 0; i < 2; i++)
        {
            await people.SaveBatchAsync(importId, i, Json.Write(ids.Skip(2 * i).Take(2).Index().Select(one => Unit((2 * i) + one.Index, one.Item)).ToArray()), TestContext.Current.CancellationToken);
        }

        await _council.Services.GetRequiredService<Commands>().BeginAsync(null, ImportEstablishment.Kind, importId, "hannah", () => new EstablishmentAccepted(
            new(importId, ImportState.Writing, new(2026, 3, 31, 8, 0, 0, TimeSpan.Zero), "hannah", 4, 0, 4, 0, 0, 2, 0, 0, 2, 0, [])));
        var activities = ActivatorUtilities.CreateInstance<ImportActivities>(_council.Services);
        await activities.WriteImportBatch(new(importId, 0));

        Assert.Empty(await AllAsync("/api/employments"));
        var shown = (await _council.GetAsync(Staff.Hr, $"/api/establishment/imports/{importId}")).Expect(200);
        Assert.Equal(("writing", 2, 1), (shown["state"].GetString(), shown["batches"].GetInt32(), shown["writtenBatches"].GetInt32()));
        (await PostAsync(Header + "employment,,social-worker,north,PO2,1.00,permanent,Dan Fox,dan@example.org,,2020-01-06,,,,,P8\n")).Expect(409, "import-running");
        await _council.RebuildAsync();
        await _council.SettleAsync();

        Assert.Equal("complete", (await _council.GetAsync(Staff.Hr, $"/api/establishment/imports/{importId}"))["state"].GetString());
        var employments = await AllAsync("/api/employments");
        Assert.Equal(ids.Select(one => one.Employment).Order(), employments.Select(one => one.GetProperty("id").GetString()!).Order());
        var journal = _council.Services.GetRequiredService<Journal>();
        foreach (var (_, id) in ids)
        {
            Assert.Equal(2, (await journal.HistoryAsync(Employments.Kind, id, TestContext.Current.CancellationToken)).Count);
        }

        Assert.Equal("Person 3", (await _council.GetAsync(Staff.Hr, $"/api/employments/{ids[3].Employment}"))["name"].GetString());
        Assert.Empty(_council.MailsTo("person0@example.org"));

        static EstablishmentUnit Unit(int number, (string Person, string Employment) ids) => new(number + 2, ids.Employment, true)
        {
            Person = new(ids.Person, $"Person {number}", $"person{number}@example.org", null, null, "staff"),
            Employment =
            [
                new EmploymentStarted(ids.Employment, ids.Person, null, null, ContractKind.Permanent, new(new(2020, 1, 6), "social-worker", "north", "PO2", 1), null),
                new EmploymentLeft(new(2021, 1, 6), LeavingReason.Resignation),
            ],
        };
    }

    private async Task<Employment> StateAsync(JsonElement shown) => (await _council.Services.GetRequiredService<Journal>().GetAsync(
        Employments.Kind, shown.GetProperty("id").GetString()!, TestContext.Current.CancellationToken)).State;

    private async Task<Reply> ImportAsync(string file)
    {
        var imported = (await PostAsync(file)).Expect(201);
        return (await _council.GetAsync(Staff.Hr, $"/api/establishment/imports/{imported.Id}")).Expect(200);
    }

    private async Task<Reply> PostAsync(string file)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        return await _council.PostAsync(Staff.Hr, "/api/establishment/import", content, ("Idempotency-Key", Id.New("key")));
    }

    private async Task<IReadOnlyList<JsonElement>> AllAsync(string path) => [.. (await _council.GetAsync(Staff.Hr, path)).Expect(200)["items"].EnumerateArray()];
}
