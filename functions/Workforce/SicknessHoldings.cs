using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>What monthly returns hold on employees: who lost how many days. A return goes as a whole; the reports made from it stay.</summary>
public sealed class SicknessHoldings(Journal journal, Listings listings) : IPersonalHoldings
{
    /// <inheritdoc/>
    public string Table => SicknessReturns.Kind.Table;

    /// <summary>Whether an event starts a return's time.</summary>
    public static IEnumerable<(string Table, string Id)> StartsClockOf(SicknessReturn sickness, SicknessEvent happened) => [(SicknessReturns.Kind.Table, sickness.Id)];

    /// <summary>The days of a person's employments, which have no time of their own beside the return's.</summary>
    public async Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken)
    {
        var theirs = await EmploymentsOfAsync(personId, cancellationToken);
        return theirs.Count == 0
            ? []
            : await journal.AllAsync(SicknessReturns.Kind).Where(sickness => sickness.State.Days.Any(lost => theirs.Contains(lost.EmploymentId)))
                .Select(sickness => Of(sickness.State) with { PersonId = personId }).ToListAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken) =>
        await journal.FindAsync(SicknessReturns.Kind, id, cancellationToken) is { State: var sickness } ? [Of(sickness)] : [];

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(SicknessReturns.Kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken)
    {
        var theirs = await EmploymentsOfAsync(holding.PersonId!, cancellationToken);
        var sickness = (await journal.GetAsync(SicknessReturns.Kind, holding.Id, cancellationToken)).State;
        return new("Days lost to sickness", "The monthly return.", new System.Text.Json.Nodes.JsonObject
        {
            ["month"] = $"{sickness.MonthStartsOn:yyyy-MM}",
            ["days"] = sickness.Days.Where(lost => theirs.Contains(lost.EmploymentId)).Sum(lost => lost.Days),
        });
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await listings.RemoveAsync(Table, holding.Id);
        await journal.RemoveAsync(SicknessReturns.Kind, holding.Id, cancellationToken);
    }

    private Holding Of(SicknessReturn sickness) => new(RecordKind.Sickness, Table, sickness.Id, null, TaxYear.EndOf(sickness.MonthStartsOn.AddMonths(1).AddDays(-1)));

    private async Task<HashSet<string>> EmploymentsOfAsync(string personId, CancellationToken cancellationToken) =>
        await journal.AllAsync(Employments.Kind, Azure.Data.Tables.TableClient.CreateQueryFilter($"PersonId eq {personId}"))
            .Select(employment => employment.Id).ToHashSetAsync(cancellationToken: cancellationToken);
}
