using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Writes an enrolment to the journal of a plan, and wakes the stage that keeps the plan.</summary>
public sealed class Enrolling(Journal journal, Intents intents)
{
    private const int MostConflicts = 20;

    /// <summary>Enrols, once for each marker.</summary>
    /// <returns>The plan, or the refusal.</returns>
    public async Task<(Loaded<RetentionLedger>? Plan, Refusal? Refusal)> EnrolAsync(
        Employment employment, PaymentScheme scheme, Joining joining, string by, string? marker)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var plan = await journal.FindAsync(RetentionPlans.Kind, employment.Id);
            if (plan is not null && marker is not null && await journal.HasMarkerAsync(RetentionPlans.Kind, employment.Id, marker))
            {
                return (plan, null);
            }

            var decision = RetentionDecisions.Enrol(plan?.State, employment, scheme, joining, by);
            if (decision.IsRefused(out var refusal))
            {
                return (null, refusal);
            }

            try
            {
                return (await journal.CommitAsync(RetentionPlans.Kind, employment.Id, plan, decision.Events, by, marker), null);
            }
            catch (JournalConflictException) when (conflicts < MostConflicts)
            {
                // Read again and decide again.
            }
        }
    }

    /// <summary>The same, and the stage begins, begins again or looks again. The intent is written first, so that a crash in between is made good.</summary>
    public async Task<(Loaded<RetentionLedger>? Plan, Refusal? Refusal)> EnrolAsync(
        DurableTaskClient client, Employment employment, PaymentScheme scheme, Joining joining, string by, string? marker)
    {
        var stage = RetentionPlans.StageOf(employment.Id);
        var intent = await intents.KeepAsync(new([stage], null));
        var enrolled = await EnrolAsync(employment, scheme, joining, by, marker);
        if (enrolled.Plan is not null)
        {
            await client.EnsureRunningAsync(nameof(RetentionStage), stage, new RetentionProgress(employment.Id));
            await Nudges.SendAsync(client, [stage]);
        }

        await intents.ForgetAsync(intent);
        return enrolled;
    }
}
