using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>A check of safer recruitment was seen of somebody who is employed.</summary>
public sealed class RecordEmployeeCheck(Commands commands, TimeProvider clock)
{
    /// <summary>
    /// Keeps what was seen, for the single central record: a DBS certificate that came after a start on a risk assessment, one renewed, a right to
    /// work extended.
    /// </summary>
    [Function(nameof(RecordEmployeeCheck))]
    [Allow(Role.Hr)]
    [Operation("Record a check of an employee", Step = "record-check", Body = typeof(CheckOutcome), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/checks/{check}/result")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string check)
    {
        var body = await request.ReadJsonAsync<CheckOutcome>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.RecordCheck(employment, body.Of(check), request.Caller().Id, clock.Today())),
            Employments.View);
    }
}
