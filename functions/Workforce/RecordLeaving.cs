using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Somebody left.</summary>
public sealed class RecordLeaving(Commands commands, TimeProvider clock)
{
    /// <summary>Records the last day, once it has come, and why. Payments that would fall due later are voided, and what is owed back is worked out.</summary>
    [Function(nameof(RecordLeaving))]
    [Allow(Role.Hr)]
    [Operation("Record a leaver", Step = "leave", Body = typeof(Leaving), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/leaving")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Leaving>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.Leave(employment, body.LastDayOn, body.Reason, clock.Today())),
            Employments.View);
    }
}
