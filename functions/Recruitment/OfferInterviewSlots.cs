using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/interview-slots</c>.</summary>
/// <param name="Slots">When, each with its offset from UTC; an interview takes an hour.</param>
/// <param name="Panel">Who interviews, of the vacancy's panel; null for all of it.</param>
/// <param name="AnswerBy">The last day, in London, on which the candidate can choose; without one the times do not lapse.</param>
public sealed record InterviewTimes(IReadOnlyList<DateTimeOffset> Slots, IReadOnlyList<string>? Panel = null, DateOnly? AnswerBy = null);

/// <summary>A recruiter offers a candidate times to choose from.</summary>
public sealed class OfferInterviewSlots(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Offers times; whatever was offered or arranged before is replaced. Several candidates may be offered the same time.</summary>
    [Function(nameof(OfferInterviewSlots))]
    [Allow(Role.Recruiter)]
    [Operation("Offer times for an interview", Step = "offer-slots", Body = typeof(InterviewTimes), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/interview-slots")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<InterviewTimes>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) => InterviewDecisions.OfferSlots(
                application,
                (await journal.GetAsync(Vacancies.Kind, application.VacancyId)).State,
                body.Slots,
                body.Panel,
                body.AnswerBy,
                clock.GetUtcNow()),
            Applications.View);
    }
}
