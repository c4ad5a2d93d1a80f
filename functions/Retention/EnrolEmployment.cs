using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The body of <c>POST /api/employments/{id}/enrolments</c>.</summary>
public sealed record NewEnrolment(string SchemeId, int Version);

/// <summary>HR enrols somebody who is already employed.</summary>
public sealed class EnrolEmployment(Journal journal, Commands commands)
{
    /// <summary>Pins the scheme's terms and starts the retention stage, if none runs. There is one plan for each employment.</summary>
    [Function(nameof(EnrolEmployment))]
    [Allow(Role.Hr)]
    [Operation("Enrol in a payment scheme", Body = typeof(NewEnrolment), Answers = typeof(RetentionPlanView), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/enrolments")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<NewEnrolment>();
        return await commands.OnceAsync(request, async identity =>
        {
            if (await journal.FindAsync(Employments.Kind, id) is not { } employment)
            {
                return Problems.NotFound;
            }

            if ((await journal.FindAsync(PaymentSchemes.Kind, SchemeBook.IdOf(body.SchemeId)))?.State.Find(body.Version) is not { } scheme)
            {
                return Problems.Of(Refusal.Of([new("schemeId", "a scheme and version that were published")])!);
            }

            // The marker tells a repeat of this command from a second enrolment.
            var by = request.Caller().Id;
            if (await journal.FindAsync(RetentionPlans.Kind, id) is not { } plan)
            {
                var decision = RetentionDecisions.Enrol(employment.State, scheme, by);
                if (decision.IsRefused(out var refusal))
                {
                    return Problems.Of(refusal);
                }

                try
                {
                    plan = await journal.CommitAsync(RetentionPlans.Kind, id, null, decision.Events, by, identity.Marker);
                }
                catch (JournalConflictException)
                {
                    return AlreadyEnrolled;
                }
            }
            else if (identity.Marker is not { } marker || !await journal.HasMarkerAsync(RetentionPlans.Kind, id, marker))
            {
                return AlreadyEnrolled;
            }

            await client.EnsureStartedAsync(nameof(RetentionStage), RetentionPlans.StageOf(id), new RetentionProgress(id));
            await client.RaiseEventAsync(RetentionPlans.StageOf(id), Nudges.Event);
            return Answer.Created($"/api/employments/{id}/retention-plan", RetentionPlanViews.View(plan, request.Caller()), plan.ETag);
        });
    }

    private static Answer AlreadyEnrolled => Problems.Of(Refusal.Rule("already-enrolled", "This employment already has a retention plan."));
}
