using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

public class RetentionMoneyTests
{
    // Four people: gone after 6 and after 12 months, still here after 6 and after 36. S(6) = 3/4, S(12) = 3/4 x 1/2 = 3/8, and no more is known beyond 36 months.
    private static readonly DateOnly AsAt = new(2026, 9, 1);

    private readonly Life _sam = Life.Of("2026-03-02", id: "sam").Joins(DefaultSchemes.Retention).Until("2026-09-01");

    private readonly Life _alex = Life.Of("2023-09-02", team: "court", fte: 0.5m, id: "alex")
        .Joins(DefaultSchemes.Retention with { Id = "staying", Schedule = DefaultSchemes.Retention.Schedule with { Anchor = Anchor.Enrolment } }, "2026-08-01").Until("2026-09-01");

    private readonly Employment[] _gone =
    [
        Life.Of("2020-01-01", id: "a").With(new EmploymentLeft(new(2020, 6, 30), LeavingReason.Resignation)).Employment,
        Life.Of("2020-01-01", id: "b").With(new EmploymentLeft(new(2020, 12, 31), LeavingReason.Resignation)).Employment,
    ];

    [Fact]
    public void The_commitment_is_expected_by_survival_and_at_most_for_full_time()
    {
        var money = RetentionMoney.Of(Facts([_sam, _alex]), AsAt);

        // Sam has stayed 6 months: S(12) / S(6) = 1/2 of those stay on. Alex has stayed longer than anybody who left, and works half time.
        Assert.Equal(
            [
                "2026-09 1 100000 100000", "2027-02 1 50000 100000", "2027-03 1 50000 100000", "2027-08 1 50000 100000", "2027-09 1 75000 150000",
                "2028-02 1 75000 150000", "2028-03 1 75000 150000", "2028-08 1 75000 150000",
            ],
            money.Months.Where(month => month.Payments > 0).Select(month => $"{month.Month} {month.Payments} {month.ExpectedPence} {month.MaximumPence}"));
        Assert.Equal(("2026-09", "2029-08", 36), (money.Months[0].Month, money.Months[^1].Month, money.Months.Count));
        Assert.Equal((550_000, 1_000_000, 0), (money.ExpectedPence, money.MaximumPence, money.LaterMaximumPence));
        Assert.Equal(
            ["retention-2026 children-in-need 300000 500000", "staying court 250000 500000"],
            money.Commitments.Select(one => $"{one.SchemeId} {one.Team} {one.ExpectedPence} {one.MaximumPence}"));
    }

    [Fact]
    public void Nothing_is_expected_for_whom_notice_ends_the_claim_and_nothing_is_promised_to_leavers()
    {
        _sam.With(new NoticeGiven(new(2026, 8, 20), new(2026, 10, 31)));
        var leaver = Life.Of("2026-05-01", id: "lee").Joins(DefaultSchemes.Retention).With(new EmploymentLeft(new(2026, 8, 31), LeavingReason.Resignation));

        var money = RetentionMoney.Of(Facts([_sam, leaver]), AsAt);

        Assert.Equal((0, 500_000), (money.ExpectedPence, money.MaximumPence));
    }

    [Fact]
    public void What_is_due_and_not_paid_yet_counts_now_and_what_lies_beyond_36_months_apart()
    {
        var employment = Life.Of("2026-03-02", id: "kim");
        var ledger = employment.Joins(DefaultSchemes.Retention).Ledger;
        ledger = RetentionDecisions.Judge(ledger, 1, employment.Employment, new(2026, 9, 2), Actor.Timer).Events.Aggregate(ledger, RetentionLedger.Apply);
        var held = ledger with { Payments = [.. ledger.Payments.Select(payment => payment.Milestone.Number == 4 ? Later(payment) : payment)] };

        var money = RetentionMoney.Of(Facts([employment]) with { Ledgers = [held] }, new(2026, 10, 5));

        Assert.Equal((1, 100_000), (money.Months[0].Payments, money.Months[0].MaximumPence));
        Assert.Equal((350_000, 150_000), (money.MaximumPence, money.LaterMaximumPence));

        static Payment Later(Payment payment) => payment with { Milestone = payment.Milestone with { DueOn = new(2029, 10, 1) } };
    }

    [Fact]
    public void Spent_recovered_at_risk_and_still_tied_are_told_apart()
    {
        var here = Life.Of("2026-03-02", id: "here").Joins(DefaultSchemes.Retention).Until("2026-09-02");
        var left = Life.Of("2026-03-02", id: "left").Joins(DefaultSchemes.Retention).Leaves("2027-01-31");
        var owing = left.Ledger.Payments[0] with { Recovery = left.Ledger.Payments[0].Recovery with { State = RecoveryState.Outstanding, Receipts = [new(new(2027, 2, 25), 26_667, true)] } };

        var money = RetentionMoney.Of(Facts([here, left]) with { Ledgers = [here.Ledger, left.Ledger with { Payments = [owing, .. left.Ledger.Payments.Skip(1)] }] }, new(2027, 1, 31));

        // £1,000 each, paid on 2 September 2026 and tied for a year: 4 full months served by 31 January 2027, 8/12 = £666.67 owed, or still tied.
        Assert.Equal(new Spending("all", "all", 200_000, 26_667, 0, 40_000, 66_667), money.Spent);
        Assert.Equal([new Spending("retention-2026", "children-in-need", 200_000, 26_667, 0, 40_000, 66_667)], money.Spending);
    }

    [Fact]
    public void Thirty_locums_cost_464_400_to_704_400_pounds_a_year_more_than_staff()
    {
        var stints = Enumerable.Range(0, 32).Select(i => new AgencyStint($"stint_{i}", $"wrk_{i}", "social-worker", "assessment", 1m, new(2025, 1, 1), i < 30 ? null : new(2026, 3, 31), true, 3_600)).ToList();
        var kept = Enumerable.Range(0, 25).Select(i => Life.Of("2024-03-01", id: $"k{i}").Joins(DefaultSchemes.Retention).Until("2026-03-01")).ToList();

        var money = RetentionMoney.Of(Facts(kept) with { AgencyStints = stints }, AsAt);

        Assert.Equal(12_500_000, money.Spent.PaidPence); // 25 x £5,000
        var locums = money.Locums;
        Assert.Equal((3_600, 6_048_000), (locums.HourlyPence, locums.LocumYearPence)); // 36 x 35 x 48
        Assert.Equal(new PenceRange(1_548_000, 2_348_000), locums.PremiumPence);
        Assert.Equal((30m, new PenceRange(46_440_000, 70_440_000)), (locums.LocumFte, locums.PaidNowPence));
        Assert.Equal((32m, new PenceRange(3_096_000, 4_696_000)), (locums.LocumFteYearAgo, locums.CashablePence));
        Assert.Equal((25m, new PenceRange(38_700_000, 58_700_000)), (locums.KeptFte, locums.AvoidedPence));
        Assert.Equal([new BreakEven("retention-2026", 1, 500_000, 2.6m, 3.9m)], locums.BreakEvens);
    }

    [Fact]
    public void Without_locums_the_usual_rate_counts_and_nothing_is_cashable()
    {
        var locums = RetentionMoney.Of(Facts([]), AsAt).Locums;

        Assert.Equal((3_600, 0m, new PenceRange(0, 0), new PenceRange(0, 0)), (locums.HourlyPence, locums.LocumFte, locums.CashablePence, locums.AvoidedPence));
    }

    [Fact]
    public void The_ledger_shows_what_does_not_reconcile_even_where_it_cancels_out()
    {
        LedgerEntry[] entries = [Entry("emp_1", 100_000), Entry("emp_1", -40_000), Entry("emp_2", 60_000)];
        var one = Life.Of("2026-03-02", id: "1").Joins(DefaultSchemes.Retention).Until("2026-09-02").Ledger;

        var ledger = ReconciledLedger.Of(entries, [one, one with { EmploymentId = "emp_2", Payments = [one.Payments[0] with { AmountPence = 20_000 }] }]);

        Assert.Equal((120_000, 120_000, 0), (ledger.NetPence, ledger.PlansPence, ledger.DifferencePence));
        Assert.Equal([new("emp_1", 60_000, 100_000), new("emp_2", 60_000, 20_000)], ledger.Differences);
        Assert.Equal([new LedgerTotal("court", 2, 160_000, 40_000, 120_000)], ledger.Teams);

        static LedgerEntry Entry(string employmentId, long pence) => new(
            $"{employmentId}/{pence}", pence > 0 ? LedgerEntryKind.Payment : LedgerEntryKind.Recovery, employmentId, "pay_1", "retention-2026", 1, "court", "2026-27", AsAt, pence);
    }

    private MoneyFacts Facts(IReadOnlyList<Life> lives) => new(
        [.. lives.Select(life => life.Ledger)], [.. _gone, _sam.Employment, _alex.Employment, .. lives.Except([_sam, _alex]).Select(life => life.Employment)], [], LocumRules.Default, 35, 48);
}
