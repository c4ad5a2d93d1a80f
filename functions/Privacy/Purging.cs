using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>Looks at one record after another: what of it is due goes, and for what is not a day is noted on which to look again.</summary>
public sealed class Purging(Journal journal, Holdings holdings, Forgetting forgetting, PurgeCalendar calendar, PurgeRuns runs, PurgeNews news, TimeProvider clock)
{
    // What is held is looked at again now and then, should it not be noted that the hold was lifted.
    private const int DaysBetweenLooksAtHeld = 30;

    /// <summary>Looks at a record.</summary>
    /// <param name="look">Which.</param>
    /// <param name="runId">The run under which what is due goes; null to remove nothing.</param>
    /// <param name="client">Ends and removes journeys.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>Whether something is due that has not gone.</returns>
    public async Task<bool> LookAsync(DueLook look, string? runId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var today = clock.Today();
        var kept = holdings.In(look.Table);
        var schedule = await RetentionSchedules.ReadAsync(journal, cancellationToken);
        var held = await LegalHolds.HeldAsync(journal);
        var found = await kept.OfRecordAsync(look.Id, cancellationToken);
        var due = found.Where(IsDue).ToList();
        if (due.Count > 0 && runId is null)
        {
            return true;
        }

        foreach (var person in due.GroupBy(holding => holding.PersonId))
        {
            if (person.Key is not { } personId)
            {
                foreach (var holding in person)
                {
                    await runs.MarkAsync(runId!, holding, cancellationToken);
                    await news.TellAsync([holding]);
                    await kept.RemoveAsync(holding, client, cancellationToken);
                }

                continue;
            }

            List<Holding> going = [.. person.Union((await holdings.OfPersonAsync(personId, cancellationToken)).Where(IsDue))];
            foreach (var holding in going)
            {
                await runs.MarkAsync(runId!, holding, cancellationToken);
            }

            await forgetting.ForgetAsync(personId, going, client, cancellationToken);
        }

        foreach (var (table, id) in await kept.FollowersAsync(look.Id, cancellationToken))
        {
            await calendar.NoteAsync(today.AddDays(1), table, [id], cancellationToken);
        }

        DateOnly? next = null;
        foreach (var holding in found.Except(due).Where(holding => holding.Since is not null))
        {
            var sooner = IsOver(holding) ? null : await kept.TendAsync(holding, schedule.Of(holding.Kind).KeptUntil(holding.Since!.Value), cancellationToken);
            var day = sooner ?? NextLook(holding);
            next = next < day ? next : day;
        }

        await calendar.MoveAsync(look, next, cancellationToken);
        return false;

        bool IsOver(Holding holding) => holding.Since is { } since && schedule.Of(holding.Kind).KeptUntil(since) < today;

        bool IsDue(Holding holding) => IsOver(holding) && !(holding.PersonId is { } personId && held.Contains(personId));

        DateOnly NextLook(Holding holding) =>
            IsOver(holding) ? today.AddDays(DaysBetweenLooksAtHeld) : schedule.Of(holding.Kind).KeptUntil(holding.Since!.Value).AddDays(1);
    }

    /// <summary>Has every record looked at again: another schedule is in force.</summary>
    public async Task PlanAllAsync(int version, CancellationToken cancellationToken)
    {
        foreach (var kept in holdings.All)
        {
            await calendar.NoteAsync(clock.Today(), kept.Table, await kept.RecordsAsync(cancellationToken).ToListAsync(cancellationToken), cancellationToken);
        }

        await calendar.PlannedAsync(version, cancellationToken);
    }
}
