using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Privacy;

/// <summary>
/// Forgets people to whom no record refers: those who were kept with a command that then came to nothing, and what is left of files that never came in. Each person is looked at
/// once, some time after they were written; whoever loses their records later goes with the last of them.
/// </summary>
public sealed partial class Unreferred(
    People people, Holdings holdings, Journal journal, Forgetting forgetting, PurgeCalendar calendar, TimeProvider clock, ILogger<Unreferred> log)
{
    /// <summary>So long after it was written a row is left alone: no command and no file takes so long.</summary>
    public static readonly TimeSpan LeftAlone = TimeSpan.FromDays(30);

    /// <summary>Forgets who was written up to thirty days ago, and since the time before.</summary>
    public async Task ForgetAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - LeftAlone;
        var held = await LegalHolds.HeldAsync(journal);
        var (gone, kept) = (0, 0);
        var written = await people.WrittenAsync(await calendar.PeopleSeenAsync(cancellationToken), before, cancellationToken).ToListAsync(cancellationToken);
        if (written.Count > 0)
        {
            // To ask every table about one person is to read most of it: that is left for the few whom these three do not name.
            written = [.. written.Except(await NamedAsync(cancellationToken))];
        }

        foreach (var personId in written)
        {
            if ((await holdings.OfPersonAsync(personId, cancellationToken)).Count > 0)
            {
                continue;
            }

            if (held.Contains(personId))
            {
                kept++;
                continue;
            }

            await forgetting.RemovePersonAsync(personId, client, cancellationToken);
            gone++;
        }

        var batches = await people.ForgetBatchesAsync(before, cancellationToken);
        if (kept == 0)
        {
            await calendar.PeopleSeenAsync(before, cancellationToken);
        }

        if (gone + batches > 0)
        {
            LogGone(log, gone, batches);
        }
    }

    private async Task<HashSet<string>> NamedAsync(CancellationToken cancellationToken) =>
    [
        .. await journal.IndexAsync(Applications.Kind, ["PersonId"], cancellationToken).Select(row => row.GetString("PersonId")!).ToListAsync(cancellationToken),
        .. await journal.IndexAsync(Employments.Kind, ["PersonId"], cancellationToken).Select(row => row.GetString("PersonId")!).ToListAsync(cancellationToken),
        .. await journal.IndexAsync(AgencyStints.Kind, ["WorkerId"], cancellationToken).Select(row => row.GetString("WorkerId")!).ToListAsync(cancellationToken),
    ];

    [LoggerMessage(Level = LogLevel.Information, Message = "{People} people to whom no record refers were removed, and {Batches} parts of files that never came in.")]
    private static partial void LogGone(ILogger log, int people, int batches);
}
