using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>Works out what of all that is kept about a person may go when they ask for it, and removes that.</summary>
public sealed class Erasing(Journal journal, Holdings holdings, Forgetting forgetting, PurgeRuns runs, Idempotency idempotency, TimeProvider clock)
{
    /// <summary>Removes what may go. Repeated after a death in between, it goes on, and counts what went before.</summary>
    public async Task<ErasureCompleted> EraseAsync(string erasureId, string personId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await runs.BeginAsync(erasureId, cancellationToken);
        var same = await PersonMerges.ReadAsync(journal);
        List<StayingRecord> stays = [];
        var forgotten = true;

        // The id under which it was asked for goes last: from it the merges lead to whatever an attempt that failed has left.
        foreach (var one in same.AllOf(personId).OrderBy(id => id == personId))
        {
            var found = await holdings.OfPersonAsync(one, cancellationToken);
            var judged = await JudgeAsync(one, found, cancellationToken);
            List<Holding> going = [.. judged.Where(pair => pair.Stays is null).Select(pair => pair.Holding)];
            foreach (var holding in going)
            {
                await runs.MarkAsync(erasureId, holding, cancellationToken);
            }

            await idempotency.ForgetAboutAsync([.. going.Select(holding => holding.Id).Where(id => id.Length > 0)], cancellationToken);
            forgotten &= await forgetting.ForgetAsync(one, going, client, cancellationToken);
            stays.AddRange(judged.Select(pair => pair.Stays).OfType<StayingRecord>());
        }

        var run = await runs.FinishAsync(erasureId, cancellationToken);
        return new(clock.Today(), run.Removed, stays, forgotten);
    }

    /// <summary>What of a person's records would go, and why what stays does.</summary>
    public async Task<IReadOnlyList<(Holding Holding, StayingRecord? Stays)>> JudgeAsync(
        string personId, IReadOnlyList<Holding> found, CancellationToken cancellationToken)
    {
        var today = clock.Today();
        var schedule = await RetentionSchedules.ReadAsync(journal, cancellationToken);
        var held = (await LegalHolds.HeldAsync(journal)).Contains(personId);
        return [.. found.Select(holding => (holding, Stays(holding)))];

        StayingRecord? Stays(Holding holding)
        {
            var period = schedule.Of(holding.Kind);
            var until = holding.Since is { } since ? period.KeptUntil(since) : (DateOnly?)null;
            StayingRecord For(StaysFor why, string reason, DateOnly? day) => new(holding.Kind, holding.Id, why, reason, day);
            if (held)
            {
                return For(StaysFor.LegalHold, "Nothing about this person may be deleted until the legal hold is lifted.", null);
            }

            if (until < today)
            {
                return null;
            }

            var mayGo = RecordRule.Of(holding.Kind).GoesOnRequest;
            return holding.Since is null && holding.Kind != RecordKind.EqualityAnswers
                ? For(StaysFor.GoesOn, mayGo ? "It goes on. Once it is withdrawn or decided it can be erased." : $"It goes on. Then: {period.Basis}", null)
                : mayGo ? null
                : For(StaysFor.LegalReason, period.Basis, until);
        }
    }
}
