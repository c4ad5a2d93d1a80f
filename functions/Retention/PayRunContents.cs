using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Finds what belongs into a pay run, and writes it out.</summary>
public sealed class PayRunContents(Journal journal, SchemeBudget budget, TimeProvider clock)
{
    private static readonly string OpenRuns = string.Join(
        " or ", new[] { PayRunState.Prepared, PayRunState.Approved, PayRunState.GoingOut }.Select(state => $"Status eq '{state}'"));

    /// <summary>
    /// Every payment that may be paid, fell due by the cut-off and is in no other run, by scheme and team; what is left of the schemes' budgets; and
    /// who prepared single payments.
    /// </summary>
    public async Task<(IReadOnlyList<PayRunGroup> Groups, IReadOnlyList<SchemeBudgetLeft> Budgets, IReadOnlySet<string> Preparers)> GatherAsync(
        PayRun run, CancellationToken cancellationToken)
    {
        HashSet<string> taken = [];
        await foreach (var other in journal.AllAsync(PayRuns.Kind, OpenRuns).WithCancellation(cancellationToken))
        {
            taken.UnionWith(other.Id == run.Id ? [] : other.State.Lines.Select(line => line.PaymentId));
        }

        Dictionary<string, PaymentScheme> schemes = [];
        HashSet<string> preparers = [];
        List<(string SchemeId, string Team, DateOnly DueOn, PayRunLine Line)> found = [];
        await foreach (var (ledger, payment) in EligibleAsync(run.CutOffOn).WithCancellation(cancellationToken))
        {
            var id = PaymentIds.Of(PaymentIds.Payment, ledger.EmploymentId, payment.Milestone.Number);
            if (!taken.Contains(id))
            {
                var scheme = ledger.EnrolmentOf(payment).Scheme;
                var employment = (await journal.GetAsync(Employments.Kind, ledger.EmploymentId, cancellationToken)).State;
                schemes[scheme.Id] = scheme;
                preparers.Add(payment.PreparedBy!);
                found.Add((scheme.Id, TeamOn(employment, payment.Milestone.DueOn), payment.Milestone.DueOn, new(id, payment.AmountPence)));
            }
        }

        List<SchemeBudgetLeft> budgets = [];
        foreach (var scheme in schemes.Values.OrderBy(scheme => scheme.Id, StringComparer.Ordinal))
        {
            budgets.Add(new(scheme.Id, await budget.LeftPenceAsync(scheme)));
        }

        return (
            [
                .. found.GroupBy(one => (one.SchemeId, one.Team)).OrderBy(group => group.Key)
                    .Select(group => new PayRunGroup(
                        group.Key.SchemeId,
                        group.Key.Team,
                        [.. group.OrderBy(one => one.DueOn).ThenBy(one => one.Line.PaymentId, StringComparer.Ordinal).Select(one => one.Line)])),
            ],
            budgets,
            preparers);
    }

    /// <summary>The run as a CSV file, a row for each payment that goes or went out with it.</summary>
    public async Task<string> ExportAsync(PayRun run, CancellationToken cancellationToken)
    {
        using var csv = new CsvText("instruction_id", "payment_id", "employment_id", "payroll_reference", "gross_pounds", "scheme", "version", "team", "due_on", "tax_year");
        var leftOut = run.LeftOut.Select(one => one.PaymentId).ToHashSet();
        foreach (var group in run.Groups)
        {
            foreach (var line in group.Lines.Where(line => !leftOut.Contains(line.PaymentId)))
            {
                var (employmentId, number) = PaymentIds.Read(PaymentIds.Payment, line.PaymentId)!.Value;
                var ledger = (await journal.GetAsync(RetentionPlans.Kind, employmentId, cancellationToken)).State;
                var employment = (await journal.GetAsync(Employments.Kind, employmentId, cancellationToken)).State;
                var payment = ledger.Find(number)!;
                var scheme = ledger.EnrolmentOf(payment).Scheme;
                csv.Row(
                    RetentionDecisions.PaymentKey(ledger, payment),
                    line.PaymentId,
                    employmentId,
                    employment.PayrollReference ?? "",
                    CsvText.Pounds(line.Pence),
                    scheme.Id,
                    $"{scheme.Version}",
                    group.Team,
                    CsvText.Cell(payment.Milestone.DueOn),
                    TaxYear.Of(payment.InstructedOn ?? clock.Today()));
            }
        }

        return csv.ToString();
    }

    /// <summary>The team in which somebody was on a day, or when the employment ended before it.</summary>
    internal static string TeamOn(Employment employment, DateOnly on) =>
        (employment.PositionOn(on) ?? employment.Positions.MaxBy(position => position.EffectiveOn)!).Team;

    private async IAsyncEnumerable<(RetentionLedger Ledger, Payment Payment)> EligibleAsync(DateOnly cutOffOn)
    {
        await foreach (var plan in journal.AllAsync(RetentionPlans.Kind, $"{RetentionPlans.PaymentColumn(PaymentState.Eligible)} eq true"))
        {
            foreach (var payment in plan.State.Payments.Where(payment => payment.State == PaymentState.Eligible && payment.Milestone.DueOn <= cutOffOn))
            {
                yield return (plan.State, payment);
            }
        }
    }
}
