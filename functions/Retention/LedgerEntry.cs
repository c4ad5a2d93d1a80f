using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Which way money went, and how.</summary>
public enum LedgerEntryKind
{
    /// <summary>Payroll paid.</summary>
    Payment,

    /// <summary>Payroll took it back from pay.</summary>
    Recovery,

    /// <summary>The leaver repaid it under a plan.</summary>
    Repayment,
}

/// <summary>Money that went out or came back. An entry is never edited: what was paid wrongly comes back by another.</summary>
/// <param name="Key">Its stable key: the instruction's, or <c>{employment}/{number}/repay/{place}</c>. No two entries have the same.</param>
/// <param name="Kind">Which way it went.</param>
/// <param name="EmploymentId">Whose.</param>
/// <param name="PaymentId">Which payment it is, or belongs to.</param>
/// <param name="SchemeId">Under which scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="Team">The team on the day of the payment.</param>
/// <param name="TaxYear">The tax year of the entry's own day.</param>
/// <param name="On">The day on which it went out or came back.</param>
/// <param name="Pence">Gross, in pence; below 0 for what came back.</param>
public sealed record LedgerEntry(
    string Key, LedgerEntryKind Kind, string EmploymentId, string PaymentId, string SchemeId, int Version, string Team, string TaxYear, DateOnly On, long Pence)
{
    /// <summary>The entries that a plan's journal comes to, in the order in which they were made.</summary>
    /// <param name="employmentId">Whose plan.</param>
    /// <param name="happened">The journal.</param>
    /// <param name="positions">The positions of the employment.</param>
    public static IReadOnlyList<LedgerEntry> Of(string employmentId, IEnumerable<RetentionEvent> happened, IReadOnlyList<Position> positions)
    {
        List<LedgerEntry> entries = [];
        Dictionary<int, PaymentScheme> schemes = [];
        Dictionary<int, long> amounts = [];
        Dictionary<int, string> keys = [];
        Dictionary<int, string> teams = [];
        Dictionary<int, int> repayments = [];
        foreach (var one in happened)
        {
            switch (one)
            {
                case EnrolledInScheme e:
                    foreach (var milestone in e.Milestones)
                    {
                        schemes[milestone.Number] = e.Enrolment.Scheme;
                    }

                    break;
                case PaymentPrepared e:
                    amounts[e.Number] = e.AmountPence;
                    break;
                case PaymentInstructed e:
                    keys[e.Number] = e.InstructionKey;
                    break;
                case RecoveryInstructed e:
                    keys[e.Number] = e.InstructionKey;
                    break;
                case PaymentPaid e:
                    teams[e.Number] = TeamOn(positions, e.PaidOn);
                    Add(keys[e.Number], LedgerEntryKind.Payment, e.Number, e.PaidOn, amounts[e.Number]);
                    break;
                case RecoveryTaken e:
                    Add(keys[e.Number], LedgerEntryKind.Recovery, e.Number, e.On, -e.Pence);
                    break;
                case RepaymentReceived e:
                    var place = repayments[e.Number] = repayments.GetValueOrDefault(e.Number) + 1;
                    Add($"{employmentId}/{e.Number}/repay/{place}", LedgerEntryKind.Repayment, e.Number, e.On, -e.Pence);
                    break;
            }
        }

        return entries;

        void Add(string key, LedgerEntryKind kind, int number, DateOnly on, long pence) => entries.Add(new(
            key,
            kind,
            employmentId,
            PaymentIds.Of(PaymentIds.Payment, employmentId, number),
            schemes[number].Id,
            schemes[number].Version,
            teams[number],
            Retention.TaxYear.Of(on),
            on,
            pence));
    }

    private static string TeamOn(IReadOnlyList<Position> positions, DateOnly on) =>
        (positions.Where(position => position.EffectiveOn <= on).MaxBy(position => position.EffectiveOn) ?? positions[0]).Team;
}

/// <summary>Entries taken together.</summary>
/// <param name="Of">What they have in common: a scheme, a team or a tax year.</param>
/// <param name="Payments">How many payments were made.</param>
/// <param name="PaidPence">What went out, gross, in pence.</param>
/// <param name="RecoveredPence">What came back.</param>
/// <param name="NetPence">What is left of it.</param>
public sealed record LedgerTotal(string Of, int Payments, long PaidPence, long RecoveredPence, long NetPence);

/// <summary>An employment whose plan says something else than its journal: that must not happen.</summary>
/// <param name="EmploymentId">Whose.</param>
/// <param name="EntriesPence">What the entries come to.</param>
/// <param name="PlanPence">What the plan says.</param>
public sealed record LedgerDifference(string EmploymentId, long EntriesPence, long PlanPence);

/// <summary>
/// Every payment made and all that came back, to the penny. The entries are read off the journals, event by event; the plans are what the council
/// works with. Both must come to the same.
/// </summary>
/// <param name="Entries">By day, then by key.</param>
/// <param name="Schemes">Totals by scheme.</param>
/// <param name="Teams">Totals by team.</param>
/// <param name="TaxYears">Totals by tax year.</param>
/// <param name="NetPence">What the entries come to, gross, in pence.</param>
/// <param name="PlansPence">What the plans come to: paid, less what came back.</param>
/// <param name="DifferencePence">The entries less the plans; 0, or something is wrong.</param>
/// <param name="Differences">The employments that do not reconcile, even where they cancel out.</param>
public sealed record ReconciledLedger(
    IReadOnlyList<LedgerEntry> Entries,
    IReadOnlyList<LedgerTotal> Schemes,
    IReadOnlyList<LedgerTotal> Teams,
    IReadOnlyList<LedgerTotal> TaxYears,
    long NetPence,
    long PlansPence,
    long DifferencePence,
    IReadOnlyList<LedgerDifference> Differences)
{
    /// <summary>Sums up, and compares the entries with the plans.</summary>
    public static ReconciledLedger Of(IReadOnlyList<LedgerEntry> entries, IEnumerable<RetentionLedger> plans)
    {
        var byEmployment = entries.ToLookup(entry => entry.EmploymentId, entry => entry.Pence);
        List<LedgerDifference> compared =
        [
            .. plans.Select(plan => new LedgerDifference(
                plan.EmploymentId,
                byEmployment[plan.EmploymentId].Sum(),
                plan.Payments.Where(payment => payment.PaidOn is not null).Sum(payment => payment.AmountPence - payment.Recovery.RecoveredPence))),
        ];
        var net = entries.Sum(entry => entry.Pence);
        var plansPence = compared.Sum(one => one.PlanPence);
        return new(
            [.. entries.OrderBy(entry => entry.On).ThenBy(entry => entry.Key, StringComparer.Ordinal)],
            Totals(entries, entry => entry.SchemeId),
            Totals(entries, entry => entry.Team),
            Totals(entries, entry => entry.TaxYear),
            net,
            plansPence,
            net - plansPence,
            [.. compared.Where(one => one.EntriesPence != one.PlanPence)]);
    }

    private static IReadOnlyList<LedgerTotal> Totals(IReadOnlyList<LedgerEntry> entries, Func<LedgerEntry, string> by) =>
    [
        .. entries.GroupBy(by).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new LedgerTotal(
            group.Key,
            group.Count(entry => entry.Kind == LedgerEntryKind.Payment),
            group.Where(entry => entry.Pence > 0).Sum(entry => entry.Pence),
            -group.Where(entry => entry.Pence < 0).Sum(entry => entry.Pence),
            group.Sum(entry => entry.Pence))),
    ];
}
