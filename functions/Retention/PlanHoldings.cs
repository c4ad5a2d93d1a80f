using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>What retention plans hold on employees: what was promised, paid and came back. A plan goes as a whole.</summary>
public sealed class PlanHoldings(Journal journal, Listings listings, TimeProvider clock) : IPersonalHoldings
{
    private static readonly PaymentState[] Decided = [PaymentState.Paid, PaymentState.NotPayable, PaymentState.Voided];

    /// <inheritdoc/>
    public string Table => RetentionPlans.Kind.Table;

    /// <summary>A plan is planned for when it begins: from then on the days of its payments are known, and the rest is looked up when they are over.</summary>
    public static IEnumerable<(string Table, string Id)> StartsClockOf(RetentionLedger ledger, RetentionEvent happened) =>
        happened is EnrolledInScheme ? [(RetentionPlans.Kind.Table, ledger.EmploymentId)] : [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken) =>
        await journal.AllAsync(RetentionPlans.Kind, TableClient.CreateQueryFilter($"Person eq {personId}")).Select(plan => Of(plan.State)).ToListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(RetentionPlans.Kind, id, cancellationToken) is { State: var plan } ? [Of(plan)] : [];

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(RetentionPlans.Kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken) => new(
        "Payments under schemes",
        "The scheme you were enrolled in; HR and payroll.",
        Described.Journal(await journal.HistoryAsync(RetentionPlans.Kind, holding.Id, cancellationToken)),
        StaffWords: true);

    /// <inheritdoc/>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await listings.RemoveAsync(Table, holding.Id);
        await journal.RemoveAsync(RetentionPlans.Kind, holding.Id, cancellationToken);
    }

    /// <summary>
    /// The end of the tax year in which money last moved. Of a plan that goes on it is reckoned as if each payment were made on its day, and not
    /// before the present one.
    /// </summary>
    public static DateOnly Since(RetentionLedger plan, DateOnly today)
    {
        var over = plan.Payments.All(payment => Decided.Contains(payment.State) && payment.Recovery.IsSettled);
        var moved = plan.Payments.Where(payment => payment.PaidOn is not null)
            .Select(payment => payment.Recovery.Receipts.Select(receipt => receipt.On).Append(payment.PaidOn!.Value).Max())
            .DefaultIfEmpty(plan.Enrolments.Max(enrolment => enrolment.EnrolledOn)).Max();
        return TaxYear.EndOf(over ? moved : new[] { moved, plan.FreeFrom(), today }.Max());
    }

    private Holding Of(RetentionLedger plan) => new(RecordKind.Payments, Table, plan.EmploymentId, plan.PersonId, Since(plan, clock.Today()));
}
