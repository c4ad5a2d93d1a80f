using RecruitRetain.Recruitment;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class AgencyCoolOffTests
{
    private static readonly Departure Left = new(new(2026, 1, 31), LeavingReason.Resignation, InProbation: false);

    [Fact]
    public void Three_months_lie_between_a_post_and_an_agency_engagement_in_the_same_region() =>
        Assert.Equal(new DateOnly(2026, 4, 30), AgencyCoolOff.EarliestEngagementOn(Left));

    [Fact]
    public void Nothing_restricts_a_permanent_role_redundancy_another_region_or_leaving_in_probation()
    {
        Assert.Null(AgencyCoolOff.EarliestEngagementOn(Left, permanentRole: true));
        Assert.Null(AgencyCoolOff.EarliestEngagementOn(Left with { Reason = LeavingReason.Redundancy }));
        Assert.Null(AgencyCoolOff.EarliestEngagementOn(Left with { SameRegion = false }));
        Assert.Null(AgencyCoolOff.EarliestEngagementOn(Left with { InProbation = true }));
    }

    [Fact]
    public void A_posts_saving_is_the_agencys_charge_less_the_salary_with_its_on_costs()
    {
        var inclusive = RecruitmentRules.Default with { OnCostPercent = 0 };

        Assert.Equal(new(60_480_00, 45_000_00, 15_480_00), AgencySaving.Of(36_00, 1, 45_000_00, inclusive));
        Assert.Equal(new(60_480_00, 37_000_00, 23_480_00), AgencySaving.Of(36_00, 1, 37_000_00, inclusive));
        Assert.Equal(new(36_288_00, 27_000_00, 9_288_00), AgencySaving.Of(36_00, 0.6m, 36_000_00, RecruitmentRules.Default));
    }
}
