using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using RecruitRetain.Correspondence;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>
/// Forgets: some of what is kept about a person, and the person too where that was the last of it. Every step can be taken again, and the record
/// by which the person is found goes last, so that a death anywhere leaves the rest to the next attempt.
/// </summary>
public sealed class Forgetting(TableServiceClient tables, Holdings holdings, Journal journal, Listings listings, People people, EqualityAnswers equality, MailCopies mails, Traces traces, PurgeNews news)
{
    /// <summary>Forgets what is kept about one person.</summary>
    /// <param name="personId">The person.</param>
    /// <param name="going">What goes of it.</param>
    /// <param name="client">Ends and removes journeys.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>Whether the person is forgotten too.</returns>
    public async Task<bool> ForgetAsync(string personId, IReadOnlyList<Holding> going, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var staying = (await holdings.OfPersonAsync(personId, cancellationToken)).Except(going).ToList();
        var last = staying.All(holding => holding.Kind == RecordKind.EqualityAnswers);
        await news.TellAsync(going);
        if (last)
        {
            foreach (var answers in staying)
            {
                // The campaign goes on without them; their answers wait for its end without them too.
                await equality.DetachAsync(personId, answers.Id, cancellationToken);
            }

            await RemovePersonAsync(personId, client, cancellationToken);
        }

        foreach (var holding in going)
        {
            await holdings.In(holding.Table).RemoveAsync(holding, client, cancellationToken);
        }

        return last;
    }

    /// <summary>Forgets who somebody was: their rows, what finds them, what they want to hear of, the mail service's copies, and the merges with them.</summary>
    public async Task RemovePersonAsync(string personId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(personId, cancellationToken) is { } person)
        {
            await mails.EraseAsync(person, cancellationToken);
        }

        await equality.RemoveAsync(personId, cancellationToken);
        await traces.RemoveAsync(personId, client, [], cancellationToken);
        await tables.GetTableClient(OpenOffers.TableName).RemovePartitionAsync(personId, cancellationToken);
        var forgotten = Anonymous.Of(personId);
        await foreach (var merge in journal.AllAsync(PersonMerges.Kind).WithCancellation(cancellationToken))
        {
            if (merge.State.KeptId == personId || merge.State.MergedId == personId)
            {
                await listings.KeepAsync(
                    PersonMerges.Kind,
                    await journal.RewriteAsync(PersonMerges.Kind, merge.Id, happened => WithoutPerson(happened, personId, forgotten), cancellationToken));
            }
        }

        await people.RemoveAsync(personId, cancellationToken);
    }

    private static MergeEvent WithoutPerson(MergeEvent happened, string personId, string forgotten) => happened switch
    {
        PeopleMerged e => e with
        {
            KeptId = e.KeptId == personId ? forgotten : e.KeptId,
            MergedId = e.MergedId == personId ? forgotten : e.MergedId,
            Reason = "",
        },
        _ => new MergeTakenBack(""),
    };
}
