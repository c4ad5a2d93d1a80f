using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class PaymentSchemeValidationTests
{
    private static readonly PaymentScheme Good = DefaultSchemes.Retention;

    [Fact]
    public void A_scheme_names_every_field_at_fault() => Faults(
        Good with
        {
            Id = "",
            Version = 0,
            EffectiveTo = new(2023, 1, 1),
            Eligibility = [],
            Gates = [Gate.NoNotice, Gate.NoNotice],
            Schedule = Good.Schedule with { Milestones = [After(6, 0), After(6, 100, -1)] },
            Recovery = new(new RecoverySteps([new(12, 50), new(12, 60)]), []),
            Governance = new(" ", new ExceedsMemorandum(""), new(2023, 1, 1), 0),
        },
        "id",
        "version",
        "effectiveTo",
        "eligibility",
        "schedule.milestones[0].amount.pence",
        "schedule.milestones[1].due.months",
        "schedule.milestones[1].tieInMonths",
        "gates",
        "recovery.tieInMeasuredFrom",
        "recovery.mode.steps[1].untilMonths",
        "recovery.mode.steps[1].percent",
        "schedule.milestones[1].tieInMonths",
        "governance.approvedBy",
        "governance.reviewOn",
        "governance.budgetPence",
        "governance.memorandum.exemptionReference");

    [Theory]
    [InlineData(499_999, false)]
    [InlineData(500_000, true)]
    public void A_scheme_does_not_promise_more_than_its_cap(long maximumPence, bool good) =>
        Faults(Good with { Schedule = Good.Schedule with { MaximumPence = maximumPence } }, good ? [] : ["schedule.maximumPence"]);

    [Theory]
    [InlineData(599_999, false)]
    [InlineData(600_000, true)]
    public void Yearly_payments_count_as_often_as_they_can_fall_due(long maximumPence, bool good) => Faults(
        Good with
        {
            EffectiveFrom = new(2026, 4, 1),
            Schedule = new(Anchor.Start, [new(new YearlyOn(3, 31, 12), new FixedAmount(200_000), 0)], ProRataMode.None, maximumPence, Until: new(2029, 3, 31)),
        },
        good ? [] : ["schedule.maximumPence"]);

    [Fact]
    public void A_yearly_payment_needs_an_end_and_a_day() => Faults(
        Good with { Schedule = Good.Schedule with { Milestones = [new(new YearlyOn(2, 30, -1), new FixedAmount(1), 0), new(new YearlyOn(13, 1, 0), new FixedAmount(1), 0)] } },
        "schedule.until",
        "schedule.milestones[0].due.day",
        "schedule.milestones[0].due.serviceMonths",
        "schedule.milestones[1].due.month");

    [Theory]
    [InlineData(50, 50, true)]
    [InlineData(50, 49.9, false)]
    [InlineData(60, 50, false)]
    [InlineData(100, 0, false)]
    public void Shares_of_an_award_add_up_to_a_hundred(double first, double second, bool good)
    {
        var schedule = Good.Schedule with
        {
            Award = new FixedAmount(100_000),
            Milestones = [new(new AfterMonths(6), new AwardShare((decimal)first), 0), new(new AfterMonths(12), new AwardShare((decimal)second), 0)],
        };

        Assert.Equal(good, PaymentSchemeValidation.Validate(Good with { Schedule = schedule }).Count == 0);
        Faults(Good with { Schedule = schedule with { Award = null, Milestones = [new(new AfterMonths(6), new AwardShare(100), 0)] } }, "schedule.award");
    }

    [Fact]
    public void Percentages_and_bands_are_what_they_say() => Faults(
        Good with
        {
            Schedule = Good.Schedule with
            {
                Milestones =
                [
                    new(new AfterMonths(0), new SalaryPercentage(100.5m), 0),
                    new(new AfterMonths(6), new ByExperience([new(5, 50_000), new(2, -1)]), 0),
                    new(new AfterMonths(7), new ByExperience([]), 0),
                ],
            },
        },
        "schedule.milestones[0].amount.percent",
        "schedule.milestones[1].amount.bands[1].fromYears",
        "schedule.milestones[1].amount.bands[1].pence",
        "schedule.milestones[2].amount.bands");

    [Fact]
    public void Conditions_are_complete_and_stand_once() => Faults(
        Good with
        {
            Eligibility =
            [
                new InTeams([]), new InTeams(["duty"]), new InRoles([" "]), new OnContracts([ContractKind.Agency]), new FromOrigins([]), new NotRejoining(0),
                new NoEarlierPayment(-1), new InService(121), new Experienced(0),
            ],
        },
        "eligibility[0].oneOf",
        "eligibility[1]",
        "eligibility[2].oneOf",
        "eligibility[3].oneOf",
        "eligibility[4].oneOf",
        "eligibility[5].withinMonths",
        "eligibility[6].withinMonths",
        "eligibility[7].months",
        "eligibility[8].years");

    [Fact]
    public void Nothing_is_set_off_where_nothing_is_recovered() =>
        Faults(Good with { Recovery = Good.Recovery with { Mode = new NoRecovery(), NetOff = true } }, "recovery.netOff");

    private static SchemeMilestone After(int months, long pence, int tieInMonths = 12) => new(new AfterMonths(months), new FixedAmount(pence), tieInMonths);

    private static void Faults(PaymentScheme scheme, params string[] fields) =>
        Assert.Equal(fields, PaymentSchemeValidation.Validate(scheme).Select(error => error.Field));
}
