using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>
/// What requests for key-worker homes hold on applicants: household, income, what they need and showed. Of a request whose time is over stays what
/// is counted: which homes it was nominated to, when, and what came of it.
/// </summary>
public sealed class HousingHoldings(Journal journal, Listings listings, Traces traces) : IPersonalHoldings
{
    /// <inheritdoc/>
    public string Table => HousingRequests.Kind.Table;

    /// <summary>Whether an event starts a request's time.</summary>
    public static IEnumerable<(string Table, string Id)> StartsClockOf(HousingRequest request, HousingEvent happened) =>
        happened is NominationWithdrawn or EmploymentEndNotified or TenancyEnded ? [(HousingRequests.Kind.Table, request.Id)] : [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken) =>
        OfRecordAsync(HousingRequest.IdOf(personId), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken)
    {
        if (await journal.FindAsync(HousingRequests.Kind, id, cancellationToken) is not { } found)
        {
            return [];
        }

        var request = found.State;
        if (Anonymous.IsAnonymous(request.PersonId))
        {
            // Perhaps by an attempt that died before it came to the lists.
            await listings.KeepAsync(HousingRequests.Kind, found);
            return [];
        }

        DateOnly? since = null;
        foreach (var entry in await journal.HistoryAsync(HousingRequests.Kind, id, cancellationToken))
        {
            since = entry.Happened switch
            {
                NominationWithdrawn => UkCalendar.DateOf(entry.At),
                EmploymentEndNotified e => e.LastDayOn,
                TenancyEnded e => e.On,
                _ => null,
            };
        }

        var kind = request.Nominations.Any(nomination => nomination.TenancyStartedOn is not null) ? RecordKind.Tenancy : RecordKind.HousingRequest;
        return [new(kind, Table, id, request.PersonId, since)];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(HousingRequests.Kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken) => new(
        "Request for a key-worker home",
        "You, when you asked for a home; housing officers; the housing associations that decided.",
        new System.Text.Json.Nodes.JsonObject
        {
            ["history"] = Described.Journal(await journal.HistoryAsync(HousingRequests.Kind, holding.Id, cancellationToken)),
            ["letters"] = await traces.DescribeAsync(holding.Id, cancellationToken),
        },
        StaffWords: true);

    /// <inheritdoc/>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await traces.RemoveAsync(holding.Id, client, [], cancellationToken);
        var forgotten = Anonymous.Of(holding.PersonId!);
        var rewritten = await journal.RewriteAsync(HousingRequests.Kind, holding.Id, happened => WithoutPerson(happened, forgotten), cancellationToken);
        await listings.KeepAsync(HousingRequests.Kind, rewritten);
    }

    private static HousingEvent WithoutPerson(HousingEvent happened, string forgotten) => happened switch
    {
        HousingInvited e => e with { PersonId = forgotten },
        HousingRequested e => e with { PersonId = forgotten, Need = HousingRequest.NotSaid },
        KeyWorkerNominated e => e with { NotTheFirst = null },
        NominationRejected e => e with { Reason = "" },
        NominationTakenBack => new NominationTakenBack(""),
        NominationWithdrawn => new NominationWithdrawn(""),
        _ => happened,
    };
}
