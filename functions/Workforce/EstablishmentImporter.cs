using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>
/// Brings in the establishment. What a file begins is written past the lists, which leave it out until the import is written. What it changes is
/// judged again, because somebody may have changed it in between. Nobody is written to, and no journey starts; the journeys of people who were
/// employed before are nudged, as by any other change.
/// </summary>
internal sealed class EstablishmentImporter(
    Journal journal, Commands commands, Intents intents, Listings listings, EventFeed feed, People people, TimeProvider clock) : IImporter
{
    private const int AtOnce = 512;

    /// <inheritdoc/>
    public string Prefix => ImportEstablishment.Kind.Prefix;

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> UnfinishedAsync()
    {
        await foreach (var import in journal.AllAsync(ImportEstablishment.Kind, $"Status ne '{ImportState.Complete}'"))
        {
            yield return import.Id;
        }
    }

    /// <inheritdoc/>
    public async Task<int> CountBatchesAsync(string importId) => (await journal.GetAsync(ImportEstablishment.Kind, importId)).State.Batches;

    /// <inheritdoc/>
    public async Task WriteAsync(ImportBatch batch)
    {
        var import = (await journal.GetAsync(ImportEstablishment.Kind, batch.ImportId)).State;
        if (import.WrittenBatches > batch.Number)
        {
            return;
        }

        var units = await ReadAsync(batch);
        ConcurrentBag<int> overtaken = [];

        // At once, so that the ones are read and judged while the others are being flushed; neither shows before the whole file is written.
        await Task.WhenAll(
            people.SaveManyAsync([.. units.Select(unit => unit.Person).OfType<Person>()]),
            Parallel.ForEachAsync(units, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (unit, _) =>
            {
                if (!await WriteAsync(import, unit))
                {
                    overtaken.Add(unit.Line);
                }
            }));
        await commands.StepAsync(null, ImportEstablishment.Kind, batch.ImportId, Actor.Journey, now => now.WrittenBatches > batch.Number
            ? Array.Empty<EstablishmentImportEvent>()
            : new EstablishmentBatchWritten(batch.Number, [.. overtaken.Order()]));
    }

    /// <inheritdoc/>
    public async Task ListAsync(ImportBatch batch)
    {
        var units = await ReadAsync(batch);
        await Task.WhenAll(
            ListAsync(Posts.Kind, units, unit => unit.Post),
            ListAsync(Employments.Kind, units, unit => unit.Employment),
            ListAsync(AgencyStints.Kind, units, unit => unit.Stint),
            ListAsync(CaseloadSnapshots.Kind, units, unit => unit.Caseload),
            ListAsync(SicknessReturns.Kind, units, unit => unit.Sickness));
    }

    /// <inheritdoc/>
    public async Task StartAsync(ImportBatch batch, DurableTaskClient client)
    {
        if ((await journal.GetAsync(ImportEstablishment.Kind, batch.ImportId)).State.ChangingBatches <= batch.Number)
        {
            return;
        }

        foreach (var unit in (await ReadAsync(batch)).Where(unit => unit.Employment is not null))
        {
            await Nudges.SendAsync(client, Employments.Kind.Journeys((await journal.GetAsync(Employments.Kind, unit.Id)).State));
        }
    }

    /// <inheritdoc/>
    public async Task AdvanceAsync(string importId, ImportStep step) => await commands.StepAsync(
        null,
        ImportEstablishment.Kind,
        importId,
        Actor.Journey,
        import => IImporter.Machine.Allows(import.State, step) ? new EstablishmentAdvanced(step) : Array.Empty<EstablishmentImportEvent>());

    private async Task<List<EstablishmentUnit>> ReadAsync(ImportBatch batch) =>
        Json.Read<List<EstablishmentUnit>>(await people.BatchAsync(batch.ImportId, batch.Number));

    private Task<bool> WriteAsync(EstablishmentImport import, EstablishmentUnit unit) => unit switch
    {
        { Post: { } events } => WriteAsync(import, Posts.Kind, unit, events, (_, _) => null),
        { Employment: { } events } => WriteAsync(import, Employments.Kind, unit, events, Judge),
        { Stint: { } events } => WriteAsync(import, AgencyStints.Kind, unit, events, (_, _) => null),
        { Caseload: { } events } => WriteAsync(import, CaseloadSnapshots.Kind, unit, events, (_, _) => null),
        _ => WriteAsync(import, SicknessReturns.Kind, unit, unit.Sickness!, (_, _) => null),
    };

    private async Task<bool> WriteAsync<TState, TEvent>(
        EstablishmentImport import, AggregateKind<TState, TEvent> kind, EstablishmentUnit unit, IReadOnlyList<TEvent> events, Func<TState, TEvent, Refusal?> judge)
        where TState : class
        where TEvent : class
    {
        // The id of a day or a month is not the import's alone: somebody may begin it in between, and then the file's count comes after theirs.
        var marker = $"import-{import.Id}";
        var shared = unit.Caseload is not null || unit.Sickness is not null;
        if (unit.Begins)
        {
            try
            {
                await journal.CommitAsync(kind, unit.Id, null, events, import.ImportedBy, shared ? marker : null, import.Id);
                return true;
            }
            catch (JournalConflictException) when (!shared)
            {
                // An attempt before this one has written it.
                return true;
            }
            catch (JournalConflictException)
            {
                // The same, or somebody else.
            }
        }

        while (!await journal.HasMarkerAsync(kind, unit.Id, marker))
        {
            var aggregate = await journal.GetAsync(kind, unit.Id);
            var state = aggregate.State;
            foreach (var happened in events)
            {
                if (judge(state, happened) is not null)
                {
                    return false;
                }

                state = kind.Apply(state, happened);
            }

            var told = Telling.Of(kind, unit.Id, aggregate.Number, events);
            var intent = told is null ? null : await intents.KeepAsync(new([], null, Told: told));
            try
            {
                await journal.CommitAsync(kind, unit.Id, aggregate, events, import.ImportedBy, marker);
            }
            catch (JournalConflictException)
            {
                // Somebody was faster: read again, judge again.
                told = null;
            }

            if (intent is not null)
            {
                await intents.CompleteAsync(intent, told);
            }
        }

        return true;
    }

    private Refusal? Judge(Employment employment, EmploymentEvent happened) => happened switch
    {
        PositionChanged e => EmploymentDecisions.ChangePosition(employment, e.Position).Refusal,
        EmploymentLeft e => EmploymentDecisions.Leave(employment, e.LastDayOn, e.Reason, clock.Today()).Refusal,
        _ => null,
    };

    private async Task ListAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, IEnumerable<EstablishmentUnit> units, Func<EstablishmentUnit, IReadOnlyList<TEvent>?> eventsOf)
        where TState : class
        where TEvent : class
    {
        List<Loaded<TState>> begun = [];
        foreach (var (unit, events) in units.Select(unit => (Unit: unit, Events: eventsOf(unit))).Where(one => kind.IsListed && one.Events is not null))
        {
            if (unit.Begins)
            {
                begun.Add(new(unit.Id, events!.Aggregate((TState?)null, kind.Apply)!, events!.Count, "", []));
            }
            else
            {
                await listings.KeepAsync(kind, await journal.GetAsync(kind, unit.Id));
            }
        }

        await listings.KeepNewAsync(kind, begun);
        if (kind.Tells is { } tells)
        {
            // Told with the lists: an attempt that is repeated tells again, under the same ids.
            await feed.AppendAsync([.. units.Where(unit => unit.Begins).SelectMany(unit => tells.Of(unit.Id, 0, eventsOf(unit) ?? []))], null);
        }
    }
}
