using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/notice-withdrawal</c>.</summary>
/// <param name="On">The day on which it was withdrawn.</param>
public sealed record WithdrawnNotice(DateOnly On);

/// <summary>Notice was withdrawn.</summary>
public sealed class WithdrawNotice(Commands commands, TimeProvider clock)
{
    /// <summary>Records that notice is no longer live; it was until then.</summary>
    [Function(nameof(WithdrawNotice))]
    [Allow(Role.Hr)]
    [Operation("Record that notice was withdrawn", Step = "withdraw-notice", Body = typeof(WithdrawnNotice), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/notice-withdrawal")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<WithdrawnNotice>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.WithdrawNotice(employment, body.On, clock.Today())),
            Employments.View);
    }
}
