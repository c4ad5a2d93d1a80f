using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Leave of months.</summary>
public sealed class RecordAbsence(Commands commands)
{
    /// <summary>Records maternity or adoption leave, or an unpaid career break; once more with the same first day to correct it.</summary>
    [Function(nameof(RecordAbsence))]
    [Allow(Role.Hr)]
    [Operation("Record leave of months", Step = "record-absence", Body = typeof(Absence), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/absence")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Absence>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.RecordAbsence(employment, body)),
            Employments.View);
    }
}
