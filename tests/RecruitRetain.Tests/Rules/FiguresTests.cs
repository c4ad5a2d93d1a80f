using RecruitRetain.Recruitment;
using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class FiguresTests
{
    private static readonly DateOnly AsAt = new(2026, 9, 30);

    [Fact]
    public void The_report_counts_the_year_up_to_its_day()
    {
        var facts = Of(
            Worker("per_stayed", new(2020, 1, 1)),
            Worker("per_left", new(2020, 1, 1), new(2026, 3, 31)),
            Worker("per_lastday", new(2020, 1, 1), AsAt), // still in post on the day
            Worker("per_longgone", new(2018, 1, 1), new(2025, 9, 29)),
            Worker("per_returned", new(2020, 1, 1), new(2026, 1, 31)),
            Worker("per_returned", new(2026, 6, 1)),
            Worker("per_joined", new(2025, 10, 1)),
            Worker("per_passing", new(2025, 11, 1), new(2026, 2, 28)),
            Worker("per_future", new(2026, 10, 1)));

        var figures = Figures.Of(facts, Period.YearTo(AsAt));

        Assert.Equal(4, figures.Workforce.Headcount);
        Assert.Equal(4.0m, figures.Workforce.Fte);
        Assert.Equal((2, 2), (figures.Workforce.Joiners, figures.Workforce.Leavers)); // 4 a year ago + 2 joined - 2 left = 4
        Assert.Equal(50.0m, figures.Dfe.Turnover.Value);
        Assert.Equal(50.0m, figures.Stay.LeaverRate.Value);
        Assert.Equal(75.0m, figures.Stay.Stability.Value);
    }

    [Fact]
    public void The_median_stay_is_rounded_half_up() =>
        Assert.Equal(12.3, Figures.Of(Of(Worker("per_1", new(2018, 2, 1), new(2019, 2, 7))), Period.YearTo(AsAt)).Stay.MedianMonths); // 12 months and 7 days of 28

    [Fact]
    public void The_councils_own_numbers_of_2015_come_out()
    {
        var facts = Of([.. Enumerable.Range(1, 57).Select(i => Worker($"per_{i}", new(2014, 1, 6)))]) with
        {
            Stints = [.. Enumerable.Range(1, 30).Select(i => new StintFact($"stint_{i}", $"per_l{i}", null, "social-worker", "t", 1m, new(2015, 5, 4), null, true, [new(new(2015, 5, 4), 3_600)]))],
            Vacancies = [Open(30)],
        };

        var figures = Figures.Of(facts, Period.YearTo(new(2015, 7, 31)));

        Assert.Equal((57, 30, 34.5m), (figures.Workforce.Headcount, figures.Workforce.AgencyWorkers, figures.Dfe.AgencyRate.Value));
        Assert.Equal((30, 30m, 34.5m), (figures.Workforce.Vacancies, figures.Workforce.VacancyFte, figures.Dfe.VacancyRate.Value));
    }

    [Fact]
    public void A_post_that_no_employee_fills_is_vacant_whoever_covers_it_and_one_above_establishment_is_not()
    {
        var facts = Of([.. Enumerable.Range(1, 57).Select(i => Worker($"per_{i}", new(2014, 1, 6)))]) with
        {
            Posts =
            [
                .. Enumerable.Range(1, 87).Select(i => new PostFact($"post_{i}", "social-worker", "t", 1m, false)),
                new PostFact("post_tm", "team-manager", "t", 1m, true),
            ],
            Vacancies = [Open(1)],
        };

        var figures = Figures.Of(facts, Period.YearTo(new(2015, 7, 31)));

        Assert.Equal((30, 30m, 34.5m), (figures.Workforce.Vacancies, figures.Workforce.VacancyFte, figures.Dfe.VacancyRate.Value));
    }

    [Fact]
    public void Survival_follows_everybody_for_as_long_as_they_were_seen()
    {
        var facts = Of(
            Worker("per_1", new(2024, 7, 1)), // 27 months and on
            Worker("per_2", new(2024, 7, 1), new(2025, 3, 31)), // left after 9
            Worker("per_3", new(2024, 7, 1), new(2026, 2, 28)), // left after 20
            Worker("per_4", new(2024, 7, 1), new(2025, 3, 31), LeavingReason.InternalTransfer)); // followed for 9

        var figures = Figures.Of(facts, Period.YearTo(AsAt));

        Assert.Equal(
            [(3, 100.0m, 4), (6, 100.0m, 4), (12, 75.0m, 2), (18, 75.0m, 2), (24, 37.5m, 1), (36, null, 0)],
            figures.Stay.At.Select(survival => (survival.Months, survival.Percent, survival.AtRisk)));
        Assert.Equal(50.0m, figures.Stay.YearTwo);
    }

    [Fact]
    public void Payments_are_summed_by_how_they_stand()
    {
        Payment[] payments =
        [
            Standing(PaymentState.Scheduled, 1), Standing(PaymentState.Eligible, 20_000), Standing(PaymentState.Instructed, 30_000),
            Standing(PaymentState.Held, 50_000), Standing(PaymentState.Voided, 1),
            Standing(PaymentState.Paid, 100_000) with
            {
                Recovery = PaymentRecovery.Nothing with { State = RecoveryState.Outstanding, OwedPence = 60_000, Receipts = [new(new(2027, 1, 29), 58_333, true)] },
            },
            Standing(PaymentState.Paid, 100_000) with { Recovery = PaymentRecovery.Nothing with { State = RecoveryState.Proposed, OwedPence = 1 } },
        ];
        var ledger = new RetentionLedger("emp_1", "per_1", [new(DefaultSchemes.Retention, new(2025, 1, 1), new(2025, 1, 1), Background.Unknown, null, "usr_hr")], payments, null);

        var figures = Figures.Of(Of(Worker("per_1", new(2025, 1, 1)) with { Id = "emp_1" }) with { Plans = [FactOf.Plan(ledger)] }, Period.YearTo(AsAt));

        Assert.Equal(new PaymentFigure(2, 50_000) { People = 1 }, figures.Payments.Due);
        Assert.Equal(new PaymentFigure(1, 50_000) { People = 1 }, figures.Payments.Held);
        Assert.Equal(new PaymentFigure(2, 200_000) { People = 1 }, figures.Payments.Paid);
        Assert.Equal(new PaymentFigure(1, 58_333) { People = 1 }, figures.Payments.Recovered);
    }

    [Fact]
    public void A_council_without_anybody_gets_a_report_without_rates()
    {
        var figures = Figures.Of(Of(), Period.YearTo(AsAt));

        Assert.Equal((0, 0m), (figures.Workforce.Headcount, figures.Workforce.Fte));
        Assert.Null(figures.Dfe.Turnover.Value);
        Assert.Null(figures.Stay.Stability.Value);
        Assert.All(figures.Stay.At, survival => Assert.Equal((null, 0), (survival.Percent, survival.AtRisk)));
        Assert.All(figures.Recruitment.Pipeline, stage => Assert.Equal(0, stage.Count));
    }

    private static Facts Of(params EmploymentFact[] employments) => Facts.None with { Employments = employments };

    private static EmploymentFact Worker(string person, DateOnly start, DateOnly? lastDay = null, LeavingReason reason = LeavingReason.Resignation) => new(
        $"emp_{person}_{start:yyyyMMdd}",
        person,
        null,
        ContractKind.Permanent,
        start,
        [new(start, "social-worker", "assessment-1", "G10", 1m)],
        lastDay,
        lastDay is null ? null : reason);

    private static VacancyFact Open(int wanted) => new("vac_1", "social-worker", "assessment-1", 1m, VacancyState.Open, new(2015, 7, 1), wanted);

    private static Payment Standing(PaymentState state, long pence) =>
        Payment.Scheduled(1, new(1, new(2025, 1, 1), new(2025, 7, 1), pence, 12)) with { State = state };
}
