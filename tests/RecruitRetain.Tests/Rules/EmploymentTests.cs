using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class EmploymentTests
{
    private static readonly DateOnly Start = new(2025, 4, 1);

    private static readonly Position FullTime = new(Start, "social-worker", "assessment-1", "G10", 1m);

    [Fact]
    public void A_position_is_kept_without_what_is_reckoned_from_it_and_read_with_it_as_it_once_was_kept()
    {
        var position = new Position(new(2026, 4, 1), "social-worker", "assessment-north", "PO1", 0.81m, new(30, 37));
        const string Kept = """{"effectiveOn":"2026-04-01","role":"social-worker","team":"assessment-north","grade":"PO1","fte":0.81,"hours":{"weekly":30,"fullTime":37}}""";

        Assert.Equal(Kept, Json.Write(position));
        Assert.Equal(position, Json.Read<Position>(Kept));
        Assert.Equal(position, Json.Read<Position>(Kept[..^1] + ""","share":{}}"""));
        Assert.Equal((30m, 37m), position.Share);
    }

    [Fact]
    public void The_state_machine_is_sound()
    {
        StateMachine.IsSound(Employment.Machine, EmploymentState.Left);
        StateMachine.EveryEventIsNamed<EmploymentEvent>();
    }

    [Theory]
    [InlineData("2025-03-31", false)]
    [InlineData("2025-04-01", true)]
    [InlineData("2026-03-31", true)]
    [InlineData("2026-04-01", false)]
    public void Somebody_is_in_post_from_the_first_to_the_last_day(string date, bool inPost)
    {
        var employment = Fold(Started(), EmploymentDecisions.Leave(Started(), new(2026, 3, 31), LeavingReason.Resignation, new(2026, 4, 2)));

        Assert.Equal(inPost, employment.InPostOn(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(inPost, employment.PositionOn(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture)) is not null);
    }

    [Fact]
    public void The_position_is_the_one_in_effect_on_the_day()
    {
        var employment = Fold(Started(), EmploymentDecisions.ChangePosition(Started(), FullTime with { EffectiveOn = new(2025, 9, 1), Fte = 0.6m }));

        Assert.Equal(1m, employment.PositionOn(new(2025, 8, 31))!.Fte);
        Assert.Equal(0.6m, employment.PositionOn(new(2025, 9, 1))!.Fte);
        Assert.Equal(["effectiveOn"], EmploymentDecisions.ChangePosition(employment, FullTime with { EffectiveOn = new(2025, 3, 31) }).Refusal!.Fields.Select(error => error.Field));
    }

    [Fact]
    public void Notice_counts_from_the_day_it_is_given_until_it_is_withdrawn()
    {
        var employment = Fold(Started(), EmploymentDecisions.GiveNotice(Started(), new(2026, 3, 30), new(2026, 4, 30), new(2026, 3, 30)));
        Assert.Equal(EmploymentState.UnderNotice, employment.State);
        employment = Fold(employment, EmploymentDecisions.WithdrawNotice(employment, new(2026, 4, 10), new(2026, 4, 10)));

        Assert.Equal(EmploymentState.InPost, employment.State);
        Assert.False(employment.NoticeGivenBy(new(2026, 3, 29)));
        Assert.True(employment.NoticeGivenBy(new(2026, 3, 30)));
        Assert.True(employment.NoticeGivenBy(new(2026, 4, 9)));
        Assert.False(employment.NoticeGivenBy(new(2026, 4, 10)));
    }

    [Fact]
    public void Nothing_ends_before_it_began()
    {
        var today = new DateOnly(2026, 4, 30);
        var noticed = Fold(Started(), EmploymentDecisions.GiveNotice(Started(), new(2026, 3, 30), new(2026, 5, 31), today));
        var processed = Fold(Started(), EmploymentDecisions.OpenFormalProcess(Started(), "capability", new(2025, 9, 20), today));

        Assert.Equal(new FieldError("on", "from 2026-03-30 to today"), Assert.Single(EmploymentDecisions.WithdrawNotice(noticed, new(2026, 3, 29), today).Refusal!.Fields));
        Assert.Equal(new FieldError("on", "from 2025-09-20 to today"), Assert.Single(EmploymentDecisions.CloseFormalProcess(processed, "capability", new(2025, 9, 19), today).Refusal!.Fields));
        Assert.Null(EmploymentDecisions.WithdrawNotice(noticed, new(2026, 3, 30), today).Refusal);
        Assert.Null(EmploymentDecisions.CloseFormalProcess(processed, "capability", new(2025, 9, 20), today).Refusal);
    }

    [Fact]
    public void Of_two_looks_at_the_register_on_one_day_the_one_recorded_last_counts()
    {
        var day = new DateOnly(2026, 1, 12);
        var employment = Fold(Started(), EmploymentDecisions.RecordRegistration(Started(), new(day, Status: RegistrationStatus.Lapsed), "hannah", day, 31));
        employment = Fold(employment, EmploymentDecisions.RecordRegistration(employment, new(day, Status: RegistrationStatus.Registered), "hannah", day, 31));
        employment = Fold(employment, EmploymentDecisions.RecordRegistration(employment, new(new(2025, 12, 1), Status: RegistrationStatus.Lapsed), "hannah", day, 31));

        Assert.Equal(RegistrationStatus.Registered, employment.RegistrationOn(day));
        Assert.Equal(RegistrationStatus.Lapsed, employment.RegistrationOn(new(2026, 1, 11)));
        Assert.Equal(CheckStatus.Satisfactory, Assert.Single(CentralRecordCheck.Of(employment, null)).Status);
    }

    [Fact]
    public void A_formal_process_is_open_until_the_day_it_is_closed()
    {
        var employment = Fold(Started(), EmploymentDecisions.OpenFormalProcess(Started(), "capability", new(2025, 9, 20), new(2025, 9, 20)));
        Assert.Equal("formal-process-open", EmploymentDecisions.OpenFormalProcess(employment, "capability", new(2025, 9, 21), new(2025, 9, 21)).Refusal!.Code);
        employment = Fold(employment, EmploymentDecisions.CloseFormalProcess(employment, "capability", new(2025, 11, 3), new(2025, 11, 3)));

        Assert.False(employment.FormalProcessOpenOn(new(2025, 9, 19)));
        Assert.True(employment.FormalProcessOpenOn(new(2025, 11, 2)));
        Assert.False(employment.FormalProcessOpenOn(new(2025, 11, 3)));
        Assert.Equal("no-formal-process", EmploymentDecisions.CloseFormalProcess(employment, "capability", new(2025, 11, 4), new(2025, 11, 4)).Refusal!.Code);
    }

    [Fact]
    public void Probation_can_be_extended_until_it_is_passed()
    {
        var employment = Fold(Started(), EmploymentDecisions.ExtendProbation(Started(), new(2025, 12, 31)));
        Assert.False(employment.ProbationPassedBy(new(2025, 10, 1)));
        employment = Fold(employment, EmploymentDecisions.PassProbation(employment, new(2025, 12, 15), new(2025, 12, 15)));

        Assert.False(employment.ProbationPassedBy(new(2025, 12, 14)));
        Assert.True(employment.ProbationPassedBy(new(2025, 12, 15)));
        Assert.Equal("no-probation", EmploymentDecisions.ExtendProbation(employment, new(2026, 3, 1)).Refusal!.Code);
    }

    // The register shows "until 30 November 2026" while it is being updated.
    [Theory]
    [InlineData("2026-11-30", RegistrationStatus.Registered)]
    [InlineData("2026-12-02", RegistrationStatus.PendingRegisterUpdate)]
    [InlineData("2026-12-31", RegistrationStatus.PendingRegisterUpdate)]
    [InlineData("2027-01-01", RegistrationStatus.Lapsed)]
    [InlineData("2027-01-15", RegistrationStatus.Lapsed)]
    public void A_register_being_updated_is_not_a_lapse(string checkedOn, RegistrationStatus expected) =>
        Assert.Equal(
            expected,
            RegistrationRule.Judge(DateOnly.Parse(checkedOn, System.Globalization.CultureInfo.InvariantCulture), new(2026, 11, 30), graceDays: 31));

    [Fact]
    public void Nobody_leaves_before_starting_or_in_the_future()
    {
        Assert.Equal("invalid-fields", EmploymentDecisions.Leave(Started(), new(2025, 3, 31), LeavingReason.Dismissal, new(2026, 1, 1)).Refusal!.Code);
        Assert.Equal("invalid-fields", EmploymentDecisions.Leave(Started(), new(2026, 1, 2), LeavingReason.Dismissal, new(2026, 1, 1)).Refusal!.Code);
    }

    [Fact]
    public void Agency_workers_have_no_employment() =>
        Assert.Equal(
            ["fte", "contract", "probationEndsOn"],
            EmploymentDecisions.Start("emp_1", "per_1", null, null, ContractKind.Agency, FullTime with { Fte = 2m }, new(2025, 3, 1))
                .Refusal!.Fields.Select(error => error.Field));

    private static Employment Started() => Employment.Apply(
        null,
        EmploymentDecisions.Start("emp_1", "per_1", null, "post_1", ContractKind.Permanent, FullTime, new(2025, 9, 30)).Events[0]);

    private static Employment Fold(Employment employment, Decision<EmploymentEvent> decision) =>
        decision.Events.Aggregate(employment, Employment.Apply);
}
