using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>What stretches of agency work hold on agency workers. When one was, where and at what rate is counted on; who it was is not.</summary>
public sealed class StintHoldings(Journal journal, Listings listings, Traces traces) : IPersonalHoldings
{
    /// <inheritdoc/>
    public string Table => AgencyStints.Kind.Table;

    /// <summary>Whether an event starts a stint's time.</summary>
    public static IEnumerable<(string Table, string Id)> StartsClockOf(AgencyStint stint, StintEvent happened) =>
        stint.LastDayOn is null ? [] : [(AgencyStints.Kind.Table, stint.Id)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken) =>
        await journal.AllAsync(AgencyStints.Kind, TableClient.CreateQueryFilter($"WorkerId eq {personId}")).Select(stint => Of(stint.State)).ToListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken)
    {
        if (await journal.FindAsync(AgencyStints.Kind, id, cancellationToken) is not { } stint)
        {
            return [];
        }

        if (Anonymous.IsAnonymous(stint.State.WorkerId))
        {
            // Perhaps by an attempt that died before it came to the lists.
            await listings.KeepAsync(AgencyStints.Kind, stint);
            return [];
        }

        return [Of(stint.State)];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(AgencyStints.Kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken) => new(
        "Agency work", "Your agency; HR.", Described.Journal(await journal.HistoryAsync(AgencyStints.Kind, holding.Id, cancellationToken)));

    /// <inheritdoc/>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await traces.RemoveAsync(holding.Id, client, [], cancellationToken);
        var forgotten = Anonymous.Of(holding.PersonId!);
        var rewritten = await journal.RewriteAsync(
            AgencyStints.Kind,
            holding.Id,
            happened => happened switch
            {
                StintBegan e => new StintBegan(e.Stint with { WorkerId = forgotten }),
                StintCorrected e => e with { Reason = "" },
                _ => happened,
            },
            cancellationToken);
        await listings.KeepAsync(AgencyStints.Kind, rewritten);
    }

    private Holding Of(AgencyStint stint) => new(RecordKind.AgencyStint, Table, stint.Id, stint.WorkerId, stint.LastDayOn);
}
