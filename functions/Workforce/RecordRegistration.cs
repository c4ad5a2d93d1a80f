using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/registration</c>: a look at the register.</summary>
/// <param name="CheckedOn">The day.</param>
/// <param name="Status">What it meant; null where the end date is given.</param>
/// <param name="RegisteredUntil">Until when the register showed the registration: the season's rule judges it.</param>
public sealed record RegisterLookUp(DateOnly CheckedOn, RegistrationStatus? Status = null, DateOnly? RegisteredUntil = null);

/// <summary>The register was looked up.</summary>
public sealed class RecordRegistration(Commands commands, Register register, TimeProvider clock)
{
    /// <summary>Records what the register of Social Work England said on a day.</summary>
    [Function(nameof(RecordRegistration))]
    [Allow(Role.Hr)]
    [Operation("Record a look at the register", Step = "record-registration", Body = typeof(RegisterLookUp), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/registration")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<RegisterLookUp>();
        return await commands.StepAsync(
            request,
            client,
            Employments.Kind,
            id,
            (_, employment) => Task.FromResult(EmploymentDecisions.RecordRegistration(employment, body, request.Caller().Id, clock.Today(), register.GraceDays)),
            Employments.View);
    }
}
