using RecruitRetain.Reporting;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Reporting;

public class ReportComparisonTests
{
    private static readonly DateOnly August = new(2026, 8, 31);
    private static readonly DateOnly September = new(2026, 9, 30);

    [Fact]
    public void Behind_the_difference_stand_who_came_who_went_and_who_moved()
    {
        var before = Of(Worker("emp_1"), Worker("emp_2"), Worker("emp_3"));
        var after = Of(
            Worker("emp_1"),
            Worker("emp_2") with { LastDayOn = new(2026, 9, 11), Reason = LeavingReason.Resignation },
            Worker("emp_3") with { Positions = [Place(new(2024, 1, 8), "north"), Place(new(2026, 9, 1), "south")] },
            Worker("emp_4", new(2026, 9, 7)),
            Worker("emp_5", new(2026, 10, 5)));

        var comparison = Compare(before, after);

        Assert.Equal(
            [
                new(WorkforceChangeKind.Joined, "emp_4", new(2026, 9, 7), null, "social-worker, north, G10, 1", null),
                new(WorkforceChangeKind.Left, "emp_2", new(2026, 9, 11), "social-worker, north, G10, 1", null, "resignation"),
                new(WorkforceChangeKind.Moved, "emp_3", new(2026, 9, 1), "social-worker, north, G10, 1", "social-worker, south, G10, 1", null),
            ],
            comparison.Changes);
        Assert.Empty(comparison.Corrections);
        var headcount = comparison.Measures.Single(measure => measure.Name == "headcount");
        Assert.Equal((3m, 3m, 0m), (headcount.Before, headcount.After, headcount.Difference));
        var leavers = comparison.Measures.Single(measure => measure.Name == "leavers");
        Assert.Equal((0m, 1m, 1m), (leavers.Before, leavers.After, leavers.Difference));
        Assert.Equal("1 joined, 1 left, 1 moved.", Headlines.Changes(comparison));
    }

    [Fact]
    public void What_was_said_about_the_time_before_and_is_said_no_more_is_a_correction()
    {
        // In September it was entered that emp_1 had left in July, that emp_2 had been at half time since June, and that emp_3 had been there all along.
        var before = Of(Worker("emp_1"), Worker("emp_2"));
        var after = Of(
            Worker("emp_1") with { LastDayOn = new(2026, 7, 31), Reason = LeavingReason.Retirement },
            Worker("emp_2") with { Positions = [Place(new(2024, 1, 8), "north"), Place(new(2026, 6, 1), "north", 0.5m)] },
            Worker("emp_3", new(2026, 5, 4)));

        var comparison = Compare(before, after);

        Assert.Empty(comparison.Changes);
        Assert.Equal(
            [
                new("employment", "emp_1", "lastDayOn", null, "2026-07-31"),
                new("employment", "emp_1", "reason", null, "retirement"),
                new("employment", "emp_2", "placeFrom 2026-06-01", null, "social-worker, north, G10, 0.5"),
                new("employment", "emp_3", "record", null, "contract permanent; startedOn 2026-05-04; placeFrom 2026-05-04 social-worker, north, G10, 1"),
            ],
            comparison.Corrections);
        Assert.Equal("nobody came, went or moved. 3 records about the time before were corrected.", Headlines.Changes(comparison));
    }

    [Fact]
    public void What_is_no_longer_kept_is_named_but_neither_repeated_nor_called_a_correction()
    {
        var july = new SicknessFact("sickness_1", new(2023, 7, 1), [new("emp_1", 2.5m)]);
        var before = Of(Worker("emp_1")) with { Sickness = [july] };
        var after = Of(Worker("emp_1"));

        var comparison = Compare(before, after);

        Assert.Equal([new("sickness", "sickness_1", "record", null, null)], comparison.Corrections);
        Assert.Equal("nobody came, went or moved. One record about the time before is no longer kept.", Headlines.Changes(comparison));
        var page = ReportPage.Html(SampleCouncil.Report(after, September), comparison);
        Assert.Contains("<li>sickness sickness_1: no longer kept</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_day_itself_is_a_day_in_post_so_the_leaver_belongs_to_the_next_report()
    {
        var facts = Of(Worker("emp_1") with { LastDayOn = August, Reason = LeavingReason.Resignation });

        var comparison = Compare(facts, facts);

        Assert.Equal("emp_1", Assert.Single(comparison.Changes).Id);
        Assert.Equal(-1m, comparison.Measures.Single(measure => measure.Name == "headcount").Difference);
    }

    [Fact]
    public void Whichever_report_is_asked_for_the_earlier_day_comes_first()
    {
        var (august, september) = ((SampleCouncil.Report(Facts.None, August), Facts.None), (SampleCouncil.Report(Of(Worker("emp_1")), September), Of(Worker("emp_1"))));

        Assert.Equal(("monthly-2026-08", "monthly-2026-09"), Ids(ReportComparison.Of(august, september)));
        Assert.Equal(("monthly-2026-08", "monthly-2026-09"), Ids(ReportComparison.Of(september, august)));

        static (string, string) Ids(ReportComparison comparison) => (comparison.Before.Id, comparison.After.Id);
    }

    [Fact]
    public async Task A_kept_report_can_be_reckoned_again_and_compared_when_the_facts_have_changed()
    {
        await using var council = await Council.OpenAsync("2026-08-31T09:00");
        for (var i = 1; i <= 7; i++)
        {
            await EmployAsync(council, i);
        }

        await council.AdvanceAsync("2026-09-01T06:00");
        var kept = (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-08")).Expect(200).Text;
        await EmployAsync(council, 8);
        await council.AdvanceAsync("2026-10-01T06:00");

        var reports = (Reports)council.Services.GetService(typeof(Reports))!;
        foreach (var id in new[] { "monthly-2026-08", "monthly-2026-09", "annual-2026" })
        {
            var report = (await reports.FindAsync(id))!;
            var facts = await reports.FactsOfAsync(report);
            Assert.Equal(report.Inputs, facts.Fingerprint);
            Assert.Equal(Json.Write(report.Figures), Json.Write(Figures.Of(facts, report.Figures.Period, null, report.Rules)));
        }

        Assert.Equal(kept, (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-08")).Expect(200).Text);
        var comparison = (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-09/comparison")).Expect(200);
        Assert.Equal(("monthly-2026-08", "monthly-2026-09"), (comparison["before"].GetProperty("id").GetString(), comparison["after"].GetProperty("id").GetString()));
        var record = Assert.Single(comparison["corrections"].EnumerateArray());
        Assert.Equal(("employment", "record"), (record.GetProperty("what").GetString(), record.GetProperty("field").GetString()));
        Assert.Equal(
            comparison.Text, (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-08/comparison?with=monthly-2026-09")).Expect(200).Text);
        (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-08/comparison")).Expect(404);
        (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-08/comparison?with=monthly-2031-01")).Expect(404);
        (await council.GetAsync(Staff.Auditor, "/api/reports/monthly-2026-09/comparison")).Expect(403);
        Assert.Contains("What changed since the last report", (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-09/page")).Expect(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("emp_", (await council.GetAsync(Staff.Auditor, "/api/reports/monthly-2026-09/page")).Expect(200).Text, StringComparison.Ordinal);
        Assert.StartsWith("section,name,", (await council.GetAsync(Staff.Hr, "/api/reports/monthly-2026-09/csv")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_too_many_for_a_row_are_cut_over_several_and_come_back_as_they_were()
    {
        var random = new Random(1);
        var bytes = new byte[2_500_000];
        random.NextBytes(bytes);

        var rows = Packed.Rows("partition", bytes).ToList();

        Assert.Equal(["0000", "0001", "0002"], rows.Select(row => row.RowKey));
        Assert.Equal(bytes, Packed.Join(rows));
        var facts = SampleCouncil.Of(3, 400, new(2020, 9, 30));
        Assert.Equal(facts.Fingerprint, Packed.Read<Facts>(Packed.Of(facts.InOrder())).Fingerprint);
    }

    private static ReportComparison Compare(Facts before, Facts after) =>
        ReportComparison.Of((SampleCouncil.Report(before, August), before), (SampleCouncil.Report(after, September), after));

    private static Facts Of(params EmploymentFact[] employments) => Facts.None with { Employments = employments };

    private static EmploymentFact Worker(string id, DateOnly? startedOn = null) => new(
        id, id.Replace("emp", "per", StringComparison.Ordinal), null, ContractKind.Permanent, startedOn ?? new(2024, 1, 8), [Place(startedOn ?? new(2024, 1, 8), "north")]);

    private static PositionFact Place(DateOnly from, string team, decimal fte = 1m) => new(from, "social-worker", team, "G10", fte);

    private static async Task EmployAsync(Council council, int number) => (await council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = $"Worker {number}",
        email = $"worker{number}@example.org",
        contract = "permanent",
        role = "social-worker",
        team = "assessment-1",
        grade = "G10",
        fte = 1,
        startedOn = "2026-01-05",
    })).Expect(201);
}
