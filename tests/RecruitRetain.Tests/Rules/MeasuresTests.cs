using RecruitRetain.Reporting;

namespace RecruitRetain.Tests.Rules;

public class MeasuresTests
{
    // Department for Education, csww_indicators_2017_to_2023.csv, Peterborough (E06000031). Headcount rates hold exactly, full-time-equivalent
    // rates within 0.1 and cover rates within 0.15, because the Department divides inputs that it does not publish unrounded.
    [Theory]
    [InlineData(95.6, 100, 30.6, 33, 19, 19, 12, 20.4, 75.6, 1255, 722.4, 32.0, 33.0, 16.6, 16.0, 63.2, 17.6, 58.8, 16.6, 3.0)]
    [InlineData(91.2, 95, 16.3, 17, 22.8, 24, 15, 19.5, 69, 1242, 423, 17.9, 17.9, 20.0, 20.2, 65.9, 17.6, 76.9, 18.0, 1.8)]
    [InlineData(106, 109, 25.3, 26, 16, 16, 7, 17, 72, 1251, 581, 23.9, 23.9, 13.1, 12.8, 43.8, 13.8, 41.2, 17.4, 2.2)]
    [InlineData(125, 126, 17.5, 18, 10.5, 11, 10.5, 14.1, 83.5, 1188, 1045, 14.0, 14.3, 7.7, 8.0, 100.0, 10.1, 74.5, 14.2, 3.3)]
    public void The_seven_rates_are_the_published_ones(
        double inPost,
        int inPostHeads,
        double leavers,
        int leaverHeads,
        double agency,
        int agencyHeads,
        double cover,
        double vacancies,
        double caseHolders,
        int cases,
        double daysLost,
        double turnover,
        double turnoverHeads,
        double agencyRate,
        double agencyRateHeads,
        double coverRate,
        double vacancyRate,
        double covered,
        double caseload,
        double absence)
    {
        Assert.Equal((decimal)turnoverHeads, DfeMeasures.Turnover(leaverHeads, inPostHeads));
        Assert.Equal((decimal)agencyRateHeads, DfeMeasures.AgencyWorkerRate(agencyHeads, inPostHeads));
        Within(0.1m, turnover, DfeMeasures.Turnover((decimal)leavers, (decimal)inPost));
        Within(0.1m, agencyRate, DfeMeasures.AgencyWorkerRate((decimal)agency, (decimal)inPost));
        Within(0.1m, vacancyRate, DfeMeasures.VacancyRate((decimal)vacancies, (decimal)inPost));
        Within(0.15m, coverRate, DfeMeasures.AgencyCoverRate((decimal)cover, (decimal)agency));
        Within(0.15m, covered, DfeMeasures.VacanciesCoveredByAgency((decimal)cover, (decimal)vacancies));
        Within(0.1m, caseload, DfeMeasures.AverageCaseload(cases, (decimal)caseHolders));
        Within(0.1m, absence, DfeMeasures.AbsenceRate((decimal)daysLost, (decimal)inPost));
    }

    [Theory]
    [InlineData(9, 80, 11.3)] // Isle of Wight 2021; banker's rounding would give 11.2
    [InlineData(9, 144, 6.3)] // Portsmouth 2021
    [InlineData(84, 103, 81.6)] // Croydon 2013
    [InlineData(4500, 30670, 14.7)] // England 2017
    [InlineData(9, 50, 18.0)]
    [InlineData(10, 60, 16.7)]
    public void Ties_round_half_up(int leavers, int inPost, double published) =>
        Assert.Equal((decimal)published, DfeMeasures.Turnover(leavers, inPost));

    [Fact]
    public void Nothing_to_divide_by_is_null_and_never_zero()
    {
        Assert.Null(DfeMeasures.AgencyCoverRate(0, 0)); // Sunderland 2023
        Assert.Null(DfeMeasures.AverageCaseload(0, 0));
        Assert.Equal(0m, DfeMeasures.Turnover(0, 100));
    }

    [Fact]
    public void Stability_ignores_whoever_joined_since()
    {
        Assert.Equal(85.0m, Stability.Index(80, 68));
        Assert.Null(Stability.Index(0, 0));
        Assert.Equal(15.8m, Stability.TurnoverAverage(14, 80, 97));
    }

    [Fact]
    public void A_locum_costs_what_the_cabinet_was_told()
    {
        Assert.Equal(6_048_000, LocumCost.AnnualPence(3_600, 35, 48));
        Assert.Equal(1_548_000, LocumCost.PremiumPence(6_048_000, 4_500_000));
        Assert.Equal(2_348_000, LocumCost.PremiumPence(6_048_000, 3_700_000));
        Assert.Equal(3.9m, LocumCost.BreakEvenMonths(500_000, 1_548_000));
        Assert.Equal(2.6m, LocumCost.BreakEvenMonths(500_000, 2_348_000));
        Assert.Null(LocumCost.BreakEvenMonths(500_000, 0));
        Assert.Equal(34.5m, DfeMeasures.AgencyWorkerRate(30, 57));
        Assert.Equal(28.6m, DfeMeasures.AgencyWorkerRate(2, 5));
        Assert.Equal(85.7m, DfeMeasures.AverageCaseload(350 + 250, 7)); // children for each reviewing officer
    }

    private static void Within(decimal tolerance, double published, decimal? computed) =>
        Assert.InRange(computed!.Value, (decimal)published - tolerance, (decimal)published + tolerance);
}
