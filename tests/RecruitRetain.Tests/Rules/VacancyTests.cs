using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class VacancyTests
{
    private static readonly DateOnly Today = new(2026, 1, 5);

    private static readonly VacancyTerms Terms = new(
        "post_1", "social-worker", "assessment-1", "G10", 1m, ContractKind.Permanent, new(2026, 2, 2), 4_100_000, 2, "retention-2026");

    [Fact]
    public void The_state_machine_is_sound()
    {
        StateMachine.IsSound(Vacancy.Machine, VacancyState.Filled, VacancyState.Cancelled);
        StateMachine.EveryEventIsNamed<VacancyEvent>();
    }

    [Fact]
    public void A_vacancy_is_filled_when_the_last_of_the_people_wanted_has_started()
    {
        var vacancy = Fold(null, VacancyDecisions.ApproveRequisition("vac_1", Terms, Today));
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
        var vacancy = Fold(null, VacancyDecisions.ApproveRequisition("vac_1", Terms, Today));
        Assert.Equal("vacancy-not-open", VacancyDecisions.RefuseApplications(vacancy, Today)!.Code);

        vacancy = Fold(vacancy, VacancyDecisions.Open(vacancy, Today));

        Assert.Null(VacancyDecisions.RefuseApplications(vacancy, new(2026, 2, 2)));
        Assert.Equal("closing-date-passed", VacancyDecisions.RefuseApplications(vacancy, new(2026, 2, 3))!.Code);
    }

    [Fact]
    public void A_requisition_names_every_field_at_fault()
    {
        var wrong = new VacancyTerms("", " ", "t", "g", 1.01m, ContractKind.Agency, new(2026, 1, 4), 0, 0, null);

        var refusal = VacancyDecisions.ApproveRequisition("vac_1", wrong, Today).Refusal!;

        Assert.Equal(RefusalKind.Meaning, refusal.Kind);
        Assert.Equal(
            ["postId", "role", "fte", "contract", "closingOn", "salaryPence", "hiresWanted"],
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
        var vacancy = Fold(null, VacancyDecisions.ApproveRequisition("vac_1", Terms, Today));

        Assert.Equal("reason-required", VacancyDecisions.Cancel(vacancy, " ").Refusal!.Code);
        Assert.Equal(VacancyState.Cancelled, Fold(vacancy, VacancyDecisions.Cancel(vacancy, "budget withdrawn")).State);
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
