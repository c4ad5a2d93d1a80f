using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class OfferTests
{
    private const string Manager = "usr_manager";
    private const string Hr = "usr_hr";

    private static readonly DateOnly Today = new(2026, 4, 28);

    private static readonly OfferTerms Terms = new(4_100_000, 1m, new(2026, 6, 1), 5, "retention-2026", 1);

    private static readonly VacancyTerms Post =
        new(["post_1"], "social-worker", "t", "PO2", 1m, ContractKind.Permanent, new(2026, 4, 1), 4_100_000, 1);

    private static readonly OfferBasis Basis = new(
        Vacancy.Apply(null, new RequisitionDrafted("vac_1", Post, "usr_recruiter")),
        new("PO2", new(2015, 4, 1), 3_400_000, 4_500_000),
        SchemeBook.Apply(null, new SchemePublished(DefaultSchemes.Retention)));

    private static readonly CheckSet Checks = DefaultCheckSets.All.Single(set => set.Role == "social-worker");

    [Theory]
    [InlineData(3_399_999, "salary-below-range")]
    [InlineData(3_400_000, null)]
    [InlineData(4_500_000, null)]
    [InlineData(4_500_001, "salary-above-range")]
    public void An_offer_lies_within_what_the_grade_pays(long salaryPence, string? code) =>
        Assert.Equal(code, Make(Interviewed(), Terms with { SalaryPence = salaryPence }).Refusal?.Code);

    [Fact]
    public void Above_it_HR_agrees_first_and_whoever_agreed_does_not_make_the_offer()
    {
        var application = Fold(Interviewed(), OfferDecisions.ApproveSalary(Interviewed(), 4_700_000, "Long experience with court work.", Hr));

        Assert.Null(Make(application, Terms with { SalaryPence = 4_700_000 }).Refusal);
        Assert.Equal("salary-above-range", Make(application, Terms with { SalaryPence = 4_700_001 }).Refusal!.Code);
        Assert.Equal("approver-is-preparer", Make(application, Terms with { SalaryPence = 4_700_000 }, by: Hr).Refusal!.Code);
        Assert.Equal("reason-required", OfferDecisions.ApproveSalary(Interviewed(), 4_700_000, " ", Hr).Refusal!.Code);
        Assert.Equal("person-required", OfferDecisions.ApproveSalary(Interviewed(), 4_700_000, "Scarce.", Actor.Journey).Refusal!.Code);
        Assert.Equal(["upToPence"], OfferDecisions.ApproveSalary(Interviewed(), 0, "Scarce.", Hr).Refusal!.Fields.Select(error => error.Field));
    }

    [Fact]
    public void A_scheme_is_offered_only_if_it_is_published_takes_people_that_day_and_is_for_the_post()
    {
        Assert.Equal(["schemeId"], Make(Interviewed(), Terms with { SchemeVersion = 2 }).Refusal!.Fields.Select(error => error.Field));
        Assert.Equal(["schemeId"], Make(Interviewed(), Terms, Basis with { Scheme = null }).Refusal!.Fields.Select(error => error.Field));
        Assert.Equal(
            "scheme-not-in-effect",
            Make(Interviewed(), Terms, Basis with { Scheme = SchemeBook.Apply(Basis.Scheme, new SchemeClosed(1, new(2026, 5, 31))) }).Refusal!.Code);
        Assert.Null(Make(Interviewed(), Terms, Basis with { Scheme = SchemeBook.Apply(Basis.Scheme, new SchemeClosed(1, new(2026, 6, 1))) }).Refusal);
        Assert.Equal("position-not-eligible", Make(Interviewed(), Terms, BasisOf(Post with { Contract = ContractKind.FixedTerm })).Refusal!.Code);
        Assert.Equal("position-not-eligible", Make(Interviewed(), Terms, BasisOf(Post with { Role = "youth-worker" })).Refusal!.Code);
    }

    [Fact]
    public void Nothing_is_offered_for_a_vacancy_that_was_given_up() => Assert.Equal(
        "vacancy-ended",
        Make(Interviewed(), Terms, Basis with { Vacancy = Vacancy.Apply(Basis.Vacancy, new VacancyCancelled("The post goes.")) }).Refusal!.Code);

    [Fact]
    public void A_revised_offer_has_terms_and_a_deadline_of_its_own_and_the_earlier_one_stays_in_the_record()
    {
        var application = Offered();
        application = Fold(application, OfferDecisions.RequestChanges(application, new(4_300_000, null, null), false, new(2026, 5, 5)));
        Assert.Equal(new OfferChanges(4_300_000, null, null), application.Offer!.ChangesWanted);

        application = Fold(application, OfferDecisions.Revise(application, Terms with { SalaryPence = 4_200_000 }, Basis, Manager, new(2026, 5, 6)));

        Assert.Equal(ApplicationState.Offered, application.State);
        Assert.Equal(
            [(1, OfferStatus.Revised, 4_100_000, new DateOnly(2026, 5, 6)), (2, OfferStatus.Open, 4_200_000, new DateOnly(2026, 5, 13))],
            application.Offers.Select(offer => (offer.Number, offer.Status, offer.SalaryPence, offer.ExpiresOn)));
        Assert.Equal("offer-revised", OfferDecisions.Accept(application, null, null, 1, new(2026, 5, 7)).Refusal!.Code);
        Assert.Null(OfferDecisions.Accept(application, null, null, 2, new(2026, 5, 7)).Refusal);
        Assert.Equal("offer-still-open", OfferDecisions.Lapse(application, new(2026, 5, 13)).Refusal!.Code);
        Assert.Equal("salary-above-range", OfferDecisions.Revise(application, Terms with { SalaryPence = 4_500_001 }, Basis, Manager, Today).Refusal!.Code);
    }

    [Fact]
    public void After_an_offer_that_came_to_nothing_there_can_be_another()
    {
        var declined = Fold(Offered(), OfferDecisions.Decline(Offered(), null));
        var lapsed = Fold(Offered(), OfferDecisions.Lapse(Offered(), new(2026, 5, 7)));

        Assert.Equal(["declined", "lapsed"], ((JobApplication[])[declined, lapsed]).Select(application => Json.Write(application.Offer!.Status).Trim('"')));
        var again = Fold(lapsed, Make(lapsed, Terms with { NotBefore = new(2026, 7, 1) }));
        Assert.Equal((ApplicationState.Offered, 2, OfferStatus.Open), (again.State, again.Offer!.Number, again.Offer.Status));
        Assert.Null(Make(declined, Terms).Refusal);
        Assert.Equal("step-not-allowed", OfferDecisions.Revise(lapsed, Terms, Basis, Manager, Today).Refusal!.Code);
        Assert.Equal(ApplicationState.Rejected, Fold(declined, ApplicationDecisions.Reject(declined, "Somebody else accepted.", Manager)).State);
    }

    [Fact]
    public void Changes_are_asked_for_in_time_and_say_something()
    {
        Assert.Equal("offer-lapsed", OfferDecisions.RequestChanges(Offered(), new(4_300_000, null, null), false, new(2026, 5, 7)).Refusal!.Code);
        Assert.Equal(["message"], OfferDecisions.RequestChanges(Offered(), new(null, null, null), false, Today).Refusal!.Fields.Select(error => error.Field));
        Assert.Null(OfferDecisions.RequestChanges(Offered(), new(null, null, null), true, Today).Refusal);
        Assert.Equal(
            ["salaryPence", "fte", "notBefore"],
            OfferDecisions.RequestChanges(Offered(), new(0, 1.5m, new(2026, 4, 27)), false, Today).Refusal!.Fields.Select(error => error.Field));
    }

    [Fact]
    public void Only_somebody_who_lived_abroad_or_does_not_say_needs_an_overseas_record()
    {
        Assert.Equal(CheckStatus.NotNeeded, Overseas(false));
        Assert.Equal(CheckStatus.NotRequested, Overseas(true));
        Assert.Equal(CheckStatus.NotRequested, Overseas(null));

        static CheckStatus Overseas(bool? livedAbroad) => Fold(Offered(), OfferDecisions.Accept(Offered(), null, livedAbroad, null, Today))
            .Checks.Single(check => check.Check == "overseas-record").Status;
    }

    private static OfferBasis BasisOf(VacancyTerms terms) => Basis with { Vacancy = Basis.Vacancy with { Terms = terms } };

    private static Decision<ApplicationEvent> Make(JobApplication application, OfferTerms terms, OfferBasis? basis = null, string by = Manager) =>
        OfferDecisions.Make(application, terms, basis ?? Basis, Checks, by, Today);

    private static JobApplication Interviewed() => ((ApplicationEvent[])
    [
        new ApplicationShortlisted("meets all essentials"),
        new InterviewScheduled(new(2026, 4, 20, 9, 0, 0, TimeSpan.Zero), []),
        new InterviewRecorded(new(78, true)),
    ]).Aggregate(JobApplication.Apply(null, new ApplicationSubmitted("app_1", "vac_1", "per_1", "social-worker")), JobApplication.Apply);

    private static JobApplication Offered() => Fold(Interviewed(), Make(Interviewed(), Terms));

    private static JobApplication Fold(JobApplication application, Decision<ApplicationEvent> decision) =>
        decision.Events.Aggregate(application, JobApplication.Apply);
}
