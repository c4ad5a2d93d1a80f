using System.Globalization;
using RecruitRetain.Housing;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class HousingTests
{
    private static readonly HousingRules Rules = HousingRules.Default;

    private static readonly DateOnly Today = new(2026, 4, 2);

    private static readonly HousingApplicant Permanent = new(ContractKind.Permanent, new(2026, 1, 5), null, null, 4_100_000, false);

    private static readonly HousingNeed Need = new(3, 2, 4_100_000, false, []);

    private static readonly Home Flat = new("riverside", "prop_1", LettingKind.Relet, 2);

    private static readonly Employment Employed = Employment.Apply(null, new EmploymentStarted(
        "emp_1", "per_1", null, null, ContractKind.Permanent, new(new(2026, 1, 5), "social-worker", "assessment-1", "G10", 1m), null));

    [Fact]
    public void The_state_machine_is_sound()
    {
        StateMachine.IsSound(HousingRequest.Machine, HousingState.Withdrawn, HousingState.EmploymentEndNotified);
        StateMachine.EveryEventIsNamed<HousingEvent>();
    }

    [Theory]
    [InlineData(LettingKind.Relet, "2026-04-02", "2026-04-09")]
    [InlineData(LettingKind.FirstLet, "2026-12-21", "2027-01-07")]
    public void An_answer_is_due_in_working_days(LettingKind letting, string asked, string due) =>
        Assert.Equal(Date(due), NominationDeadline.AnswerBy(Rules, letting, Date(asked)));

    [Fact]
    public void The_band_goes_before_the_date_and_who_is_nominated_elsewhere_is_passed_over()
    {
        HousingRequest[] requests =
        [
            Requested("A", "B", new(2026, 1, 10)),
            Requested("B", "A", new(2026, 3, 1)),
            Requested("C", "A", new(2026, 2, 1)),
            Requested("D", "A", new(2026, 1, 1)) with { State = HousingState.Nominated },
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
        Assert.Equal(new(2026, 4, 9), nominated.Latest!.DecideBy);

        Assert.Equal("nomination-still-open", HousingDecisions.Lapse(nominated, new(2026, 4, 9)).Refusal!.Code);
        Assert.Null(HousingDecisions.Accept(nominated, 1, Employed, new(2026, 4, 9), new(2026, 4, 9)).Refusal);
        Assert.Equal("nomination-lapsed", HousingDecisions.Accept(nominated, 1, Employed, new(2026, 4, 9), new(2026, 4, 10)).Refusal!.Code);
        Assert.Equal(HousingState.Lapsed, Fold(nominated, HousingDecisions.Lapse(nominated, new(2026, 4, 10))).State);
    }

    [Fact]
    public void After_a_rejection_the_person_keeps_their_place_and_old_answers_do_not_count()
    {
        var request = Nominated();
        Assert.Equal("reason-required", HousingDecisions.Reject(request, 1, "", Today, Today).Refusal!.Code);
        request = Fold(request, HousingDecisions.Reject(request, 1, "failed affordability", Today, Today));
        Assert.Equal(new(2026, 4, 2), request.PriorityOn);

        request = Fold(request, HousingDecisions.Nominate(request, Flat with { Letting = LettingKind.FirstLet }, Permanent, Rules, "usr_housing", Today));

        Assert.Equal("stale-answer", HousingDecisions.Accept(request, 1, Employed, Today, Today).Refusal!.Code);
        Assert.Equal(HousingState.Accepted, Fold(request, HousingDecisions.Accept(request, 2, Employed, Today, Today)).State);
        Assert.Equal([NominationOutcome.Rejected, NominationOutcome.Open], request.Nominations.Select(nomination => nomination.Outcome));
    }

    [Fact]
    public void Only_a_named_person_nominates_and_only_once_at_a_time()
    {
        Assert.Equal("person-required", HousingDecisions.Nominate(Requested("hou_1", "A", Today), Flat, Permanent, Rules, Actor.Timer, Today).Refusal!.Code);
        Assert.Equal("nomination-live", HousingDecisions.Nominate(Nominated(), Flat, Permanent, Rules, "usr_housing", Today).Refusal!.Code);
    }

    [Fact]
    public void Employment_is_looked_at_again_at_every_step()
    {
        var leaver = Employment.Apply(Employed, new EmploymentLeft(Today, LeavingReason.Resignation));
        var leaving = Employment.Apply(Employed, new NoticeGiven(Today, new(2026, 5, 1)));
        var accepted = Fold(Nominated(), HousingDecisions.Accept(Nominated(), 1, Employed, Today, Today));

        Assert.Equal(["leaving"], HousingEligibility.ReasonsAgainst(Rules, HousingApplicant.Of(leaving, Need, Today), Today));
        Assert.Equal(
            "not-eligible",
            HousingDecisions.Nominate(Requested("hou_1", "A", Today), Flat, HousingApplicant.Of(leaving, Need, Today), Rules, "usr_housing", Today).Refusal!.Code);
        Assert.Equal("employment-ended", HousingDecisions.Accept(Nominated(), 1, leaver, Today, Today).Refusal!.Code);
        Assert.Equal("employment-ended", HousingDecisions.StartTenancy(accepted, leaver, Today, Today).Refusal!.Code);
    }

    [Fact]
    public void When_the_employment_ends_the_provider_is_told_and_decides()
    {
        var accepted = Fold(Nominated(), HousingDecisions.Accept(Nominated(), 1, Employed, Today, Today));
        var tenant = Fold(accepted, HousingDecisions.StartTenancy(accepted, Employed, Today, Today));

        var told = Fold(tenant, HousingDecisions.EndEmployment(tenant, new(2026, 9, 14)));

        Assert.Equal(HousingState.EmploymentEndNotified, told.State);
        Assert.Empty(HousingDecisions.EndEmployment(told, new(2026, 9, 14)).Events);
        var withdrawn = Fold(accepted, HousingDecisions.EndEmployment(accepted, new(2026, 9, 14)));
        Assert.Equal((HousingState.Withdrawn, NominationOutcome.Withdrawn), (withdrawn.State, withdrawn.Latest!.Outcome));
    }

    [Theory]
    [InlineData(0, "0-15000")]
    [InlineData(1_500_000, "0-15000")]
    [InlineData(1_500_001, "15000-30000")]
    [InlineData(6_000_000, "45000-60000")]
    [InlineData(6_000_001, "over-60000")]
    public void A_provider_learns_a_band_of_income_only(long pence, string band) => Assert.Equal(band, IncomeBand.Of(pence));

    [Theory]
    [InlineData("nom_0123456789abcdefghjkmnpqrs-2", true)]
    [InlineData("nom_0123456789abcdefghjkmnpqrs-0", false)]
    [InlineData("nom_0123456789abcdefghjkmnpqrs-02", false)]
    [InlineData("nom_0123456789abcdefghjkmnpqrs", false)]
    [InlineData("hou_0123456789abcdefghjkmnpqrs-1", false)]
    [InlineData(null, false)]
    public void A_nomination_is_named_after_its_request(string? id, bool valid)
    {
        Assert.Equal(valid, NominationId.TryParse(id, out var requestId, out var attempt));
        Assert.True(!valid || NominationId.Of(requestId, attempt) == id);
    }

    [Fact]
    public void The_agreement_names_every_field_at_fault()
    {
        Assert.Empty(Rules.Validate());
        Assert.Equal(
            ["bands", "version", "firstLettingWorkingDays", "reletWorkingDays", "incomeCapPence", "fixedTermMonthsLeft"],
            new HousingRules(0, ["A", "A"], 0, 0, 0, -1, true).Validate().Select(error => error.Field));
    }

    private static HousingRequest Requested(string id, string band, DateOnly on) =>
        HousingRequest.Apply(null, HousingDecisions.Request(id, "per_1", "emp_1", Need, band, Permanent, Rules, on).Events[0]);

    private static HousingRequest Nominated()
    {
        var requested = Requested("hou_1", "A", Today);
        return Fold(requested, HousingDecisions.Nominate(requested, Flat, Permanent, Rules, "usr_housing", Today));
    }

    private static HousingRequest Fold(HousingRequest request, Decision<HousingEvent> decision) =>
        decision.Events.Aggregate(request, HousingRequest.Apply);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
