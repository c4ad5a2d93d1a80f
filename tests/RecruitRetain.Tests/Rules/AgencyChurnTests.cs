using RecruitRetain.Reporting;
using static RecruitRetain.Tests.Rules.AFact;

namespace RecruitRetain.Tests.Rules;

public sealed class AgencyChurnTests
{
    private static readonly Period Year = Days("2015-10-01", "2016-09-30");

    [Fact]
    public void Stints_of_a_year_are_counted_by_their_first_day_and_by_the_first_day_without_work()
    {
        var churn = Churn(
            Stint("ended-the-day-before-the-first", "2015-01-01", "2015-09-30"),
            Stint("ended-two-days-before", "2015-01-01", "2015-09-29"),
            Stint("all-year", "2014-01-01"),
            Stint("begun-on-the-first-day", "2015-10-01", "2016-01-31"),
            Stint("works-on-the-last-day", "2016-09-30", "2016-09-30"),
            Stint("begins-later", "2016-10-01"));

        Assert.Equal(3, churn.Workers);
        Assert.Equal(2, churn.Begun);
        Assert.Equal(2, churn.Ended);
        Assert.Equal(2, churn.OnDuty);
    }

    [Fact]
    public void Their_length_counts_both_days_and_is_that_of_the_ended_ones()
    {
        var churn = Churn(
            Stint("a", "2015-10-05", "2015-10-09"),
            Stint("b", "2015-11-02", "2015-12-01"),
            Stint("c", "2016-01-01", "2016-04-09"),
            Stint("d", "2015-01-01"));

        Assert.Equal(30m, churn.MedianDays);
        Assert.Equal(45.0m, churn.MeanDays);
        Assert.Equal(17.5m, Churn(Stint("a", "2015-10-05", "2015-10-09"), Stint("b", "2015-11-02", "2015-12-01")).MedianDays);
    }

    [Fact]
    public void The_churn_is_the_ended_for_every_hundred_on_duty_on_the_average_day()
    {
        // 183 of 366 days each make one on duty on average; two ended.
        var churn = Churn(Stint("first", "2015-10-01", "2016-03-31"), Stint("second", "2016-04-01", "2016-09-29"), Stint("third", "2016-09-30"));

        Assert.Equal(new Rate(2, 1, 200.0m), churn.Churn);
    }

    [Fact]
    public void Without_stints_nothing_is_divided()
    {
        var churn = Churn();

        Assert.Equal(new Rate(0, 0, null), churn.Churn);
        Assert.Null(churn.MedianDays);
        Assert.Null(churn.MeanDays);
        Assert.Empty(churn.Teams);
    }

    [Fact]
    public void A_post_with_many_short_stints_is_told_from_one_with_a_single_long_one()
    {
        var churn = Churn(
            Stint("a", "2015-10-01", "2015-11-30", post: "many"),
            Stint("b", "2015-12-01", "2016-01-31", post: "many"),
            Stint("c", "2016-02-01", "2016-03-31", post: "many"),
            Stint("d", "2014-01-01", post: "one"),
            Stint("e", "2014-01-01"));

        Assert.Equal(2, churn.PostsCovered);
        Assert.Equal([new StintsPerPost(1, 1), new StintsPerPost(3, 1)], churn.StintsPerPost);
    }

    [Theory]
    [InlineData("2016-03-30", 1)]
    [InlineData("2016-04-01", 0)]
    public void A_post_is_covered_for_more_than_six_months_from_the_day_after_they_are_full(string since, int posts) =>
        Assert.Equal(posts, Churn(Stint("a", since, post: "one")).PostsOverSixMonths);

    [Theory]
    [InlineData("2016-03-14", 1)] // From Thursday to Monday: three days between.
    [InlineData("2016-03-15", 0)]
    public void A_long_weekend_between_two_locums_is_no_break(string followedOn, int posts)
    {
        var churn = Churn(Stint("a", "2015-01-05", "2016-03-10", post: "one"), Stint("b", followedOn, post: "one"));

        Assert.Equal(posts, churn.PostsOverTwelveMonths);
    }

    [Fact]
    public void A_post_that_nobody_covers_at_the_end_counts_in_neither() =>
        Assert.Equal(0, Churn(Stint("a", "2014-01-01", "2016-09-29", post: "one")).PostsOverSixMonths);

    [Fact]
    public void Teams_add_up_to_the_whole()
    {
        var churn = Churn(
            Stint("a", "2015-10-01", "2015-10-31", "north"),
            Stint("b", "2015-01-01", null, "north"),
            Stint("c", "2016-01-01", "2016-02-29", "south"));

        Assert.Equal(["north", "south"], churn.Teams.Select(team => team.Team));
        Assert.Equal([1, 1], churn.Teams.Select(team => team.Begun));
        Assert.Equal([1, 1], churn.Teams.Select(team => team.Ended));
        Assert.Equal([1, 0], churn.Teams.Select(team => team.OnDuty));
        Assert.Equal([31m, 60m], churn.Teams.Select(team => team.MedianDays));
        Assert.Equal(2, churn.Ended);
    }

    [Fact]
    public void Somebody_on_record_twice_is_one_worker()
    {
        var facts = Facts.None with
        {
            Stints = [Stint("a", "2015-10-01", "2015-10-31"), Stint("b", "2016-01-01")],
            Merges = [new("merge", "worker-a", "worker-b")],
        };

        Assert.Equal(1, AgencyChurn.Of(facts, Year).Workers);
    }

    private static AgencyChurn Churn(params StintFact[] stints) => AgencyChurn.Of(Facts.None with { Stints = stints }, Year);
}
