using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class VacancyTests
{
    private static readonly DateOnly Today = new(2026, 1, 5);

    private static readonly VacancyTerms Terms = new(
        ["post_1"], "social-worker", "assessment-1", "G10", 1m, ContractKind.Permanent, new(2026, 2, 2), 4_100_000, 2, "retention-2026");

    [Fact]
    public void The_state_machine_is_sound()
    {
        StateMachine.IsSound(Vacancy.Machine, VacancyState.Filled, VacancyState.Cancelled);
        StateMachine.EveryEventIsNamed<VacancyEvent>();
    }

    [Fact]
    public void A_vacancy_is_filled_when_the_last_of_the_people_wanted_has_started()
    {
        var vacancy = Approved();
        vacancy = Fold(vacancy, VacancyDecisions.Open(vacancy, Today));
        vacancy = Fold(vacancy, VacancyDecisions.Close(vacancy));
        vacancy = Fold(vacancy, VacancyDecisions.RecordHire(vacancy, "app_1"));
        Assert.Equal(VacancyState.Closed, vacancy.State);

        vacancy = Fold(vacancy, VacancyDecisions.RecordHire(vacancy, "app_1"));
        Assert.Equal(["app_1"], vacancy.HiredApplicationIds);

        vacancy = Fold(vacancy, VacancyDecisions.RecordHire(vacancy, "app_2"));
        Assert.Equal(VacancyState.Filled, vacancy.State);
        Assert.Equal("step-not-allowed", VacancyDecisions.RecordHire(vacancy, "app_3").Refusal!.Code);
    }

    [Fact]
    public void Applications_are_taken_up_to_and_including_the_closing_date()
    {
        var vacancy = Approved();
        Assert.Equal("vacancy-not-open", VacancyDecisions.RefuseApplications(vacancy, Today)!.Code);

        vacancy = Fold(vacancy, VacancyDecisions.Open(vacancy, Today));

        Assert.Null(VacancyDecisions.RefuseApplications(vacancy, new(2026, 2, 2)));
        Assert.Equal("closing-date-passed", VacancyDecisions.RefuseApplications(vacancy, new(2026, 2, 3))!.Code);
    }

    [Fact]
    public void A_requisition_names_every_field_at_fault()
    {
        var wrong = new VacancyTerms([], " ", "t", "g", 1.01m, ContractKind.Agency, new(2026, 1, 4), 0, 0, null);

        var refusal = VacancyDecisions.DraftRequisition("vac_1", wrong, "rachel", Today).Refusal!;

        Assert.Equal(RefusalKind.Meaning, refusal.Kind);
        Assert.Equal(
            ["posts", "role", "fte", "contract", "closingOn", "salaryPence", "hiresWanted"],
            refusal.Fields.Select(error => error.Field));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.01, true)]
    [InlineData(0.81, true)]
    [InlineData(0.811, false)]
    [InlineData(1, true)]
    [InlineData(1.01, false)]
    public void A_full_time_equivalent_has_two_decimal_places_and_is_at_most_one(double fte, bool valid) =>
        Assert.Equal(valid, Fte.IsValid((decimal)fte));

    [Fact]
    public void Cancelling_needs_a_reason()
    {
        var vacancy = Approved();

        Assert.Equal("reason-required", VacancyDecisions.Cancel(vacancy, " ").Refusal!.Code);
        Assert.Equal(VacancyState.Cancelled, Fold(vacancy, VacancyDecisions.Cancel(vacancy, "budget withdrawn")).State);
    }

    [Fact]
    public void A_requisition_is_approved_by_somebody_else_than_drafted_it()
    {
        var draft = Fold(null, VacancyDecisions.DraftRequisition("vac_1", Terms, "rachel", Today));

        Assert.Equal("approver-is-preparer", VacancyDecisions.ApproveRequisition(draft, "rachel", Today).Refusal!.Code);
        Assert.Equal("person-required", VacancyDecisions.ApproveRequisition(draft, "system:timer", Today).Refusal!.Code);
        Assert.Equal("closing-date-passed", VacancyDecisions.ApproveRequisition(draft, "henry", new(2026, 2, 3)).Refusal!.Code);
        Assert.Equal("step-not-allowed", VacancyDecisions.Open(draft, Today).Refusal!.Code);

        var approved = Fold(draft, VacancyDecisions.ApproveRequisition(draft, "henry", Today));
        Assert.Equal((VacancyState.Approved, Today), (approved.State, approved.ApprovedOn));
        Assert.Equal("step-not-allowed", VacancyDecisions.ApproveRequisition(approved, "hannah", Today).Refusal!.Code);
    }

    [Fact]
    public void Criteria_have_a_key_of_their_own_and_a_weight_and_one_at_least_is_essential()
    {
        var wrong = Terms with { Criteria = [new("Degree", "A degree.", false), new("drives", "", false, 11), new("drives", "Drives.", false, 0)] };

        Assert.Equal(
            ["criteria", "criteria[0].key", "criteria[1].text", "criteria[1].weight", "criteria[2].key", "criteria[2].weight"],
            VacancyDecisions.DraftRequisition("vac_1", wrong, "rachel", Today).Refusal!.Fields.Select(error => error.Field));
    }

    [Fact]
    public void A_panel_names_each_member_once_and_somebody_trained_in_safer_recruitment()
    {
        var wrong = Terms with { Panel = [new("henry", false), new("henry", false), new("system:timer", false)] };

        Assert.Equal(
            ["panel", "panel[1].staffId", "panel[2].staffId"],
            VacancyDecisions.DraftRequisition("vac_1", wrong, "rachel", Today).Refusal!.Fields.Select(error => error.Field));
        Assert.Null(VacancyDecisions.DraftRequisition("vac_1", Terms with { Panel = [new("henry", true)] }, "rachel", Today).Refusal);
    }

    [Fact]
    public void The_advertisement_says_that_children_are_kept_safe()
    {
        Assert.Contains("enhanced DBS check", Terms.SafeguardingStatement, StringComparison.Ordinal);
        Assert.Equal(
            ["safeguardingStatement"],
            VacancyDecisions.DraftRequisition("vac_1", Terms with { SafeguardingStatement = " " }, "rachel", Today).Refusal!.Fields.Select(error => error.Field));
    }

    [Fact]
    public void More_hires_than_vacant_posts_are_for_roles_that_may_be_over_established()
    {
        RecruitmentRules rules = new(["team-manager"]);

        Assert.Null(PostCheck.RefuseOverEstablishment(Terms, 2, rules));
        Assert.Equal("over-establishment", PostCheck.RefuseOverEstablishment(Terms, 1, rules)!.Code);
        Assert.Null(PostCheck.RefuseOverEstablishment(Terms with { Role = "team-manager" }, 0, rules));
    }

    [Fact]
    public void The_first_person_hired_fills_the_first_post_and_whoever_is_above_the_establishment_fills_none()
    {
        var vacancy = Approved();
        vacancy = Fold(vacancy, VacancyDecisions.Open(vacancy, Today));
        vacancy = Fold(vacancy, VacancyDecisions.RecordHire(vacancy, "app_1"));
        vacancy = Fold(vacancy, VacancyDecisions.RecordHire(vacancy, "app_2"));

        Assert.Equal(("post_1", null, null), (vacancy.PostOf("app_1"), vacancy.PostOf("app_2"), vacancy.PostOf("app_3")));
    }

    private static Vacancy Approved()
    {
        var draft = Fold(null, VacancyDecisions.DraftRequisition("vac_1", Terms, "rachel", Today));
        return Fold(draft, VacancyDecisions.ApproveRequisition(draft, "henry", Today));
    }

    private static Vacancy Fold(Vacancy? vacancy, Decision<VacancyEvent> decision)
    {
        foreach (var happened in decision.Events)
        {
            vacancy = Vacancy.Apply(vacancy, happened);
        }

        return vacancy!;
    }
}
