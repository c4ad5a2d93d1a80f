using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using static RecruitRetain.Tests.Rules.AFact;

namespace RecruitRetain.Tests.Rules;

public sealed class EarlyWarningsTests
{
    private static readonly DateOnly Today = Day("2016-06-15");

    [Theory]
    [InlineData("2016-09-14", null)]
    [InlineData("2016-09-13", "2016-06-15")] // 90 days
    [InlineData("2016-06-15", "2016-03-17")]
    [InlineData("2016-06-14", null)]
    public void A_last_tie_in_that_ends_within_90_days_is_a_warning_since_they_began(string freeFrom, string? since)
    {
        var warnings = People(Facts.None with
        {
            Employments = [Employment("e", "2014-06-01")],
            Plans = [Plan("e", (PaymentState.Paid, "2016-01-01"), (PaymentState.Paid, freeFrom))],
        });

        Assert.Equal(since is null ? [] : [(EarlyWarnings.PaymentsEnd, Day(since))], warnings.Select(warning => (warning.Rule, warning.Since)));
        Assert.All(warnings, warning => Assert.Equal([new("days-left", Day(freeFrom).DayNumber - Today.DayNumber)], warning.Numbers));
    }

    [Fact]
    public void A_payment_still_to_come_is_something_after_it_but_a_voided_one_is_not()
    {
        Assert.Empty(People(Facts.None with
        {
            Employments = [Employment("e", "2014-06-01")],
            Plans = [Plan("e", (PaymentState.Paid, "2016-07-01"), (PaymentState.Scheduled, "2017-12-01"))],
        }));
        Assert.Single(People(Facts.None with
        {
            Employments = [Employment("e", "2014-06-01")],
            Plans = [Plan("e", (PaymentState.Paid, "2016-07-01"), (PaymentState.Voided, "2017-12-01"), (PaymentState.NotPayable, "2017-12-01"))],
        }));
    }

    [Fact]
    public void A_newly_qualified_year_that_ends_soon_is_a_warning_from_the_first_day_at_the_earliest()
    {
        var warnings = People(Facts.None with
        {
            Employments = [Employment("e", "2016-06-01") with { NewlyQualifiedUntil = Day("2016-07-31") }],
        });

        var warning = Assert.Single(warnings);
        Assert.Equal((EarlyWarnings.NewlyQualifiedYearEnds, Day("2016-06-01")), (warning.Rule, warning.Since));
        Assert.Equal([new("days-left", 46)], warning.Numbers);
    }

    [Theory]
    [InlineData(15, 1.0, false)]
    [InlineData(16, 1.0, true)]
    [InlineData(9, 0.6, false)]
    [InlineData(10, 0.6, true)]
    public void More_than_15_cases_are_a_warning_and_for_part_time_more_than_their_share(int cases, double fte, bool warned)
    {
        var warnings = People(Facts.None with
        {
            Employments = [Employment("e", "2014-06-01", fte: (decimal)fte), Employment("f", "2014-06-01"), Employment("g", "2014-06-01")],
            Caseloads = [new("c", Day("2016-05-31"), [new("e", cases), new("f", 15), new("g", 15)])],
        });

        Assert.Equal(warned, warnings.Count == 1);
    }

    [Theory]
    [InlineData(12, false)] // exactly 20 % above 10
    [InlineData(13, true)]
    public void More_than_a_fifth_above_the_median_of_the_team_is_a_warning_too_locums_counted_in(int cases, bool warned)
    {
        var warnings = People(Facts.None with
        {
            Employments = [Employment("e", "2014-06-01"), Employment("f", "2014-06-01")],
            Stints = [Stint("s", "2015-01-01")],
            Caseloads = [new("c", Day("2016-05-31"), [new("e", cases), new("f", 10), new("s", 10)])],
        });

        if (warned)
        {
            Assert.Equal([new("cases", 13), new("fte", 1), new("team-median", 10), new("target", 15)], Assert.Single(warnings).Numbers);
        }
        else
        {
            Assert.Empty(warnings);
        }
    }

    [Fact]
    public void Too_many_cases_are_told_since_the_first_snapshot_without_a_break()
    {
        var facts = Facts.None with
        {
            Employments = [Employment("e", "2014-06-01")],
            Caseloads =
            [
                new("1", Day("2015-12-31"), [new("e", 20)]),
                new("2", Day("2016-01-31"), [new("e", 15)]),
                new("3", Day("2016-02-29"), [new("e", 17)]),
                new("4", Day("2016-05-31"), [new("e", 16)]),
                new("5", Day("2016-06-30"), [new("e", 3)]),
            ],
        };

        Assert.Equal(Day("2016-02-29"), Assert.Single(People(facts)).Since);
        Assert.Empty(People(facts with { Caseloads = facts.Caseloads.Append(new("6", Day("2016-06-01"), [new("e", 15)])).ToList() }));
    }

    [Fact]
    public void Whoever_is_under_notice_or_gone_is_left_out()
    {
        var facts = Facts.None with
        {
            Employments =
            [
                Employment("under-notice", "2014-06-01") with { NoticeGivenOn = Today },
                Employment("gone", "2014-06-01", "2016-06-14"),
            ],
            Caseloads = [new("c", Day("2016-05-31"), [new("under-notice", 30), new("gone", 30)])],
        };

        Assert.Empty(EarlyWarnings.Of(facts, Today, new()).People);
    }

    [Fact]
    public void Somebody_on_record_twice_is_listed_once()
    {
        var facts = Facts.None with
        {
            Employments = [Employment("e", "2014-06-01"), Employment("f", "2014-06-01", fte: 0.4m)],
            Caseloads = [new("c", Day("2016-05-31"), [new("e", 30), new("f", 20)])],
            Merges = [new("m", "person-e", "person-f")],
        };

        var person = Assert.Single(EarlyWarnings.Of(facts, Today, new()).People);
        Assert.Equal(("person-e", 1), (person.PersonId, person.Warnings.Count));
    }

    [Theory]
    [InlineData(3, false)] // 1 of 4
    [InlineData(2, true)]
    public void More_than_a_quarter_agency_workers_is_a_warning_since_it_came_to_that(int employed, bool warned)
    {
        var warnings = Teams(Facts.None with
        {
            Employments = [.. Enumerable.Range(1, employed).Select(i => Employment($"{i}", "2014-06-01")), Employment("left", "2014-06-01", "2016-04-30")],
            Stints = [Stint("s", "2015-01-01", "2017-01-01"), Stint("before", "2013-01-01", "2013-12-31")],
        });

        if (warned)
        {
            var warning = Assert.Single(warnings);
            Assert.Equal((EarlyWarnings.AgencyShare, Day("2016-05-01")), (warning.Rule, warning.Since));
            Assert.Equal([new("agency-workers", 1), new("people-in-post", 2), new("percent", 33.3m)], warning.Numbers);
        }
        else
        {
            Assert.Empty(warnings);
        }
    }

    [Fact]
    public void Vacancies_are_reckoned_role_by_role_and_a_post_above_establishment_is_none()
    {
        var facts = Facts.None with
        {
            Posts =
            [
                Post("1"), Post("2"), Post("3"), Post("m", role: "team-manager"), Post("x") with { OverEstablished = true },
                Post("new") with { EstablishedOn = Day("2016-03-01") }, Post("closed") with { ClosedOn = Day("2016-02-01") },
            ],
            Employments = [Employment("a", "2014-06-01"), Employment("b", "2014-06-01"), Employment("m", "2010-01-01", role: "team-manager"), Employment("n", "2010-01-01", role: "team-manager")],
        };

        // 2 of 5: two managers do not fill a social worker's post. Of the five before March one was closed in February.
        var warning = Assert.Single(Teams(facts));
        Assert.Equal(EarlyWarnings.Vacancies, warning.Rule);
        Assert.Equal([new("vacant-fte", 2), new("posts-fte", 5), new("percent", 40.0m)], warning.Numbers);
        Assert.Equal(Day("2016-03-01"), warning.Since);
    }

    [Theory]
    [InlineData("2015-12-16", true)]
    [InlineData("2015-12-15", false)]
    public void A_manager_who_took_over_within_six_months_is_a_warning(string startedOn, bool warned)
    {
        var warnings = Teams(Facts.None with
        {
            Employments =
            [
                Employment("before", "2010-01-01", "2015-11-30", role: "team-manager"),
                Employment("now", startedOn, role: "team-manager"),
            ],
        });

        Assert.Equal(warned ? [(EarlyWarnings.ManagerChanged, Day(startedOn))] : [], warnings.Select(warning => (warning.Rule, warning.Since)));
    }

    [Fact]
    public void A_team_whose_manager_moved_away_is_without_one_since_the_move_and_a_change_of_grade_is_no_change()
    {
        var manager = Employment("m", "2010-01-01", role: "team-manager");
        var regraded = Facts.None with
        {
            Employments = [manager with { Positions = [manager.Positions[0], new(Day("2016-05-01"), "team-manager", "north", "PO7", 1)] }],
        };
        var moved = Facts.None with
        {
            Employments = [manager with { Positions = [manager.Positions[0], new(Day("2016-05-01"), "team-manager", "south", "PO6", 1)] }],
        };

        Assert.Empty(Teams(regraded));
        var north = Assert.Single(EarlyWarnings.Of(moved, Today, new()).Teams);
        Assert.Equal(("north", EarlyWarnings.ManagerChanged, Day("2016-05-01")), (north.Team, north.Warnings[0].Rule, north.Warnings[0].Since));
        Assert.Equal([new("managers", 0)], north.Warnings[0].Numbers);
    }

    [Fact]
    public void Three_who_left_within_six_months_are_a_warning_since_the_third_was_gone()
    {
        var left = new[] { Employment("a", "2014-06-01", "2015-12-15"), Employment("b", "2014-06-01", "2016-02-29"), Employment("c", "2014-06-01", "2016-05-31") };
        var stays = Employment("stays", "2014-06-01");

        // The first was gone on 16 December: six months later, tomorrow, that no longer counts.
        var warning = Assert.Single(Teams(Facts.None with { Employments = [.. left, stays] }));
        Assert.Equal((EarlyWarnings.SeveralLeft, Day("2016-06-01")), (warning.Rule, warning.Since));
        Assert.Equal([new("leavers", 3), new("months", 6)], warning.Numbers);
        Assert.Empty(EarlyWarnings.Of(Facts.None with { Employments = [.. left, stays] }, Day("2016-06-16"), new()).Teams);
    }

    [Fact]
    public void Whom_most_warnings_concern_stands_first_and_three_are_many()
    {
        var facts = Facts.None with
        {
            Employments =
            [
                Employment("a", "2014-06-01") with { NewlyQualifiedUntil = Day("2016-07-31") },
                Employment("b", "2014-06-01", team: "south") with { NewlyQualifiedUntil = Day("2016-06-30") },
                Employment("m", "2010-01-01", "2016-05-31", role: "team-manager"),
            ],
            Stints = [Stint("s", "2016-01-01")],
        };

        var warnings = EarlyWarnings.Of(facts, Today, new());
        Assert.Equal([("person-a", 3, true), ("person-b", 1, false)], warnings.People.Select(person => (person.PersonId, person.Count, person.Many)));
        Assert.Equal(["north"], warnings.Teams.Select(team => team.Team));
        Assert.Equal(["person-b"], EarlyWarnings.Of(facts, Today, new(), "south").People.Select(person => person.PersonId));
        Assert.Equal([2], EarlyWarnings.Of(facts, Today, new(Many: 4), "north").Teams.Select(team => team.Warnings.Count));
    }

    private static IReadOnlyList<Warning> People(Facts facts) => [.. EarlyWarnings.Of(facts, Today, new()).People.SelectMany(person => person.Warnings)];

    private static IReadOnlyList<Warning> Teams(Facts facts) => [.. EarlyWarnings.Of(facts, Today, new()).Teams.SelectMany(team => team.Warnings)];

    private static PlanFact Plan(string employmentId, params (PaymentState State, string FreeFrom)[] payments) => new(
        employmentId,
        [],
        [.. payments.Select((payment, i) => new PaymentFact("scheme", i + 1, payment.State, Day("2015-01-01"), 100_000, null, [], Day(payment.FreeFrom)))]);
}
