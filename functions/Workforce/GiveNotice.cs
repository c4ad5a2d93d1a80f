using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/notice</c>.</summary>
/// <param name="GivenOn">The day on which it was given.</param>
/// <param name="LastDayOn">The last day of employment that follows from it.</param>
public sealed record NoticeToLeave(DateOnly GivenOn, DateOnly LastDayOn);

/// <summary>Notice was given.</summary>
public sealed class GiveNotice(Commands commands, TimeProvider clock)
{
    /// <summary>Records notice by the day it was given, which payments due on or after that day depend on.</summary>
    [Function(nameof(GiveNotice))]
    [Allow(Role.Hr)]
    [Operation("Record notice", Step = "give-notice", Body = typeof(NoticeToLeave), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/notice")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<NoticeToLeave>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.GiveNotice(employment, body.GivenOn, body.LastDayOn, clock.Today())),
            Employments.View);
    }
}
