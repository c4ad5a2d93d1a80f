using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Writes an enrolment to the journal of a plan, brings the lists up to it and wakes the stage that keeps the plan.</summary>
public sealed class Enrolling(Journal journal, Committing committing, Intents intents, Listings listings)
{
    private const int MostConflicts = 20;

    /// <summary>Enrols, once for each marker. Whoever calls repeats it after a crash.</summary>
    /// <returns>The plan, or the refusal.</returns>
    public Task<(Loaded<RetentionLedger>? Plan, Refusal? Refusal)> EnrolAsync(
        Employment employment, PaymentScheme scheme, Joining joining, string by, string? marker) =>
        EnrolAsync(employment, scheme, joining, by, marker, () => Task.CompletedTask);

    /// <summary>
    /// The same, and the stage begins, begins again or looks again. It begins before there is a plan, so that none is without a stage, and waits for it; the intent has it
    /// look once there is one.
    /// </summary>
    public async Task<(Loaded<RetentionLedger>? Plan, Refusal? Refusal)> EnrolAsync(
        DurableTaskClient client, Employment employment, PaymentScheme scheme, Joining joining, string by, string? marker)
    {
        var stage = RetentionPlans.StageOf(employment.Id);
        var intent = await intents.KeepAsync(new([stage], (RetentionPlans.Kind.Table, employment.Id)));
        var enrolled = await EnrolAsync(employment, scheme, joining, by, marker, BeginAsync);
        if (enrolled.Plan is not null)
        {
            await BeginAsync();
            await Nudges.SendAsync(client, [stage]);
        }

        await intents.ForgetAsync(intent);
        return enrolled;

        Task BeginAsync() => client.EnsureRunningAsync(nameof(RetentionStage), stage, new RetentionProgress(employment.Id));
    }

    private async Task<(Loaded<RetentionLedger>? Plan, Refusal? Refusal)> EnrolAsync(
        Employment employment, PaymentScheme scheme, Joining joining, string by, string? marker, Func<Task> beforePlan)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var plan = await journal.FindAsync(RetentionPlans.Kind, employment.Id);
            if (plan is not null && marker is not null && await journal.HasMarkerAsync(RetentionPlans.Kind, employment.Id, marker))
            {
                // Enrolled before, by an attempt that may have died before it came to the lists.
                await listings.KeepAsync(RetentionPlans.Kind, plan);
                return (plan, null);
            }

            var decision = RetentionDecisions.Enrol(plan?.State, employment, scheme, joining, by);
            if (decision.IsRefused(out var refusal))
            {
                return (null, refusal);
            }

            if (plan is null)
            {
                await beforePlan();
            }

            try
            {
                var enrolled = await committing.CommitAsync(
                    RetentionPlans.Kind, employment.Id, plan, decision.Events, by, marker, _ => [], _ => Task.CompletedTask);
                return (enrolled, null);
            }
            catch (JournalConflictException) when (conflicts < MostConflicts)
            {
                // Read again and decide again.
            }
        }
    }
}
