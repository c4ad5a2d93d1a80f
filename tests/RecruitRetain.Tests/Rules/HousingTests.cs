using System.Globalization;
using RecruitRetain.Housing;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class HousingTests
{
    private static readonly HousingRules Rules = HousingRules.Default;

    private static readonly DateOnly Today = new(2026, 4, 2);

    private static readonly HousingApplicant Permanent = new(ContractKind.Permanent, new(2026, 1, 5), null, null, 4_100_000, false);

    [Fact]
    public void The_state_machine_is_sound()
    {
        StateMachine.IsSound(Nomination.Machine, NominationState.Withdrawn, NominationState.EmploymentEndNotified);
        StateMachine.EveryEventIsNamed<NominationEvent>();
    }

    [Theory]
    [InlineData(LettingKind.Relet, "2026-04-02", "2026-04-09")]
    [InlineData(LettingKind.FirstLetting, "2026-12-21", "2027-01-07")]
    public void An_answer_is_due_in_working_days(LettingKind letting, string asked, string due) =>
        Assert.Equal(Date(due), NominationDeadline.AnswerBy(Rules, letting, Date(asked)));

    [Fact]
    public void The_band_goes_before_the_date_and_who_is_nominated_elsewhere_is_passed_over()
    {
        Nomination[] requests =
        [
            Requested("A", "B", new(2026, 1, 10)),
            Requested("B", "A", new(2026, 3, 1)),
            Requested("C", "A", new(2026, 2, 1)),
            Requested("D", "A", new(2026, 1, 1)) with { State = NominationState.Nominated },
        ];

        Assert.Equal(["C", "B", "A"], NominationOrder.Rank(Rules, requests).Select(request => request.Id));
    }

    [Theory]
    [InlineData(6_000_000, true)]
    [InlineData(6_000_001, false)]
    public void A_household_may_earn_exactly_the_cap(long income, bool eligible) =>
        Assert.Equal(eligible, HousingEligibility.ReasonsAgainst(Rules, Permanent with { HouseholdIncomePence = income }, Today).Count == 0);

    [Theory]
    [InlineData(ContractKind.Agency, null, "contract-not-eligible")]
    [InlineData(ContractKind.ZeroHours, null, "contract-not-eligible")]
    [InlineData(ContractKind.FixedTerm, "2026-09-01", "fixed-term-too-short")] // five full months left
    [InlineData(ContractKind.FixedTerm, null, "fixed-term-too-short")]
    public void Passing_staff_are_not_eligible(ContractKind contract, string? endsOn, string reason) =>
        Assert.Equal(
            [reason],
            HousingEligibility.ReasonsAgainst(
                Rules, Permanent with { Contract = contract, FixedTermEndsOn = endsOn is null ? null : Date(endsOn) }, Today));

    [Fact]
    public void Six_months_of_a_fixed_term_are_enough() =>
        Assert.Empty(HousingEligibility.ReasonsAgainst(
            Rules, Permanent with { Contract = ContractKind.FixedTerm, FixedTermEndsOn = new(2026, 10, 1) }, Today));

    [Fact]
    public void Somebody_with_a_confirmed_start_is_eligible_only_where_the_agreement_says_so()
    {
        var prospective = Permanent with { StartsOn = new(2026, 6, 1) };

        Assert.Empty(HousingEligibility.ReasonsAgainst(Rules, prospective, Today));
        Assert.Equal(["not-yet-employed"], HousingEligibility.ReasonsAgainst(Rules with { ProspectiveEligible = false }, prospective, Today));
        Assert.Equal(["start-not-confirmed"], HousingEligibility.ReasonsAgainst(Rules, prospective with { StartsOn = null }, Today));
    }

    [Fact]
    public void A_provider_has_until_the_end_of_the_deadline()
    {
        var nominated = Nominated();
        Assert.Equal(new(2026, 4, 9), nominated.DeadlineOn);

        Assert.Equal("nomination-still-open", NominationDecisions.Lapse(nominated, new(2026, 4, 9)).Refusal!.Code);
        Assert.Null(NominationDecisions.Accept(nominated, 1, new(2026, 4, 9)).Refusal);
        Assert.Equal("nomination-lapsed", NominationDecisions.Accept(nominated, 1, new(2026, 4, 10)).Refusal!.Code);
        Assert.Equal(NominationState.Lapsed, Fold(nominated, NominationDecisions.Lapse(nominated, new(2026, 4, 10))).State);
    }

    [Fact]
    public void After_a_rejection_the_person_keeps_their_place_and_old_answers_do_not_count()
    {
        var nomination = Nominated();
        Assert.Equal("reason-required", NominationDecisions.Reject(nomination, 1, "", Today).Refusal!.Code);
        nomination = Fold(nomination, NominationDecisions.Reject(nomination, 1, "failed affordability", Today));
        Assert.Equal(new(2026, 4, 2), nomination.PriorityOn);

        nomination = Fold(nomination, NominationDecisions.Nominate(nomination, "prop_2", LettingKind.FirstLetting, Rules, "usr_housing", Today));

        Assert.Equal("stale-answer", NominationDecisions.Accept(nomination, 1, Today).Refusal!.Code);
        Assert.Equal(NominationState.Accepted, Fold(nomination, NominationDecisions.Accept(nomination, 2, Today)).State);
    }

    [Fact]
    public void Only_a_named_person_nominates()
    {
        var requested = Requested("nom_1", "A", Today);

        Assert.Equal("person-required", NominationDecisions.Nominate(requested, "prop_1", LettingKind.Relet, Rules, Actor.Timer, Today).Refusal!.Code);
    }

    [Fact]
    public void When_the_employment_ends_the_provider_is_told_and_decides()
    {
        var accepted = Fold(Nominated(), NominationDecisions.Accept(Nominated(), 1, Today));
        var tenant = Fold(accepted, NominationDecisions.StartTenancy(accepted, Today, Today));

        var told = Fold(tenant, NominationDecisions.EndEmployment(tenant, new(2026, 9, 14)));

        Assert.Equal(NominationState.EmploymentEndNotified, told.State);
        Assert.Empty(NominationDecisions.EndEmployment(told, new(2026, 9, 14)).Events);
        Assert.Equal(NominationState.Withdrawn, Fold(accepted, NominationDecisions.EndEmployment(accepted, new(2026, 9, 14))).State);
    }

    [Fact]
    public void The_agreement_names_every_field_at_fault()
    {
        Assert.Empty(Rules.Validate());
        Assert.Equal(
            ["bands", "version", "firstLettingWorkingDays", "reletWorkingDays", "incomeCapPence", "fixedTermMonthsLeft"],
            new HousingRules(0, ["A", "A"], 0, 0, 0, -1, true).Validate().Select(error => error.Field));
    }

    private static Nomination Requested(string id, string band, DateOnly on) =>
        Nomination.Apply(null, NominationDecisions.Request(id, "per_1", "emp_1", band, Permanent, Rules, on).Events[0]);

    private static Nomination Nominated()
    {
        var requested = Requested("nom_1", "A", Today);
        return Fold(requested, NominationDecisions.Nominate(requested, "prop_1", LettingKind.Relet, Rules, "usr_housing", Today));
    }

    private static Nomination Fold(Nomination nomination, Decision<NominationEvent> decision) =>
        decision.Events.Aggregate(nomination, Nomination.Apply);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
