using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The register was looked up.</summary>
public sealed class RecordRegistration(Commands commands, TimeProvider clock)
{
    /// <summary>Records what the register of Social Work England said on a day.</summary>
    [Function(nameof(RecordRegistration))]
    [Allow(Role.Hr)]
    [Operation("Record a look at the register", Step = "record-registration", Body = typeof(RegistrationCheck), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/registration")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<RegistrationCheck>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.RecordRegistration(employment, body.CheckedOn, body.Status, clock.Today())),
            Employments.View);
    }
}
