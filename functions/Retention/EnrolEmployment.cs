using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The body of <c>POST /api/employments/{id}/enrolments</c>.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="EnrolledOn">From which day, today at most; null for today, or the first day where that lies ahead.</param>
/// <param name="Background">What is known, where the scheme asks for more than the employment tells.</param>
/// <param name="FriendEmploymentId">Where the scheme pays for referring somebody: the friend's employment.</param>
public sealed record NewEnrolment(
    string SchemeId, int Version, DateOnly? EnrolledOn = null, Background? Background = null, string? FriendEmploymentId = null);

/// <summary>HR enrols somebody who is already employed.</summary>
public sealed class EnrolEmployment(Journal journal, Commands commands, Enrolling enrolling, SchemeBudget budget, TimeProvider clock)
{
    /// <summary>
    /// Pins the scheme's terms and starts the retention stage, if none runs. Somebody can be in several schemes, in each of them once, or once for
    /// each friend.
    /// </summary>
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
            if (await journal.FindAsync(Employments.Kind, id) is not { State: var employment })
            {
                return Problems.NotFound;
            }

            var scheme = (await journal.FindAsync(PaymentSchemes.Kind, SchemeBook.IdOf(body.SchemeId)))?.State.Find(body.Version);
            var friend = body.FriendEmploymentId is null ? null : (await journal.FindAsync(Employments.Kind, body.FriendEmploymentId))?.State;
            List<FieldError> errors = [];
            if (scheme is null)
            {
                errors.Add(new("schemeId", "a scheme and version that were published"));
            }

            if (body.FriendEmploymentId is not null && friend is null)
            {
                errors.Add(new("friendEmploymentId", "an employment"));
            }

            if (body.EnrolledOn > clock.Today())
            {
                errors.Add(new("enrolledOn", "today or earlier"));
            }

            if (Refusal.Of(errors) is { } wrong)
            {
                return Problems.Of(wrong);
            }

            var joining = new Joining(body.EnrolledOn ?? FirstDay(employment, friend, clock.Today()), body.Background ?? Background.Unknown, friend);
            if (await budget.RefuseAsync(scheme!, RetentionDecisions.Enrol(null, employment, scheme!, joining, "")) is { } beyond
                && !(identity.Marker is { } marker && await journal.HasMarkerAsync(RetentionPlans.Kind, id, marker)))
            {
                return Problems.Of(beyond);
            }

            var (plan, refusal) = await enrolling.EnrolAsync(client, employment, scheme!, joining, request.Caller().Id, identity.Marker);
            return refusal is not null
                ? Problems.Of(refusal)
                : Answer.Created($"/api/employments/{id}/retention-plan", RetentionPlanViews.View(plan!, request.Caller()), plan!.ETag);
        });
    }

    /// <summary>Today, or the first day of whoever starts later.</summary>
    internal static DateOnly FirstDay(Employment employment, Employment? friend, DateOnly today) =>
        new[] { employment.StartedOn, friend?.StartedOn ?? today, today }.Max();
}
