using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

/// <summary>The schemes that councils had, each paying and recovering as its text says.</summary>
public class ExampleSchemesTests
{
    private static readonly Dictionary<string, PaymentScheme> All = ExampleSchemes.Read().ToDictionary(one => one.Scheme.Id, one => one.Scheme.Numbered(1));

    private static readonly Background Seasoned = new(Origin.External, QualifiedOn: new(2015, 7, 1), SalaryPence: 4_100_000);

    [Fact]
    public void Every_example_can_be_published() => Assert.All(All.Values, scheme =>
    {
        Assert.Null(SchemeBook.Publish(null, scheme).Refusal);
        var stored = Json.Read<PaymentScheme>(Json.Write(scheme));
        Assert.Equal(Json.Write(scheme), Json.Write(stored));
    });

    [Fact]
    public void The_unnamed_council_pays_one_two_and_three_thousand_and_takes_back_what_is_tied()
    {
        var scheme = All["frontline-2021"];
        var life = Life.Of("2026-08-31").Joins(scheme, background: Seasoned).Until("2029-01-01");
        Assert.Equal(["2026-08-31 100000", "2027-02-28 200000", "2028-02-29 300000"], life.Paid);
        Assert.Equal(["2026-08-31 60000", "2027-02-28 120000", "2028-02-29 180000"], Life.Of("2026-08-31", fte: 0.6m).Joins(scheme, background: Seasoned).Until("2029-01-01").Paid);

        Assert.Equal(100_000, Life.Of("2026-09-01").Joins(scheme, background: Seasoned).Leaves("2027-02-27").OwedPence);
        Assert.Equal(0, Life.Of("2026-09-01").Joins(scheme, background: Seasoned).Leaves("2027-02-28").OwedPence); // six full months, one day before the second payment
        Assert.Equal(200_000, Life.Of("2026-09-01").Joins(scheme, background: Seasoned).Leaves("2027-03-01").OwedPence);
        Assert.Equal(0, Life.Of("2026-09-01").Joins(scheme, background: Seasoned).Leaves("2027-03-01", LeavingReason.Redundancy).OwedPence);

        Assert.Equal("asye-not-passed", Life.Of("2026-09-01").TryJoin(scheme, background: new(QualifiedOn: new(2026, 7, 1))));
        Assert.Null(Life.Of("2026-09-01").TryJoin(scheme, "2027-09-01", new(QualifiedOn: new(2026, 7, 1), AsyePassedOn: new(2027, 8, 31))));
        Assert.Equal("paid-before", Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { LastPaymentOn = new(2021, 9, 2) }));
        Assert.Null(Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { LastPaymentOn = new(2021, 9, 1) }));
        Assert.Equal("team-not-eligible", Life.Of("2026-09-01", team: "fostering").TryJoin(scheme, background: Seasoned));
    }

    [Fact]
    public void The_unnamed_council_pays_existing_staff_two_thousand_after_two_years()
    {
        var scheme = All["frontline-2021-existing"];
        Assert.Equal(["2026-05-01 200000"], Life.Of("2024-05-01").Joins(scheme, "2026-05-01").Until("2028-01-01").Paid);
        Assert.Equal("not-enough-service", Life.Of("2024-05-02").TryJoin(scheme, "2026-05-01"));
    }

    [Fact]
    public void Oxfordshire_says_hello_with_3500_after_probation()
    {
        var scheme = All["oxfordshire-golden-hello"];
        var life = Life.Of("2026-09-01", probationEndsOn: "2027-02-28").Joins(scheme, background: Seasoned).Until("2027-03-01");
        Assert.Empty(life.Paid);
        Assert.Equal(["probation-not-passed"], life.Ledger.Payments[0].Reasons);
        Assert.Equal(["2027-03-15 350000"], life.With(new ProbationPassed(new(2027, 3, 15))).Until("2027-03-15").Paid);
        Assert.Equal(0, life.Leaves("2027-03-20").OwedPence);

        Assert.Null(Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { Origin = Origin.ExAgency, QualifiedOn = new(2023, 9, 1) }));
        Assert.Equal("not-enough-experience", Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { QualifiedOn = new(2023, 9, 2) }));
        Assert.Equal("origin-not-eligible", Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { Origin = Origin.InternalMover }));
        Assert.Equal("origin-unknown", Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { Origin = null }));
        Assert.Equal("rejoined-too-soon", Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { LeftCouncilOn = new(2025, 9, 2) }));
        Assert.Null(Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { LeftCouncilOn = new(2025, 9, 1) }));
    }

    [Fact]
    public void Milton_Keynes_pays_up_to_6000_but_nobody_in_the_assessed_year()
    {
        var scheme = All["milton-keynes-golden-hello"];
        Assert.Equal(["2026-09-01 600000"], Life.Of("2026-09-01").Joins(scheme, background: Seasoned).Until("2028-01-01").Paid);
        var newly = new Background(Origin.External, QualifiedOn: new(2026, 7, 1), AsyePassedOn: new(2027, 8, 31));
        Assert.Equal("newly-qualified", Life.Of("2026-09-01").TryJoin(scheme, "2027-09-01", newly));
        Assert.Equal("rejoined-too-soon", Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { LeftCouncilOn = new(2024, 9, 2) }));
        Assert.Null(Life.Of("2026-09-01").TryJoin(scheme, background: Seasoned with { LeftCouncilOn = new(2024, 9, 1) }));
        Assert.Equal("grade-not-eligible", Life.Of("2026-09-01", grade: "PO4").TryJoin(scheme, background: Seasoned));
    }

    [Theory]
    [InlineData("2027-05-14", LeavingReason.Resignation, 137_500)] // 13 full months: the last day counts
    [InlineData("2027-05-13", LeavingReason.Dismissal, 150_000)]
    [InlineData("2028-04-14", LeavingReason.Resignation, 0)]
    [InlineData("2027-05-14", LeavingReason.Redundancy, 0)]
    [InlineData("2027-05-14", LeavingReason.Retirement, 0)]
    public void Lincolnshire_takes_a_24th_off_for_each_full_month(string lastDay, LeavingReason reason, long owed)
    {
        var life = Life.Of("2026-04-15").Joins(All["lincolnshire-supplement"]).Leaves(lastDay, reason);
        Assert.Equal(["2026-04-15 300000"], life.Paid);
        Assert.Equal(owed, life.OwedPence);
    }

    [Fact]
    public void Medway_pays_on_31_March_who_has_been_there_a_year_and_has_not_resigned()
    {
        var scheme = All["medway-retention"];
        Assert.Equal(
            ["2026-03-31 200000", "2026-03-31 200000", "2027-03-31 200000", "2027-03-31 200000"],
            Life.Of("2025-03-31").Joins(scheme, "2025-04-01").Leaves("2028-03-30").Paid);
        Assert.Equal(["2027-03-31", "2027-03-31", "2028-03-31", "2028-03-31", "2029-03-31", "2029-03-31"], Days(Life.Of("2025-04-01").Joins(scheme)));

        var resigned = Life.Of("2024-01-01").Joins(scheme, "2025-04-01").With(new NoticeGiven(new(2026, 3, 30), new(2026, 6, 30))).Until("2026-03-31");
        Assert.Equal(PaymentState.NotPayable, resigned.Ledger.Payments[0].State);
        var later = Life.Of("2024-01-01").Joins(scheme, "2025-04-01").With(new NoticeGiven(new(2026, 4, 2), new(2026, 6, 30))).Until("2026-04-02");
        Assert.Equal(["2026-03-31 200000", "2026-03-31 200000"], later.Paid);
        var process = Life.Of("2024-01-01").Joins(scheme, "2025-04-01").With(new FormalProcessOpened("capability", new(2026, 2, 1))).Until("2026-03-31");
        Assert.Equal((PaymentState.Held, "formal-process-open"), (process.Ledger.Payments[0].State, process.Ledger.Payments[0].Reasons[0]));
    }

    [Fact]
    public void Kent_pays_3000_a_year_in_halves()
    {
        Assert.Equal(
            ["2026-06-30 150000", "2026-12-31 150000", "2027-06-30 150000", "2027-12-31 150000", "2028-06-30 150000", "2028-12-31 150000"],
            Life.Of("2020-01-01").Joins(All["kent-market-premium"], "2026-04-01").Until("2030-01-01").Paid);
        Assert.Null(Life.Of("2026-09-01", role: "newly-qualified-social-worker").TryJoin(All["kent-market-premium"]));
    }

    [Fact]
    public void Barnsley_pays_new_managers_twice_and_those_in_post_once()
    {
        Assert.Equal(
            ["2027-03-01 100000", "2028-09-01 150000"],
            Life.Of("2026-09-01", role: "team-manager").Joins(All["barnsley-managers"], background: new(Origin.InternalMover)).Until("2029-01-01").Paid);
        Assert.Equal(
            ["2026-05-01 150000"],
            Life.Of("2020-01-01", role: "team-manager").Joins(All["barnsley-managers-existing"], "2026-05-01", new(Origin.ExistingStaff)).Until("2029-01-01").Paid);
        Assert.Equal("origin-not-eligible", Life.Of("2020-01-01", role: "team-manager").TryJoin(All["barnsley-managers"], "2026-05-01", new(Origin.ExistingStaff)));
        Assert.Equal("role-not-eligible", Life.Of("2026-09-01").TryJoin(All["barnsley-managers"], background: new(Origin.External)));
    }

    [Fact]
    public void West_Sussex_pays_3000_in_each_of_five_years_by_the_hours_of_the_year()
    {
        var scheme = All["west-sussex-2018"];
        var life = Life.Of("2020-01-01").Joins(scheme, "2026-04-01")
            .With(new PositionChanged(new(new(2027, 10, 1), "social-worker", "children-in-need", "PO2", 0.81m, new(30, 37))));

        // 183 days at full time and 183 at 30 of 37 hours in the second year, 30 of 37 from then on
        Assert.Equal(["2027-04-01 300000", "2028-04-01 271622", "2029-04-01 243243"], life.Until("2029-04-01").Paid);
        Assert.Equal(60_811, life.Leaves("2029-12-31").OwedPence); // 3 of 12 months of the last payment are left
    }

    [Fact]
    public void West_Sussex_pays_a_fifth_of_the_salary_at_once_for_eighteen_months()
    {
        var scheme = All["west-sussex-2019"];
        var life = Life.Of("2020-01-01").Joins(scheme, "2026-04-01", Seasoned).Leaves("2027-03-31");
        Assert.Equal(["2026-04-01 820000"], life.Paid);
        Assert.Equal(273_333, life.OwedPence); // 6 of 18
        Assert.Equal("salary-unknown", Life.Of("2020-01-01").TryJoin(scheme, "2026-04-01"));
        Assert.Equal(["2026-04-01 1000000"], Life.Of("2020-01-01").Joins(scheme, "2026-04-01", new(SalaryPence: 6_000_000)).Until("2026-04-01").Paid); // the cap
    }

    [Fact]
    public void York_pays_a_hello_and_a_handcuff_in_one_team()
    {
        var scheme = All["york-critical-team"];
        var life = Life.Of("2020-01-01", team: "court").With(new PositionChanged(new(new(2026, 6, 1), "social-worker", "assessment", "PO2", 1m)))
            .Joins(scheme, "2026-06-01");
        Assert.Equal(["2026-06-01 250000", "2028-06-01 250000"], life.Until("2028-06-01").Paid);
        Assert.Equal(0, life.Leaves("2028-06-02").OwedPence);

        var early = Life.Of("2026-06-01", team: "assessment").Joins(scheme).Leaves("2028-05-30");
        Assert.Equal(250_000, early.OwedPence);
        var moved = Life.Of("2026-06-01", team: "assessment").Joins(scheme)
            .With(new PositionChanged(new(new(2027, 6, 1), "social-worker", "court", "PO2", 1m))).Until("2028-06-01");
        Assert.Equal((PaymentState.NotPayable, "position-not-eligible"), (moved.Ledger.Payments[1].State, moved.Ledger.Payments[1].Reasons[0]));
    }

    [Theory]
    [InlineData("2027-03-31", 500_000 + 1_000_000)]
    [InlineData("2027-08-31", 400_000 + 1_000_000)]
    [InlineData("2028-02-29", 400_000 + 800_000)]
    [InlineData("2031-08-31", 200_000)]
    [InlineData("2032-02-29", 0)]
    public void Derby_takes_back_a_fifth_less_each_year(string lastDay, long owed)
    {
        var life = Life.Of("2026-09-01").Joins(All["derby-relocation"], background: Seasoned).Leaves(lastDay);
        Assert.Equal(["2026-09-01 500000", "2027-03-01 1000000"], life.Paid);
        Assert.Equal(owed, life.OwedPence);
    }

    [Fact]
    public void Bracknell_Forest_pays_up_to_the_end_date()
    {
        Assert.Equal(["2027-03-31 200000", "2028-03-31 200000"], Life.Of("2018-01-01").Joins(All["bracknell-forest-retention"], "2026-04-01").Until("2031-01-01").Paid);
        Assert.Equal("scheme-not-in-effect", Life.Of("2018-01-01").TryJoin(All["bracknell-forest-retention"], "2028-04-01"));
    }

    [Fact]
    public void Hertfordshire_pays_on_the_anniversaries_and_takes_nothing_back()
    {
        var life = Life.Of("2028-02-29").Joins(All["hertfordshire-anniversaries"]).Until("2032-03-01");
        Assert.Equal(["2028-02-29 100000", "2029-02-28 200000", "2030-02-28 200000", "2031-02-28 200000", "2032-02-29 300000"], life.Paid);
        Assert.Equal(0, life.Leaves("2032-03-02").OwedPence);
    }

    [Theory]
    [InlineData("2020-08-01", "2027-02-28 25000", "2027-08-31 25000")] // six years
    [InlineData("2023-08-01", "2027-02-28 15000", "2027-08-31 15000")] // three
    public void Lancashire_pays_a_colleague_half_at_probation_and_half_after_a_year(string qualifiedOn, params string[] paid)
    {
        var friend = Life.Of("2026-08-31", id: "2", probationEndsOn: "2027-02-28").With(new ProbationPassed(new(2027, 2, 28)));
        var life = Life.Of("2020-01-01").Joins(All["lancashire-refer-a-friend"], background: new(Origin.External, QualifiedOn: Life.Date(qualifiedOn)), friend: friend);
        Assert.Equal(paid, life.Until("2028-01-01", friend).Paid);
    }

    [Fact]
    public void Lancashire_pays_nothing_for_a_beginner_and_half_for_a_friend_who_leaves_after_ten_months()
    {
        var scheme = All["lancashire-refer-a-friend"];
        var friend = Life.Of("2026-09-01", id: "2");
        var known = new Background(Origin.External, QualifiedOn: new(2020, 8, 1));
        Assert.Equal("nothing-to-pay", Life.Of("2020-01-01").TryJoin(scheme, background: known with { QualifiedOn = new(2025, 8, 1) }, friend: friend));

        var life = Life.Of("2020-01-01").Joins(scheme, background: known, friend: friend).Until("2027-03-01", friend);
        friend.With(new EmploymentLeft(new(2027, 6, 30), LeavingReason.Resignation));
        Assert.Equal(["2027-03-01 25000"], life.Until("2028-01-01", friend).Paid);
        Assert.Equal((PaymentState.NotPayable, "not-in-post"), (life.Ledger.Payments[1].State, life.Ledger.Payments[1].Reasons[0]));

        Assert.Equal("already-enrolled", life.TryJoin(scheme, background: known, friend: friend));
        Assert.Null(life.TryJoin(scheme, background: known, friend: Life.Of("2026-09-01", id: "3")));
        Assert.Equal("invalid-fields", life.TryJoin(scheme, background: known));
        Assert.Equal("invalid-fields", life.TryJoin(scheme, background: known, friend: life));
        Assert.Equal("origin-not-eligible", life.TryJoin(scheme, background: known with { Origin = Origin.InternalMover }, friend: Life.Of("2026-09-01", id: "4")));
    }

    [Fact]
    public void Surrey_and_Rotherham_pay_a_colleague_at_the_start_and_some_months_later()
    {
        var friend = Life.Of("2026-11-30", id: "2");
        Assert.Equal(["2026-11-30 50000", "2027-02-28 50000"], Referred("surrey-refer-a-friend"));
        Assert.Equal(["2026-11-30 25000", "2027-05-30 25000"], Referred("rotherham-refer-a-friend"));

        IReadOnlyList<string> Referred(string scheme) =>
            Life.Of("2020-01-01").Joins(All[scheme], background: new(Origin.External), friend: friend).Until("2028-01-01", friend).Paid;
    }

    [Theory]
    [InlineData("2027-08-30", 800_000)]
    [InlineData("2027-08-31", 400_000)]
    [InlineData("2028-08-30", 400_000)]
    [InlineData("2028-08-31", 0)]
    public void A_welcome_payment_is_repaid_by_those_who_leave_within_two_years(string lastDay, long owed)
    {
        var life = Life.Of("2026-09-01").Joins(All["welcome-payment"], background: new(Origin.ExAgency)).Leaves(lastDay);
        Assert.Equal(["2026-09-01 800000"], life.Paid);
        Assert.Equal(owed, life.OwedPence);
    }

    [Fact]
    public void Somebody_can_be_in_several_schemes_at_once()
    {
        var life = Life.Of("2026-09-01").Joins(All["welcome-payment"], background: Seasoned).Joins(DefaultSchemes.Retention).Until("2027-03-01");

        Assert.Equal(["2026-09-01 800000", "2027-03-01 100000"], life.Paid);
        Assert.Equal([1, 2, 3, 4, 5], life.Ledger.Payments.Select(payment => payment.Milestone.Number));
        Assert.Equal("already-enrolled", life.TryJoin(DefaultSchemes.Retention));
        Assert.Equal(400_000 + 25_000 + 75_000, life.Leaves("2027-11-30").OwedPence); // half the welcome; three and nine twelfths of a thousand
    }

    private static IReadOnlyList<string> Days(Life life) => [.. life.Ledger.Payments.Select(payment => $"{payment.Milestone.DueOn:yyyy-MM-dd}")];
}
