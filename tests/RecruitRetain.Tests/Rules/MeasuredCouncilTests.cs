using RecruitRetain.Recruitment;
using RecruitRetain.Reporting;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

/// <summary>Whole councils counted: who is where on which day, by the definitions of the measures.</summary>
public class MeasuredCouncilTests
{
    private static readonly DateOnly AsAt = AFact.Day("2020-09-30");

    // Department for Education, Peterborough 2020: 125.0 full-time equivalents and 126 heads in post, 17.5 and 18 left, 10.5 and 11 agency workers who all
    // cover vacancies, 14.1 vacant, 1,188 cases held by 83.5, 1,045 days lost.
    [Fact]
    public void A_council_counted_person_by_person_has_the_rates_that_were_published_for_it()
    {
        List<EmploymentFact> staff = [.. Enumerable.Range(0, 124).Select(i => AFact.Employment($"s{i}", "2018-01-08")), .. Enumerable.Range(0, 2).Select(i => AFact.Employment($"h{i}", "2019-11-04", fte: 0.5m))];
        List<EmploymentFact> leavers = [.. Enumerable.Range(0, 17).Select(i => AFact.Employment($"l{i}", "2018-01-08", "2020-03-31")), AFact.Employment("lh", "2018-01-08", "2020-03-31", fte: 0.5m)];
        var facts = Facts.None with
        {
            Employments = [.. staff, .. leavers],
            Stints = [.. Enumerable.Range(0, 10).Select(i => AFact.Stint($"a{i}", "2020-01-06")), AFact.Stint("ah", "2020-01-06", fte: 0.5m)],
            Posts = [.. Enumerable.Range(0, 139).Select(i => AFact.Post($"p{i}")), AFact.Post("ph") with { Fte = 0.1m }],
            Caseloads = [new("caseload_1", AsAt, [.. Enumerable.Range(0, 83).Select(i => new HeldCases($"s{i}", 14)), new("h0", 26), new("s100", 0)])],
            Sickness =
            [
                new("sickness_1", AFact.Day("2019-10-01"), [new("s0", 20.5m)]),
                new("sickness_2", AFact.Day("2020-09-01"), [new("s0", 21m), .. Enumerable.Range(1, 50).Select(i => new DaysLost($"s{i}", 20.07m))]),
                new("sickness_3", AFact.Day("2019-09-01"), [new("s0", 1_000m)]),
            ],
        };

        var figures = Figures.Of(facts, Period.YearTo(AsAt));

        Assert.Equal((126, 125.0m, 18, 17.5m), (figures.Workforce.Headcount, figures.Workforce.Fte, figures.Workforce.Leavers, figures.Workforce.LeaversFte));
        Assert.Equal((14.0m, 14.3m), (figures.Dfe.TurnoverFte.Value, figures.Dfe.Turnover.Value));
        Assert.Equal((7.7m, 8.0m), (figures.Dfe.AgencyRateFte.Value, figures.Dfe.AgencyRate.Value));
        Assert.Equal((100.0m, 10.1m, 74.5m), (figures.Dfe.AgencyCoverRate.Value, figures.Dfe.VacancyRate.Value, figures.Dfe.VacanciesCovered.Value));
        Assert.Equal((1_188, 83.5m, 14.2m), (figures.Caseload.Cases, figures.Caseload.HolderFte, figures.Caseload.Average.Value));
        Assert.Equal((1_045m, 3.3m, 51), (figures.Dfe.Absence.Part, figures.Dfe.Absence.Value, figures.Dfe.AbsentPeople));
    }

    // Two cohorts of a published exercise: of 20 hired in 2000, 1, 4, 2, 0 and 2 left year by year; of 5 hired in 2002, 1 in the second year; none was hired in 2003.
    [Fact]
    public void Cohorts_shrink_by_their_leavers_and_say_what_is_not_known_yet()
    {
        List<EmploymentFact> employments = [];
        Hire(20, 2000, [1, 4, 2, 0, 2]);
        Hire(5, 2002, [0, 1, 0]);
        Hire(4, 2004, [1]);

        var cohorts = Figures.Of(Facts.None with { Employments = employments }, Period.YearTo(AFact.Day("2006-01-02"))).Cohorts;

        Assert.Equal([2000, 2001, 2002, 2003, 2004, 2005, 2006], cohorts.Select(cohort => cohort.Year));
        Assert.Equal([100.0m, 100.0m, 95.0m, 95.0m, 75.0m, 65.0m], cohorts[0].Retained.Select(retained => retained.Percent));
        var five = KaplanMeier.Of([.. employments.Take(20).Select(one => Stay.Of(one.StartedOn, one.LastDayOn, one.Reason, AFact.Day("2006-01-02")))])!.At(60);
        Assert.Equal(55.0m, Percentage.OfShare(five));
        Assert.Equal((5, 80.0m, 4), (cohorts[2].Hired, cohorts[2].Retained[5].Percent, cohorts[2].Retained[5].Stayed));
        Assert.All(cohorts[3].Retained, retained => Assert.Equal((Knowledge.NotComputable, null), (retained.Knowledge, retained.Percent)));
        Assert.Equal(
            [Knowledge.Known, Knowledge.Known, Knowledge.Known, Knowledge.Known, Knowledge.NotYetKnown, Knowledge.NotYetKnown],
            cohorts[4].Retained.Select(retained => retained.Knowledge));
        Assert.Equal((3, 75.0m), (cohorts[4].Retained[2].Stayed, cohorts[4].Retained[2].Percent));

        // On the 2nd of January two years are served on the 1st, the last day included: then it is known.
        void Hire(int count, int year, int[] leaversByYear)
        {
            var start = new DateOnly(year, year == 2004 ? 2 : 1, 3);
            var gone = leaversByYear.SelectMany((leavers, i) => Enumerable.Repeat(start.AddYears(i).AddMonths(7), leavers)).ToList();
            for (var i = 0; i < count; i++)
            {
                var employment = AFact.Employment($"{year}-{i}", $"{start:yyyy-MM-dd}");
                employments.Add(i < gone.Count ? employment with { LastDayOn = gone[i], Reason = LeavingReason.Resignation } : employment);
            }
        }
    }

    [Fact]
    public void Vacancies_are_those_of_the_posts_that_there_were_on_the_day()
    {
        var facts = Facts.None with
        {
            Posts = [AFact.Post("1"), AFact.Post("2") with { ClosedOn = AFact.Day("2020-06-30") }, AFact.Post("3") with { EstablishedOn = AFact.Day("2020-07-01") }, AFact.Post("4") with { EstablishedOn = AFact.Day("2020-10-01") }],
            Employments = [AFact.Employment("1", "2019-01-07")],
        };

        Assert.Equal([1, 1, 2], new[] { "2020-06-30", "2020-07-01", "2020-10-01" }.Select(day => Figures.Of(facts, Period.YearTo(AFact.Day(day))).Workforce.Vacancies));
    }

    [Fact]
    public void Two_posts_are_one_head_and_somebody_who_gives_up_one_of_them_has_not_left()
    {
        var facts = Facts.None with
        {
            Employments =
            [
                AFact.Employment("a", "2019-01-07", fte: 0.5m) with { PersonId = "per_1" },
                AFact.Employment("b", "2019-01-07", fte: 0.5m) with { PersonId = "per_2" },
                AFact.Employment("c", "2019-01-07", "2020-05-29", fte: 0.4m) with { PersonId = "per_1" },
                AFact.Employment("d", "2019-01-07", "2020-05-29", fte: 0.4m) with { PersonId = "per_3" },
                AFact.Employment("e", "2019-01-07", "2020-05-29", fte: 0.6m) with { PersonId = "per_4" },
            ],
            Merges = [new("merge_1", "per_3", "per_4")],
        };

        var workforce = Figures.Of(facts, Period.YearTo(AsAt)).Workforce;

        Assert.Equal((2, 1.0m, 3), (workforce.Headcount, workforce.Fte, workforce.HeadcountAtStart));
        Assert.Equal((1, 1.0m), (workforce.Leavers, workforce.LeaversFte)); // per_3 and per_4 are one, with 0.4 and 0.6
    }

    [Fact]
    public void A_team_has_its_own_comings_and_goings_and_moves_are_no_leavers()
    {
        var moved = AFact.Employment("moved", "2018-01-08") with
        {
            Positions = [new(AFact.Day("2018-01-08"), "social-worker", "north", "PO2", 1), new(AFact.Day("2020-03-02"), "social-worker", "south", "PO2", 1)],
        };
        var facts = Facts.None with
        {
            Employments =
            [
                moved, AFact.Employment("n1", "2018-01-08"), AFact.Employment("n2", "2020-02-03"), AFact.Employment("n3", "2018-01-08", "2020-01-31"),
                AFact.Employment("s1", "2018-01-08", team: "south"),
            ],
        };

        var north = Figures.Of(facts, Period.YearTo(AsAt), new("north", null)).Workforce;
        var south = Figures.Of(facts, Period.YearTo(AsAt), new("south", "social-worker")).Workforce;

        Assert.Equal((2, 1, 1, 0, 1), (north.Headcount, north.Joiners, north.Leavers, north.MovedIn, north.MovedOut));
        Assert.Equal(north.HeadcountAtStart + north.Joiners + north.MovedIn - north.Leavers - north.MovedOut, north.Headcount);
        Assert.Equal((2, 0, 0, 1, 0), (south.Headcount, south.Joiners, south.Leavers, south.MovedIn, south.MovedOut));
        Assert.Equal(0, Figures.Of(facts, Period.YearTo(AsAt), new("south", "team-manager")).Workforce.Headcount);
        Assert.Equal(["north 2 1 50", "south 2 0 0"], Figures.Of(facts, Period.YearTo(AsAt)).Teams.Select(team => $"{team.Team} {team.Headcount} {team.Leavers} {team.Turnover.Value}"));
    }

    [Fact]
    public void Caseload_is_shown_as_a_spread_because_averages_hide_the_individual()
    {
        int[] cases = [22, 8, 12, 18, 14, 15, 16];
        var facts = Facts.None with
        {
            Employments = [.. cases.Index().Select(held => AFact.Employment($"e{held.Index}", "2019-01-07", fte: held.Index == 2 ? 0.6m : 1))],
            Caseloads =
            [
                new("caseload_1", AFact.Day("2020-08-31"), [new("e0", 99)]),
                new("caseload_2", AFact.Day("2020-09-25"), [.. cases.Index().Select(held => new HeldCases($"e{held.Index}", held.Item))]),
                new("caseload_3", AFact.Day("2020-10-30"), [new("e0", 1)]),
            ],
        };

        var caseload = Figures.Of(facts, Period.YearTo(AsAt)).Caseload;

        Assert.Equal((AFact.Day("2020-09-25"), 7, 105), (caseload.On, caseload.Holders, caseload.Cases));
        Assert.Equal((13m, 15m, 17m, 22), (caseload.LowerQuartile, caseload.Median, caseload.UpperQuartile, caseload.Highest)); // R: quantile(c(8,12,14,15,16,18,22))
        Assert.Equal((15, 3, 4), (caseload.Target, caseload.AboveTarget, caseload.AboveTargetForHours)); // 12 for 0.6 is above 9
        Assert.Equal(["6-10: 1", "11-15: 3", "16-20: 2", "21-25: 1"], caseload.Bands.Where(band => band.Holders > 0).Select(band => $"{band.From}-{band.To}: {band.Holders}"));
        Assert.Equal(5, Figures.Of(facts, Period.YearTo(AsAt), rules: new(13)).Caseload.AboveTarget);
    }

    [Fact]
    public void Who_stays_longer_is_compared_by_all_that_tells_people_apart()
    {
        var facts = Facts.None with
        {
            Employments =
            [
                AFact.Employment("1", "2018-01-08") with { NewlyQualifiedUntil = AFact.Day("2019-01-08"), ApplicationId = "app_1" },
                AFact.Employment("2", "2018-01-08", "2018-12-31", "south") with { ApplicationId = "app_2" },
                AFact.Employment("3", "2018-01-08", "2019-03-29", "south", role: "team-manager"),
            ],
            Plans = [new("1", [new("retention-2026", AFact.Day("2018-02-01"))], []), new("2", [new("retention-2026", AFact.Day("2030-02-01"))], [])],
            Housed = [new("hou_1", "person-3", [new(AFact.Day("2018-05-01"), null)])],
            Applications = [new("app_1", "vac_1", "a-friend", [new("Submitted", new(2017, 11, 1, 9, 0, 0, TimeSpan.Zero))], null), new("app_2", "vac_1", null, [new("Submitted", new(2017, 11, 1, 9, 0, 0, TimeSpan.Zero))], null)],
        };

        var groups = Figures.Of(facts, Period.YearTo(AsAt)).Groups;

        Assert.Equal(
            [
                "team: north 1/0, south 2/2", "role: social-worker 2/1, team-manager 1/1", "scheme: none 2/2, retention-2026 1/0", "housing: housed 1/1, not-housed 2/1",
                "newly-qualified: experienced 2/2, newly-qualified 1/0", "source: a-friend 1/0, not-known 2/2",
            ],
            groups.Select(grouping => $"{grouping.By}: {string.Join(", ", grouping.Groups.Select(group => $"{group.Key} {group.People}/{group.Left}"))}"));
        Assert.All(groups, grouping => Assert.Equal((1, 2.0), (grouping.Test!.DegreesOfFreedom, Math.Round(grouping.Groups.Sum(group => group.Expected), 2))));
        Assert.All(groups, grouping => Assert.NotEmpty(grouping.Definition));
    }

    [Fact]
    public void Months_add_up_and_reasons_keep_choice_apart()
    {
        var facts = Facts.None with
        {
            Employments =
            [
                AFact.Employment("1", "2018-01-08"),
                AFact.Employment("2", "2018-01-08", "2020-08-31") with { Reason = LeavingReason.Resignation }, // gone in September
                AFact.Employment("3", "2018-01-08", "2020-07-10") with { Reason = LeavingReason.Retirement },
                AFact.Employment("4", "2020-07-20"),
            ],
            Stints = [AFact.Stint("1", "2020-09-01")],
        };

        var figures = Figures.Of(facts, Period.YearTo(AsAt));

        Assert.Equal((24, "2018-10", "2020-09"), (figures.Months.Count, figures.Months[0].Month, figures.Months[^1].Month));
        Assert.Equal(
            ["2020-07 1 1 3 0 0", "2020-08 0 0 3 0 0", "2020-09 0 1 2 1 33.3"],
            figures.Months.TakeLast(3).Select(month => FormattableString.Invariant($"{month.Month} {month.Joiners} {month.Leavers} {month.Headcount} {month.AgencyWorkers} {month.AgencyRate.Value}")));
        Assert.Equal([("Resignation", true, 1), ("Retirement", false, 1)], figures.Reasons.Where(reason => reason.Leavers > 0).Select(reason => (reason.Reason.ToString(), reason.Voluntary, reason.Leavers)));
        Assert.Equal((2, 1), (figures.Workforce.Leavers, figures.Workforce.VoluntaryLeavers));
        Assert.Equal(0, Figures.Of(facts, AFact.Days("2020-09-02", "2020-09-30")).Workforce.Leavers);
        Assert.Equal(1, Figures.Of(facts, AFact.Days("2020-09-01", "2020-09-30")).Workforce.Leavers);
    }

    [Fact]
    public void The_pipeline_is_that_of_the_day_and_the_order_of_the_facts_says_nothing()
    {
        var facts = Facts.None with
        {
            Applications =
            [
                new("app_1", "vac_1", null, [new("Submitted", new(2020, 9, 1, 9, 0, 0, TimeSpan.Zero)), new("Shortlisted", new(2020, 10, 1, 9, 0, 0, TimeSpan.Zero))], null),
                new("app_2", "vac_1", null, [new("Submitted", new(2020, 10, 1, 9, 0, 0, TimeSpan.Zero))], null),
            ],
            Employments = [AFact.Employment("1", "2018-01-08"), AFact.Employment("2", "2018-01-08", "2020-08-31")],
        };

        Assert.Equal([(ApplicationState.Submitted, 1)], Pipeline("2020-09-30"));
        Assert.Equal([(ApplicationState.Submitted, 1), (ApplicationState.Shortlisted, 1)], Pipeline("2020-10-01"));
        var turned = facts with { Employments = [.. facts.Employments.Reverse()], Applications = [.. facts.Applications.Reverse()] };
        Assert.Equal(facts.Fingerprint, turned.Fingerprint);
        Assert.Equal(Json.Write(Figures.Of(facts, Period.YearTo(AsAt))), Json.Write(Figures.Of(turned, Period.YearTo(AsAt))));
        Assert.NotEqual(facts.Fingerprint, (facts with { Employments = [facts.Employments[0]] }).Fingerprint);

        IEnumerable<(ApplicationState, int)> Pipeline(string day) =>
            Figures.Of(facts, Period.YearTo(AFact.Day(day))).Recruitment.Pipeline.Where(stage => stage.Count > 0).Select(stage => (stage.State, stage.Count));
    }
}
