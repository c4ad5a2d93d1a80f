using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using static RecruitRetain.Tests.Rules.AFact;

namespace RecruitRetain.Tests.Rules;

public sealed class PeriodMoneyTests
{
    private static readonly Period Year = Days("2015-08-01", "2016-07-31");

    [Fact]
    public void A_locum_for_a_year_costs_60480_and_15480_to_23480_more_than_a_permanent_worker()
    {
        var money = Money(Year, Stint("a", "2014-01-01"));

        Assert.Equal(new LocumSpend(1, 1, 6_048_000, new(1_548_000, 2_348_000)), money.Locums);
        Assert.Equal(money.Locums, money.CoveringVacancies);
    }

    [Fact]
    public void Thirty_locums_cost_464400_to_704400_a_year_more()
    {
        var money = Money(Year, [.. Enumerable.Range(1, 30).Select(i => Stint($"{i}", "2014-01-01"))]);

        Assert.Equal(new LocumSpend(30, 30, 181_440_000, new(46_440_000, 70_440_000)), money.Locums);
    }

    [Theory]
    [InlineData("2016-02-01", "2016-02-29")]
    [InlineData("2015-02-01", "2015-02-28")]
    [InlineData("2016-01-01", "2016-01-31")]
    public void Every_month_costs_a_twelfth(string from, string to) =>
        Assert.Equal(504_000, Money(Days(from, to), Stint("a", "2014-01-01")).Locums.Pence);

    [Fact]
    public void A_part_of_a_month_counts_by_its_days_and_part_time_in_proportion()
    {
        Assert.Equal(252_000, Money(Year, Stint("a", "2015-11-01", "2015-11-15")).Locums.Pence);
        Assert.Equal(151_200, Money(Year, Stint("a", "2015-11-01", "2015-11-15", fte: 0.6m)).Locums.Pence);
        Assert.Equal(16_258, Money(Year, Stint("a", "2015-12-31", "2015-12-31")).Locums.Pence);
    }

    [Fact]
    public void Each_day_costs_the_rate_of_that_day()
    {
        var stint = Stint("a", "2015-05-01") with { Rates = [new(Day("2015-05-01"), 3_600), new(Day("2016-02-01"), 4_000)] };

        // Six months at £36.00 and six at £40.00.
        Assert.Equal(3_024_000 + 3_360_000, Money(Year, stint).Locums.Pence);
        Assert.Equal(3_360_000, Money(Days("2016-02-01", "2016-07-31"), stint).Locums.Pence);
        Assert.Equal(1_512_000, Money(Days("2015-08-01", "2015-10-31"), stint).Locums.Pence);
    }

    [Fact]
    public void Only_for_those_who_cover_vacancies_is_a_premium_reckoned()
    {
        var money = Money(Year, Stint("a", "2014-01-01"), Stint("b", "2014-01-01", team: "south", coversVacancy: false));

        Assert.Equal(12_096_000, money.Locums.Pence);
        Assert.Equal(new LocumSpend(1, 1, 6_048_000, new(1_548_000, 2_348_000)), money.CoveringVacancies);
        Assert.Equal([new TeamSpend("north", 1, 6_048_000), new TeamSpend("south", 1, 6_048_000)], money.Teams);
    }

    [Fact]
    public void A_conversion_saves_the_premium_from_the_first_day_to_the_last()
    {
        var facts = Facts.None with
        {
            Stints = [Stint("a", "2014-01-01", "2016-01-31")],
            Employments = [Employment("e", "2016-02-01") with { ConvertedFromStintId = "a" }],
        };

        var money = PeriodMoney.Of(facts, Year, CostRules.Default);

        Assert.Equal([new Conversion("e", "a", "north", Day("2016-02-01"), new(1_548_000, 2_348_000), new(774_000, 1_174_000))], money.Conversions);
        Assert.Equal(new(774_000, 1_174_000), money.SavedByConversionsPence);

        var gone = facts with { Employments = [facts.Employments[0] with { LastDayOn = Day("2016-02-29") }] };
        Assert.Equal(new(129_000, 195_667), PeriodMoney.Of(gone, Year, CostRules.Default).SavedByConversionsPence);
        Assert.Empty(PeriodMoney.Of(gone, Days("2016-03-01", "2016-07-31"), CostRules.Default).Conversions);
    }

    [Fact]
    public void Fewer_locums_than_a_year_before_are_cashable_and_more_are_not()
    {
        var left = Money(Year, Stint("a", "2014-01-01"), Stint("b", "2014-01-01", "2015-07-31"), Stint("c", "2014-01-01", "2016-01-31"));
        Assert.Equal(new FewerLocums(3, 1.5m, new(2_322_000, 3_522_000)), left.Fewer);

        var none = Money(Year, Stint("a", "2014-08-01", "2015-07-31", hourlyPence: 5_000));
        Assert.Equal(new FewerLocums(1, 0, new(1_548_000, 2_348_000)), none.Fewer);

        var more = Money(Year, Stint("a", "2015-08-01"));
        Assert.Equal(new FewerLocums(0, 1, new(0, 0)), more.Fewer);
    }

    [Fact]
    public void What_was_paid_and_came_back_in_the_period_is_told_apart_from_what_was_before_and_after()
    {
        var money = PeriodMoney.Of(
            Facts.None with
            {
                Employments = [Employment("e", "2014-08-01"), Employment("f", "2014-08-01", "2016-03-31")],
                Plans =
                [
                    Plan("e", Paid("2015-07-31", 100_000), Paid("2015-08-01", 100_000), Paid("2016-07-31", 150_000), Paid("2016-08-01", 150_000)),
                    Plan("f", Paid("2015-08-01", 100_000, ("2016-04-20", 40_000), ("2016-08-20", 10_000))),
                ],
            },
            Year,
            CostRules.Default);

        Assert.Equal(new PaymentsOfPeriod(3, 2, 350_000, 1, 40_000, 310_000), money.Payments);
    }

    [Fact]
    public void A_kept_year_is_one_worked_from_joining_a_scheme_to_the_end_of_the_last_tie_in()
    {
        // e joined half a year before the period and is free after half of it; f, at half time, joined in November and left after six months.
        var facts = Facts.None with
        {
            Employments = [Employment("e", "2014-02-01"), Employment("f", "2015-02-01", "2016-04-30", fte: 0.5m), Employment("not-in-a-scheme", "2015-02-01")],
            Plans =
            [
                Plan("e", Paid("2015-02-01", 100_000) with { FreeFrom = Day("2016-02-01") }) with { Enrolments = [new("scheme", Day("2015-02-01"))] },
                Plan("f", Paid("2015-11-01", 75_000, ("2016-05-01", 25_000)) with { FreeFrom = Day("2016-11-01") }) with { Enrolments = [new("scheme", Day("2015-11-01"))] },
            ],
        };

        // £1,500.00 over 1.25 years; in the period half a year and a quarter, in whose place locums would have been paid the usual rate.
        Assert.Equal(new KeptYears(2, 0.75m, new(1_161_000, 1_761_000), 150_000, 1.25m, 120_000), PeriodMoney.Of(facts, Year, CostRules.Default).Kept);

        // Before f left.
        var kept = PeriodMoney.Of(facts, Days("2015-08-01", "2016-01-31"), CostRules.Default).Kept;
        Assert.Equal((175_000, 1.13m), (kept.NetPence, kept.FteYearsSoFar));
    }

    [Fact]
    public void Somebody_whose_payments_are_all_void_was_not_kept()
    {
        var facts = Facts.None with
        {
            Employments = [Employment("e", "2014-02-01", "2015-12-31")],
            Plans = [Plan("e", Paid("2015-11-01", 0) with { State = PaymentState.Voided, PaidOn = null }) with { Enrolments = [new("scheme", Day("2015-02-01"))] }],
        };

        Assert.Equal(new KeptYears(0, 0, new(0, 0), 0, 0, null), PeriodMoney.Of(facts, Year, CostRules.Default).Kept);
    }

    [Fact]
    public void Where_nobody_is_in_a_scheme_a_kept_year_has_no_price() =>
        Assert.Equal(new KeptYears(0, 0, new(0, 0), 0, 0, null), Money(Year, Stint("a", "2014-01-01")).Kept);

    [Fact]
    public void A_filter_leaves_the_part_of_the_structure_that_it_names()
    {
        var facts = Facts.None with
        {
            Stints = [Stint("a", "2014-01-01"), Stint("b", "2014-01-01", team: "south")],
            Employments = [Employment("e", "2015-02-01"), Employment("f", "2015-02-01", team: "south")],
            Plans = [Plan("e", Paid("2016-02-01", 100_000)), Plan("f", Paid("2016-02-01", 50_000))],
        };

        var money = PeriodMoney.Of(facts, Year, CostRules.Default, new("south", null));

        Assert.Equal([new TeamSpend("south", 1, 6_048_000)], money.Teams);
        Assert.Equal(50_000, money.Payments.PaidPence);
    }

    [Fact]
    public void Twenty_five_welcome_payments_come_to_125000()
    {
        var facts = Facts.None with
        {
            Employments = [.. Enumerable.Range(1, 25).Select(i => Employment($"{i}", "2015-09-01"))],
            Plans = [.. Enumerable.Range(1, 25).Select(i => Plan($"{i}", Paid("2015-09-30", 500_000)))],
        };

        Assert.Equal(12_500_000, PeriodMoney.Of(facts, Year, CostRules.Default).Payments.PaidPence);
    }

    private static PeriodMoney Money(Period period, params StintFact[] stints) => PeriodMoney.Of(Facts.None with { Stints = stints }, period, CostRules.Default);

    private static PlanFact Plan(string employmentId, params PaymentFact[] payments) => new(employmentId, [], payments);

    private static PaymentFact Paid(string on, long pence, params (string On, long Pence)[] back) =>
        new("scheme", 1, PaymentState.Paid, Day(on), pence, Day(on), [.. back.Select(receipt => new ReceiptFact(Day(receipt.On), receipt.Pence))], Day(on));
}
