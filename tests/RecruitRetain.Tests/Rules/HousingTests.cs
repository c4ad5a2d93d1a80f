using System.Globalization;
using RecruitRetain.Housing;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class HousingTests
{
    private static readonly HousingAgreement Agreement = HousingAgreement.With("riverside");

    private static readonly DateOnly Today = new(2026, 4, 2);

    private static readonly DateTimeOffset Now = new(2026, 4, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly KeyWorker Permanent = new("emp_1", "per_1", ContractKind.Permanent, new(2026, 1, 5), null, null, null);

    private static readonly HousingNeed Need = new(3, 2, 4_100_000, false, [], false, []);

    private static readonly HomeFacts Flat = new("riverside", "RV-17", LettingKind.Relet, 2, 81_500, "north", new(2026, 5, 1), null, []);

    private static readonly Home Void = Notified(Flat, Today);

    private static readonly Employment Employed = Employment.Apply(null, new EmploymentStarted(
        "emp_1", "per_1", null, null, ContractKind.Permanent, new(new(2026, 1, 5), "social-worker", "assessment-1", "G10", 1m), null));

    [Fact]
    public void The_state_machines_are_sound()
    {
        StateMachine.IsSound(HousingRequest.Machine);
        StateMachine.IsSound(Home.Machine);
        StateMachine.EveryEventIsNamed<HousingEvent>();
        StateMachine.EveryEventIsNamed<HomeEvent>();
        StateMachine.EveryEventIsNamed<HousingAgreementEvent>();
    }

    [Theory]
    [InlineData(LettingKind.Relet, "2026-04-02", "2026-04-09")] // over Good Friday and Easter Monday
    [InlineData(LettingKind.FirstLet, "2026-12-21", "2027-01-07")] // over Christmas
    public void The_councils_answer_and_the_providers_decision_are_due_in_working_days(LettingKind letting, string asked, string due)
    {
        var home = Notified(Flat with { Letting = letting }, Date(asked));
        Assert.Equal(Date(due), home.Current.AnswerBy);

        var nominated = Fold(Requested("hou_1", "A", Date(asked)), Nominate(Requested("hou_1", "A", Date(asked)), home, Date(asked)));
        Assert.Equal(Date(due), nominated.Latest!.DecideBy);
    }

    [Fact]
    public void The_band_goes_before_the_date_and_who_is_nominated_elsewhere_is_passed_over()
    {
        var list = List(
            Requested("A", "B", new(2026, 1, 10)),
            Requested("B", "A", new(2026, 3, 1)),
            Requested("C", "A", new(2026, 2, 1)),
            Nominated(Requested("D", "A", new(2026, 1, 1))));

        Assert.Equal(["C", "B", "A", "D"], list.Select(one => one.RequestId));
        Assert.Equal([1, 2, 3, null], list.Select(one => one.Place));
        Assert.Equal("band A, on the list since 1 February 2026", list[0].Why);
        Assert.Equal(["nominated-already"], list[3].Against);
    }

    [Fact]
    public void The_third_refusal_demotes_to_the_bottom_of_the_band_for_twelve_months_and_then_the_date_counts_again()
    {
        var often = Refused(Refused(Refused(Requested("A", "A", new(2026, 1, 1)), new(2026, 1, 20)), new(2026, 2, 20)), Today);
        HousingRequest[] requests = [often, Requested("B", "A", new(2026, 3, 1)), Requested("C", "B", new(2026, 1, 1))];

        var list = List(requests);
        Assert.Equal(["B", "A", "C"], list.Select(one => one.RequestId));
        Assert.Equal("band A, on the list since 1 January 2026; at the bottom of the band until 2 April 2027 after 3 refusals", list[1].Why);
        Assert.Equal(["B", "A", "C"], List(new DateOnly(2027, 4, 1), requests).Select(one => one.RequestId));
        Assert.Equal(["A", "B", "C"], List(new DateOnly(2027, 4, 2), requests).Select(one => one.RequestId));
    }

    [Fact]
    public void Another_agreement_bars_after_one_refusal_for_two_years_and_orders_by_date_alone()
    {
        var agreement = Agreement with { Order = ListOrder.Date, Refusals = new(RefusalConsequence.Bar, 1, 24) };
        HousingRequest[] requests = [Refused(Requested("A", "A", new(2026, 1, 1)), Today), Requested("B", "A", new(2026, 3, 1)), Requested("C", "C", new(2026, 2, 1))];

        var list = HousingList.For(Flat, agreement, requests.Select(request => (request, Permanent)), Today);
        Assert.Equal(["C", "B", "A"], list.Select(one => one.RequestId));
        Assert.Equal(["barred-after-refusals"], list[2].Against);
        Assert.Empty(HousingList.For(Flat, agreement, [(requests[0], Permanent)], new(2028, 4, 2))[0].Against);
    }

    [Theory]
    [InlineData(6_000_000, true)]
    [InlineData(6_000_001, false)]
    public void A_household_may_earn_exactly_the_cap(long income, bool eligible) =>
        Assert.Equal(eligible, HousingEligibility.ReasonsAgainst(Agreement, Permanent, Need with { IncomePence = income }, Today).Count == 0);

    [Theory]
    [InlineData(ContractKind.Agency, null, "contract-not-eligible")]
    [InlineData(ContractKind.ZeroHours, null, "contract-not-eligible")]
    [InlineData(ContractKind.FixedTerm, "2026-09-01", "fixed-term-too-short")] // five full months left
    [InlineData(ContractKind.FixedTerm, null, "fixed-term-too-short")]
    public void Passing_staff_are_not_eligible(ContractKind contract, string? endsOn, string reason) => Assert.Equal(
        [reason],
        HousingEligibility.ReasonsAgainst(
            Agreement, Permanent with { Contract = contract, ContractEndsOn = endsOn is null ? null : Date(endsOn) }, Need, Today));

    [Fact]
    public void Six_months_of_a_fixed_term_are_enough() => Assert.Empty(HousingEligibility.ReasonsAgainst(
        Agreement, Permanent with { Contract = ContractKind.FixedTerm, ContractEndsOn = new(2026, 10, 1) }, Need, Today));

    [Fact]
    public void Somebody_with_a_confirmed_start_is_eligible_only_where_the_agreement_says_so()
    {
        var prospective = Permanent with { StartsOn = new(2026, 6, 1) };
        var request = Requested("hou_1", "A", Today);
        var employeesOnly = Agreement with { Eligibility = Agreement.Eligibility with { ProspectiveStarters = false } };

        Assert.Empty(HousingEligibility.ReasonsAgainst(Agreement, prospective, request, Today));
        Assert.Equal(["not-yet-employed"], HousingEligibility.ReasonsAgainst(employeesOnly, prospective, request, Today));
        Assert.Equal(["start-not-confirmed"], HousingEligibility.ReasonsAgainst(Agreement, prospective with { StartsOn = null }, request, Today));
        Assert.Empty(HousingEligibility.ReasonsAgainst(Agreement, prospective with { StartsOn = null }, request.Need, Today));
    }

    [Fact]
    public void What_an_agreement_wants_to_see_must_have_been_seen_before_a_nomination()
    {
        var strict = Agreement with
        {
            Eligibility = Agreement.Eligibility with { LocalConnection = true, Evidence = [EvidenceKind.RightToRent, EvidenceKind.Income] },
        };
        var request = Requested("hou_1", "A", Today);
        Assert.Equal(["no-local-connection", "right-to-rent-not-seen", "income-not-seen"], HousingEligibility.ReasonsAgainst(strict, Permanent, request, Today));

        request = Fold(request, HousingDecisions.RecordEvidence(request, EvidenceKind.RightToRent, Today, "hugo", Today));
        Assert.Equal(["no-local-connection", "income-not-seen"], HousingEligibility.ReasonsAgainst(strict, Permanent, request, Today));
        Assert.Equal("person-required", HousingDecisions.RecordEvidence(request, EvidenceKind.Income, Today, Actor.Timer, Today).Refusal!.Code);
        Assert.Equal("invalid-fields", HousingDecisions.RecordEvidence(request, EvidenceKind.Income, Today.AddDays(1), "hugo", Today).Refusal!.Code);
    }

    [Fact]
    public void A_home_must_fit()
    {
        var need = Need with { Areas = ["north"], AccessNeeds = ["step-free"] };

        Assert.Equal(
            ["too-small", "too-many-people", "area-not-wanted", "access-needs-not-met"],
            need.ReasonsAgainst(Flat with { Bedrooms = 1, MostPeople = 2, Area = "south" }));
        Assert.Empty(need.ReasonsAgainst(Flat with { Features = ["step-free", "garden"] }));
    }

    [Theory]
    [InlineData(false, 0, 0, 0, 0, 1, 1)]
    [InlineData(true, 0, 0, 0, 1, 3, 2)]
    [InlineData(true, 0, 1, 1, 0, 4, 3)] // a boy and a girl from ten on do not share
    [InlineData(true, 0, 1, 0, 1, 4, 2)] // a girl shares with a child
    [InlineData(false, 1, 2, 0, 3, 7, 5)]
    public void The_bedroom_standard_says_how_many_bedrooms_a_household_needs(bool partner, int adults, int girls, int boys, int children, int people, int bedrooms)
    {
        var members = new HouseholdMembers(partner, adults, girls, boys, children);

        Assert.Equal((people, bedrooms), (members.Count(), members.Bedrooms()));
    }

    [Fact]
    public void Three_quarters_are_the_first_three_of_every_four_and_sizes_count_apart()
    {
        var book = HousingAgreementBook.Apply(null, new HousingAgreementPublished(Agreement));
        foreach (var number in Enumerable.Range(1, 8))
        {
            book = HousingAgreementBook.Apply(book, book.Count($"hom_{number}", 1, LettingKind.Relet, 3, Today).Events[0]);
        }

        Assert.Equal([true, true, true, false, true, true, true, false], book.Voids.Select(counted => counted.Ours));
        Assert.Empty(book.Count("hom_4", 1, LettingKind.Relet, 3, Today).Events);
        Assert.True(Assert.IsType<VoidCounted>(book.Count("hom_9", 1, LettingKind.Relet, 1, Today).Events[0]).Counted.Ours);
        Assert.True(Assert.IsType<VoidCounted>(book.Count("hom_9", 1, LettingKind.FirstLet, 3, Today).Events[0]).Counted.Ours);
    }

    [Fact]
    public void A_provider_has_until_the_end_of_the_deadline_and_is_reminded_that_morning()
    {
        var nominated = Nominated(Requested("hou_1", "A", Today));
        Assert.Equal(new(2026, 4, 9), nominated.Latest!.DecideBy);

        Assert.Empty(HousingDecisions.Settle(nominated, Permanent, true, new(2026, 4, 9, 6, 59, 0, TimeSpan.Zero)).Events);
        var reminded = Fold(nominated, HousingDecisions.Settle(nominated, Permanent, true, new(2026, 4, 9, 7, 0, 0, TimeSpan.Zero)));
        Assert.True(reminded.Latest!.Reminded);
        Assert.Empty(HousingDecisions.Settle(reminded, Permanent, true, new(2026, 4, 9, 22, 59, 0, TimeSpan.Zero)).Events);
        Assert.Null(HousingDecisions.Accept(reminded, 1, Permanent, new(2026, 4, 9), new(2026, 4, 9)).Refusal);
        Assert.Equal("nomination-lapsed", HousingDecisions.Accept(reminded, 1, Permanent, new(2026, 4, 9), new(2026, 4, 10)).Refusal!.Code);
        Assert.Equal(
            HousingState.Lapsed, Fold(reminded, HousingDecisions.Settle(reminded, Permanent, true, new(2026, 4, 9, 23, 0, 0, TimeSpan.Zero))).State);
    }

    [Fact]
    public void An_offer_stands_for_elapsed_hours_whatever_the_clocks_do()
    {
        // Clocks go forward in the night of 29 March 2026.
        var made = new DateTimeOffset(2026, 3, 28, 18, 0, 0, TimeSpan.Zero);
        var nominated = Nominated(Requested("hou_1", "A", new(2026, 3, 27)), new(2026, 3, 27));
        var offered = Fold(nominated, HousingDecisions.Offer(nominated, 1, Permanent, Agreement, null, made));

        Assert.Equal(new(2026, 3, 29, 18, 0, 0, TimeSpan.Zero), offered.Latest!.OfferExpiresAt);
        Assert.Equal(19, UkCalendar.InLondon(offered.Latest.OfferExpiresAt!.Value).Hour);
        Assert.Null(HousingDecisions.AcceptHome(offered, Permanent, made.AddHours(24).AddTicks(-1)).Refusal);
        Assert.Equal("offer-expired", HousingDecisions.AcceptHome(offered, Permanent, made.AddHours(24)).Refusal!.Code);
        Assert.Equal("offer-expired", HousingDecisions.RefuseHome(offered, RefusalReason.Rent, made.AddHours(24)).Refusal!.Code);
        Assert.Equal(HousingState.OfferLapsed, Fold(offered, HousingDecisions.Settle(offered, Permanent, true, made.AddHours(24))).State);
        Assert.Equal("invalid-fields", HousingDecisions.Offer(nominated, 1, Permanent, Agreement, made.AddHours(23), made).Refusal!.Code);
        Assert.Null(HousingDecisions.Offer(nominated, 1, Permanent, Agreement, made.AddHours(72), made).Refusal);
    }

    [Fact]
    public void After_a_rejection_the_person_keeps_their_place_and_old_answers_do_not_count()
    {
        var request = Nominated(Requested("hou_1", "A", Today));
        Assert.Equal("reason-required", HousingDecisions.Reject(request, 1, "", Today, Today).Refusal!.Code);
        request = Fold(request, HousingDecisions.Reject(request, 1, "failed affordability", Today, Today));
        Assert.Equal(new(2026, 4, 2), request.PriorityOn);

        request = Fold(request, Nominate(request, Void, Today));

        Assert.Equal("stale-answer", HousingDecisions.Accept(request, 1, Permanent, Today, Today).Refusal!.Code);
        Assert.Equal(HousingState.Accepted, Fold(request, HousingDecisions.Accept(request, 2, Permanent, Today, Today)).State);
        Assert.Equal([NominationOutcome.Rejected, NominationOutcome.Open], request.Nominations.Select(nomination => nomination.Outcome));
    }

    [Fact]
    public void Only_a_named_person_nominates_only_once_at_a_time_and_says_why_not_the_first()
    {
        var (first, second) = (Requested("hou_1", "A", Today), Requested("hou_2", "B", Today));
        var list = List(first, second);

        Assert.Equal("person-required", HousingDecisions.Nominate(first, Void, Agreement, list, null, Actor.Timer, Today).Refusal!.Code);
        Assert.Equal("nomination-live", Nominate(Nominated(first), Void, Today).Refusal!.Code);
        Assert.Equal("reason-required", HousingDecisions.Nominate(second, Void, Agreement, list, " ", "hugo", Today).Refusal!.Code);
        Assert.Equal(
            "cannot view before June",
            Assert.IsType<KeyWorkerNominated>(HousingDecisions.Nominate(second, Void, Agreement, list, "cannot view before June", "hugo", Today).Events[0]).NotTheFirst);
        Assert.Equal("home-deadline-passed", HousingDecisions.Nominate(first, Void, Agreement, list, null, "hugo", new(2026, 4, 10)).Refusal!.Code);
        Assert.Equal(
            "step-not-allowed",
            HousingDecisions.Nominate(first, Home.Apply(Void, new HomeWithdrawn("sold", Today)), Agreement, list, null, "hugo", Today).Refusal!.Code);
    }

    [Fact]
    public void Employment_is_looked_at_again_at_every_step()
    {
        var leaver = KeyWorker.Of(Employment.Apply(Employed, new EmploymentLeft(Today, LeavingReason.Resignation)), Today);
        var leaving = KeyWorker.Of(Employment.Apply(Employed, new NoticeGiven(Today, new(2026, 5, 1))), Today);
        var nominated = Nominated(Requested("hou_1", "A", Today));
        var offered = Fold(nominated, HousingDecisions.Offer(nominated, 1, Permanent, Agreement, null, Now));
        var taken = Fold(offered, HousingDecisions.AcceptHome(offered, Permanent, Now));

        Assert.Equal(["leaving"], HousingEligibility.ReasonsAgainst(Agreement, leaving, Need, Today));
        Assert.Equal("employment-ended", HousingDecisions.Accept(nominated, 1, leaver, Today, Today).Refusal!.Code);
        Assert.Equal("employment-ended", HousingDecisions.Offer(nominated, 1, leaver, Agreement, null, Now).Refusal!.Code);
        Assert.Equal("employment-ended", HousingDecisions.AcceptHome(offered, leaver, Now).Refusal!.Code);
        Assert.Equal("employment-ended", HousingDecisions.StartTenancy(taken, leaver, Today, Today).Refusal!.Code);
        Assert.Equal(HousingState.Withdrawn, Fold(taken, HousingDecisions.Settle(taken, leaver, true, Now)).State);
    }

    [Fact]
    public void When_the_employment_ends_the_provider_is_told_once_and_decides_itself_when_the_tenancy_ends()
    {
        var nominated = Nominated(Requested("hou_1", "A", Today));
        var tenant = HousingRequest.Apply(
            HousingRequest.Apply(Fold(nominated, HousingDecisions.Offer(nominated, 1, Permanent, Agreement, null, Now)), new HomeAccepted(Today)), new TenancyStarted(Today));

        var told = Fold(tenant, HousingDecisions.EndEmployment(tenant, new(2026, 9, 14)));

        Assert.Equal(HousingState.EmploymentEndNotified, told.State);
        Assert.Empty(HousingDecisions.EndEmployment(told, new(2026, 9, 14)).Events);
        Assert.Equal("invalid-fields", HousingDecisions.EndTenancy(told, 1, new(2026, 12, 2), new(2026, 12, 1)).Refusal!.Code);
        Assert.Equal(new(2026, 12, 1), Fold(told, HousingDecisions.EndTenancy(told, 1, new(2026, 12, 1), new(2026, 12, 1))).Latest!.TenancyEndedOn);
    }

    [Fact]
    public void A_home_that_its_provider_takes_back_puts_the_nominee_back_on_the_list()
    {
        var nominated = Nominated(Requested("hou_1", "A", Today));

        var lost = Fold(nominated, HousingDecisions.Settle(nominated, Permanent, hasHome: false, Now));

        Assert.Equal((HousingState.Requested, NominationOutcome.HomeLost), (lost.State, lost.Latest!.Outcome));
    }

    [Fact]
    public void A_home_follows_its_nomination()
    {
        var nominated = Nominated(Requested("hou_1", "A", Today));
        var held = Home.Apply(Void, new HomeClaimed(new("hou_1", 1, "emp_1"), Today));

        Assert.Empty(Follow(nominated).Events);
        Assert.Equal(new(2026, 4, 9), Assert.IsType<HomeFreed>(Follow(HousingRequest.Apply(nominated, new NominationRejected("arrears", Today))).Events[0]).AnswerBy);
        Assert.Equal(HomeDecisions.ProviderSilent, Assert.IsType<HomeReturned>(Follow(HousingRequest.Apply(nominated, new NominationLapsed())).Events[0]).Reason);
        Assert.Equal("home-nominated", HomeDecisions.Return(held, "nobody wants it", Today).Refusal!.Code);
        Assert.Equal([new HomeFreed(new(2026, 4, 9))], HomeDecisions.Settle(held, abandoned: true, Today).Events);
        Assert.Equal(2, HomeDecisions.Settle(held, abandoned: true, new(2026, 4, 10)).Events.Count);

        Decision<HomeEvent> Follow(HousingRequest request) => HomeDecisions.Follow(held, "hou_1", request.Latest!, null, Agreement, Today);
    }

    [Fact]
    public void A_void_is_taken_once_and_the_next_only_after_the_last()
    {
        Assert.Empty(HomeDecisions.Notify(Void, "hom_1", Flat, Agreement, true, Today).Events);
        Assert.Equal("home-open", HomeDecisions.Notify(Void, "hom_1", Flat with { RentPence = 90_000 }, Agreement, true, Today).Refusal!.Code);
        var returned = Home.Apply(Void, new HomeReturned("no taker", Today));
        Assert.Empty(HomeDecisions.Notify(returned, "hom_1", Flat with { RentPence = 90_000 }, Agreement, true, Today).Events);
        Assert.Equal(2, HomeDecisions.Notify(returned, "hom_1", Flat with { ReadyOn = new(2027, 1, 1) }, Agreement, false, Today).Events.Count);
        Assert.Equal(
            ["homeReference", "area", "bedrooms", "rentPence", "mostPeople", "features"],
            (Flat with { Reference = " ", Area = "", Bedrooms = -1, RentPence = 0, MostPeople = 0, Features = [""] }).Validate().Select(error => error.Field));
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
        Assert.Empty(Agreement.Validate());
        Assert.Empty((Agreement with { Refusals = new(RefusalConsequence.None) }).Validate());
        Assert.Equal(
            [
                "providerId", "shares", "councilAnswers", "furtherNomination", "providerDecides", "offerHours", "refusals", "eligibility.contracts",
                "eligibility.monthsLeft", "eligibility.incomeCapPence", "eligibility.evidence", "bands", "shared",
            ],
            new HousingAgreement(
                "A B",
                1,
                [new(1, 100, 50)],
                new(0, 3),
                0,
                new(10, 0),
                0,
                new(RefusalConsequence.Demote),
                new([ContractKind.Agency], true, -1, 0, false, false, [EvidenceKind.Income, EvidenceKind.Income]),
                ["A", "A"],
                ListOrder.Date,
                [SharedFact.Bedrooms, SharedFact.Bedrooms]).Validate().Select(error => error.Field));
    }

    private static HousingRequest Requested(string id, string band, DateOnly on) =>
        HousingRequest.Apply(null, HousingDecisions.Request(null, id, Permanent, Need, band, [Agreement], on).Events[0]);

    private static Home Notified(HomeFacts facts, DateOnly on) =>
        Home.Apply(null, HomeDecisions.Notify(null, "hom_1", facts, Agreement, true, on).Events[0]);

    private static IReadOnlyList<ListedApplicant> List(params HousingRequest[] requests) => List(Today, requests);

    private static IReadOnlyList<ListedApplicant> List(DateOnly today, params HousingRequest[] requests) =>
        HousingList.For(Flat, Agreement, requests.Select(request => (request, Permanent)), today);

    private static Decision<HousingEvent> Nominate(HousingRequest request, Home home, DateOnly today) =>
        HousingDecisions.Nominate(request, home, Agreement, List(today, request), null, "hugo", today);

    private static HousingRequest Nominated(HousingRequest request, DateOnly? on = null) => Fold(request, Nominate(request, Notified(Flat, on ?? Today), on ?? Today));

    private static HousingRequest Refused(HousingRequest request, DateOnly on)
    {
        var at = UkCalendar.MorningUtc(on);
        var nominated = Nominated(request, on);
        var offered = Fold(nominated, HousingDecisions.Offer(nominated, nominated.Nominations.Count, Permanent, Agreement, null, at));
        return Fold(offered, HousingDecisions.RefuseHome(offered, RefusalReason.Area, at));
    }

    private static HousingRequest Fold(HousingRequest request, Decision<HousingEvent> decision) =>
        decision.Events.Aggregate(request, HousingRequest.Apply);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
