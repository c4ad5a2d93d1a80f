using System.Globalization;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>What a locum and a permanent worker cost, as the council reckons it.</summary>
/// <param name="HourlyPence">What an agency charges an hour where no locum covers a vacancy, in pence.</param>
/// <param name="PermanentFromPence">The least that a permanent worker costs a year with on-costs, in pence.</param>
/// <param name="PermanentToPence">The most.</param>
public sealed record LocumRules(long HourlyPence, long PermanentFromPence, long PermanentToPence)
{
    /// <summary>Shipped: £36.00 an hour against £37,000 to £45,000 a year (Cabinet report of 3 August 2015).</summary>
    public static LocumRules Default { get; } = new(3_600, 3_700_000, 4_500_000);

    /// <summary>Those in force: the setting <c>Retention:Locums</c> as JSON, or those shipped.</summary>
    public static LocumRules In(IConfiguration settings) => settings["Retention:Locums"] is { } text ? Json.Read<LocumRules>(text) : Default;
}

/// <summary>What the money view is made from.</summary>
/// <param name="Ledgers">Every plan.</param>
/// <param name="Employments">Every employment.</param>
/// <param name="AgencyStints">Every stint of agency work.</param>
/// <param name="Locums">What locums cost.</param>
/// <param name="HoursPerWeek">A full week.</param>
/// <param name="LocumWeeksPerYear">The weeks a year for which a locum is paid.</param>
public sealed record MoneyFacts(
    IReadOnlyList<RetentionLedger> Ledgers,
    IReadOnlyList<Employment> Employments,
    IReadOnlyList<AgencyStint> AgencyStints,
    LocumRules Locums,
    decimal HoursPerWeek,
    decimal LocumWeeksPerYear);

/// <summary>What falls due in a month.</summary>
/// <param name="Month">Like 2026-09.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="ExpectedPence">For the hours worked now, weighted by the share that is expected to stay until then.</param>
/// <param name="MaximumPence">If everybody stays and works full time.</param>
public sealed record MonthCommitment(string Month, int Payments, long ExpectedPence, long MaximumPence);

/// <summary>What a scheme is committed to pay in a team.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Team">The team of those who are paid, as of today or of their last day.</param>
/// <param name="Months">The months in which anything falls due.</param>
/// <param name="ExpectedPence">Their expected sum.</param>
/// <param name="MaximumPence">Their greatest sum.</param>
public sealed record Commitment(string SchemeId, string Team, IReadOnlyList<MonthCommitment> Months, long ExpectedPence, long MaximumPence);

/// <summary>What a scheme has spent in a team, gross, in pence.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Team">The team.</param>
/// <param name="PaidPence">Paid.</param>
/// <param name="RecoveredPence">Come back from leavers.</param>
/// <param name="WaivedPence">Owed by leavers and given up.</param>
/// <param name="AtRiskPence">Owed by leavers and not come back yet.</param>
/// <param name="TiedPence">Paid to people still here who would owe it back if they left today.</param>
public sealed record Spending(string SchemeId, string Team, long PaidPence, long RecoveredPence, long WaivedPence, long AtRiskPence, long TiedPence);

/// <summary>An amount that depends on what a permanent worker costs, in pence.</summary>
/// <param name="FromPence">At least.</param>
/// <param name="ToPence">At most.</param>
public sealed record PenceRange(long FromPence, long ToPence);

/// <summary>How long somebody must stay until the locum premium saved has paid for all that a scheme pays.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="PerPersonPence">The most that it pays one person.</param>
/// <param name="MonthsAtLeast">At the greatest premium; null where nothing is saved.</param>
/// <param name="MonthsAtMost">At the least premium; null where nothing is saved.</param>
public sealed record BreakEven(string SchemeId, int Version, long PerPersonPence, decimal? MonthsAtLeast, decimal? MonthsAtMost);

/// <summary>What a kept worker saves against a locum. Cashable savings lower what is spent; avoided cost is what would have been spent otherwise. They are never added up.</summary>
/// <param name="HourlyPence">The mean rate of the locums who cover vacancies, by full-time equivalent; where there are none, the usual rate.</param>
/// <param name="LocumYearPence">What a locum costs a year.</param>
/// <param name="PremiumPence">How much more that is than a permanent worker, a year.</param>
/// <param name="LocumFte">Locums who cover vacancies today.</param>
/// <param name="PaidNowPence">The premium paid for them a year.</param>
/// <param name="LocumFteYearAgo">Locums who covered vacancies a year ago.</param>
/// <param name="CashablePence">The premium a year no longer paid, for as many as there are fewer than a year ago; 0 where there are not.</param>
/// <param name="KeptFte">People in post who had a retention payment.</param>
/// <param name="AvoidedPence">The premium a year if locums stood in for them: no budget falls by it.</param>
/// <param name="BreakEvens">How long somebody must stay until it has paid for a scheme.</param>
public sealed record LocumComparison(
    long HourlyPence,
    long LocumYearPence,
    PenceRange PremiumPence,
    decimal LocumFte,
    PenceRange PaidNowPence,
    decimal LocumFteYearAgo,
    PenceRange CashablePence,
    decimal KeptFte,
    PenceRange AvoidedPence,
    IReadOnlyList<BreakEven> BreakEvens);

/// <summary>Retention money for HR and finance; all amounts gross, in pence.</summary>
/// <param name="AsAt">The day it tells of.</param>
/// <param name="Months">The commitment by month, this one and the 35 after it.</param>
/// <param name="ExpectedPence">The expected sum of these months.</param>
/// <param name="MaximumPence">The greatest sum of these months.</param>
/// <param name="LaterMaximumPence">What can fall due after them.</param>
/// <param name="Commitments">The same by scheme and team.</param>
/// <param name="Spending">What was spent, by scheme and team.</param>
/// <param name="Spent">All of it.</param>
/// <param name="Locums">What a kept worker saves.</param>
public sealed record RetentionMoney(
    DateOnly AsAt,
    IReadOnlyList<MonthCommitment> Months,
    long ExpectedPence,
    long MaximumPence,
    long LaterMaximumPence,
    IReadOnlyList<Commitment> Commitments,
    IReadOnlyList<Spending> Spending,
    Spending Spent,
    LocumComparison Locums)
{
    private const int MonthsAhead = 36;

    /// <summary>Works it out. What has fallen due and is not paid yet counts in the present month, in full.</summary>
    public static RetentionMoney Of(MoneyFacts facts, DateOnly asAt)
    {
        var employments = facts.Employments.ToDictionary(employment => employment.Id);
        var curve = KaplanMeier.Of(
        [
            .. facts.Employments.Where(employment => employment.StartedOn <= asAt)
                .Select(employment => Stay.Of(employment.StartedOn, employment.Leaving?.LastDayOn, employment.Leaving?.Reason, asAt)),
        ]);
        var first = new DateOnly(asAt.Year, asAt.Month, 1);
        List<string> months = [.. Enumerable.Range(0, MonthsAhead).Select(month => Month(first.AddMonths(month)))];
        List<Promise> promises = [.. facts.Ledgers.SelectMany(ledger => PromisesOf(ledger, employments, curve, asAt))];
        var ahead = promises.Where(promise => promise.On < first.AddMonths(MonthsAhead)).ToLookup(promise => Month(promise.On));
        List<MonthCommitment> all = [.. months.Select(month => Sum(month, ahead[month]))];
        List<Commitment> commitments =
        [
            .. ahead.SelectMany(month => month).GroupBy(promise => (promise.SchemeId, promise.Team)).OrderBy(group => group.Key).Select(group =>
            {
                List<MonthCommitment> own = [.. group.GroupBy(promise => Month(promise.On)).OrderBy(month => month.Key, StringComparer.Ordinal).Select(month => Sum(month.Key, month))];
                return new Commitment(
                    group.Key.SchemeId, group.Key.Team, own, own.Sum(month => month.ExpectedPence), own.Sum(month => month.MaximumPence));
            }),
        ];
        List<Spending> spending = [.. SpendingOf(facts.Ledgers, employments, asAt)];
        return new(
            asAt,
            all,
            all.Sum(month => month.ExpectedPence),
            all.Sum(month => month.MaximumPence),
            promises.Sum(promise => promise.MaximumPence) - all.Sum(month => month.MaximumPence),
            commitments,
            spending,
            new(
                "all",
                "all",
                spending.Sum(one => one.PaidPence),
                spending.Sum(one => one.RecoveredPence),
                spending.Sum(one => one.WaivedPence),
                spending.Sum(one => one.AtRiskPence),
                spending.Sum(one => one.TiedPence)),
            Compare(facts, employments, asAt));
    }

    /// <summary>
    /// The share of those who have stayed so long that stays until a day. The curve says nothing beyond the longest stay seen: from there on nobody
    /// more is reckoned to leave.
    /// </summary>
    public static double ShareStaying(SurvivalCurve? curve, DateOnly startedOn, DateOnly asAt, DateOnly until)
    {
        if (curve is null || until <= asAt)
        {
            return 1;
        }

        var now = SurvivalAt(ServiceLength.Months(startedOn, asAt));
        return now == 0 ? 1 : SurvivalAt(ServiceLength.Months(startedOn, until.AddDays(-1))) / now;

        double SurvivalAt(double months) => curve.At(Math.Min(months, curve.LongestMonths)) ?? 1;
    }

    private static IEnumerable<Promise> PromisesOf(RetentionLedger ledger, Dictionary<string, Employment> employments, SurvivalCurve? curve, DateOnly asAt)
    {
        foreach (var payment in ledger.Payments.Where(payment => !Payment.Machine.IsTerminal(payment.State)))
        {
            var enrolment = ledger.EnrolmentOf(payment);
            var worker = employments[enrolment.FriendEmploymentId ?? ledger.EmploymentId];
            var scheduled = payment.State == PaymentState.Scheduled;
            if (scheduled && worker.Leaving?.LastDayOn < payment.Milestone.DueOn)
            {
                continue;
            }

            var (share, pence) = scheduled
                ? (ShareExpected(enrolment.Scheme, worker, payment.Milestone.DueOn, curve, asAt), ScheduleRevision.AmountPence(enrolment.Scheme, payment.Milestone, worker))
                : (1, payment.AmountPence);
            yield return new(
                enrolment.Scheme.Id,
                TeamOf(employments[ledger.EmploymentId], asAt),
                payment.Milestone.DueOn < asAt ? asAt : payment.Milestone.DueOn,
                (long)Math.Round(pence * (decimal)share, MidpointRounding.AwayFromZero),
                scheduled ? payment.Milestone.AmountPence : payment.AmountPence);
        }
    }

    // Who has given notice is gone on the last day, and gets nothing where notice ends the claim.
    private static double ShareExpected(PaymentScheme scheme, Employment worker, DateOnly dueOn, SurvivalCurve? curve, DateOnly asAt) =>
        worker.NoticeGivenBy(asAt)
            ? scheme.Gates.Contains(Gate.NoNotice) || worker.Notices[^1].LastDayOn < dueOn ? 0 : 1
            : ShareStaying(curve, worker.StartedOn, asAt, dueOn);

    private static IEnumerable<Spending> SpendingOf(IReadOnlyList<RetentionLedger> ledgers, Dictionary<string, Employment> employments, DateOnly asAt) =>
        from ledger in ledgers
        from payment in ledger.Payments
        where payment.PaidOn is not null
        let enrolment = ledger.EnrolmentOf(payment)
        let tied = ledger.Leaving is not null ? 0 : RecoveryWorking.Of(
            enrolment, payment.Milestone, payment.AmountPence, payment.PaidOn!.Value, asAt, LeavingReason.Resignation).OwedPence
        group (payment, tied) by (SchemeId: enrolment.Scheme.Id, Team: TeamOf(employments[ledger.EmploymentId], asAt)) into spent
        orderby spent.Key
        select new Spending(
            spent.Key.SchemeId,
            spent.Key.Team,
            spent.Sum(one => one.payment.AmountPence),
            spent.Sum(one => one.payment.Recovery.RecoveredPence),
            spent.Sum(one => one.payment.Recovery.WaivedPence),
            spent.Sum(one => one.payment.Recovery.LeftPence),
            spent.Sum(one => one.tied));

    private static LocumComparison Compare(MoneyFacts facts, Dictionary<string, Employment> employments, DateOnly asAt)
    {
        List<AgencyStint> covering = [.. facts.AgencyStints.Where(stint => stint.CoversVacancy && stint.OnDutyOn(asAt))];
        var fte = covering.Sum(stint => stint.Fte);
        var before = facts.AgencyStints.Where(stint => stint.CoversVacancy && stint.OnDutyOn(asAt.AddYears(-1))).Sum(stint => stint.Fte);
        var hourly = fte == 0 ? facts.Locums.HourlyPence : Money.ProRata(1, covering.Sum(stint => stint.HourlyPence * stint.Fte), fte);
        var year = LocumCost.AnnualPence(hourly, facts.HoursPerWeek, facts.LocumWeeksPerYear);
        var least = LocumCost.PremiumPence(year, facts.Locums.PermanentToPence);
        var most = LocumCost.PremiumPence(year, facts.Locums.PermanentFromPence);
        var kept = facts.Ledgers.Where(ledger => ledger.Payments.Any(payment => payment.PaidOn is not null))
            .Sum(ledger => employments[ledger.EmploymentId].PositionOn(asAt)?.Fte ?? 0);
        return new(
            hourly,
            year,
            new(least, most),
            fte,
            Times(fte),
            before,
            Times(Math.Max(0, before - fte)),
            kept,
            Times(kept),
            [
                .. facts.Ledgers.SelectMany(ledger => ledger.Enrolments).Select(enrolment => enrolment.Scheme)
                    .DistinctBy(scheme => (scheme.Id, scheme.Version)).OrderBy(scheme => (scheme.Id, scheme.Version))
                    .Select(scheme => new BreakEven(
                        scheme.Id,
                        scheme.Version,
                        scheme.Schedule.MaximumPence,
                        LocumCost.BreakEvenMonths(scheme.Schedule.MaximumPence, most),
                        LocumCost.BreakEvenMonths(scheme.Schedule.MaximumPence, least))),
            ]);

        PenceRange Times(decimal workers) => new(Money.ProRata(least, workers, 1), Money.ProRata(most, workers, 1));
    }

    private static string TeamOf(Employment employment, DateOnly asAt) =>
        (employment.Positions.Where(position => position.EffectiveOn <= asAt).MaxBy(position => position.EffectiveOn) ?? employment.Positions[0]).Team;

    private static MonthCommitment Sum(string month, IEnumerable<Promise> promises)
    {
        var due = promises.ToList();
        return new(month, due.Count, due.Sum(promise => promise.ExpectedPence), due.Sum(promise => promise.MaximumPence));
    }

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private sealed record Promise(string SchemeId, string Team, DateOnly On, long ExpectedPence, long MaximumPence);
}
