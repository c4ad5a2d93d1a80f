using Microsoft.DurableTask.Client;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Enrols the colleague who referred a new starter in the schemes that pay for it.</summary>
public sealed class RewardReferrer(Journal journal, Enrolling enrolling, Postbox postbox)
{
    /// <summary>
    /// Enrols them in every scheme that pays referrers and is in effect on the friend's first day, once for each friend. Where a scheme does not
    /// take them, HR is told why: it may be a matter of what the system does not know, like the friend's years of experience.
    /// </summary>
    /// <param name="client">Starts and wakes the referrer's retention stage.</param>
    /// <param name="referrerEmploymentId">The colleague's employment.</param>
    /// <param name="friend">The employment of the friend, who has started.</param>
    public async Task RunAsync(DurableTaskClient client, string referrerEmploymentId, Employment friend)
    {
        var referrer = (await journal.GetAsync(Employments.Kind, referrerEmploymentId)).State;
        await foreach (var book in journal.AllAsync(PaymentSchemes.Kind))
        {
            if (book.State.Versions.FirstOrDefault(version => version.PaidTo == Beneficiary.Referrer && version.IsInEffectOn(friend.StartedOn)) is not { } scheme)
            {
                continue;
            }

            var joining = new Joining(friend.StartedOn, Background.Unknown with { Origin = Origin.External }, friend);
            var (_, refusal) = await enrolling.EnrolAsync(client, referrer, scheme, joining, Actor.Journey, $"referred-{friend.Id}-{scheme.Id}");
            if (refusal is not null and not { Code: "already-enrolled" })
            {
                await postbox.ToHrAsync(
                    referrer.Id, $"retention/referral-not-enrolled/{friend.Id}/{scheme.Id}", () => Task.FromResult(RetentionLetters.ReferralNotEnrolled(referrer.Id, friend.Id, scheme, refusal)));
            }
        }
    }
}
